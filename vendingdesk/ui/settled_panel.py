"""How a doubt ended, in place: the recovered token in the largest type, or what is owed now, until it is seen."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from vendingdesk import sts
from vendingdesk.counter.slip_money import paid
from vendingdesk.domain.key_change import KeyChangeSet, part_of
from vendingdesk.domain.money import Money
from vendingdesk.domain.sale import Sale, VendState
from vendingdesk.ui import money_words, words
from vendingdesk.ui.key_change_words import missing, numbered, order_rule, where_to_go_on
from vendingdesk.ui.next_button import NextButton
from vendingdesk.ui.parts import MessageLine, TokenLabel, button, label, restyle, spaced
from vendingdesk.ui.theme import SIZES


class SettledPanel(QFrame):
    """Shows one settled sale; ``acknowledged`` says that somebody has seen it."""

    acknowledged = Signal()
    slip_wanted = Signal(object, str)
    rejected_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.sale: Sale | None = None
        self._given: Money | None = None
        self._told: tuple[tuple[Sale, ...], KeyChangeSet | None] = ((), None)
        self.setProperty("role", "result")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.state = label("", "good", wrap=True)
        self.state.setObjectName("settled.state")
        self.state.setProperty("headline", "true")
        self.token = TokenLabel("settled.token")
        self.detail = label("", "", wrap=True)
        self.detail.setObjectName("settled.detail")
        self.print = button("settled.print", self.tr("Print slip"), self.tr("Print slip  F9"))
        self.print.setShortcut("F9")
        self.preview = button("settled.preview", self.tr("Preview"))
        self.pdf = button("settled.pdf", self.tr("Save PDF"))
        self.copy = button("settled.copy", self.tr("Copy"))
        self.rejected = button("settled.rejected", self.tr("Token rejected?"))
        self.refund = button("settled.refund", self.tr("Money given back"))
        self.refund.hide()
        self.message = MessageLine("settled.message")
        self.done = NextButton(self.tr("Done  ⏎"))
        self.done.setObjectName("settled.done")
        self.done.setAccessibleName(self.tr("Done"))
        row = QHBoxLayout()
        spaced(row)
        for each in (self.print, self.preview, self.pdf, self.copy, self.rejected, self.done):
            row.addWidget(each, 1)
        layout = QVBoxLayout(self)
        spaced(layout, margin=SIZES.gutter - 6, gap=6)
        for part in (self.state, self.token, self.detail):
            layout.addWidget(part)
        layout.addSpacing(4)
        layout.addWidget(self.refund)
        layout.addWidget(self.message)
        layout.addLayout(row)
        for each in (self.print, self.preview, self.pdf, self.copy):
            each.clicked.connect(self.done.take_enter)
        self.print.clicked.connect(lambda: self.slip_wanted.emit(self.sale, "print"))
        self.preview.clicked.connect(lambda: self.slip_wanted.emit(self.sale, "preview"))
        self.pdf.clicked.connect(lambda: self.slip_wanted.emit(self.sale, "pdf"))
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.token.text()))
        self.rejected.clicked.connect(lambda: self.rejected_wanted.emit(self.sale))
        self.done.clicked.connect(self._on_done)

    def show_sale(self, sale: Sale, held: tuple[Sale, ...], change: KeyChangeSet | None) -> None:
        """Show how its doubt ended; ``held`` are the sales that hold its meter all the same.

        ``change`` is the key change that it is a part of; None also when that could not be read.
        """
        self.sale, self._given = sale, None
        self.message.clear()
        self.state.setProperty("state", sale.state.name)
        recovered = sale.state is VendState.RECOVERED
        mood = "" if recovered else "warning"
        which = f"{sale.receipt_no} · {sts.group_meter(sale.order.meter)} · {words.ordered(sale.order)}"
        self.state.setText(f"{self._headline(sale)} · {which}")
        restyle(self.state, role=mood or "good")
        restyle(self, mood=mood)
        self.rejected.setVisible(recovered and part_of(sale.order) == 0)
        self.tell_meter(sale, held, change)
        self.done.shown_for.start()

    def tell_meter(self, sale: Sale, held: tuple[Sale, ...], change: KeyChangeSet | None) -> None:
        """Say what is owed, and whether its meter is free: that can change while this stands here."""
        self._told = (held, change)
        text, tokens = words.token_text(sale), sale.tokens
        if part_of(sale.order):  # shown with the other three, or not at all
            whole = bool(tokens) and change is not None and change.complete
            text, tokens = (numbered(change), change.tokens) if whole and change is not None else ("", ())
        self.token.setText(text)
        self.token.setVisible(bool(text))
        self.token.setAccessibleDescription(" , ".join(map(sts.group_token, tokens)))
        self.copy.setVisible(bool(text))
        for each in (self.print, self.preview, self.pdf):
            each.setVisible(bool(text) or not sale.tokens)
        self.detail.setText(f"{self._owed(sale, change)} {self._meter_is(held)}")

    def tell_given(self, given: Money) -> None:
        """Its money went back: nothing is owed any more, and all that is left is to go on."""
        if self.sale is not None:
            self._given = given
            self.tell_meter(self.sale, *self._told)
            self.done.setFocus()

    def _headline(self, sale: Sale) -> str:
        return {
            VendState.RECOVERED: self.tr("Token recovered"),
            VendState.NOT_ISSUED: self.tr("Settled: no token was issued"),
        }.get(sale.state, self.tr("Settled: issued but lost"))

    def _owed(self, sale: Sale, change: KeyChangeSet | None) -> str:
        if part_of(sale.order):
            return self._owed_of_part(sale, part_of(sale.order), change)
        if sale.state is VendState.RECOVERED:
            return self.tr("Hand this token to the customer with its slip.")
        if self._given is not None:
            return self.tr("%1 was given back.").replace("%1", str(self._given))
        if sale.order.amount is None:
            return self.tr("A new token may be asked for.")
        text = self.tr("Give %1 back, or sell again; the customer signs the slip.")
        text = text.replace("%1", str(paid(sale.order)))
        if sale.order.in_cash:
            return text
        return f"{text} {self.tr('It was paid by %1.').replace('%1', money_words.kind(sale.order))}"

    def _owed_of_part(self, sale: Sale, part: int, change: KeyChangeSet | None) -> str:
        """A section of a key change goes to nobody alone."""
        if sale.state is not VendState.RECOVERED:
            text = self.tr("Section %1 of the key change may be asked for again: look the meter up under Tokens.")
        elif change is not None and change.complete:
            text = f"{self.tr('This is section %1 of 4 of a key change, and all four are there.')} {order_rule()}"
        else:
            text = self.tr(
                "This is section %1 of 4 of a key change. Its token is saved; none may be entered before all four "
                "are there."
            )
            if change is not None:
                text = f"{text} {missing(change)} {where_to_go_on(change)}"
        return text.replace("%1", str(part))

    def _meter_is(self, held: tuple[Sale, ...]) -> str:
        if not held:
            return self.tr("The meter is free again.")
        text = self.tr("The meter is still held: the result of %1 is unknown.")
        return text.replace("%1", ", ".join(sale.receipt_no for sale in held))

    def _on_done(self) -> None:
        self.sale = None
        self.acknowledged.emit()
