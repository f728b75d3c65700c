"""The dialogs of an open drawer: a shift's float, and cash that goes in, out or to the safe."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialog, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.domain.errors import AmountRefused, SettlementRefused
from vendingdesk.domain.shift import CashKind, CashMove
from vendingdesk.ui import words
from vendingdesk.ui.form_dialog import FormDialog
from vendingdesk.ui.leave import with_leave
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.waiting import wait_dialog


def move_word(kind: CashKind) -> str:
    """A move of cash, as its button and its dialog call it."""
    return {
        CashKind.PAY_IN: QCoreApplication.translate("shift", "Pay-in"),
        CashKind.PAY_OUT: QCoreApplication.translate("shift", "Pay-out"),
        CashKind.DROP: QCoreApplication.translate("shift", "To the safe"),
        CashKind.REFUND: QCoreApplication.translate("shift", "Money given back"),
    }[kind]


class OpenShiftDialog(FormDialog):
    """Asks for the float, and suggests what the close before left in the drawer."""

    def __init__(self, desk: Desk, tasks: TaskRegistry, parent: QWidget) -> None:
        super().__init__("openshift", self.tr("Open a shift"), tasks, parent, done=self.tr("Open shift"))
        self._desk = desk
        self.setAccessibleName(self.tr("Open a shift"))
        suggested, code = desk.shifts.standing.suggested, desk.shifts.currency.code
        self.say(self.tr("Count the float: the cash that is in the drawer before the first customer comes."))
        self.float = self.line("float", self.tr("Float"), large=True, limit=20)
        self.add(("float", self.tr("&Float in %1").replace("%1", code), self.float))
        if suggested is not None and suggested.unit == code:
            self.float.setText(suggested.text)
            self.say(self.tr("The last close left %1. Type another sum if you find another.").replace(
                "%1", str(suggested)
            ))  # fmt: skip
        self.begin()

    async def perform(self) -> bool:
        """Open it."""
        try:
            await with_leave(
                self._desk, self._tasks, self, lambda leave: self._desk.shifts.open(self.text("float"), leave=leave)
            )
        except AmountRefused as refused:
            raise SettlementRefused("float", words.fault_text(refused)) from refused
        return True


class CashMoveDialog(FormDialog):
    """Cash that comes or goes without a sale; ``move`` is what was written down."""

    def __init__(self, desk: Desk, tasks: TaskRegistry, parent: QWidget, kind: CashKind) -> None:
        title = move_word(kind)
        super().__init__("cashmove", title, tasks, parent, done=title)
        self._desk = desk
        self._kind = kind
        self.move_made: CashMove | None = None
        self.say(
            {
                CashKind.PAY_IN: self.tr(
                    "Cash that is put into the drawer and is no sale: change from the bank, say."
                ),
                CashKind.PAY_OUT: self.tr("Cash that leaves the drawer for something the shop pays."),
                CashKind.DROP: self.tr("Cash that is taken from the drawer to the safe or to the bank."),
            }[kind]
        )
        amount = self.tr("&Amount in %1").replace("%1", desk.shifts.currency.code)
        self.add(("amount", amount, self.line("amount", self.tr("Amount"), large=True, limit=20)))
        asked = self.tr("&Reason (may be empty)") if kind is CashKind.DROP else self.tr("&Reason")
        self.add(("reason", asked, self.line("reason", self.tr("Reason"), limit=200)))
        self.begin()

    async def perform(self) -> bool:
        """Write it down."""
        amount, reason, kind = self.text("amount"), self.text("reason"), self._kind
        currency = self._desk.shifts.currency.code
        self.move_made = await with_leave(
            self._desk,
            self._tasks,
            self,
            lambda leave: self._desk.shifts.move(kind, amount, reason, leave=leave),
            what=" · ".join(filter(None, (move_word(kind), f"{amount.strip()} {currency}", reason.strip()))),
        )
        return True


async def ask_to_open(desk: Desk, tasks: TaskRegistry, parent: QWidget) -> bool:
    """Let somebody open a shift, from wherever one is missed; says whether one was opened."""
    dialog = OpenShiftDialog(desk, tasks, parent)
    try:
        return await wait_dialog(dialog) == QDialog.DialogCode.Accepted.value
    finally:
        dialog.deleteLater()
