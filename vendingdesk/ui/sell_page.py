"""Sell electricity: meter, amount, one confirmation, token."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.counter.guard import Leave
from vendingdesk.counter.proposal import DoubtOverride, Proposal
from vendingdesk.counter.setup import MoneyMeans
from vendingdesk.counter.vend import VendResult
from vendingdesk.ui.parts import button, captioned, field, label, spaced
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.vend_page import VendPage
from vendingdesk.ui.vends import Vends


class SellPage(VendPage):
    """The page where a cashier spends the day."""

    def __init__(self, desk: Desk, tasks: TaskRegistry, vends: Vends) -> None:
        super().__init__(desk, tasks, vends, name="sell", title=self.tr("Sell electricity"))
        setup = desk.setup
        self.amount = field("sell.amount", self.tr("Amount"), large=True, limit=24)
        self.sell = button("sell.sell", self.tr("Sell"), self.tr("Sell  ⏎"), role="primary")
        currency = setup.money_means is MoneyMeans.CURRENCY
        asked = self.tr("&Amount in %1") if currency else self.tr("&Amount in %1 (energy, not money)")
        caption = label(asked.replace("%1", setup.unit), "muted", buddy=self.amount)
        self.form_layout.addLayout(captioned(caption, self.amount))
        presets = QHBoxLayout()
        spaced(presets, gap=8)
        for preset in setup.presets:
            pressed = button(f"sell.preset.{preset}", f"{preset} {setup.unit}", str(preset))
            pressed.clicked.connect(lambda _checked=False, text=str(preset): self._on_preset(text))
            presets.addWidget(pressed)
        self.form_layout.addLayout(presets)
        self.form_layout.addWidget(self.sell)
        self.amount.returnPressed.connect(self.submit)
        self.sell.clicked.connect(self.submit)

    def submit_button(self) -> QPushButton:
        """Sell."""
        return self.sell

    def first_field(self) -> QWidget:
        """The amount."""
        return self.amount

    async def propose(self, doubt: DoubtOverride | None, leave: Leave | None) -> Proposal:
        """Check meter and amount."""
        return await self._desk.sell_credit.propose(
            self.meter.line.text(), self.amount.text(), override=self.meter.override_reason, doubt=doubt, leave=leave
        )

    async def vend(self, proposal: Proposal) -> VendResult:
        """Sell."""
        return await self._desk.sell_credit(proposal)

    def clear_form(self) -> None:
        """No amount."""
        self.amount.clear()

    def _on_preset(self, text: str) -> None:
        self.amount.setText(text)
        self.amount.setFocus()
