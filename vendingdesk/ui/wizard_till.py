"""The language of the screen, the till's name, and who owns it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit

from vendingdesk.counter.pins import LONGEST
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.staff import NAME_LENGTH
from vendingdesk.counter.till_name import check_till_name
from vendingdesk.domain.errors import EnvironmentFault, Refused, SettlementRefused
from vendingdesk.ui import fonts, languages, words
from vendingdesk.ui.choice_cards import Card, ChoiceCards
from vendingdesk.ui.parts import label
from vendingdesk.ui.wizard import Wizard
from vendingdesk.ui.wizard_page import WizardPage, tr


class LanguagePage(WizardPage):
    """Spoken at once when it is chosen."""

    def __init__(self, wizard: Wizard) -> None:
        super().__init__(wizard)
        self.title = tr("Which language do you read best?")
        self.why = tr("Everybody at this till reads it. The language of slips is set apart, in Settings.")

    def fill(self) -> None:
        """Each in its own words, and letters."""
        fonts.load_arabic()
        chosen = str(self.start.value("screen.language", languages.ENGLISH))
        cards = [Card(code, name) for code, name in languages.names().items()]
        self.cards = ChoiceCards("wizard.language", cards, chosen=chosen)
        self.cards.changed.connect(self._on_changed)
        self.wizard.add(("language", "", self.cards))

    def _on_changed(self) -> None:
        if self.cards.value != str(self.start.value("screen.language", languages.ENGLISH)):
            self.start.language(self.cards.value)
            # Behind the key that chose it: Qt would hand the keyboard to a card that is gone by then.
            QTimer.singleShot(0, self.wizard, partial(self.wizard.speak_now, self.cards.value))

    async def take(self) -> None:
        """What is chosen."""
        self.start.language(self.cards.value)


class TillPage(WizardPage):
    """What stands in every receipt number."""

    def __init__(self, wizard: Wizard) -> None:
        super().__init__(wizard)
        self.title = tr("What is this till called?")
        self.why = tr(
            "Its name stands in every receipt number and can’t be changed once there are receipts. No two tills of a "
            "shop share one."
        )

    def fill(self) -> None:
        """The name, and the first receipts."""
        self.name = self.wizard.line("till", tr("Till"), large=True, limit=8)
        self.name.setText(str(self.start.value("till", DeskSetup().till)))
        self.wizard.add(("till", tr("&1 to 8 letters or digits"), self.name))
        self.example = label("", "muted")
        self.example.setObjectName("wizard.example")
        self.wizard.put(self.example)
        self.name.textEdited.connect(self._on_name)
        self._tell()

    def _on_name(self, typed: str) -> None:
        at = self.name.cursorPosition()
        self.name.setText(typed.upper())
        self.name.setCursorPosition(at)
        self._tell()

    def _tell(self) -> None:
        """An example of its receipts, for a name that a till can have."""
        name = self.name.text().strip()
        text = tr("Receipts are numbered %1-000001, %1-000002 and so on.")
        try:
            check_till_name(name)
        except EnvironmentFault:
            text = ""
        self.example.setText(text.replace("%1", name))

    async def take(self) -> None:
        """What stands there."""
        try:
            self.start.till(self.name.text())
        except Refused as refused:
            raise SettlementRefused("till", words.fault_text(refused)) from refused


class OwnerPage(WizardPage):
    """The first supervisor; may be put off."""

    def __init__(self, wizard: Wizard) -> None:
        super().__init__(wizard)
        self.title = tr("Who answers for this till?")
        self.why = tr(
            "That person’s PIN is asked for where something out of the ordinary is allowed: to settle a doubt, to "
            "sell past a warning, to trust another server. Nobody needs it for an ordinary sale."
        )

    def fill(self) -> None:
        """Name and PIN, twice."""
        wizard, owner = self.wizard, self.start.owner
        self.name = wizard.line("owner", tr("Name"), limit=NAME_LENGTH)
        self.name.setText(owner.name if owner is not None else "")
        self.pin, self.again = self._secret("pin", tr("PIN")), self._secret("again", tr("PIN again"))
        for line in (self.pin, self.again):
            line.setText(owner.pin if owner is not None else "")
        wizard.add(("owner", tr("&Name"), self.name))
        wizard.add(("pin", tr("&PIN, 4 to 12 digits"), self.pin), ("again", tr("PIN &again"), self.again))
        hint = tr(
            "The PIN is kept so that nobody can read it again. Without it, only a new beginning in the journal."
        )
        wizard.put(label(hint, "small", wrap=True))
        wizard.offer("wizard.later", tr("Do this later"))

    def _secret(self, key: str, spoken: str) -> QLineEdit:
        made = self.wizard.line(key, spoken, limit=LONGEST)
        made.setEchoMode(QLineEdit.EchoMode.Password)
        return made

    async def take(self) -> None:
        """What was typed."""
        try:
            self.start.name_owner(self.name.text(), self.pin.text(), self.again.text())
        except SettlementRefused as refused:
            raise SettlementRefused(refused.field, words.fault_text(refused)) from refused

    def other(self) -> None:
        """Nobody now."""
        self.start.owner_later()
        self.wizard.go_on()
