"""libcups through ctypes: as much of IPP as it takes to print, look and ask. It is loaded when first used."""

from __future__ import annotations

import ctypes
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_double, c_int, c_size_t, c_void_p
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache, partial
from typing import Any, ClassVar
from urllib.parse import quote

from vendingdesk.printing.call_time import cut_off_after

CONNECT_MS = 3000
QUIET_S = 10.0
"""How long the spooler may say nothing within an answer; a whole call may take twice that."""

ROUNDS = 3
"""How often a request is said when the spooler wants to know who asks, or a safe connection."""

CONTINUE, OK, UNAUTHORIZED, UPGRADE = 100, 200, 401, 426
"""Statuses of HTTP."""


class Operation(IntEnum):
    """What a spooler can be asked (RFC 8011, and CUPS's own for its list of queues)."""

    PRINT_JOB = 0x0002
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_PRINTER_ATTRIBUTES = 0x000B
    CUPS_GET_PRINTERS = 0x4002


class Tag(IntEnum):
    """Groups and kinds of values (RFC 8010)."""

    OPERATION = 0x01
    JOB = 0x02
    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    MIMETYPE = 0x49


NOT_FOUND = 0x0406
BUSY, NOT_ACCEPTING = 0x0507, 0x0506
NO_ANSWER = frozenset({0x0500, 0x0502, 0x0505})
"""Statuses that libcups also makes up itself, when the connection broke: the spooler may have taken the job."""

BROKE_OFF, REFUSED = 0x0500, 0x0403

Value = int | str | bool


class NoLibrary(Exception):
    """This machine has no libcups."""


class SpoolerDown(Exception):
    """Nobody answers at the spooler's address; nothing was sent."""


class SpoolerSaidNo(Exception):
    """The spooler's own error: its IPP ``status`` and words."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.words = words


@dataclass(frozen=True, slots=True)
class Answer:
    """The attributes of an answer, one mapping for each printer or job."""

    things: tuple[dict[str, tuple[Value, ...]], ...]

    def numbers(self, name: str) -> tuple[int, ...]:
        """The whole numbers of the first thing's attribute."""
        return tuple(value for value in self._values(name) if isinstance(value, int))

    def words(self, name: str) -> tuple[str, ...]:
        """The words of the first thing's attribute."""
        return tuple(value for value in self._values(name) if isinstance(value, str))

    def _values(self, name: str) -> tuple[Value, ...]:
        return next((thing[name] for thing in self.things if name in thing), ())


@dataclass
class Request:
    """What is asked: of a queue (``printer``), with operation and job attributes."""

    operation: Operation
    printer: str = ""
    about: Sequence[tuple[Tag, str, Value]] = ()
    job: Sequence[tuple[Tag, str, Value]] = ()
    wanted: Sequence[str] = ()
    document: bytes = field(default=b"", repr=False)

    @property
    def resource(self) -> str:
        """Where it goes to on the server."""
        return f"/printers/{quote(self.printer, safe='')}" if self.printer else "/"


TIME_IS_UP = CFUNCTYPE(c_int, c_void_p, c_void_p)(lambda _http, _data: 0)
"""Called when the spooler says nothing for too long: give up."""

ASK_NOBODY = CFUNCTYPE(c_void_p, c_char_p, c_void_p, c_char_p, c_char_p, c_void_p)(lambda *_: None)
"""In the place of libcups's own question for a password, which would wait at a terminal that nobody sees."""


