"""Rows of a file as the register would take them: each checked by itself and against the rows before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vendingdesk import sts
from vendingdesk.counter.columns import Columns
from vendingdesk.counter.customer_rules import (
    FIELDS,
    LONGEST,
    CustomerRefused,
    all_seen,
    check_key_details,
    tidy_text,
)
from vendingdesk.counter.meters import check_meter
from vendingdesk.counter.spreadsheet_marks import as_typed, marked_by_hand, ruin, with_lost_zeros, without_point

_WHOLE = re.compile(r"[0-9]{11}(?:[0-9]{2})?")
_NUMBERS = frozenset({"phone", "supply_group", "key_revision", "tariff_index"})
"""Fields that a spreadsheet takes for numbers, beside the meter."""

_KEY = ("supply_group", "key_revision", "tariff_index")
_LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row can't be taken: its number, the field, what stands there, what is wrong and what to do."""

    row: int
    field: str
    cell: str
    text: str


class MeterRows:
    """Checks the rows of one file in their order.

    With ``mend`` a “.0” behind a number goes and a zero that was lost comes back, where that can be told for certain.
    """

    def __init__(self, columns: Columns, *, mend: bool) -> None:
        if not {"meter", "name"} <= columns.keys():
            raise ValueError("rows have a meter and a name")
        self._mend = mend
        self._meter = columns["meter"]
        self._others = [(field, columns.get(field, -1), LONGEST[field]) for field in FIELDS[1:]]
        self._key = any(field in columns for field in _KEY)
        self._wide = max(columns.values()) + 1
        self._seen: dict[str, int] = {}

    def take(self, number: int, cells: Sequence[str]) -> tuple[str, ...] | Problem | None:
        """A row in the order of ``FIELDS``, its problem, or None for a row with nothing in it."""
        if len(cells) < self._wide:
            cells = (*cells, *[""] * (self._wide - len(cells)))
        cell = cells[self._meter]
        try:
            meter = cell if _WHOLE.fullmatch(cell) and sts.luhn_valid(cell) else self._meter_of(cell, cells)
            if meter is None:
                return None
            row = [meter]
            for field, column, room in self._others:
                cell = "" if column < 0 else cells[column]
                if cell and (
                    len(cell) > room or not cell[0].isalnum() or not cell.isprintable() or field in _NUMBERS
                ):
                    cell = self._tidy(field, cell)
                elif cell and (cell[-1] == " " or "  " in cell or not (cell.isascii() or all_seen(cell))):
                    cell = tidy_text(field, cell)
                row.append(cell)
            if not row[1]:
                raise CustomerRefused("name", "The name is missing. Type one, or leave this row out.")
            if self._key:
                check_key_details(*row[6:])
        except CustomerRefused as refused:
            at = self._meter if refused.field == "meter" else self._column(refused.field)
            return Problem(number, refused.field, cells[at][:_LONGEST_SHOWN], str(refused))
        first = self._seen.setdefault(meter, number)
        if first != number:
            return Problem(number, "meter", meter, f"Row {first} has the same meter. Keep one of the two.")
        return tuple(row)

    def _column(self, field: str) -> int:
        return next(column for each, column, _ in self._others if each == field)

    def _meter_of(self, cell: str, cells: Sequence[str]) -> str | None:
        """The meter in a cell that is not plainly one; None in an empty row."""
        typed = as_typed(cell.strip(), number=True)
        if not typed:
            if not any(each.strip() for each in cells):
                return None
            raise CustomerRefused("meter", "The meter number is missing. Type it, or leave this row out.")
        if self._mend:
            typed = without_point(typed)
        check = check_meter(typed)
        if check.good:
            return check.digits
        lost = with_lost_zeros(typed)
        if lost and self._mend:
            return lost
        raise CustomerRefused("meter", ruin(typed) or _zeros(typed, lost) or _odd(typed) or check.problem)

    def _tidy(self, field: str, cell: str) -> str:
        """A field's text; a number that a spreadsheet ruined is none."""
        text = as_typed(cell.strip(), number=field in _NUMBERS)
        if field == "phone" and marked_by_hand(text):
            text = text[1:]
        elif field in _NUMBERS:
            if self._mend:
                text = without_point(text)
            ruined = ruin(text)
            if ruined:
                raise CustomerRefused(field, ruined)
            if field == "tariff_index" and self._mend and len(text) == 1:
                text = f"0{text}"
        return tidy_text(field, text)


def _zeros(typed: str, lost: str) -> str:
    """What to do about zeros that a spreadsheet took from the front."""
    if lost:
        return (
            f"A spreadsheet took the zero from the front: with it the number is {lost}. Format the column as text, "
            "or let the import put it back."
        )
    if 8 <= len(typed) <= 10 and sts.luhn_valid(typed):
        return (
            "Zeros are missing at the front, as spreadsheets take them away. Format the column as text and type the "
            "number again: 11 or 13 digits."
        )
    return ""


def _odd(typed: str) -> str:
    """What else may stand where a meter number should."""
    digits = "".join(typed.split())
    if typed.startswith("="):
        return "A formula stands here. Put its result there as text."
    if len(digits) == 20 and digits.isascii() and digits.isdigit():
        return "These are 20 digits: a token, not a meter number. Choose another column for the meter."
    if len(digits) == 18 and sts.luhn_valid(digits):
        meter = digits[6:17] if digits.startswith("600727") else digits[4:17]
        return f"These are the 18 digits of a meter card. The meter number in it is {meter}: type that."
    return ""
