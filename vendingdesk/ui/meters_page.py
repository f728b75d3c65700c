"""The shop's own register: find a meter as it is typed, see whose it is and what it bought, add and correct."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from vendingdesk.counter.customer_rules import CustomerRefused
from vendingdesk.counter.desk import Desk
from vendingdesk.counter.meters import check_meter
from vendingdesk.domain.customer import Customer
from vendingdesk.domain.errors import UserCancelled, VendingDeskError
from vendingdesk.ui import words
from vendingdesk.ui.customer_form import CustomerForm
from vendingdesk.ui.erase_dialog import erased
from vendingdesk.ui.leave import with_leave
from vendingdesk.ui.meter_card import MeterCard
from vendingdesk.ui.meter_files import MeterFiles
from vendingdesk.ui.meter_list import MeterList
from vendingdesk.ui.parts import MessageLine, button, hold, label, page_margins, spaced
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.theme import SIZES

Work = Callable[[Callable[[], None]], Coroutine[Any, Any, None]]
"""What a button starts; it is given what enables the button again."""


class MetersPage(QWidget):
    """``sell_wanted`` carries a meter number; ``customer_saved`` tells that one was added or changed.

    ``doubt_wanted`` carries the receipt number of a doubt to open.
    """

    sell_wanted = Signal(str)
    customer_saved = Signal()
    doubt_wanted = Signal(str)

    def __init__(self, desk: Desk, tasks: TaskRegistry) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self.setProperty("role", "ground")
        self.list = MeterList(desk.meters, tasks)
        self.search, self.table, self.model = self.list.search, self.list.table, self.list.model
        self.files = MeterFiles(desk, tasks)
        self.form = CustomerForm()
        self.lines = self.form.lines
        self.card = MeterCard("meters.edit")
        self.message = MessageLine("meters.message")
        self.sell = button("meters.sell", self.tr("Sell to this meter"))
        self._lay_out()
        self.list.found.connect(self._on_found)
        self.list.failed.connect(self.message.say)
        self.list.chosen.connect(self._on_chosen)
        self.list.new.clicked.connect(lambda: self.edit(""))
        self.table.doubleClicked.connect(lambda _index: self._on_sell())
        self.card.edit.clicked.connect(lambda: self.edit(self.lines["meter"].text()))
        self.card.doubt_wanted.connect(self.doubt_wanted)
        self.files.said.connect(self.message.say)
        self.files.changed.connect(self._on_register_changed)
        self.form.save_wanted.connect(lambda: self._change(self.form.save, self._store, "meters: save"))
        self.form.erase_wanted.connect(lambda: self._change(self.form.erase, self._erase, "meters: erase"))
        self.sell.clicked.connect(self._on_sell)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        spaced(left, gap=8)
        left.addWidget(label(self.tr("Meters and customers"), "title"))
        left.addWidget(self.list, 1)
        left.addWidget(self.files)
        self.beside = QStackedWidget()
        self.beside.setFixedWidth(SIZES.card_width)
        for part in (self.form, self.card):
            holder = QWidget()  # a stack is as high as its highest part: each stands at its top
            inside = QVBoxLayout(holder)
            spaced(inside)
            inside.addWidget(part)
            inside.addStretch(1)
            self.beside.addWidget(holder)
        right = QVBoxLayout()
        spaced(right, gap=8)
        right.addWidget(self.beside, 1)
        self.message.setFixedWidth(SIZES.card_width)
        right.addWidget(self.message)
        right.addWidget(self.sell)
        layout = QHBoxLayout(self)
        page_margins(layout)
        layout.addLayout(left, 1)
        layout.addLayout(right)

    def first_field(self) -> QWidget:
        """Where the cursor goes when the page is shown."""
        return self.search

    def shown(self) -> None:
        """The page is in front."""
        if not self.model.rows:
            self.list.reload()

    def _on_found(self, count: int) -> None:
        if count:
            if self.message.property("role") == "muted":
                self.message.clear()
            if not self.table.currentIndex().isValid() and self.form.typed == Customer(""):
                self.table.selectRow(0)  # else Tab would choose it, in the middle of what is typed beside
            return
        empty = self.tr("Nobody found. Press “New meter” to add one.")
        first = self.tr("No meters yet. Press “New meter” to add the first, or import a list.")
        self.message.say(empty if self.search.text().strip() else first, "muted")

    def edit(self, meter: str) -> None:
        """Fill the form with a meter's customer, or with the number alone."""
        known = next((customer for customer in self.model.rows if customer.meter == meter), None)
        self._fill(known or Customer(meter))
        self._show_beside(self.form)
        (self.lines["name"] if meter else self.lines["meter"]).setFocus()
        if meter and known is None:
            self._tasks.start(self._find(meter), name="meters: find", owner=self)

    async def _find(self, meter: str) -> None:
        try:
            view = await self._desk.meters.look_up(meter)
        except VendingDeskError as error:
            self.message.say(words.fault_text(error))
            return
        if view.customer is not None and self.lines["meter"].text() == meter:
            self._fill(view.customer)

    def _show_beside(self, part: QWidget) -> None:
        holder = part.parentWidget()
        if holder is not None:
            self.beside.setCurrentWidget(holder)

    def _fill(self, customer: Customer) -> None:
        self.form.fill(customer)
        self.form.erase.setEnabled(bool(customer.name))
        self.message.clear()

    def _on_chosen(self, customer: Customer) -> None:
        self._fill(customer)
        self._tasks.cancel_owned(self)
        self._tasks.start(self._look(customer.meter), name="meters: card", owner=self)

    async def _look(self, meter: str) -> None:
        """The card of the row that is chosen; another one may be by the time that it is read."""
        try:
            view = await self._desk.meters.look_up(meter)
        except VendingDeskError as error:
            self.message.say(words.fault_text(error))
            return
        if meter == self.lines["meter"].text():
            self.card.show_meter(view)
            self._show_beside(self.card)
        try:
            bought = await self._desk.see_purchases(meter)
        except VendingDeskError as error:
            self.message.say(words.fault_text(error))
            return
        if meter == self.lines["meter"].text():
            self.card.show_bought(bought)

    def _on_sell(self) -> None:
        check = check_meter(self.lines["meter"].text())
        if check.good:
            self.sell_wanted.emit(check.digits)
        else:
            self.message.say(words.said(check.problem))

    def _change(self, pressed: QPushButton, work: Work, name: str) -> None:
        """Not owned by the page: what is being saved is saved, whatever is searched meanwhile."""
        if pressed.isEnabled():
            self._tasks.start(work(hold(pressed)), name=name, vital=True)

    async def _store(self, release: Callable[[], None]) -> None:
        typed = self.form.typed
        try:
            saved = await with_leave(
                self._desk, self._tasks, self, lambda leave: self._desk.meters.save(typed, leave)
            )
        except UserCancelled:
            return
        except VendingDeskError as error:
            self.message.say(words.fault_text(error))
            if isinstance(error, CustomerRefused):
                self.form.go_to(error.field)
            return
        finally:
            release()
        self.customer_saved.emit()
        await self.list.load()
        self._fill(saved)
        self.message.say(self.tr("Saved."), "good")

    async def _erase(self, release: Callable[[], None]) -> None:
        customer = self.form.typed
        gone = False
        try:
            gone = await erased(self._desk, self._tasks, self, customer)
        finally:
            release()
            self.form.erase.setDisabled(gone)
        if gone:
            self._fill(Customer(customer.meter))
            self.customer_saved.emit()
            await self.list.load()
            self.message.say(self.tr("Erased. Sales stay in the journal as they were."), "good")

    def _on_register_changed(self) -> None:
        """An import was written or undone: the list and what stands beside sales are others now."""
        self.customer_saved.emit()
        self.list.reload()
