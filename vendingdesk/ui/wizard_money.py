"""What the server's money is, and which currency the till takes."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from vendingdesk.counter.setup import MoneyMeans
from vendingdesk.domain.errors import Refused, SettlementRefused
from vendingdesk.domain.minor_units import minor_unit
from vendingdesk.domain.money import Currency, Money
from vendingdesk.ui import words
from vendingdesk.ui.choice_cards import Card, ChoiceCards
from vendingdesk.ui.parts import label
from vendingdesk.ui.wizard import Wizard
from vendingdesk.ui.wizard_page import WizardPage, tr

DIGITS = (0, 2, 3, 4)


class MoneyPage(WizardPage):
    """Currency or kWh: nobody may guess, so nothing is chosen at first."""

    def __init__(self, wizard: Wizard) -> None:
        super().__init__(wizard)
        self.title = tr("What does the server count: money or energy?")
        self.why = tr(
            "Accounts differ, and a wrong answer sells the wrong amount. If you don’t know, ask the utility: “If I "
            "send 10, is that 10 of our currency or 10 kWh?”"
        )

    def fill(self) -> None:
        """Both, with what a customer gets for 10."""
        cards = (
            Card(
                MoneyMeans.CURRENCY.value,
                tr("Money"),
                tr("You type 10. The customer pays 10, and the server works out how many kWh that buys."),
            ),
            Card(
                MoneyMeans.KWH.value,
                tr("Energy, in kWh"),
                tr("You type 10. The customer gets 10 kWh, and this till says what they cost."),
            ),
        )
        chosen = str(self.start.value("money_means") or "")
        self.cards = ChoiceCards("wizard.money", cards, chosen=chosen, columns=1 if self.wizard.is_narrow else 2)
        self.wizard.add(("money", "", self.cards))
        self.cards.changed.connect(lambda: self.wizard.mended("money"))

    async def take(self) -> None:
        """What was chosen."""
        try:
            self.start.money(MoneyMeans(self.cards.value) if self.cards.value else None)
        except Refused as refused:
            raise SettlementRefused("money", words.fault_text(refused)) from refused


class CurrencyPage(WizardPage):
    """Its three letters, and how amounts will look."""

    def __init__(self, wizard: Wizard) -> None:
        super().__init__(wizard)
        self.title = tr("In which currency does this till take money?")
        self.why = tr("It stands beside every amount, on the screen and on slips.")

    def fill(self) -> None:
        """The code, the digits behind the point, and an example."""
        wizard, start = self.wizard, self.start
        code = str(start.value("currency") or _currency_here())
        self.code = wizard.line("currency", tr("Currency"), large=True, limit=3)
        self.code.setText(code)
        self.digits = wizard.choice("digits", tr("Digits behind the point"))
        free = start.decided.free("currency_digits")
        for digits in DIGITS if free else (int(start.value("currency_digits", 2)),):
            self.digits.addItem(str(digits), digits)
        self._choose(int(start.value("currency_digits", minor_unit(code))))
        wizard.add(
            ("currency", tr("&Three letters, such as USD, NGN or XOF"), self.code),
            ("digits", tr("&Digits behind the point"), self.digits),
        )
        self.example = label("", "muted")
        self.example.setObjectName("wizard.example")
        wizard.put(self.example)
        self.code.textEdited.connect(self._on_code)
        self.digits.currentIndexChanged.connect(self._tell)
        self._tell()

    def _choose(self, digits: int) -> None:
        self.digits.setCurrentIndex(max(0, self.digits.findData(digits)))

    def _on_code(self, typed: str) -> None:
        at = self.code.cursorPosition()
        self.code.setText(typed.upper())
        self.code.setCursorPosition(at)
        self._choose(minor_unit(typed.upper()))
        self._tell()

    def _tell(self) -> None:
        try:
            currency = Currency(self.code.text().strip(), int(self.digits.currentData()))
        except ValueError:
            self.example.setText("")
            return
        ten = Money(10 * 10**currency.exponent, currency)
        self.example.setText(tr("An amount of ten looks like this: %1").replace("%1", str(ten)))

    async def take(self) -> None:
        """What stands there."""
        try:
            self.start.currency(self.code.text(), int(self.digits.currentData()))
        except Refused as refused:
            raise SettlementRefused("currency", words.fault_text(refused)) from refused


def _currency_here() -> str:
    """The currency of this computer's region, to begin with; empty where it has none."""
    code = QLocale.system().currencySymbol(QLocale.CurrencySymbolFormat.CurrencyIsoCode)
    return code if len(code) == 3 and code.isascii() and code.isupper() else ""
