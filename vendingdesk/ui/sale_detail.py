"""One sale of the history in full, with how its doubt ended where it had one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from vendingdesk import sts
from vendingdesk.domain.key_change import KeyChangeSet, part_of
from vendingdesk.domain.outcome import Declined
from vendingdesk.domain.sale import Sale, VendState
from vendingdesk.domain.slips import SlipMade
from vendingdesk.ui import money_words, words
from vendingdesk.ui.facts import Facts
from vendingdesk.ui.key_change_words import missing, numbered, order_rule, place_in, saved
from vendingdesk.ui.parts import TokenLabel, button, frame, kept_room, label, restyle, spaced
from vendingdesk.ui.theme import SIZES

_MOODS = {
    VendState.ISSUED: "good",
    VendState.RECOVERED: "good",
    VendState.SENDING: "warning",
    VendState.IN_DOUBT: "danger",
    VendState.LOST: "danger",
}


_SLIPS = frozenset(
    {
        VendState.IN_DOUBT,
        VendState.SENDING,
        VendState.NOT_ISSUED,
        VendState.LOST,
        VendState.REFUSED,
        VendState.NOT_SENT,
    }
)
"""States with a slip that is not a token's."""


class _Roll(QScrollArea):
    """As high as what is in it while there is room, and less with a bar where there is not: nothing is clipped."""

    def __init__(self, inside: QWidget, spoken: str) -> None:
        super().__init__()
        self._inside = inside
        self.setAccessibleName(spoken)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setMinimumHeight(SIZES.control)

    def sizeHint(self) -> QSize:
        """The height of what is in it, at the width that it has."""
        layout = self._inside.layout()
        width = SIZES.card_width - 2 * SIZES.gutter
        return QSize(width, layout.totalHeightForWidth(width) if layout is not None else 0)


class SaleDetail(QWidget):
    """A card with one sale; its buttons are the page's to act on."""

    def __init__(self) -> None:
        super().__init__()
        self.sale: Sale | None = None
        card = frame("card")
        card.setFixedWidth(SIZES.card_width)
        self._title = label("", "title")
        self._state = label("", "good", wrap=True)
        self._verify = label("", "banner", wrap=True)
        self._verify.setObjectName("history.verify")
        self._token = TokenLabel("history.token")
        self._set = label("", "", wrap=True)
        self._set.setObjectName("history.key_change")
        self._facts = Facts()
        self._known: list[tuple[str, str]] = []
        self.open = button("history.open_doubt", self.tr("Open the doubt"))
        self.rejected = button("history.rejected", self.tr("Token rejected?"), self.tr("Token re&jected?"))
        self.print = button("history.print", self.tr("Print slip"))
        self.preview = button("history.preview", self.tr("Preview"))
        self.pdf = button("history.pdf", self.tr("Save PDF"))
        inside = QVBoxLayout(card)
        spaced(inside, margin=SIZES.gutter - 4, gap=8)
        self._facts.setProperty("role", "paper")
        self._roll = _Roll(self._facts, self.tr("What is known of this sale"))
        slips = QGridLayout()
        spaced(slips, gap=8)
        slips.addWidget(self.rejected, 0, 0)
        slips.addWidget(self.preview, 0, 1)
        slips.addWidget(self.print, 1, 0)
        slips.addWidget(self.pdf, 1, 1)
        for part in (
            self._title,
            self._state,
            self._verify,
            self._set,
            self._token,
            self._roll,
            self.open,
        ):
            inside.addWidget(part)
        inside.addLayout(slips)
        outside = QVBoxLayout(self)
        spaced(outside)
        outside.addWidget(card)
        kept_room(self)
        self.hide()

    def show_sale(self, sale: Sale) -> None:
        """Fill the card."""
        self.sale = sale
        self._title.setText(sale.receipt_no)
        reason, server = words.explanation(sale)
        self._state.setText(
            " ".join(part for part in (words.state_word(sale.state), "–" if reason else "", reason) if part)
        )
        restyle(self._state, role=_MOODS.get(sale.state, "muted"))
        verify = words.loud_warnings(sale)
        self._verify.setText("\n".join(verify))
        self._verify.setVisible(bool(verify))
        part = sale.order.key_change
        # A section of a key change is shown with the other three, or not at all.
        tokens = words.token_text(sale) if part is None else ""
        self._token.setText(tokens)
        self._token.setVisible(bool(tokens))
        self._set.hide()
        flow = sale.issued.flow_no if sale.issued is not None else ""
        # Only a refusal is in the server's words; anything else is what this till noticed.
        said_by = self.tr("Server") if isinstance(sale.outcome, Declined) else self.tr("Detail")
        order = sale.order
        passed = self.tr("%1: %2").replace("%1", order.overridden_by).replace("%2", order.doubt_override)
        self._known = [
            (self.tr("When"), words.moment(sale.prepared_at)),
            (self.tr("Meter"), sts.group_meter(order.meter)),
            (self.tr("Customer"), order.customer),
            (self.tr("What"), words.ordered(order)),
            (self.tr("Taxes and fees"), money_words.charges(order)),
            (self.tr("Price"), money_words.to_pay(order)),
            (self.tr("Paid by"), money_words.kind(order)),
            (self.tr("Cash received"), money_words.received(order)),
            (self.tr("Change"), money_words.change(order)),
            (self.tr("Reason"), order.management.reason if order.management else ""),
            (self.tr("By"), order.operator),
            (self.tr("Allowed by"), order.allowed_by),
            (self.tr("Override"), passed if order.doubt_override else ""),
            (said_by, server),
            *(words.ending(sale.settlement) if sale.settlement is not None else ()),
            (self.tr("Flow no."), words.grouped_flow(flow)),
            (self.tr("Request"), order.request_id[:8]),
        ]
        self._facts.show_facts(self._known)
        self.open.setVisible(sale.state is VendState.IN_DOUBT)
        self.rejected.setVisible(bool(tokens))
        has_slip = bool(sale.tokens and part is None) or sale.state in _SLIPS
        self.print.setText(self._print_text(sale.state))
        for each in (self.print, self.preview, self.pdf):
            each.setVisible(has_slip)
        self._roll.updateGeometry()
        self.show()

    def _print_text(self, state: VendState) -> str:
        match state:
            case VendState.IN_DOUBT:
                return self.tr("Print hold slip")
            case VendState.REFUSED | VendState.NOT_SENT:
                return self.tr("Print slip")
            case _:
                return self.tr("Print again")

    def show_slips(self, made: Sequence[SlipMade]) -> None:
        """Add the slips that were made of the shown sale: when, by whom, why."""
        lines = "\n".join(words.slip_made(slip) for slip in made)
        self._facts.show_facts([*self._known, (self.tr("Slips"), lines)])
        self._roll.updateGeometry()

    def show_change(self, change: KeyChangeSet) -> None:
        """Add the key change that the shown sale is a part of: its tokens and its slip when all four are there."""
        sale = self.sale
        if sale is None or part_of(sale.order) == 0:
            return
        lines = [f"{place_in(change, part_of(sale.order))}."]
        if change.complete:
            lines.append(order_rule())
        else:
            lines += [saved(change), missing(change)]
        self._set.setText("\n".join(lines))
        self._set.show()
        self._token.setText(numbered(change))
        self._token.setVisible(change.complete)
        if sale.tokens:
            for each in (self.print, self.preview, self.pdf, self.rejected):
                each.setVisible(change.complete)
        self._roll.updateGeometry()
