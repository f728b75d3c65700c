"""The rows of History: as many as there are sales that fit, each read when it comes into sight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, Qt

from vendingdesk.counter.found_sales import FoundSales
from vendingdesk.domain.sale import Sale, receipt_number
from vendingdesk.ui.table import Column, ColumnsModel, Index

KEPT = 1_200
"""Sales that are kept when they are out of sight: some forty screens."""

UNREAD = "…"
"""Stands in a row until it is read; its receipt number is known all the same."""


class SalesModel(ColumnsModel[Sale]):
    """Rows over what a search found; the first column is the receipt number."""

    def __init__(self, till: str, columns: Sequence[Column[Sale]]) -> None:
        super().__init__(columns)
        self._till = till
        self._found: FoundSales | None = None
        self._read: dict[int, Sale] = {}

    # What there is.

    @property
    def found(self) -> FoundSales | None:
        """The search whose rows these are; None before the first."""
        return self._found

    def sale(self, row: int) -> Sale | None:
        """The sale in a row; None while it is not read."""
        found = self._found
        if found is None or not 0 <= row < len(found.numbers):
            return None
        return self._read.get(found.numbers[row])

    @property
    def rows(self) -> tuple[Sale, ...]:
        """The sales that are read, in the order of their rows."""
        read = sorted(self._read.items(), reverse=True)
        return tuple(sale for number, sale in read if self.row_of(number) >= 0)

    def row_of(self, number: int) -> int:
        """The row of a sale; -1 when it has none."""
        row, there = (0, False) if self._found is None else self._found.numbers.place(number)
        return row if there else -1

    def unread(self, first: int, last: int, most: int) -> list[int]:
        """Numbers of rows from ``first`` to ``last`` that are not read yet, ``most`` of them."""
        if self._found is None:
            return []
        numbers = self._found.numbers.slice(max(first, 0), last + 1)
        return [number for number in numbers if number not in self._read][:most]

    # What comes.

    def begin(self, found: FoundSales, numbers: Sequence[int]) -> None:
        """Rows of another search, as far as it has come."""
        self.beginResetModel()
        self._found = found
        found.numbers.extend(numbers)
        self._read.clear()
        self.endResetModel()

    def extend_numbers(self, numbers: Sequence[int]) -> None:
        """More rows below."""
        if self._found is not None and numbers:
            last = len(self._found.numbers)
            self.beginInsertRows(QModelIndex(), last, last + len(numbers) - 1)
            self._found.numbers.extend(numbers)
            self.endInsertRows()

    def keep(self, sales: Sequence[Sale]) -> None:
        """Sales that were read for rows in sight."""
        for sale in sales:
            self._read.pop(sale.number, None)
            self._read[sale.number] = sale
        for number in list(self._read)[: max(len(self._read) - KEPT, 0)]:
            del self._read[number]
        rows = [row for row in (self.row_of(sale.number) for sale in sales) if row >= 0]
        if rows:
            self._tell(min(rows), max(rows))

    def put(self, sale: Sale) -> int | None:
        """A sale as it is now: its row is shown anew, added or taken away; returns the row that it has or had.

        None before the first search.
        """
        found = self._found
        if found is None:
            return None
        fits = found.heed(sale)
        row, there = found.numbers.place(sale.number)
        if fits:
            self._read[sale.number] = sale
        if there and fits:
            self._tell(row, row)
        elif there:
            self.beginRemoveRows(QModelIndex(), row, row)
            found.numbers.remove(row)
            self._read.pop(sale.number, None)
            self.endRemoveRows()
        elif fits:
            self.beginInsertRows(QModelIndex(), row, row)
            found.numbers.insert(row, sale.number)
            self.endInsertRows()
        return row

    def _tell(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._columns) - 1))

    # What the table asks.

    def rowCount(self, parent: Index | None = None) -> int:
        """Rows at the top; there is nothing below."""
        if self._found is None or (parent is not None and parent.isValid()):
            return 0
        return len(self._found.numbers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text and side of a cell."""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._sides[index.column()]
        if role != Qt.ItemDataRole.DisplayRole or self._found is None:
            return None
        number = self._found.numbers[index.row()]
        sale = self._read.get(number)
        if sale is not None:
            return self._columns[index.column()].text(sale)
        return receipt_number(self._till, number) if index.column() == 0 else UNREAD
