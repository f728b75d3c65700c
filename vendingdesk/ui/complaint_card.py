"""What the utility asks for when a token is not taken: the sale's numbers to read out or copy, never the token."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from vendingdesk import sts
from vendingdesk.domain.sale import Sale
from vendingdesk.ui import words
from vendingdesk.ui.facts import Facts
from vendingdesk.ui.parts import button, label, spaced
from vendingdesk.ui.theme import SIZES


class ComplaintCard(QFrame):
    """Shows the numbers of one sale and copies them as lines of text."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._lines: list[tuple[str, str]] = []
        self.title = label("", "muted", wrap=True)
        self.facts = Facts(selectable=True)
        self.copy = button(
            "tokenhelp.details.copy", self.tr("Copy for the utility"), self.tr("&Copy for the utility")
        )
        layout = QVBoxLayout(self)
        spaced(layout, margin=SIZES.gap, gap=6)
        layout.addWidget(self.title)
        row = QHBoxLayout()
        spaced(row)
        row.addWidget(self.facts, 1)
        aside = QVBoxLayout()
        aside.addWidget(self.copy)
        aside.addStretch(1)
        row.addLayout(aside)
        layout.addLayout(row)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text))

    @property
    def text(self) -> str:
        """What Copy gives: one line each."""
        return "\n".join(f"{name}: {value}" for name, value in self._lines if value)

    def show_sale(self, sale: Sale | None, shown: str) -> None:
        """Fill it; without a sale it says where to find one. ``shown`` is what the meter shows."""
        flow = sale.issued.flow_no if sale is not None and sale.issued is not None else ""
        self._lines = (
            []
            if sale is None
            else [
                (self.tr("Receipt"), sale.receipt_no),
                (self.tr("Meter"), sts.group_meter(sale.order.meter)),
                (self.tr("Sold"), words.exact_moment(sale.prepared_at)),
                (self.tr("What"), words.ordered(sale.order)),
                (self.tr("Flow no."), words.grouped_flow(flow)),
                (self.tr("Request"), sale.order.request_id),
                (self.tr("The meter shows"), shown),
            ]
        )
        self.title.setText(
            self.tr("Find the sale in History and press “Token rejected?”: then its numbers stand here.")
            if sale is None
            else self.tr("For the utility")
        )
        self.facts.show_facts(self._lines)
        self.copy.setVisible(sale is not None)
