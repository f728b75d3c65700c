"""The shop's own register: find a meter, see whose it is, add and correct."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from vendingdesk import sts
from vendingdesk.counter.desk import Desk
from vendingdesk.counter.meters import check_meter
from vendingdesk.domain.customer import Customer
from vendingdesk.domain.errors import VendingDeskError
from vendingdesk.ui import words
from vendingdesk.ui.parts import MessageLine, button, captioned, field, frame, label, page_margins, spaced
from vendingdesk.ui.table import Column, RowsModel, RowsTable
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.theme import SIZES


class MetersPage(QWidget):
    """``sell_wanted`` carries a meter number; ``customer_saved`` tells that one was added or changed."""

    sell_wanted = Signal(str)
    customer_saved = Signal()

    def __init__(self, desk: Desk, tasks: TaskRegistry) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self.setProperty("role", "ground")
        self.search = field("meters.search", self.tr("Search"))
        self.search.setPlaceholderText(self.tr("Meter, name, place or phone"))
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
        self.new = button("meters.new", self.tr("New meter"))
        self.message = MessageLine("meters.message")
        self.lines: dict[str, QLineEdit] = {
            "meter": field("meters.meter", self.tr("Meter number"), limit=20),
            "name": field("meters.name", self.tr("Name"), limit=80),
            "place": field("meters.place", self.tr("Place"), limit=120),
            "phone": field("meters.phone", self.tr("Phone"), limit=30),
            "tariff": field("meters.tariff", self.tr("Tariff"), limit=20),
            "note": field("meters.note", self.tr("Note"), limit=200),
        }
        self.save = button("meters.save", self.tr("Save customer"), role="primary")
        self.sell = button("meters.sell", self.tr("Sell to this meter"))
        self._lay_out()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self.reload)
        self.search.textChanged.connect(lambda: self._pause.start(0))
        self.search.returnPressed.connect(self.reload)
        self.table.selectionModel().currentRowChanged.connect(lambda row: self._on_row(row.row()))
        self.table.doubleClicked.connect(lambda _index: self._on_sell())
        self.new.clicked.connect(lambda: self.edit(""))
        self.save.clicked.connect(self._on_save)
        self.sell.clicked.connect(self._on_sell)
        for line in self.lines.values():
            line.returnPressed.connect(self._on_save)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        spaced(left, gap=8)
        left.addWidget(label(self.tr("Meters and customers"), "title"))
        top = QHBoxLayout()
        spaced(top)
        top.addWidget(self.search, 1)
        top.addWidget(self.new)
        left.addLayout(top)
        left.addWidget(self.table, 1)
        card = frame("card")
        card.setFixedWidth(SIZES.card_width)
        inside = QVBoxLayout(card)
        spaced(inside, margin=SIZES.gap, gap=0)
        grid = QGridLayout()
        spaced(grid, gap=6)
        grid.setHorizontalSpacing(SIZES.gap)
        # Phone and tariff share a row, so that the form fits a 1024×600 screen.
        places = {"meter": (0, 0, 2), "name": (1, 0, 2), "place": (2, 0, 2), "phone": (3, 0, 1), "tariff": (3, 1, 1)}
        for name, line in self.lines.items():
            row, column, span = places.get(name, (4, 0, 2))
            caption = label(line.accessibleName(), "small", buddy=line)
            grid.addLayout(captioned(caption, line), row, column, 1, span)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 1)
        inside.addLayout(grid)
        inside.addWidget(self.message)
        buttons = QHBoxLayout()
        spaced(buttons, gap=8)
        buttons.addWidget(self.sell)
        buttons.addWidget(self.save)
        inside.addLayout(buttons)
        right = QVBoxLayout()
        spaced(right)
        right.addWidget(card)
        right.addStretch(1)
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
            self.reload()

    def reload(self) -> None:
        """Search for what is typed."""
        self._pause.stop()
        self._tasks.cancel_owned(self)
        self._tasks.start(self._load(), name="meters: search", owner=self)

    def edit(self, meter: str) -> None:
        """Fill the form with a meter's customer, or with the number alone."""
        known = next((customer for customer in self.model.rows if customer.meter == meter), None)
        self._fill(known or Customer(meter))
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

    async def _load(self) -> None:
        try:
            found = await self._desk.meters.search(self.search.text())
        except VendingDeskError as error:
            self.message.say(words.fault_text(error))
            return
        self.model.replace(found)
        if not found:
            empty = self.tr("Nobody found. Press “New meter” to add one.")
            first = self.tr("No meters yet. Press “New meter” to add the first.")
            self.message.say(empty if self.search.text().strip() else first, "muted")

    def _fill(self, customer: Customer) -> None:
        for name, line in self.lines.items():
            line.setText(getattr(customer, name))
        self.message.clear()

    def _on_row(self, row: int) -> None:
        if 0 <= row < len(self.model.rows):
            self._fill(self.model.rows[row])

    def _on_sell(self) -> None:
        check = check_meter(self.lines["meter"].text())
        if check.good:
            self.sell_wanted.emit(check.digits)
        else:
            self.message.say(check.problem)

    def _on_save(self) -> None:
        if self.save.isEnabled():
            self.save.setDisabled(True)
            # Not owned by the page: a customer that is being saved is saved, whatever is searched meanwhile.
            self._tasks.start(self._store(), name="meters: save", vital=True)

    async def _store(self) -> None:
        try:
            saved = await self._desk.meters.save(Customer(**{name: line.text() for name, line in self.lines.items()}))
        except VendingDeskError as error:
            self.message.say(words.fault_text(error))
            return
        finally:
            self.save.setDisabled(False)
        self.customer_saved.emit()
        await self._load()
        self._fill(saved)
        self.message.say(self.tr("Saved."), "good")
