"""What broke, in words for a maintainer: where, in which versions, at which work, and no value of anything.

A trace is files, lines and names of functions: neither the lines of code nor what the variables held. The text of an
exception passes the mask; then every longer number goes, and so does what stands in quotes, where Python puts values.
"""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from time import process_time
from traceback import walk_tb
from types import TracebackType

from vendingdesk import __version__
from vendingdesk.domain.errors import VendingDeskError
from vendingdesk.wiring.mask import FILLER, PROCESS_MASK, Mask

GONE = "…"
"""What stands in the place of a value."""

LONGEST_TEXT = 300
"""Characters of an exception's text."""

FRAMES = 40
"""Lines of one trace: an endless recursion keeps its beginning and its end."""

CHAIN = 6
"""Exceptions of a chain."""

NUMBER = re.compile(rf"\d(?:{FILLER}{{0,8}}\d){{10,}}")
"""A meter number, a card's, a telephone's: whatever has 11 digits or more, however they are grouped."""

_QUOTED = re.compile(
    r"""(?<!\w)(?:'(?:[^'\\]|\\.)*'(?!\w)|"(?:[^"\\]|\\.)*"|“[^”]*”|‘[^’]*’|«[^»]*»|['"“‘«].*$)""", re.DOTALL
)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_NAMES_CODE = (AttributeError, NameError, ImportError, TypeError)
"""What stands in the quotes of these is a name of the code."""

_LIBRARIES = ("PySide6", "qasync", "httpx", "msgspec", "reportlab")
_PACKAGE = Path(__file__).parents[1].parent.as_posix() + "/"
_FILE = re.compile(r'(?<=File ")[^"\n]*(?=")')


def short_file(name: str) -> str:
    """A source file from its package on: neither whose home it is in nor on which disk."""
    path = name.replace("\\", "/")
    if path.startswith(_PACKAGE):
        return path[len(_PACKAGE) :]
    for mark in ("/site-packages/", "/dist-packages/"):
        if mark in path:
            return path.rpartition(mark)[2]
    return "/".join(path.split("/")[-2:])


def short_files(text: str) -> str:
    """The same for every file that a trace of the interpreter names."""
    return _FILE.sub(lambda found: short_file(found[0]), text)


def without_values(text: str, *, names: bool = False, mask: Mask = PROCESS_MASK) -> str:
    """A text without what may be a value; ``names`` keeps names of the code that stand in quotes."""

    def emptied(found: re.Match[str]) -> str:
        kept = names and _NAME.fullmatch(found[0][1:-1])
        return found[0] if kept else GONE

    return NUMBER.sub(GONE, _QUOTED.sub(emptied, mask(text)))[:LONGEST_TEXT]


def describe(error: BaseException, *, doing: str, running: Iterable[str] = (), mask: Mask = PROCESS_MASK) -> str:
    """The report of an exception. ``doing`` and ``running`` are fixed words of the program, never typed ones."""
    lines = [*heading(doing), f"running   {', '.join(running) or 'nothing else'}", "", *_chain(error, mask)]
    return "\n".join(lines) + "\n"


def heading(doing: str) -> Iterator[str]:
    """What was being done, and with which versions."""
    yield f"doing     {doing}"
    yield f"versions  {versions()}"
    yield f"system    {platform.platform()}, {platform.machine()}"
    yield f"computed  {process_time():.1f} s"


def versions() -> str:
    """This program's, Python's, and those of the libraries that are loaded."""
    found = [f"vendingdesk {__version__}", f"Python {platform.python_version()}"]
    for name in _LIBRARIES:
        said = getattr(sys.modules.get(name), "__version__", "")
        if said:
            found.append(f"{name} {said}")
    return ", ".join(found)


def place_of(error: BaseException) -> str:
    """Where an exception came from, to know the same one again."""
    frames = _frames(error.__traceback__)
    return f"{type(error).__qualname__} {frames[-1] if frames else ''}"


def _chain(error: BaseException, mask: Mask) -> Iterator[str]:
    """An exception with what led to it, the newest first."""
    told: set[int] = set()
    link = "raised"
    now: BaseException | None = error
    while now is not None and id(now) not in told and len(told) < CHAIN:
        told.add(id(now))
        yield f"{link} {_named(now)}{_said(now, mask)}"
        yield from (f"  {frame}" for frame in _shortened(_frames(now.__traceback__)))
        if isinstance(now, BaseExceptionGroup):
            for inner in now.exceptions[:CHAIN]:
                yield f"with {_named(inner)}{_said(inner, mask)}"
                yield from (f"  {frame}" for frame in _shortened(_frames(inner.__traceback__)))
        link = "because of" if now.__cause__ is not None else "while there was"
        now = now.__cause__ or (None if now.__suppress_context__ else now.__context__)


def _named(error: BaseException) -> str:
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _said(error: BaseException, mask: Mask) -> str:
    """An exception's words; those of our own are for a person at the till and full of values."""
    if isinstance(error, VendingDeskError):
        return ""
    try:
        text = without_values(str(error), names=isinstance(error, _NAMES_CODE), mask=mask)
    except Exception as silent:  # noqa: BLE001 - an exception that can't say itself
        return f" (without words: {type(silent).__name__})"
    return f": {' '.join(text.split())}" if text else ""


def _frames(trace: TracebackType | None) -> list[str]:
    return [
        f"{short_file(frame.f_code.co_filename)}:{line} in {frame.f_code.co_qualname}"
        for frame, line in walk_tb(trace)
    ]


def _shortened(frames: list[str]) -> list[str]:
    """The calls, the newest last."""
    if len(frames) <= FRAMES:
        return frames
    half = FRAMES // 2
    return [*frames[:half], f"… {len(frames) - 2 * half} calls more", *frames[-half:]]