class Library:
    """The functions of one libcups; ``connected`` gives a ``Spooler`` for one thread."""

    _DECLARED: ClassVar[dict[str, tuple[Any, tuple[Any, ...]]]] = {
        "cupsSetServer": (None, (c_char_p,)),
        "cupsServer": (c_char_p, ()),
        "cupsUser": (c_char_p, ()),
        "cupsEncryption": (c_int, ()),
        "cupsSetPasswordCB2": (None, (c_void_p, c_void_p)),
        "cupsLastErrorString": (c_char_p, ()),
        "cupsSendRequest": (c_int, (c_void_p, c_void_p, c_char_p, c_size_t)),
        "cupsWriteRequestData": (c_int, (c_void_p, c_char_p, c_size_t)),
        "cupsGetResponse": (c_void_p, (c_void_p, c_char_p)),
        "httpGetStatus": (c_int, (c_void_p,)),
        "httpGetFd": (c_int, (c_void_p,)),
        "ippLength": (c_size_t, (c_void_p,)),
        "httpConnect2": (c_void_p, (c_char_p, c_int, c_void_p, c_int, c_int, c_int, c_int, POINTER(c_int))),
        "httpSetTimeout": (None, (c_void_p, c_double, c_void_p, c_void_p)),
        "httpClose": (None, (c_void_p,)),
        "ippPort": (c_int, ()),
        "ippNewRequest": (c_void_p, (c_int,)),
        "ippDelete": (None, (c_void_p,)),
        "ippAddString": (c_void_p, (c_void_p, c_int, c_int, c_char_p, c_char_p, c_char_p)),
        "ippAddStrings": (c_void_p, (c_void_p, c_int, c_int, c_char_p, c_int, c_char_p, POINTER(c_char_p))),
        "ippAddInteger": (c_void_p, (c_void_p, c_int, c_int, c_char_p, c_int)),
        "ippGetStatusCode": (c_int, (c_void_p,)),
        "ippFirstAttribute": (c_void_p, (c_void_p,)),
        "ippNextAttribute": (c_void_p, (c_void_p,)),
        "ippGetName": (c_char_p, (c_void_p,)),
        "ippGetGroupTag": (c_int, (c_void_p,)),
        "ippGetValueTag": (c_int, (c_void_p,)),
        "ippGetCount": (c_int, (c_void_p,)),
        "ippGetInteger": (c_int, (c_void_p, c_int)),
        "ippGetBoolean": (c_int, (c_void_p, c_int)),
        "ippGetString": (c_char_p, (c_void_p, c_int, c_void_p)),
    }

    def __init__(self, loaded: ctypes.CDLL) -> None:
        for name, (result, arguments) in self._DECLARED.items():
            function = getattr(loaded, name)
            function.restype = result
            function.argtypes = arguments
        self.c: Any = loaded

    @contextmanager
    def connected(self, quiet: float = QUIET_S) -> Iterator[Spooler]:
        """A connection to the spooler that this user's CUPS settings name; raises ``SpoolerDown``."""
        self.c.cupsSetServer(None)  # a thread of libcups remembers the last one otherwise
        self.c.cupsSetPasswordCB2(ASK_NOBODY, None)
        where = (self.c.cupsServer(), self.c.ippPort(), None, 0, self.c.cupsEncryption(), 1, CONNECT_MS, None)
        http = self.c.httpConnect2(*where)
        if not http:
            raise SpoolerDown
        try:
            self.c.httpSetTimeout(http, quiet, TIME_IS_UP, None)
            yield Spooler(self.c, http, 2 * quiet)
        finally:
            self.c.httpClose(http)


@cache
def library(*names: str) -> Library:
    """The system's libcups, loaded by the first call; raises ``NoLibrary`` when there is none of the ``names``."""
    for name in names or (("libcups.2.dylib",) if sys.platform == "darwin" else ("libcups.so.2",)):
        try:
            return Library(ctypes.CDLL(name))
        except (OSError, AttributeError):
            continue
    raise NoLibrary


