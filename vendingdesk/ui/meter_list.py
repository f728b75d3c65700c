"""The register as a list of any length: searched at every key, read page by page."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vendingdesk import sts
from vendingdesk.counter.meters import Meters
from vendingdesk.domain.customer import Customer
from vendingdesk.domain.errors import VendingDeskError
from vendingdesk.domain.register import Found
from vendingdesk.ui import words
from vendingdesk.ui.parts import button, field, spaced
from vendingdesk.ui.table import Column, RowsModel, RowsTable
from vendingdesk.ui.tasks import TaskRegistry

NEAR_THE_END = 10
"""Rows below the last one that is seen: then the next page is read."""


class MeterList(QWidget):
    """``chosen`` carries a row's customer, ``found`` tells how many there are, ``failed`` why none could be read."""

    chosen = Signal(object)
    found = Signal(int)
    failed = Signal(str)

    def __init__(self, meters: Meters, tasks: TaskRegistry) -> None:
        super().__init__()
        self._meters = meters
        self._tasks = tasks
        self._more = ""
        self._reading_more = False
        self._choose_first = False
        self.search = field("meters.search", self.tr("Search"))
        self.search.setPlaceholderText(self.tr("Meter or its last digits, name, place, phone"))
        self.new = button("meters.new", self.tr("New meter"))
        self.model: RowsModel[Customer] = RowsModel(
            [
                Column(self.tr("Meter"), lambda customer: sts.group_meter(customer.meter)),
                Column(self.tr("Name"), lambda customer: customer.name),
                Column(self.tr("Place"), lambda customer: customer.place),
                Column(self.tr("Phone"), lambda customer: customer.phone),
            ]
        )
        self.table = RowsTable("meters.table", self.tr("Meters"), self.model, stretch=2)
        self.table.fit(
            ["0000 0000 0000 0", "A customer's full name", "A place in town", "+000 00 000 0000"], drop=[3]
        )
        top = QHBoxLayout()
        spaced(top)
        top.addWidget(self.search, 1)
        top.addWidget(self.new)
        whole = QVBoxLayout(self)
        spaced(whole, gap=8)
        whole.addLayout(top)
        whole.addWidget(self.table, 1)
        self._pause = QTimer(self)  # keys that come at once are one search
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self.reload)
        self.search.textChanged.connect(lambda: self._pause.start(0))
        self.search.returnPressed.connect(self._on_entered)
        self.search.installEventFilter(self)
        self.table.installEventFilter(self)
        self.table.selectionModel().currentRowChanged.connect(lambda row: self._on_row(row.row()))
        bar = self.table.verticalScrollBar()
        bar.valueChanged.connect(self._on_scrolled)
        bar.rangeChanged.connect(lambda _least, _most: self._on_scrolled(bar.value()))  # a high screen shows a page

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down leads from the search into the list; letters typed or scanned onto the list are a new search."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if watched is self.search and event.key() == Qt.Key.Key_Down and self.model.rows:
                self.table.setFocus()
                self.table.selectRow(max(self.table.currentIndex().row(), 0))
                return True
            if watched is self.table and event.text().isalnum():
                self.search.setText(event.text())
                self.search.setFocus()
                return True
        return super().eventFilter(watched, event)

    def reload(self) -> None:
        """Search for what is typed; what was asked before is not waited for any more."""
        self._pause.stop()
        if self._tasks.open:
            self._tasks.cancel_owned(self)
            self._tasks.start(self.load(), name="meters: search", owner=self)

    def _on_entered(self) -> None:
        """Enter, a hand's or a scanner's, looks up: the first one found is chosen."""
        self._choose_first = True
        self.reload()

    async def load(self) -> None:
        """Read the first page."""
        try:
            found = await self._meters.page(self.search.text())
        except VendingDeskError as error:
            self.failed.emit(words.fault_text(error))
            return
        first, self._choose_first = self._choose_first, False
        self._show(found)
        if first and found.customers:
            self.table.selectRow(0)

    def _show(self, found: Found) -> None:
        if found.customers != self.model.rows:  # one more letter often leaves the same ones: they stay as they stand
            self.model.replace(found.customers)
        self._more = found.more
        self._reading_more = False
        self.found.emit(len(found.customers))

    def _on_row(self, row: int) -> None:
        if 0 <= row < len(self.model.rows):
            self.chosen.emit(self.model.rows[row])

    def _on_scrolled(self, value: int) -> None:
        near = value >= self.table.verticalScrollBar().maximum() - NEAR_THE_END
        if near and self._more and not self._reading_more and self._tasks.open:
            self._reading_more = True
            self._tasks.start(self._load_more(self.search.text(), self._more), name="meters: more", owner=self)

    async def _load_more(self, text: str, after: str) -> None:
        try:
            found = await self._meters.page(text, after)
        except VendingDeskError as error:
            self.failed.emit(words.fault_text(error))
            return
        finally:
            self._reading_more = False
        shown = {customer.meter for customer in self.model.rows}
        self._more = found.more
        self.model.extend([customer for customer in found.customers if customer.meter not in shown])
