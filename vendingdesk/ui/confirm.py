"""The one confirmation before anything irrevocable: meter, name, amount and unit, large."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from vendingdesk import sts
from vendingdesk.counter.proposal import Proposal
from vendingdesk.counter.setup import DeskSetup, MoneyMeans
from vendingdesk.domain.key_change import KeyChangePlan, part_of
from vendingdesk.domain.management import RULES, ManagementKind
from vendingdesk.domain.sale import Sale, VendState
from vendingdesk.ui import money_words, words
from vendingdesk.ui.compact import RoomyDialog
from vendingdesk.ui.key_change_words import asked_for
from vendingdesk.ui.parts import button, label, spaced
from vendingdesk.ui.scanner import ENTER, KeyPace
from vendingdesk.ui.theme import SIZES


class ConfirmDialog(RoomyDialog):
    """Says what will happen and what is odd about it; Enter confirms unless something is. ``now`` tells what was."""

    def __init__(self, proposal: Proposal, setup: DeskSetup, parent: QWidget, *, now: datetime) -> None:
        super().__init__(parent)
        self.setObjectName("confirm")
        self.setAccessibleName(self.tr("Confirm"))
        self.setWindowTitle(self.tr("Confirm"))
        self.setMinimumWidth(SIZES.card_width + SIZES.nav_width)
        self._now = now
        self._since_key = KeyPace()
        order = proposal.order
        credit = order.amount is not None
        cautions = self._cautions(proposal)
        self.yes = button("confirm.yes", self.tr("Confirm"), self._yes_text(proposal), role="primary")
        self.no = button("confirm.no", self.tr("Back"), self.tr("Back  Esc"))
        # The sign for Enter stands where Enter goes.
        (self.no if cautions else self.yes).setText(f"{(self.no if cautions else self.yes).text()}  ⏎")
        if order.management is not None and RULES[order.management.kind].erases_credit:
            self.yes.setProperty("role", "danger")
        grid = QGridLayout()
        spaced(grid)
        rows = self._rows(proposal)
        grid.setVerticalSpacing(6)
        for row, (left, right, role) in enumerate(each for each in rows if each[1]):
            caption, value = label(left, "muted"), label(right, role, wrap=True)
            grid.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 1)
            for part in (caption, value):
                part.setParent(self)
                part.ensurePolished()
            caption.setContentsMargins(0, max(0, value.fontMetrics().ascent() - caption.fontMetrics().ascent()), 0, 0)
        grid.setColumnStretch(1, 1)
        whole = QVBoxLayout(self)
        spaced(whole, margin=SIZES.gutter)
        whole.addWidget(label(self._question(proposal), "title"))
        whole.addLayout(grid)
        if credit:
            whole.addWidget(label(self._unit_sentence(setup), "muted", wrap=True))
        plan = proposal.key_change
        if plan is not None:
            text = self.tr("%1 requests, one after the other. Each gives a token that can't be taken back.")
            if len(plan.orders) == 1:
                text = self.tr("One request. It gives a token that can't be taken back.")
            whole.addWidget(label(text.replace("%1", str(len(plan.orders))), "muted", wrap=True))
        for caution in cautions:
            whole.addWidget(label(caution, "banner", wrap=True))
        row_of_buttons = QHBoxLayout()
        spaced(row_of_buttons)
        row_of_buttons.addWidget(self.no, 1)
        row_of_buttons.addWidget(self.yes, 2)
        whole.addLayout(row_of_buttons)
        self.yes.clicked.connect(self._on_yes)
        self.no.clicked.connect(self.reject)
        # What is odd asks for a decision, so Enter then goes back unless the person moves to Confirm.
        (self.no if cautions else self.yes).setFocus()
        self._since_key.begin()

    def _rows(self, proposal: Proposal) -> list[tuple[str, str, str]]:
        """Caption, value and role of each line: whose meter, and what for."""
        order, plan = proposal.order, proposal.key_change
        credit = order.amount is not None
        name = order.customer or self.tr("Not in the register – compare the number with the meter")
        meant = self.tr("Amount") if credit else self.tr("Token")
        what = words.ordered(order)
        if plan is not None:
            what = asked_for(plan.known, map(part_of, plan.orders))
        rows = [
            (self.tr("Meter"), sts.group_meter(order.meter), "title"),
            (self.tr("Customer"), name, "title" if order.customer else "warning"),
            ("", order.place, "muted"),
            (meant, what, "figure" if credit else "title"),
            (self.tr("Taxes and fees"), money_words.charges(order), ""),
            (self.tr("To pay"), money_words.to_pay(order), "figure"),
            (self.tr("Paid by"), money_words.kind(order), ""),
            (self.tr("Cash received"), money_words.received(order), ""),
            (self.tr("Change"), money_words.change(order), "figure"),
            (self.tr("Allowed by"), order.allowed_by, ""),
        ]
        if plan is not None and order.management is not None:
            rows.append((self.tr("Value"), str(order.management.value), ""))
        if order.management is not None:
            rows.append((self.tr("Reason"), order.management.reason, ""))
        return rows

    def _question(self, proposal: Proposal) -> str:
        if proposal.order.amount is not None:
            return self.tr("Sell this credit?")
        plan = proposal.key_change
        if plan is None:
            return self.tr("Issue this token?")
        return self.tr("Issue this key change?") if plan.known is None else self.tr("Ask for the rest?")

    def _yes_text(self, proposal: Proposal) -> str:
        order = proposal.order
        if proposal.key_change is not None and len(proposal.key_change.orders) > 1:
            return self.tr("Issue %1 tokens").replace("%1", str(len(proposal.key_change.orders)))
        if order.amount is not None:
            return self.tr("Sell %1").replace("%1", str(order.amount))
        return self.tr("Issue token")

    def _unit_sentence(self, setup: DeskSetup) -> str:
        if setup.money_means is MoneyMeans.KWH and setup.money.kwh_price is not None:
            text = self.tr("The amount is energy in kWh. This till works out the price: %1 %2 a kWh.")
            return text.replace("%1", setup.money.price_text).replace("%2", setup.currency.code)
        if setup.money_means is MoneyMeans.KWH:
            return self.tr("The amount is energy in kWh. The server sets no price.")
        return self.tr("The amount is money in %1. The server works out the kWh.").replace("%1", setup.unit)

    def _cautions(self, proposal: Proposal) -> list[str]:
        found = []
        management = proposal.order.management
        if management is not None and RULES[management.kind].erases_credit:
            found.append(self.tr("This token ERASES all credit that is left on the meter."))
        if management is not None and management.kind is ManagementKind.MAXIMUM_POWER_LIMIT and not management.value:
            found.append(self.tr("A limit of 0 W SWITCHES THE METER OFF, until it gets a token with another limit."))
        if proposal.key_change is not None:
            found += self._passed_by(proposal.key_change)
        elif management is not None and RULES[management.kind].key_change:
            found.append(self.tr("One section alone: a meter needs all four sections of the same key change."))
        if proposal.repeats is not None:
            found.append(self._repeated(proposal.repeats))
        if proposal.times_usual:
            text = self.tr("This is %1 times what this meter usually buys (%2). Is there a zero too many?")
            usual = str(proposal.meter.usual)
            found.append(text.replace("%1", f"{proposal.times_usual:,}".replace(",", " ")).replace("%2", usual))
        if proposal.order.override:
            found.append(self.tr("You are passing a rule of this till; that is written in the journal."))
        order = proposal.order
        if order.doubt_override:
            text = self.tr(
                "%1 is in doubt for this meter: its token may have been issued. %2 overrides that: “%3”. "
                "It is written in the journal."
            )
            receipts = ", ".join(sale.receipt_no for sale in proposal.meter.doubts)
            found.append(
                text.replace("%1", receipts).replace("%2", order.overridden_by).replace("%3", order.doubt_override)
            )
        if proposal.clock_behind:
            text = self.tr(
                "The clock of this computer stands %1 before the last entry in the journal. Set the clock, or the "
                "dates on slips are wrong."
            )
            found.append(text.replace("%1", words.age(proposal.clock_behind)))
        return found

    def _passed_by(self, plan: KeyChangePlan) -> list[str]:
        """An earlier key change of this meter that a new one takes the place of."""
        before = plan.before
        if before is None:
            return []
        if before.complete:
            text = self.tr("The key change %1 was issued for this meter %2. Change the key once more?")
            return [text.replace("%1", before.name).replace("%2", self._ago(before.sales[-1]))]
        text = self.tr(
            "The key change %1 of this meter is unfinished. With a new one its tokens must not be entered."
        )
        return [text.replace("%1", before.name)]

    def _repeated(self, sale: Sale) -> str:
        """How long ago the same was asked, and what became of it."""
        match sale.state:
            case VendState.ISSUED | VendState.RECOVERED:
                text = self.tr("The same was sold to this meter %1 (%2). Sell again?")
            case VendState.IN_DOUBT:
                text = self.tr(
                    "The same was asked for this meter %1 and is in doubt (%2): its token may have been issued. "
                    "Sell again?"
                )
            case _:
                text = self.tr("The same was asked for this meter %1 and is still waiting (%2). Sell again?")
        return text.replace("%1", self._ago(sale)).replace("%2", sale.receipt_no)

    def _ago(self, sale: Sale) -> str:
        since = self._now - sale.prepared_at
        ago = self.tr("%1 minutes ago").replace("%1", str(since // timedelta(minutes=1)))
        if since < timedelta(minutes=1):
            ago = self.tr("less than a minute ago")
        elif since < timedelta(minutes=2):
            ago = self.tr("1 minute ago")
        return ago

    def _on_yes(self) -> None:
        # Disabled in the same turn: a double click is one sale.
        self.yes.setDisabled(True)
        self.accept()

    def showEvent(self, event: QShowEvent) -> None:
        """As high as its words need at the width that it got: Qt guesses from another width."""
        layout = self.layout()
        needed = layout.totalHeightForWidth(self.width()) if layout is not None else 0
        if needed > self.height():
            self.resize(self.width(), needed)
        super().showEvent(event)

    def event(self, event: QEvent) -> bool:
        """From the moment the dialog has the keyboard, a key needs as long as from one that a scanner types."""
        if event.type() is QEvent.Type.WindowActivate:
            self._since_key.begin()
        return super().event(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Remember when, to know a held key by it."""
        self._since_key.released(event)
        super().keyReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, unless a scanner or a held key typed it."""
        if event.key() in ENTER:
            if self._since_key.by_hand(event):
                (self.no if self.no.hasFocus() else self.yes).click()
            return
        self._since_key.heard(event)
        super().keyPressEvent(event)