class Spooler:
    """One connection; for one thread."""

    def __init__(self, c: Any, http: int, seconds: float) -> None:
        self._c = c
        self._http = http
        self._seconds = seconds
        self._late = threading.Event()

    def ask(self, request: Request) -> Answer:
        """The answer to a request, within ``seconds``; raises ``SpoolerSaidNo``."""
        with cut_off_after(self._seconds, partial(self._c.httpGetFd, self._http)) as self._late:
            return self._asked(request)

    def _asked(self, request: Request) -> Answer:
        answer = None
        for _ in range(ROUNDS):
            built = self._built(request)
            try:
                answer = self._once(built, request)
            finally:
                self._c.ippDelete(built)
            if answer or self._late.is_set() or self._c.httpGetStatus(self._http) not in {UNAUTHORIZED, UPGRADE}:
                break
        try:
            if not answer:
                raise SpoolerSaidNo(*self._no_answer())
            status = self._c.ippGetStatusCode(answer)
            if status >= 0x0100:
                raise SpoolerSaidNo(status, (self._c.cupsLastErrorString() or b"").decode(errors="replace"))
            return Answer(tuple(self._things(answer)))
        finally:
            if answer:
                self._c.ippDelete(answer)

    def _once(self, built: int, request: Request) -> int | None:
        """Say it once and hear the answer, if there is any. libcups's own call would follow redirects for ever."""
        c, http, where = self._c, self._http, request.resource.encode()
        size = c.ippLength(built) + len(request.document)
        status = c.cupsSendRequest(http, built, where, size)
        if status == CONTINUE and request.document:
            status = c.cupsWriteRequestData(http, request.document, len(request.document))
        answer: int | None = c.cupsGetResponse(http, where) if status <= CONTINUE or status == OK else None
        return answer

    def _no_answer(self) -> tuple[int, str]:
        """Why there is no answer, as an IPP status and words."""
        status = self._c.httpGetStatus(self._http)
        if self._late.is_set():
            return BROKE_OFF, "it took too long"
        if 400 <= status < 500:
            return NOT_FOUND if status == 404 else REFUSED, f"HTTP {status}"
        return BROKE_OFF, f"HTTP {status}" if status > 0 else "it does not answer"

    def _built(self, request: Request) -> int:
        c = self._c
        built: int = c.ippNewRequest(request.operation)
        if request.printer:
            uri = f"ipp://localhost{request.resource}".encode()
            c.ippAddString(built, Tag.OPERATION, Tag.URI, b"printer-uri", None, uri)
        c.ippAddString(built, Tag.OPERATION, Tag.NAME, b"requesting-user-name", None, c.cupsUser())
        for group, attributes in ((Tag.OPERATION, request.about), (Tag.JOB, request.job)):
            for tag, name, value in attributes:
                if isinstance(value, str):
                    c.ippAddString(built, group, tag, name.encode(), None, value.encode())
                else:
                    c.ippAddInteger(built, group, tag, name.encode(), value)
        if request.wanted:
            names = (c_char_p * len(request.wanted))(*(name.encode() for name in request.wanted))
            c.ippAddStrings(
                built, Tag.OPERATION, Tag.KEYWORD, b"requested-attributes", len(request.wanted), None, names
            )
        return built

    def _things(self, answer: int) -> Iterator[dict[str, tuple[Value, ...]]]:
        """Each group of attributes behind the operation's own; a nameless one stands between two."""
        thing: dict[str, tuple[Value, ...]] = {}
        attribute = self._c.ippFirstAttribute(answer)
        while attribute:
            name = self._c.ippGetName(attribute)
            if name and self._c.ippGetGroupTag(attribute) != Tag.OPERATION:
                thing[name.decode()] = tuple(self._values(attribute))
            elif thing:
                yield thing
                thing = {}
            attribute = self._c.ippNextAttribute(answer)
        if thing:
            yield thing

    def _values(self, attribute: int) -> Iterator[Value]:
        tag = self._c.ippGetValueTag(attribute)
        for at in range(self._c.ippGetCount(attribute)):
            if tag in {Tag.INTEGER, Tag.ENUM}:
                yield self._c.ippGetInteger(attribute, at)
            elif tag == Tag.BOOLEAN:
                yield bool(self._c.ippGetBoolean(attribute, at))
            else:
                text = self._c.ippGetString(attribute, at, None)
                if text is not None:
                    yield text.decode(errors="replace")
