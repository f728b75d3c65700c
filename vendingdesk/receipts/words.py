"""Text that a face can draw, and lines that fit a width.

What a face lacks is never an empty box. In this order: digits of other scripts become 0–9, compatibility forms
become plain ones ("ﬃ" to "ffi"), accents that no glyph has together with its letter are dropped, and a run of
anything else becomes the name of its script in brackets: ``[Arabic]``, ``[CJK]``, ``[symbol]``. Control characters
become spaces, invisible formatting (also the overrides that turn text around) vanishes.
"""

from __future__ import annotations

import unicodedata

from vendingdesk.receipts.fonts import STRAY, Face

NO_BREAK_SPACE = "\u00a0"

_SLASHES = str.maketrans(dict.fromkeys(STRAY, "/"))


def legible(text: str, face: Face) -> str:
    """``text`` in characters that ``face`` covers."""
    if face.plain.issuperset(text):
        return text
    pieces: list[str] = []
    for char in unicodedata.normalize("NFC", text):
        piece = _piece(char, face)
        named = len(piece) > 1 and piece[0] == "["
        if piece and not (named and pieces and pieces[-1] == piece):
            pieces.append(piece)
    return "".join(pieces)


def _piece(char: str, face: Face) -> str:
    """What stands for one character."""
    if char in face.plain:
        return char
    category = unicodedata.category(char)
    match category:
        case "Cf" | "Mn" | "Me":
            return ""
        case "Zs" if "<noBreak>" in unicodedata.decomposition(char):
            return NO_BREAK_SPACE
        case "Cc" | "Zl" | "Zp" | "Zs":
            return " "
        case "Nd":
            return str(unicodedata.decimal(char))
    parts = unicodedata.normalize("NFKD", char).translate(_SLASHES)
    plain = "".join(part for part in parts if unicodedata.category(part) != "Mn")
    return plain if plain and face.plain.issuperset(plain) else f"[{_script(char, category)}]"


def _script(char: str, category: str) -> str:
    """The name of a character's script as Unicode's names begin with it."""
    if category[0] not in "LM":
        return "symbol"
    first = unicodedata.name(char, "symbol").split("-")[0].split()[0]
    return first if first in {"CJK", "symbol"} else first.title()


def wrapped(text: str, face: Face, size: float, width: float) -> list[str]:
    """The lines of legible ``text``, none wider than ``width`` points; a word breaks only if it must."""
    if face.width(text, size) <= width:
        return [text] if text.strip() else []
    lines: list[str] = []
    line, used = "", 0.0
    gap = face.width(" ", size)
    for word in text.split(" "):
        if not word:
            continue
        for part, long in _parts(word, face, size, width):
            if line and used + gap + long <= width:
                line, used = f"{line} {part}", used + gap + long
            else:
                if line:
                    lines.append(line)
                line, used = part, long
    return [*lines, line] if line else lines


def balanced(text: str, face: Face, size: float, width: float) -> list[str]:
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


def _parts(word: str, face: Face, size: float, width: float) -> list[tuple[str, float]]:
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
