"""Asks before a customer is forgotten: what goes and what stays."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from vendingdesk import sts
from vendingdesk.counter.desk import Desk
from vendingdesk.domain.customer import Customer
from vendingdesk.ui.form_dialog import FormDialog
from vendingdesk.ui.leave import with_leave
from vendingdesk.ui.parts import restyle
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.waiting import wait_dialog


class EraseDialog(FormDialog):
    """Its first button goes back: Enter erases nobody."""

    def __init__(self, desk: Desk, tasks: TaskRegistry, parent: QWidget, customer: Customer) -> None:
        super().__init__("erase", self.tr("Erase customer"), tasks, parent, done=self.tr("Erase"))
        self._desk = desk
        self._customer = customer
        restyle(self.ok, role="danger")
        self.say(f"{customer.name}\n{sts.group_meter(customer.meter)}", "")
        self.say(
            self.tr(
                "Name, place, phone and note are erased from the list of meters and from what an import can be "
                "undone to. Sales and slips stay as they were made: the journal can't be changed."
            )
        )

    def begin(self) -> None:
        """The cursor on the way back."""
        self.back.setFocus()

    async def perform(self) -> bool:
        """Erase."""
        meter = self._customer.meter
        await with_leave(self._desk, self._tasks, self, lambda leave: self._desk.meters.erase(meter, leave))
        return True

    def point_at(self, key: str, text: str) -> None:  # noqa: ARG002 - there are no fields
        """Say what is wrong."""
        self.message.say(text)


async def erased(desk: Desk, tasks: TaskRegistry, parent: QWidget, customer: Customer) -> bool:
    """Ask, and erase; whether that was done."""
    dialog = EraseDialog(desk, tasks, parent, customer)
    dialog.begin()
    try:
        return await wait_dialog(dialog) == QDialog.DialogCode.Accepted.value
    finally:
        dialog.deleteLater()
