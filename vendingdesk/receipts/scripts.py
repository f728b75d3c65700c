"""Which script a character belongs to, and which scripts can be set letter by letter."""

from __future__ import annotations

import unicodedata

SYMBOL = "symbol"
"""What a character is called that is no letter: emoji, arrows, pictures."""

SET_SINGLY = frozenset(
    {
        "Latin", "Greek", "Coptic", "Cyrillic", "Armenian", "Georgian", "Hebrew", "Ethiopic", "Cherokee", "Tifinagh",
        "Canadian", "Vai", "Yi", "CJK", "Hiragana", "Katakana", "Katakana-Hiragana", "Hangul", "Bopomofo",
    }
)  # fmt: skip
"""Scripts whose letters stand side by side as they are.

The scripts of India, Thai, Khmer and others want their letters reordered and stacked: a font alone would print them
wrongly, which is worse than saying that they can't be printed.
"""

_CJK_MARKS = range(0x3000, 0x3100)
"""Ideographic full stop, corner brackets, middle dot: no letters, yet part of the script."""

_TWO_WORDS = {"KATAKANA-HIRAGANA": "Katakana-Hiragana"}


def script_of(char: str) -> str:
    """The script's name as Unicode's character names begin with it: "Hebrew", "CJK"; ``SYMBOL`` for the rest."""
    category = unicodedata.category(char)
    if ord(char) in _CJK_MARKS and category[0] in "PS":
        return "CJK"
    if category[0] not in "LM":
        return SYMBOL
    first = unicodedata.name(char, SYMBOL).split()[0]
    if first in _TWO_WORDS:
        return _TWO_WORDS[first]
    first = first.split("-")[0]
    return first if first in {"CJK", SYMBOL} else first.title()
