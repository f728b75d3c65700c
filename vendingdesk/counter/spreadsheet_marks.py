"""What spreadsheets do to numbers on the way through: named for who has to mend it, undone where nothing was lost."""

from __future__ import annotations

import re

from vendingdesk import sts
from vendingdesk.domain.cell_text import undefused

_POWER = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d{1,3}")
_POINT = re.compile(r"(\d+)[.,]0+")
_TEXT_FORMULA = re.compile(r'="([^"]*)"')
_DIGITS_KEPT = 15
"""Digits of a number that a spreadsheet keeps; those behind become zeros."""


def as_typed(cell: str, *, number: bool = False) -> str:
    """A cell without what a spreadsheet or an export puts around text to keep it text.

    An apostrophe goes where what could be a formula stands behind it, and where a ``number`` does; a name may well
    begin with one.
    """
    bare = undefused(cell, number=number)
    meant = _TEXT_FORMULA.fullmatch(cell)
    return bare if meant is None else meant[1]


def by_hand(text: str) -> str:
    """A number that only looks as if a spreadsheet had ruined it, marked so that ``marked_by_hand`` knows it."""
    return f"'{text}" if ruin(text.lstrip("'")) else text


def marked_by_hand(text: str) -> bool:
    """Whether ``by_hand`` put an apostrophe before it."""
    return text.startswith("'") and bool(ruin(text.lstrip("'")))


def ruin(text: str) -> str:
    """What a spreadsheet did to a number and what to do about it, as two sentences; empty when it did nothing."""
    if _POWER.fullmatch(text):
        return (
            f"A spreadsheet turned this number into {text}: its last digits are lost. Format the column as text and "
            "type the number again."
        )
    if _POINT.fullmatch(text):
        return f"A spreadsheet put a “.0” behind this number ({text}). Format the column as text, without decimals."
    if text.isascii() and text.isdigit() and len(text) > _DIGITS_KEPT and not text[_DIGITS_KEPT:].strip("0"):
        return (
            f"A spreadsheet kept {_DIGITS_KEPT} digits of this number and made the rest zeros. Format the column as "
            "text and type the number again."
        )
    return ""


def without_point(text: str) -> str:
    """The number without a “.0” that a spreadsheet put behind it: nothing is lost by that."""
    found = _POINT.fullmatch(text)
    return text if found is None else found[1]


def with_lost_zeros(digits: str) -> str:
    """A meter number with the zeros that a spreadsheet took from its front; empty when that can't be told.

    Twelve digits that end in the right check digit are thirteen without a zero: no STS meter has twelve, and zeros in
    front don't change the check digit (Luhn). With fewer it could be eleven digits or thirteen.
    """
    return f"0{digits}" if len(digits) == 12 and sts.luhn_valid(digits) else ""
