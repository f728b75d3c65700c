"""A report's rows on the screen: sums are strong, groups have a heading, what is held stands out."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView

from vendingdesk.domain.report import Report, ReportColumn, ReportRow, RowLook, cell_text
from vendingdesk.ui import theme
from vendingdesk.ui.sides import number_side, side_cells
from vendingdesk.ui.theme import SIZES

Index = QModelIndex | QPersistentModelIndex

_STRONG = {RowLook.GROUP, RowLook.SUM, RowLook.HELD}


class ReportModel(QAbstractTableModel):
    """The rows of one report, its totals before them: on a small screen they are what is seen first."""

    def __init__(self) -> None:
        super().__init__()
        self.columns: tuple[ReportColumn, ...] = ()
        self.rows: tuple[ReportRow, ...] = ()

    def show_report(self, report: Report | None) -> None:
        """Show another report, or nothing."""
        self.beginResetModel()
        self.columns = report.columns if report is not None else ()
        self.rows = (*report.totals, *report.rows) if report is not None else ()
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Rows at the top; there is nothing below."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Columns at the top; there is nothing below."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, side, weight and colour of a cell."""
        row, column = self.rows[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(row.cells[index.column()])
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell_text(row.cells[index.column()]) or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column) | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole and row.look in _STRONG:
            font = QFont(QApplication.font())
            font.setWeight(QFont.Weight.DemiBold)
            return font
        if role in {Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.BackgroundRole}:
            ink, ground = _looks()[row.look]
            return QColor(ink if role == Qt.ItemDataRole.ForegroundRole else ground)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A heading stands on the side that its column does."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].heading
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(self.columns[section]) | Qt.AlignmentFlag.AlignVCenter
        return None


def _looks() -> dict[RowLook, tuple[str, str]]:
    """Ink and ground of a row in the theme's colours."""
    app = QApplication.instance()
    colours = theme.current(app) if isinstance(app, QApplication) else theme.LIGHT
    return {
        RowLook.GROUP: (colours.muted, colours.ground),
        RowLook.PLAIN: (colours.text, colours.surface),
        RowLook.SUM: (colours.text, colours.accent_soft),
        RowLook.HELD: (colours.warning, colours.warning_ground),
    }


def _side(column: ReportColumn) -> Qt.AlignmentFlag:
    return number_side() if column.number else Qt.AlignmentFlag.AlignLeft


class ReportTable(QTableView):
    """Reads like a page; groups run over all columns, and columns are as wide as what stands in them."""

    def __init__(self, name: str, spoken: str) -> None:
        super().__init__()
        self.model_of_rows = ReportModel()
        self._least = 0
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setProperty("role", "framed")
        self.setModel(self.model_of_rows)
        side_cells(self)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(SIZES.report_row)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setResizeContentsPrecision(200)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)

    def show_report(self, report: Report | None) -> None:
        """Show another report, or nothing."""
        self.clearSpans()
        self.model_of_rows.show_report(report)
        columns = len(self.model_of_rows.columns)
        for place, row in enumerate(self.model_of_rows.rows):
            if row.look is RowLook.GROUP and columns > 1:
                self.setSpan(place, 0, 1, columns)
        self.resizeColumnsToContents()
        for column in range(columns):
            self.setColumnWidth(column, self.columnWidth(column) + SIZES.gap)
        if columns:
            self._least = self.columnWidth(0)
            self._fill()
        self.scrollToTop()

    def _fill(self) -> None:
        """Room that is left belongs to the first column, so that numbers stand together at the end."""
        columns = len(self.model_of_rows.columns)
        others = sum(self.columnWidth(column) for column in range(1, columns))
        self.setColumnWidth(0, max(self._least, self.viewport().width() - others))

    def resizeEvent(self, event: Any) -> None:
        """A wider table has more room for the first column."""
        super().resizeEvent(event)
        if self.model_of_rows.columns:
            self._fill()
