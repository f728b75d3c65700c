"""The filter of History as a person sets it: a search, three boxes, all conditions in a dialog, and one way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.domain.errors import VendingDeskError
from vendingdesk.domain.sale import Sale
from vendingdesk.domain.sale_filter import SaleFilter
from vendingdesk.domain.sale_search import Known, known
from vendingdesk.ui import filter_choices
from vendingdesk.ui.filter_choices import Days, Options
from vendingdesk.ui.parts import button, field, hold, spaced
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.waiting import wait_dialog

TYPING_PAUSE_MS = 150
"""Search when the fingers rest, not at every key."""


class HistoryFilter(QWidget):
    """``changed`` tells that other sales are wanted."""

    changed = Signal()

    def __init__(self, desk: Desk, tasks: TaskRegistry) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self._known = Known()
        self._asked = False
        self.wanted = SaleFilter()
        self._today = self._now()
        self.search = field("history.search", self.tr("Search"))
        self.search.setPlaceholderText(self.tr("Receipt number, meter number or its last digits"))
        self.day = Options("history.day", self.tr("Day"))
        self.person = Options("history.person", self.tr("Who sold"))
        self.result = Options("history.result", self.tr("Result"))
        self.all = button("history.filter", self.tr("Filter…"))
        self.clear = button("history.clear", self.tr("Show all"))
        self._show()
        rows = QVBoxLayout(self)
        spaced(rows, gap=8)
        for parts in ((self.search, self.all, self.clear), (self.day, self.person, self.result)):
            row = QHBoxLayout()
            spaced(row, gap=8)
            for part in parts:
                row.addWidget(part, 0 if part in (self.all, self.clear) else 1)
            rows.addLayout(row)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self.read)
        self.search.textChanged.connect(lambda: self._pause.start(TYPING_PAUSE_MS))
        self.search.returnPressed.connect(self.read)
        for box in (self.day, self.person, self.result):
            box.setMinimumContentsLength(6)
            box.currentIndexChanged.connect(lambda _at: self.read())
        self.all.clicked.connect(self._on_all)
        self.clear.clicked.connect(self.show_all)

    @property
    def pausing(self) -> bool:
        """Whether something is typed that is not looked for yet."""
        return self._pause.isActive()

    def _now(self) -> date:
        return self._desk.clock.now().date()

    def shown(self) -> None:
        """The page is in front: its days go on with the calendar, and who stood at the till is asked for once."""
        before, self._today = self._today, self._now()
        if before != self._today:
            first, last = filter_choices.moved(self._chosen_days, before, self._today)
            self._want(replace(self.wanted, first=first, last=last))
            self._show()
        if not self._asked:
            self._asked = True
            self._tasks.start(self._ask_known(), name="history: what to choose by", owner=self)

    async def _ask_known(self) -> None:
        try:
            self._known |= await self._desk.find_sales.known()
        except VendingDeskError:
            self._asked = False  # the list says what is the matter; asked again with the next look at the page
            return
        self._show()

    def met(self, sale: Sale) -> None:
        """A sale is seen: who sold it and how it was paid is offered from now on."""
        more = self._known | known(sale)
        if more != self._known:
            self._known = more
            self._show()

    @property
    def _chosen_days(self) -> Days:
        return self.wanted.first, self.wanted.last

    def _show(self) -> None:
        """Have the boxes say what is wanted."""
        wanted = self.wanted
        self.day.offer(filter_choices.days(self._today, self._chosen_days), self._chosen_days)
        self.person.offer(filter_choices.persons(self._known.persons, wanted.person), wanted.person)
        self.result.offer(filter_choices.results(), wanted.states)
        self.clear.setEnabled(wanted != SaleFilter())

    def read(self) -> None:
        """Take what stands in search and boxes."""
        self._pause.stop()
        first, last = self.day.value
        text = "".join(self.search.text().split())
        self._want(
            replace(
                self.wanted, first=first, last=last, person=self.person.value, states=self.result.value, text=text
            )
        )

    def look_for(self, text: str) -> None:
        """Look for this among all sales; it stands in the search, so that the person sees why the others are gone."""
        self.wanted = SaleFilter()
        self._show()
        self.search.setText(text)
        self.read()

    def show_all(self) -> None:
        """Open every condition again."""
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self._pause.stop()
        self._want(SaleFilter())
        self.search.setFocus()

    def _want(self, wanted: SaleFilter) -> None:
        if wanted != self.wanted:
            self.wanted = wanted
            self._show()
            self.changed.emit()

    def _on_all(self) -> None:
        self._tasks.start(self._ask_all(hold(self.all)), name="history: filter")

    async def _ask_all(self, release: Callable[[], None]) -> None:
        from vendingdesk.ui.filter_dialog import FilterDialog

        dialog = FilterDialog(self._desk.setup, self._tasks, self, self.wanted, self._known)
        try:
            if await wait_dialog(dialog) == QDialog.DialogCode.Accepted.value:
                self._want(dialog.wanted)
        finally:
            release()
            dialog.deleteLater()
