"""JSON from a server that may send anything: sizes are bounded before anything is built.

Only what is asked for is decoded, so an odd number or a broken string in a field that nobody needs costs nothing.
"""

from __future__ import annotations

import re

import msgspec

from vendingdesk.api.limits import MOST_DEPTH, MOST_PIECES
from vendingdesk.api.numbers import bounded_decimal
from vendingdesk.api.texts import one_line

# A string (its closing quote captured: empty when the text ends first), or one bracket. Possessive: linear time.
_PIECES = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+("?)|[{}\[\]]', re.DOTALL)
_FAULTS = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


class NotJson(ValueError):
    """The text is no JSON object, or nests deeper than any answer does."""


class JsonCutShort(ValueError):
    """The text begins like a JSON object and ends before it does."""


class JsonObject:
    """An object whose values are decoded one by one, on asking."""

    def __init__(self, values: dict[str, msgspec.Raw]) -> None:
        self._values = {key: bytes(value) for key, value in values.items()}

    def __contains__(self, key: str) -> bool:
        """Whether the key is there, whatever its value."""
        return key in self._values

    def is_null(self, key: str) -> bool:
        """Whether the value is missing or ``null``."""
        return self._values.get(key, b"null") == b"null"

    def is_number(self, key: str) -> bool:
        """Whether the value is a JSON number."""
        return _is_number(self._values.get(key, b""))

    def text(self, key: str) -> str:
        """A string's text, a number as it was written; empty for anything else."""
        return _text(self._values.get(key, b""))

    def texts(self, key: str) -> tuple[str, ...]:
        """The elements of a list, each as ``text`` has it; a single value is a list of one; nothing is empty."""
        raw = self._values.get(key, b"")
        if raw.startswith(b"["):
            try:
                return tuple(_text(bytes(element)) for element in msgspec.json.decode(raw, type=list[msgspec.Raw]))
            except _FAULTS:
                return ()
        text = _text(raw)
        return (text,) if text else ()

    def line(self, key: str, longest: int) -> str:
        """``text`` on one line, ``longest`` characters at most."""
        return one_line(self.text(key), longest)

    def whole(self, key: str) -> int | None:
        """A whole number, written as a number or as a string of digits."""
        number = bounded_decimal(self.text(key).strip())
        return int(number) if number is not None and number == number.to_integral_value() else None

    def child(self, key: str) -> JsonObject:
        """An object inside; an empty one when there is none."""
        try:
            return JsonObject(msgspec.json.decode(self._values.get(key, b"{}"), type=dict[str, msgspec.Raw]))
        except _FAULTS:
            return JsonObject({})


def first_object(body: bytes) -> JsonObject:
    """The first JSON object of a body; what follows it is not looked at (one server fault writes two).

    Raises ``JsonCutShort`` or ``NotJson``.
    """
    document = _first_document(body.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n"))
    try:
        return JsonObject(msgspec.json.decode(document, type=dict[str, msgspec.Raw]))
    except _FAULTS:
        raise NotJson("not a JSON object") from None


def _first_document(body: bytes) -> bytes:
    if not body.startswith(b"{"):
        raise NotJson("does not begin like a JSON object")
    depth = 0
    for count, piece in enumerate(_PIECES.finditer(body)):
        if count > MOST_PIECES:
            raise NotJson("has more parts than any answer")
        mark = body[piece.start()]
        if mark == ord('"'):
            if not piece[1]:
                raise JsonCutShort("ends inside a string")
            continue
        depth += 1 if mark in b"{[" else -1
        if depth == 0:
            return body[: piece.end()]
        if depth > MOST_DEPTH:
            raise NotJson("nests deeper than any answer")
    raise JsonCutShort("ends before the object does")


def _text(raw: bytes) -> str:
    if raw.startswith(b'"'):
        try:
            return msgspec.json.decode(raw, type=str)
        except _FAULTS:
            return ""
    return raw.decode("ascii") if _is_number(raw) else ""


def _is_number(raw: bytes) -> bool:
    return raw.startswith(b"-") or raw[:1].isdigit()
