"""Who allows that a till in use is asked again for what all its sales hang on."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from vendingdesk.counter.pins import LONGEST
from vendingdesk.domain.errors import Refused, SettlementRefused
from vendingdesk.ui import words
from vendingdesk.ui.choice import Choice
from vendingdesk.ui.parts import label
from vendingdesk.ui.wizard import Wizard
from vendingdesk.ui.wizard_page import WizardPage, tr


class SupervisorPage(WizardPage):
    """A supervisor's name and PIN; one that was tried is gone from the screen."""

    def __init__(self, wizard: Wizard) -> None:
        super().__init__(wizard)
        self.title = tr("Which supervisor allows this?")
        self.why = tr(
            "This till is in use, and something that every sale hangs on has to be decided again. The journal keeps "
            "who allowed it."
        )
        self.waits = tr("Trying the PIN…")
        self.can_wait = False

    def fill(self) -> None:
        """The names, none of them chosen where there are several, and the PIN."""
        wizard, names = self.wizard, self.start.decided.supervisors
        self.who: Choice | None = None
        if len(names) > 1:
            self.who = wizard.choice("supervisor", tr("Supervisor"))
            self.who.addItem(tr("Choose…"), "")
            for name in names:
                self.who.addItem(name, name)
            wizard.add(("supervisor", tr("&Supervisor"), self.who))
        else:
            only = label(names[0], "figure")
            only.setObjectName("wizard.supervisor")
            wizard.put(only)
        self.pin: QLineEdit = wizard.line("pin", tr("PIN"), limit=LONGEST)
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        wizard.add(("pin", tr("&PIN"), self.pin))

    async def take(self) -> None:
        """Try what was typed, with the waits after wrong ones that PINs have everywhere."""
        begun = self.start.begun
        assert begun is not None  # noqa: S101 - the page stands only where there are supervisors
        name = str(self.who.currentData() or "") if self.who is not None else self.start.decided.supervisors[0]
        if not name:
            raise SettlementRefused("supervisor", tr("Choose who confirms this."))
        pin = self.pin.text()
        self.pin.clear()
        try:
            await begun.authorise(name, pin)
        except Refused as refused:
            raise SettlementRefused("pin", words.fault_text(refused)) from refused
