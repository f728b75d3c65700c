"""How a sale is paid: the kind of payment, the cash that was handed over, the change. Nothing where nobody asks."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.counter.quote import Quote
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.errors import AmountRefused
from vendingdesk.domain.money import Money
from vendingdesk.domain.tender import round_sums
from vendingdesk.ui.button_rows import ButtonRows
from vendingdesk.ui.money_line import MoneyLine
from vendingdesk.ui.parts import button, label, restyle, spaced

SUGGESTED = 3
"""Round sums offered beside the exact one."""


class TenderBox(QWidget):
    """``chosen`` says that another kind was chosen, ``entered`` that Enter was pressed in the cash received."""

    chosen = Signal()
    entered = Signal()
    scanned = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._setup: DeskSetup | None = None
        self._quote: Quote | None = None
        self._kinds: list[QPushButton] = []
        self._group = QButtonGroup(self)
        self._ways = QWidget()
        self._ways_layout = QVBoxLayout(self._ways)
        spaced(self._ways_layout, gap=3)
        self._rows: ButtonRows | None = None
        self.received = MoneyLine("sell.tendered", self.tr("Cash received"))
        self.change = label("", "muted")
        self.change.setObjectName("sell.change")
        self.change.setProperty("headline", "true")
        self.exact = button("sell.exact", self.tr("Exact sum"), self.tr("Exact"))
        self._round = [button(f"sell.round.{at}", "", "–") for at in range(1, SUGGESTED + 1)]
        self._cash = self._cash_rows()
        whole = QVBoxLayout(self)
        spaced(whole, gap=8)
        whole.addWidget(self._ways)
        whole.addWidget(self._cash)
        self.received.textChanged.connect(lambda _text: self._show_change())
        self.received.entered.connect(self.entered)
        self.received.scanned.connect(self.scanned)
        self.exact.clicked.connect(lambda: self._hand(self._quote.price if self._quote is not None else None))
        for at, pressed in enumerate(self._round):
            pressed.clicked.connect(lambda _on=False, at=at: self._hand(self._sums()[at]))
        self.show_setup(desk.setup)

    def _cash_rows(self) -> QWidget:
        made = QWidget()
        rows = QVBoxLayout(made)
        spaced(rows, gap=3)
        head, line = QHBoxLayout(), QHBoxLayout()
        spaced(head)
        spaced(line, gap=8)
        self._caption: QLabel = label("", "muted", buddy=self.received)
        head.addWidget(self._caption)
        head.addStretch(1)
        head.addWidget(self.change)
        line.addWidget(self.received, 2)
        for pressed in (self.exact, *self._round):
            line.addWidget(pressed, 1)
        rows.addLayout(head)
        rows.addLayout(line)
        return made

    # What the settings ask for.

    def show_setup(self, setup: DeskSetup) -> None:
        """Ask what the settings ask; kinds that are gone are not chosen any more."""
        before = self._setup.money.names if self._setup is not None else ()
        self._setup = setup
        if before != setup.money.names:
            self._fill(setup.money.names)
        self._caption.setText(self.tr("Cash &received in %1").replace("%1", setup.currency.code))
        self._ways.setVisible(len(setup.money.names) > 1)
        self._arrange()
        self._show_cash()

    def _fill(self, names: tuple[str, ...]) -> None:
        for gone in self._kinds:
            self._group.removeButton(gone)
            gone.setObjectName("")
            gone.hide()
            gone.deleteLater()
        if self._rows is not None:
            self._ways_layout.removeItem(self._rows)
        self._kinds = []
        before: QWidget = self.received
        for number, name in enumerate(names, 1):
            made = button(f"sell.tender.{number}", name, f"&{number} {name.replace('&', '&&')}", role="switch")
            made.setParent(self._ways)
            made.setAccessibleDescription(self.tr("Paid by %1").replace("%1", name))
            made.setCheckable(True)
            made.clicked.connect(self._on_kind)
            self._group.addButton(made)
            self._kinds.append(made)
        for made in reversed(self._kinds):
            QWidget.setTabOrder(made, before)
            before = made
        self._kinds[0].setChecked(True)
        self._rows = ButtonRows(self._kinds, close=True)
        self._ways_layout.addLayout(self._rows)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may take another number of kinds side by side."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        if self._rows is not None and self._rows.arrange(self.width()):
            self._ways_layout.invalidate()
            self.updateGeometry()

    # What stands there.

    @property
    def kind(self) -> str:
        """The kind that is chosen; empty where there is only one and nobody is asked."""
        names = self._names
        return names[self._at] if len(names) > 1 else ""

    @property
    def tendered(self) -> str:
        """The cash that was typed; empty where it is not asked for."""
        return self.received.text() if self.asks else ""

    @property
    def asks(self) -> bool:
        """Whether the cash received is asked for: the settings want it, it is cash, and there can be a price."""
        setup = self._desk.setup
        priced = setup.unit != "kWh" or setup.money.kwh_price is not None
        return setup.money.ask_tendered and priced and self._at == 0

    @property
    def _names(self) -> tuple[str, ...]:
        return self._setup.money.names if self._setup is not None else ()

    @property
    def _at(self) -> int:
        return next((at for at, each in enumerate(self._kinds) if each.isChecked()), 0)

    def clear(self) -> None:
        """The next customer: cash again, nothing handed over."""
        self.received.clear()
        self._kinds[0].setChecked(True)
        self._show_cash()

    def show_quote(self, quoted: Quote | None) -> None:
        """Another amount was typed, or none that is one."""
        self._quote = quoted
        sums = self._sums()
        self.exact.setEnabled(quoted is not None and quoted.price is not None)
        for at, pressed in enumerate(self._round):
            handed = sums[at] if at < len(sums) else None
            pressed.setText("–" if handed is None else f"{handed.number:f}")
            pressed.setAccessibleName("–" if handed is None else self.tr("%1 received").replace("%1", str(handed)))
            pressed.setEnabled(handed is not None)
        self._show_change()

    def _sums(self) -> tuple[Money, ...]:
        price = self._quote.price if self._quote is not None else None
        return round_sums(price, SUGGESTED) if price is not None else ()

    def _hand(self, handed: Money | None) -> None:
        if handed is not None:
            self.received.setText(handed.text)
            self.received.setFocus()

    def _on_kind(self) -> None:
        self._show_cash()
        self.chosen.emit()

    def _show_cash(self) -> None:
        self._cash.setVisible(self.asks)
        self.show_quote(self._quote)

    def _show_change(self) -> None:
        text, role = "", "muted"
        typed = self.received.text().strip()
        if self._quote is not None and typed:
            try:
                change = self._desk.sell_credit.change(self._quote, typed)
            except AmountRefused:
                change = None
            if change is not None and change.minor < 0:
                missing = Money(-change.minor, change.currency)
                text, role = self.tr("%1 missing").replace("%1", str(missing)), "warning"
            elif change is not None:
                text, role = self.tr("Change %1").replace("%1", str(change)), "good"
        self.change.setText(text)
        restyle(self.change, role=role)
