"""Sell electricity: meter, amount, how it is paid where the shop asks, one confirmation, token."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.counter.guard import Leave
from vendingdesk.counter.proposal import DoubtOverride, Proposal
from vendingdesk.counter.quote import Quote
from vendingdesk.counter.setup import MoneyMeans
from vendingdesk.counter.vend import VendResult
from vendingdesk.domain.errors import AmountRefused, TenderedRefused
from vendingdesk.ui import money_words
from vendingdesk.ui.meter_field import LONGEST
from vendingdesk.ui.money_line import SCANNED_DIGITS, MoneyLine
from vendingdesk.ui.parts import button, captioned, label, spaced
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.tender_box import TenderBox
from vendingdesk.ui.vend_page import VendPage
from vendingdesk.ui.vends import Vends


class SellPage(VendPage):
    """The page where a cashier spends the day."""

    def __init__(self, desk: Desk, tasks: TaskRegistry, vends: Vends) -> None:
        super().__init__(desk, tasks, vends, name="sell", title=self.tr("Sell electricity"))
        setup = desk.setup
        self._mending = False
        self.amount = MoneyLine("sell.amount", self.tr("Amount"))
        self.sell = button("sell.sell", self.tr("Sell"), self.tr("Sell  ⏎"), role="primary")
        currency = setup.money_means is MoneyMeans.CURRENCY
        asked = self.tr("&Amount in %1 (money)") if currency else self.tr("&Amount in %1 (energy, not money)")
        caption = label(asked.replace("%1", setup.unit), "muted", buddy=self.amount)
        amount_line = QWidget()
        beside = QHBoxLayout(amount_line)
        spaced(beside, gap=8)
        unit = label(setup.unit, "muted")
        unit.setProperty("headline", "true")
        beside.addWidget(self.amount, 1)
        beside.addWidget(unit)
        self.form_layout.addLayout(captioned(caption, amount_line))
        self.price = label("", "muted", wrap=True)
        self.price.setObjectName("sell.price")
        self.form_layout.addWidget(self.price)
        presets = QHBoxLayout()
        spaced(presets, gap=8)
        for preset in setup.presets:
            pressed = button(f"sell.preset.{preset}", f"{preset} {setup.unit}", str(preset))
            pressed.clicked.connect(lambda _checked=False, text=str(preset): self._on_preset(text))
            presets.addWidget(pressed)
        self.form_layout.addLayout(presets)
        self.paid = TenderBox(desk)
        self.form_layout.addWidget(self.paid)
        self.form_layout.addWidget(self.sell)
        self.amount.textChanged.connect(lambda _text: self._show_price())
        for line in (self.amount, self.paid.received):
            line.textChanged.connect(lambda _text: self._on_mended())
        self.amount.entered.connect(self._on_amount)
        self.paid.chosen.connect(self.amount.setFocus)
        self.paid.entered.connect(self.submit)
        for scanning in (self.amount.scanned, self.paid.scanned):
            scanning.connect(self._on_scanned)
        self.sell.clicked.connect(self.submit)
        desk.settings.when_changed(self._on_settings)
        self._show_price()

    def submit_button(self) -> QPushButton:
        """Sell."""
        return self.sell

    def first_field(self) -> QWidget:
        """The amount."""
        return self.amount

    def refused_field(self, refused: AmountRefused) -> QWidget:
        """The amount, or the cash received; what was said of it goes with the next key."""
        self._mending = True
        return self.paid.received if isinstance(refused, TenderedRefused) and self.paid.asks else self.amount

    async def propose(self, doubt: DoubtOverride | None, leave: Leave | None) -> Proposal:
        """Check meter, amount and how it is paid."""
        return await self._desk.sell_credit.propose(
            self.meter.line.text(),
            self.amount.text(),
            tender=self.paid.kind,
            tendered=self.paid.tendered,
            override=self.meter.override_reason,
            doubt=doubt,
            leave=leave,
        )

    def wanted(self) -> str:
        """The amount with its unit."""
        quoted = self._quote()
        return "" if quoted is None else str(quoted.amount)

    async def vend(self, proposal: Proposal) -> VendResult:
        """Sell."""
        return await self._desk.sell_credit(proposal)

    def clear_form(self) -> None:
        """No amount."""
        self.amount.clear()
        self.paid.clear()

    def _on_preset(self, text: str) -> None:
        self.amount.setText(text)
        self.amount.setFocus()

    def _on_settings(self) -> None:
        self.paid.show_setup(self._desk.setup)
        self._show_price()

    def _quote(self) -> Quote | None:
        try:
            return self._desk.sell_credit.quote(self.amount.text())
        except AmountRefused:
            return None

    def _show_price(self) -> None:
        quoted = self._quote()
        said = money_words.live(quoted, self._desk.setup)
        self.price.setText(said)
        self.price.setVisible(bool(said))
        self.paid.show_quote(quoted)

    def _on_mended(self) -> None:
        if self._mending:
            self._mending = False
            self.message.clear()

    def _on_amount(self) -> None:
        """Enter: on to the cash received where it is asked for, else to the confirmation."""
        if self.paid.asks and self._quote() is not None:
            self._go_to(self.paid.received)
            self.bring(self.sell)  # on a low screen it stands below the fold
        else:
            self.submit()

    def _on_scanned(self, digits: str) -> None:
        """A scan is no sum: another meter is another customer; what else was scanned is only said."""
        if digits == self.meter.check.digits:
            return
        if SCANNED_DIGITS <= len(digits) <= LONGEST:
            self.look_at(digits)
        else:
            self.message.say(self.tr("That was scanned, and is neither a sum nor a meter number."), "warning")
