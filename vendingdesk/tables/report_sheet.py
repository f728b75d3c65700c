"""Tables with numbers that a spreadsheet can add, as XLSX or CSV; nothing ever runs as a formula.

A number that a spreadsheet would round (more than 15 digits) stands there as text: an exact sum is worth more than
one that can be added.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from vendingdesk.domain.cell_text import may_run
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.money import Money
from vendingdesk.domain.report import Cell
from vendingdesk.tables.writing import CsvFile, Disk, Whole

EXACT_DIGITS = 15
"""Digits that a spreadsheet's number keeps."""

STEP = 500
"""Rows between two calls of ``went``."""

Went = Callable[[int, int], None]


def plain(cell: Cell) -> str:
    """A cell as text: money with its currency, times with their offset."""
    match cell:
        case None:
            return ""
        case Energy():
            return cell.text
        case datetime():
            return cell.isoformat(sep=" ", timespec="seconds")
    return str(cell)


def number_of(cell: Cell) -> tuple[float, str] | None:
    """A cell as a number and how it is shown; None for text, and for what would not stay exact."""
    value: Decimal | int
    match cell:
        case bool() | None | str() | datetime():
            return None
        case Money():
            digits = "0" * cell.currency.exponent
            value, look = cell.number, f'#,##0{"." if digits else ""}{digits}" {cell.unit}"'
        case Energy():
            value, look = cell.number, "#,##0.0#####"
        case _:
            value, look = cell, "#,##0"
    exact = len(Decimal(value).as_tuple().digits) <= EXACT_DIGITS
    return (float(value), look) if exact else None


class SheetFiles:
    """Writes such tables; ``whole`` begins a file that comes to its place whole or not at all."""

    def __init__(self, whole: Callable[[Path], Whole]) -> None:
        self._whole = whole

    def write(
        self, path: Path, headings: Sequence[str], rows: Sequence[Sequence[Cell]], *, title: str, went: Went
    ) -> None:
        """A whole new file, as XLSX or CSV by its name. Raises ``EnvironmentFault``, and what ``went`` does."""
        whole = self._whole(path)
        try:
            if path.suffix == ".xlsx":
                _write_xlsx(whole, headings, rows, title, went)
            else:
                _write_csv(whole, headings, rows, went)
        except BaseException:
            whole.give_up()
            raise


def _write_csv(whole: Whole, headings: Sequence[str], rows: Sequence[Sequence[Cell]], went: Went) -> None:
    money = [any(isinstance(row[place], Money) for row in rows) for place in range(len(headings))]
    names: list[str] = []
    sums: set[int] = set()
    for heading, is_money in zip(headings, money, strict=True):
        if is_money:
            sums.add(len(names))
        names += [heading, f"{heading}, currency"] if is_money else [heading]
    file = CsvFile(whole, names)
    for first in range(0, len(rows), STEP):
        went(first, len(rows))
        file.add([_split(row, money) for row in rows[first : first + STEP]], sums)
    file.finish()


def _split(row: Sequence[Cell], money: Sequence[bool]) -> list[str]:
    """A row as text, its money as a number and the currency behind it: so another program reads it."""
    texts: list[str] = []
    for cell, is_money in zip(row, money, strict=True):
        if isinstance(cell, Money):
            texts += [cell.text, cell.unit]
        else:
            texts += [plain(cell), ""] if is_money else [plain(cell)]
    return texts


def _write_xlsx(
    whole: Whole, headings: Sequence[str], rows: Sequence[Sequence[Cell]], title: str, went: Went
) -> None:
    from xlsxwriter import Workbook

    with whole.guarded():
        disk = Disk(whole.file)
        book = Workbook(disk, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        sheet = book.add_worksheet(title[:31])
        text = book.add_format({"num_format": "@"})
        quoted = book.add_format({"num_format": "@", "quote_prefix": True})
        strong = book.add_format({"bold": True, "num_format": "@"})
        looks = {look: book.add_format({"num_format": look}) for look in _looks(rows)}
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, strong)
        for place, row in enumerate(rows, start=1):
            if place % STEP == 1:
                went(place - 1, len(rows))
            for column, cell in enumerate(row):
                number = number_of(cell)
                if number is not None:
                    sheet.write_number(place, column, number[0], looks[number[1]])
                elif said := plain(cell):
                    sheet.write_string(place, column, said, quoted if may_run(said) else text)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(headings) - 1, 0), 22)
        book.close()
        if disk.fault is not None:
            raise disk.fault
    whole.finish()


def _looks(rows: Sequence[Sequence[Cell]]) -> set[str]:
    found = {number_of(cell) for row in rows for cell in row}
    return {each[1] for each in found if each is not None}
