"""The blind count: what is in the drawer, by notes and coins or in one sum, before anybody says what should be."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.counter.shifts import TypedCount
from vendingdesk.domain.errors import SettlementRefused
from vendingdesk.domain.money import Money
from vendingdesk.domain.shift import CountMade
from vendingdesk.ui.form_dialog import FormDialog
from vendingdesk.ui.leave import with_leave
from vendingdesk.ui.parts import label
from vendingdesk.ui.tasks import TaskRegistry

MOST_ROWS = 3
"""Rows of denominations that a low screen has room for."""


class CountDialog(FormDialog):
    """Takes a count; ``made`` is what was written down. From then on it stands, whatever is shown next."""

    def __init__(self, desk: Desk, tasks: TaskRegistry, parent: QWidget) -> None:
        title = self.tr("Count the drawer")
        super().__init__("count", title, tasks, parent, done=self.tr("That is what is there"))
        self._desk = desk
        self.made: CountMade | None = None
        currency = desk.shifts.currency
        self.say(
            self.tr(
                "Type how many of each there are; Enter goes on to the next. Your count is written down first; only "
                "then is it compared."
            )
        )
        self.pieces: dict[int, QLineEdit] = {}
        worths = desk.shifts.denominations
        across = max(5, -(-len(worths) // MOST_ROWS))
        for start in range(0, len(worths), across):
            row = []
            for worth in worths[start : start + across]:
                money = Money(worth, currency)
                text = f"{money.number:f}" if money.number == int(money.number) else money.text
                made = self.line(str(worth), self.tr("Pieces of %1").replace("%1", text), limit=8)
                self.pieces[worth] = made
                row.append((str(worth), text, made))
            self.add(*row)
        self.loose = self.line("loose", self.tr("Cash not sorted"), limit=20)
        self.total = label("", "figure")
        self.total.setObjectName("count.total")
        other = self.tr("&Not sorted, or all of it in one sum (%1)").replace("%1", currency.code)
        last = self.add(("loose", other, self.loose)).layout()
        if isinstance(last, QHBoxLayout):
            last.addWidget(self.total, 1, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignRight)
        for line in (*self.pieces.values(), self.loose):
            line.textEdited.connect(self._add_up)
        self._add_up()
        self.begin()

    @property
    def typed(self) -> TypedCount:
        """What stands there."""
        return TypedCount(tuple((worth, line.text()) for worth, line in self.pieces.items()), self.loose.text())

    def _add_up(self) -> None:
        """The running total; nothing while something can't be read."""
        try:
            total = self._desk.shifts.read_count(self.typed).total
        except SettlementRefused:
            self.total.setText("–")
            return
        self.total.setText(str(total))

    async def perform(self) -> bool:
        """Write it down."""
        typed = self.typed
        self.made = await with_leave(
            self._desk, self._tasks, self, lambda leave: self._desk.shifts.count(typed, leave=leave)
        )
        return True
