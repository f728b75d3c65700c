"""Who it is, large: the customer of a meter, what is usual, recent purchases, open doubts."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QVBoxLayout

from vendingdesk import sts
from vendingdesk.counter.meters import MeterView
from vendingdesk.domain.purchases import Bought
from vendingdesk.domain.sale import VendState
from vendingdesk.ui import dates, words
from vendingdesk.ui.bar_chart import BarChart
from vendingdesk.ui.key_change_words import unfinished
from vendingdesk.ui.parts import button, frame, kept_room, label, spaced
from vendingdesk.ui.theme import SIZES
from vendingdesk.ui.words_of_meters import bought_series, bought_text, rhythm_word

ROOM_FOR_BARS = 680
"""Height of a window in which the bars push nothing away."""

ROWS = 5
"""Recent purchases shown beside the sale."""


class MeterCard(QFrame):
    """Shows one meter; ``edit`` opens its customer, ``doubt_wanted`` carries the receipt number of its doubt.

    ``rest_wanted`` asks to go on with its unfinished key change, where the page offers that.
    """

    doubt_wanted = Signal(str)
    rest_wanted = Signal()

    def __init__(self, edit_name: str) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(SIZES.card_width)
        self.name = label("", "title", wrap=True)
        self.place = label("", "muted", wrap=True)
        self.doubt = button(f"{edit_name}.doubt", self.tr("Open the doubt"), role="badge")
        self.awaited = label("", "badge", wrap=True)
        self.change = label("", "badge", wrap=True)
        self.verify = label("", "badge", wrap=True)
        self.verify.setObjectName(f"{edit_name}.verify")
        self.rest = button(f"{edit_name}.rest", self.tr("Continue the key change"))
        self._offers_rest = False
        self._doubt_no = ""
        self.last = label("", "muted", wrap=True)
        self.usual = label("", "muted", wrap=True)
        self.year = label("", "small", wrap=True)
        self.chart = BarChart(f"{edit_name}.chart")
        # It gives way: a window can be made as small as without it.
        self.chart.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.chart.setMaximumHeight(SIZES.chart_height)
        self.table = QGridLayout()
        spaced(self.table, gap=6)
        self.table.setHorizontalSpacing(SIZES.gap)
        self.table.setColumnStretch(0, 1)
        self.edit = button(edit_name, self.tr("Edit customer"))
        layout = QVBoxLayout(self)
        spaced(layout, margin=SIZES.gutter - 4, gap=8)
        held = (self.doubt, self.awaited, self.change, self.rest, self.verify)
        for part in (self.name, self.place, *held, self.last, self.usual, frame("rule")):
            layout.addWidget(part)
        layout.addLayout(self.table)
        layout.addWidget(self.chart)
        layout.addWidget(self.year)
        layout.addWidget(self.edit)
        self.doubt.clicked.connect(lambda: self.doubt_wanted.emit(self._doubt_no))
        self.rest.clicked.connect(self.rest_wanted)
        for unseen in (*held, self.chart, self.year):  # what may never be shown takes no room before it is
            unseen.hide()
        kept_room(self)
        self.hide()

    def offer_rest(self) -> None:
        """This page can go on with a key change."""
        self._offers_rest = True

    def show_meter(self, view: MeterView) -> None:
        """Fill the card."""
        customer = view.customer
        self.name.setText(customer.name if customer else self.tr("Not in the register"))
        place = customer.place if customer else self.tr("Compare the number with the meter or the card.")
        self.place.setText("\n".join(part for part in (sts.group_meter(view.check.digits), place) if part))
        self._show_doubts(view)
        self._show_change(view)
        self._show_verify(view)
        last, usual = view.last, view.usual
        self.last.setText(
            self.tr("Last  %1 · %2")
            .replace("%1", words.ordered(last.order))
            .replace("%2", words.moment(last.prepared_at))
            if last
            else self.tr("No purchase at this till is known to have gone through")
            if view.purchases
            else self.tr("No purchase at this till yet")
        )
        often = "" if view.every is None else f" {rhythm_word(view.every)}"
        self.usual.setText(self.tr("Usual  %1").replace("%1", f"{usual}{often}") if usual else "")
        self.usual.setVisible(usual is not None)
        self.edit.setText(self.tr("Edit customer") if customer else self.tr("Add customer"))
        self._fill(view)
        self.show_bought(Bought())
        self.show()

    def show_bought(self, bought: Bought) -> None:
        """A year by months, in words and, where the window is high enough, as bars."""
        self.year.setVisible(bool(bought.months))
        self.chart.setVisible(bool(bought.months) and self.window().height() >= ROOM_FOR_BARS)
        if bought.months:
            self.year.setText(bought_text(bought))
            self.chart.show_series(bought_series(bought))

    def _show_doubts(self, view: MeterView) -> None:
        """What holds this meter: a doubt that can be opened, or a request that is still on its way."""
        doubts = [sale.receipt_no for sale in view.doubts if sale.state is VendState.IN_DOUBT]
        awaited = [sale.receipt_no for sale in view.doubts if sale.state is not VendState.IN_DOUBT]
        self._doubt_no = doubts[-1] if doubts else ""
        more = self.tr(" (+%1)").replace("%1", str(len(doubts) - 1)) if len(doubts) > 1 else ""
        text = self.tr("⚠ %1 in doubt: do not sell  ›").replace("%1", f"{self._doubt_no}{more}")
        self.doubt.setText(text)
        self.doubt.setAccessibleDescription(text)
        self.doubt.setVisible(bool(doubts))
        self.awaited.setText(self.tr("%1 is waited for: do not sell").replace("%1", ", ".join(awaited)))
        self.awaited.setVisible(bool(awaited))

    def _show_change(self, view: MeterView) -> None:
        """A key change that was begun and not finished; what holds the meter comes first."""
        change = view.unfinished
        text = unfinished(change) if change is not None else ""
        self.change.setText(text)
        self.change.setVisible(change is not None)
        self.rest.setAccessibleDescription(text)
        self.rest.setVisible(self._offers_rest and change is not None and bool(change.missing))

    def _show_verify(self, view: MeterView) -> None:
        """The newest of the purchases below whose token is to be verified, with what is odd about it."""
        odd = next((sale for sale in view.purchases[:ROWS] if words.loud_warnings(sale)), None)
        said = " ".join(words.loud_warnings(odd)) if odd is not None else ""
        self.verify.setText(f"{odd.receipt_no}: {said}" if odd is not None else "")
        self.verify.setVisible(odd is not None)

    def _fill(self, view: MeterView) -> None:
        while self.table.count():
            item = self.table.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.deleteLater()
        shown = view.purchases[:ROWS]
        if not shown:
            return
        right = Qt.AlignmentFlag.AlignRight
        self.table.addWidget(label(self.tr("When"), "small"), 0, 0)
        self.table.addWidget(label(self.tr("Amount"), "small"), 0, 1, right)
        self.table.addWidget(label(self.tr("Result"), "small"), 0, 2, right)
        for row, sale in enumerate(shown, start=1):
            self.table.addWidget(label(dates.short_moment(sale.prepared_at)), row, 0)
            amount = sale.order.amount.text if sale.order.amount else self.tr("token")
            self.table.addWidget(label(amount), row, 1, right)
            self.table.addWidget(label(words.result_word(sale), "muted"), row, 2, right)
