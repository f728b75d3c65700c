"""A table of rows that are read as they stand: columns are a title, a text and a side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from vendingdesk.ui.sides import number_side, side_cells
from vendingdesk.ui.theme import SIZES

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column: its title, the text of a row in it, and whether it stands right like numbers do."""

    title: str
    text: Callable[[Row], str]
    right: bool = False


class ColumnsModel(QAbstractTableModel, Generic[Row]):
    """What every table knows of its columns; which rows there are is known above."""

    def __init__(self, columns: Sequence[Column[Row]]) -> None:
        super().__init__()
        self._columns = tuple(columns)
        middle, sides = Qt.AlignmentFlag.AlignVCenter, (Qt.AlignmentFlag.AlignLeft, number_side())
        self._sides = tuple(sides[column.right] | middle for column in self._columns)

    def columnCount(self, parent: Index | None = None) -> int:
        """Columns at the top; there is nothing below."""
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A title stands on the side that its column does."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].title
        return self._sides[section] if role == Qt.ItemDataRole.TextAlignmentRole else None


class RowsModel(ColumnsModel[Row]):
    """Rows of one kind, replaced or extended as a whole."""

    def __init__(self, columns: Sequence[Column[Row]]) -> None:
        super().__init__(columns)
        self.rows: tuple[Row, ...] = ()

    def replace(self, rows: Sequence[Row]) -> None:
        """Show these rows."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def extend(self, rows: Sequence[Row]) -> None:
        """Show more rows below."""
        if rows:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(rows) - 1)
            self.rows += tuple(rows)
            self.endInsertRows()

    def touch(self) -> None:
        """The same rows, read again: what they say may depend on the time."""
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(self._columns) - 1))

    def rowCount(self, parent: Index | None = None) -> int:
        """Rows at the top; there is nothing below."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text and side of a cell."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[index.column()].text(self.rows[index.row()])
        return self._sides[index.column()] if role == Qt.ItemDataRole.TextAlignmentRole else None


class RowsTable(QTableView):
    """One row at a time, by mouse or arrows; the widest column takes what is left."""

    def __init__(self, name: str, spoken: str, model: ColumnsModel[Any], *, stretch: int) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setProperty("role", "framed")
        self.setModel(model)
        side_cells(self)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(SIZES.control - SIZES.gap)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)

        self._stretch = stretch
        self._least: list[int] = []
        self._drop: Sequence[int] = ()

    def fit(self, widths: Sequence[str], *, drop: Sequence[int] = (), slack: int = 3 * SIZES.gap // 2) -> None:
        """Make every column as wide as a sample text and ``slack`` pixels, the stretched one at least that.

        On a narrow screen the columns ``drop`` go, in that order: better than hiding what stands last.
        """
        self.ensurePolished()
        self._least = [self.fontMetrics().horizontalAdvance(sample) + slack for sample in widths]
        self._drop = drop
        for column, width in enumerate(self._least):
            if column != self._stretch:
                self.setColumnWidth(column, width)

    def selectRow(self, row: int) -> None:
        """Choose a row. Qt looks for its first cell at the table's right edge where all is read from there.

        It finds none there when the columns are narrower than the table, and chooses nothing.
        """
        self.setCurrentIndex(self.model().index(row, self.horizontalHeader().logicalIndex(0)))

    def drop_first(self, columns: Sequence[int]) -> None:
        """Other columns to go on a narrow screen."""
        for column in self._drop:
            self.setColumnHidden(column, False)
        self._drop = columns
        self._show_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many columns as there is room for."""
        super().resizeEvent(event)
        self._show_columns()

    def _show_columns(self) -> None:
        over = sum(self._least) - self.viewport().width()
        for column in self._drop:
            self.setColumnHidden(column, over > 0)
            over -= self._least[column]
