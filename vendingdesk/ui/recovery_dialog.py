"""The way in without a PIN: the recovery code from the paper, and who is a supervisor from now on."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.domain.errors import Refused, SettlementRefused
from vendingdesk.ui import words
from vendingdesk.ui.form_dialog import FormDialog
from vendingdesk.ui.pin_lines import pin_line, take
from vendingdesk.ui.tasks import TaskRegistry


class RecoveryDialog(FormDialog):
    """Names a supervisor anew, who then stands at the till."""

    def __init__(self, desk: Desk, tasks: TaskRegistry, parent: QWidget) -> None:
        super().__init__(
            "recovery", self.tr("Recovery code"), tasks, parent, done=self.tr("Name supervisor and sign on")
        )
        self._desk = desk
        self.say(
            self.tr(
                "For a PIN that nobody remembers, or when the list of people is gone. Type the code that was written "
                "down when people were switched on, and who is a supervisor from now on. Reports will say so."
            ),
            "",
        )
        self.add(("code", self.tr("Recovery &code"), self.line("code", self.tr("Recovery code"), limit=40)))
        self.add(("name", self.tr("Supervisor's &name"), self.line("name", self.tr("Supervisor's name"), limit=60)))
        self.pin = pin_line(self, "pin", self.tr("New PIN"))
        self.again = pin_line(self, "again", self.tr("New PIN again"))
        self.add(
            ("pin", self.tr("New &PIN, 4 to 12 digits"), self.pin),
            ("again", self.tr("New PIN &again"), self.again),
        )
        self.mended_by("pin", self.again)
        self.begin()

    async def perform(self) -> bool:
        """Try the code; what was typed for a PIN is gone from the screen."""
        if not self.text("code").strip():
            raise SettlementRefused("code", self.tr("Type the recovery code from the paper."))
        if not self.text("name").strip():
            raise SettlementRefused("name", self.tr("Type who is a supervisor from now on."))
        pin, again = take(self.pin, self.again)
        try:
            await self._desk.people.recover(self.text("code"), self.text("name"), pin, again)
        except Refused as refused:
            field = "code" if "code" in str(refused) else "pin"
            raise SettlementRefused(field, words.fault_text(refused)) from refused
        return True
