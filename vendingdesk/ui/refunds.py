"""Money that goes back for a sale without a token: a button where the sale stands, and the dialog behind it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.domain.errors import VendingDeskError
from vendingdesk.domain.money import Money
from vendingdesk.domain.sale import Sale
from vendingdesk.domain.shift import CashMove
from vendingdesk.ui import words
from vendingdesk.ui.form_dialog import FormDialog
from vendingdesk.ui.leave import with_leave
from vendingdesk.ui.parts import MessageLine, hold
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.waiting import wait_dialog


class RefundDialog(FormDialog):
    """Asks who took the money, says how much, and writes it down; ``done`` is what was written."""

    def __init__(self, desk: Desk, tasks: TaskRegistry, parent: QWidget, sale: Sale, owed: Money) -> None:
        title = f"{self.tr('Money given back')} · {sale.receipt_no}"
        super().__init__("refund", title, tasks, parent, done=self.tr("It is given back"))
        self._desk = desk
        self._sale = sale
        self._owed = owed
        self.move_made: CashMove | None = None
        cash = self.tr("Hand %1 from the drawer to the customer, who signs the slip. It is written down once.")
        other = self.tr("Give %1 back the way it was paid. It is written down once, and leaves the drawer alone.")
        self.say((cash if sale.order.in_cash else other).replace("%1", str(owed)), "")
        again = self.tr("Who buys again with that money pays as usual: write this down first, then sell.")
        self.say(again, "muted")
        self.add(("note", self.tr("&Received by (may be empty)"), self.line("note", self.tr("Received by"))))
        self.begin()

    async def perform(self) -> bool:
        """Write it down."""
        note = self.text("note")
        self.move_made = await with_leave(
            self._desk,
            self._tasks,
            self,
            lambda leave: self._desk.shifts.refund(self._sale, note=note, leave=leave),
            what=f"{self.windowTitle()} · {self._owed}",
        )
        return True


class Refunds:
    """Shows a button only where something is owed and a shift is open; one press at a time."""

    def __init__(self, desk: Desk, tasks: TaskRegistry, page: QWidget, message: MessageLine) -> None:
        self._desk = desk
        self._tasks = tasks
        self._page = page
        self._message = message
        self._owed: Money | None = None

    def follow(self, pressed: QPushButton, sale: Callable[[], Sale | None], given: Callable[[Money], None]) -> None:
        """Let a button give back the money of the sale beside it; ``given`` is told when it was."""
        pressed.hide()
        pressed.clicked.connect(lambda: self._begin(pressed, sale(), given))

    async def look(self, pressed: QPushButton, sale: Sale) -> None:
        """Show the button where the money of a sale is still owed."""
        pressed.hide()
        self._owed = owed = await self._desk.shifts.owed(sale) if sale.settlement is not None else None
        if owed is not None:
            pressed.setText(pressed.tr("Money &given back: %1").replace("%1", str(owed)))
            pressed.show()

    def _begin(self, pressed: QPushButton, sale: Sale | None, given: Callable[[Money], None]) -> None:
        if sale is not None and self._owed is not None:
            work = self._give(pressed, sale, self._owed, hold(pressed), given)
            self._tasks.start(work, name="refund", vital=True)

    async def _give(
        self,
        pressed: QPushButton,
        sale: Sale,
        owed: Money,
        release: Callable[[], None],
        given: Callable[[Money], None],
    ) -> None:
        dialog = RefundDialog(self._desk, self._tasks, self._page.window(), sale, owed)
        try:
            await wait_dialog(dialog)
            if dialog.move_made is not None:
                said = self._page.tr("%1: %2 is written down as given back.").replace("%1", sale.receipt_no)
                self._message.say(said.replace("%2", str(dialog.move_made.amount)), "good")
            await self.look(pressed, sale)
            if dialog.move_made is not None:
                given(dialog.move_made.amount)
        except VendingDeskError as error:
            self._message.say(words.fault_text(error))
        finally:
            dialog.deleteLater()
            release()
