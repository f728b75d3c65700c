"""Text that a face can draw, and lines that fit a width.

What no face has is never an empty box. In this order: digits of other scripts become 0–9, compatibility forms
become plain ones ("ﬃ" to "ffi"), accents and hooks that no glyph has together with its letter are dropped, and a run
of anything else becomes the name of its script in brackets: ``[Thai]``, ``[CJK]``, ``[symbol]``. Control characters
become spaces; invisible formatting vanishes (also the overrides that turn text around), unless letters must be joined
or values kept apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Protocol

from vendingdesk.receipts.fonts import STRAY, Face
from vendingdesk.receipts.scripts import script_of

NO_BREAK_SPACE = "\u00a0"

JOINERS = "\u200c\u200d"
"""They say whether two letters join (Persian needs the first)."""

ISOLATES = "\u2068\u2069"
"""They stand around a value in a sentence, so that neither turns the other around."""

WITHOUT_INK = frozenset(JOINERS + ISOLATES)

_SLASHES = str.maketrans(dict.fromkeys(STRAY, "/"))

_IDEOGRAPHS = "\u3005-\u3007\u3021-\u3029\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_MAY_BREAK = re.compile(f"[{_IDEOGRAPHS}]")
_CLOSING = "\u3001\u3002\u3009\u300b\u300d\u300f\u3011,.:;!?)"
_PIECES = re.compile(f"[{_IDEOGRAPHS}][{_CLOSING}]*|[^{_IDEOGRAPHS}]+")
"""Chinese and Japanese break between any two ideographs, though not before what closes."""


class Measure(Protocol):
    """Anything that knows how wide a text is."""

    def width(self, text: str, size: float) -> float:
        """In points at a type size."""


def nothing_more(_char: str) -> bool:
    """No face but the first."""
    return False


def legible(text: str, face: Face, drawable: Callable[[str], bool] = nothing_more) -> str:
    """``text`` in characters that ``face`` covers, or else are ``drawable`` by another face."""
    if face.plain.issuperset(text):
        return text
    pieces: list[str] = []
    for char in unicodedata.normalize("NFC", text):
        piece = _piece(char, face, drawable)
        named = len(piece) > 1 and piece[0] == "["
        if piece and not (named and pieces and pieces[-1] == piece):
            pieces.append(piece)
    return "".join(pieces)


def missing(text: str, face: Face, drawable: Callable[[str], bool] = nothing_more) -> tuple[str, ...]:
    """The names that ``legible`` puts in brackets, each once."""
    pieces = (_piece(char, face, drawable) for char in dict.fromkeys(unicodedata.normalize("NFC", text)))
    return tuple(dict.fromkeys(piece[1:-1] for piece in pieces if len(piece) > 1 and piece[0] == "["))


def _piece(char: str, face: Face, drawable: Callable[[str], bool]) -> str:
    """What stands for one character."""
    if char in face.plain:
        return char
    category = unicodedata.category(char)
    match category:
        case "Cf" | "Mn" | "Me":
            return char if char in WITHOUT_INK and drawable(char) else ""
        case "Zs" if "<noBreak>" in unicodedata.decomposition(char):
            return NO_BREAK_SPACE
        case "Cc" | "Zl" | "Zp" | "Zs":
            return " "
        case "Nd":
            return str(unicodedata.decimal(char))
    return _plainer(char, face, drawable) or f"[{script_of(char)}]"


def _plainer(char: str, face: Face, drawable: Callable[[str], bool]) -> str:
    """A letter or sign as another face has it, or in its plain form; empty if there is none."""
    parts = unicodedata.normalize("NFKD", char).translate(_SLASHES)
    plain = "".join(part for part in parts if unicodedata.category(part) != "Mn")
    if plain and face.plain.issuperset(plain):
        return plain
    if drawable(char):
        return char
    composed = unicodedata.normalize("NFKC", char)
    for parts in (composed, plain):
        if parts not in {"", char} and all(part in face.plain or drawable(part) for part in parts):
            return parts
    return _unhooked(char, face)


def _unhooked(char: str, face: Face) -> str:
    """A Latin letter without what its name adds to it: "d with hook" is d, "open o" is o; empty for others."""
    name = unicodedata.name(char, "")
    if not name.startswith("LATIN "):
        return ""
    try:
        letter = unicodedata.lookup(name.split(" WITH ")[0].replace(" OPEN ", " "))
    except KeyError:
        return ""
    return letter if letter in face.plain else ""


def wrapped(text: str, face: Measure, size: float, width: float) -> list[str]:
    """The lines of legible ``text``, none wider than ``width`` points; a word breaks only if it must."""
    if face.width(text, size) <= width:
        return [text] if text.strip() else []
    lines: list[str] = []
    line, used = "", 0.0
    gap = face.width(" ", size)
    for word in text.split(" "):
        space, between = " ", gap
        for piece in _PIECES.findall(word) if _MAY_BREAK.search(word) else (word,) if word else ():
            for part, long in _parts(piece, face, size, width):
                if line and used + between + long <= width:
                    line, used = f"{line}{space}{part}", used + between + long
                else:
                    if line:
                        lines.append(line)
                    line, used = part, long
            space, between = "", 0.0
    return [*lines, line] if line else lines


def balanced(text: str, face: Measure, size: float, width: float) -> list[str]:
    """As few lines as ``wrapped`` makes, of about one length: for what is centred."""
    lines = wrapped(text, face, size, width)
    if len(lines) < 2:
        return lines
    low, high = max(face.width(word, size) for word in text.split(" ")), width
    while high - low > size:
        middle = (low + high) / 2
        narrow = wrapped(text, face, size, middle)
        if len(narrow) == len(lines):
            lines, high = narrow, middle
        else:
            low = middle
    return lines


def _parts(word: str, face: Measure, size: float, width: float) -> list[tuple[str, float]]:
    """A word and its width; a word wider than a line in as many pieces as it takes."""
    total = face.width(word, size)
    if total <= width:
        return [(word, total)]
    parts: list[tuple[str, float]] = []
    start, used = 0, 0.0
    for place, char in enumerate(word):
        advance = face.width(char, size)
        if used + advance > width and place > start:
            parts.append((word[start:place], used))
            start, used = place, 0.0
        used += advance
    return [*parts, (word[start:], used)]
