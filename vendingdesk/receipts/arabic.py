"""Arabic letters joined, and right-to-left lines put into the order of the eye.

The libraries are imported by the first text that has such letters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

from vendingdesk.receipts.fonts import arabic
from vendingdesk.receipts.words import ISOLATES, JOINERS

ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
FROM_THE_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")

NO_JOINERS = dict.fromkeys(map(ord, JOINERS))
_NO_ISOLATES = dict.fromkeys(map(ord, ISOLATES))
_WORD = re.compile("[\u0600-\u06ff\u0750-\u077f\u200c\u200d]+")

_LETTER = r"[^\W_\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc][%°]?"
_WORDS = rf"[+\-−$€£₦₹₵¥]?{_LETTER}(?:(?:[ \u00a0]|\u202f\u202f?)?[.,:/\-–−+’'_#*@%°$€£₦₹₵¥]?{_LETTER})*[$€£₦₹₵¥]?"
_STRETCH = re.compile(rf"\({_WORDS}\)|\[{_WORDS}\]|{_WORDS}")
"""Words and numbers of other scripts that belong together: a meter in groups, a date with its time, an amount."""

_LEFT_TO_RIGHT = 0xE000
"""Private characters count as letters from the left: one holds the place of a stretch that has a letter."""

_NEUTRAL = range(0x4DC0, 0x4E00)
"""Signs without a direction that no slip has: one holds the place of a number alone, or of an isolated value."""

_ISOLATED = re.compile("^[^\u2068]*?\u2069|\u2068[^\u2068\u2069]*(?:\u2069|$)")
"""A value between its isolates; a line may begin or end within one."""


@cache
def _reshaper() -> Any:
    from arabic_reshaper import ArabicReshaper

    return ArabicReshaper(
        {
            "delete_harakat": True,  # without the font's own rules they would stand beside their letters
            "use_unshaped_instead_of_isolated": True,  # fonts lack some isolated forms, never the letter itself
            "ARABIC LIGATURE ALLAH": False,  # it would cut longer words that contain it
        }
    )


def joined(text: str) -> str:
    """``text`` with each letter in its joined form, still in logical order.

    A form that the face lacks falls back to the plain letter.
    """
    return _WORD.sub(lambda word: _joined_word(word.group()), text)


@lru_cache(4096)
def _joined_word(word: str) -> str:
    has = arabic().plain
    shaped = str(_reshaper().reshape(word)).translate(NO_JOINERS)
    return "".join(char if char in has else unicodedata.normalize("NFKC", char) for char in shaped)


def begins_right(text: str) -> bool:
    """Whether a paragraph runs from the right: its first letter with a direction decides (Unicode's rule P2)."""
    for char in text:
        direction = unicodedata.bidirectional(char)
        if direction in {"R", "AL"}:
            return True
        if direction == "L":
            return False
    return False


def seen(line: str, *, from_right: bool) -> str:
    """A line as the eye meets it from left to right; numbers, codes and amounts keep their own order."""
    from bidi.algorithm import get_display  # type: ignore[import-untyped]

    kept: dict[str, str] = {}

    def hold(text: str, *, letters: bool = False) -> str:
        place = len(kept)
        sign = chr(_LEFT_TO_RIGHT + place) if letters or place >= len(_NEUTRAL) else chr(_NEUTRAL[place])
        kept[sign] = text
        return sign

    def isolated(value: re.Match[str]) -> str:
        inner = value.group().translate(_NO_ISOLATES)
        return hold(seen(inner, from_right=begins_right(inner))) if inner else ""

    def stretch(words: re.Match[str]) -> str:
        return hold(words.group(), letters=any(map(str.isalpha, words.group())))

    for sign in ISOLATES:
        if sign in line:
            line = _ISOLATED.sub(isolated, line)
    turned = get_display(_STRETCH.sub(stretch, line), base_dir="R" if from_right else "L")
    return "".join(kept.get(char, char) for char in turned).translate(_NO_ISOLATES)
