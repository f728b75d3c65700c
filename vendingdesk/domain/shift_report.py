"""What a till reports of a shift, as one document: X while the shift goes on, Z when it is closed.

It is filled once and never changed. A shop that does not count what a part is about leaves it out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from vendingdesk.domain.energy import Energy
from vendingdesk.domain.money import Money
from vendingdesk.domain.sale import Amount
from vendingdesk.domain.shift import CountMade


class ReportKind(StrEnum):
    """X: how things stand. Z: the shift is closed; Z reports are numbered without gaps."""

    X = "X"
    Z = "Z"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there were, and the money in them. Raises ``ValueError`` for less than none."""

    count: int
    total: Money

    def __post_init__(self) -> None:
        """There are none or more."""
        if self.count < 0:
            raise ValueError("nothing happens less than zero times")


@dataclass(frozen=True, slots=True)
class ChargeTotal:
    """What one tax or fee came to over all sales of a shift."""

    name: str
    rate: str
    included: bool
    total: Money


@dataclass(frozen=True, slots=True)
class TenderTotal:
    """What was sold against one kind of payment. Raises ``ValueError`` for less than none."""

    name: str
    cash: bool
    count: int
    total: Money

    def __post_init__(self) -> None:
        """There are none or more."""
        if self.count < 0:
            raise ValueError("nothing happens less than zero times")


@dataclass(frozen=True, slots=True)
class OpenDoubt:
    """A sale that holds something at the report: money, energy, or nothing at all (None).

    Its result is not known; or it is ``owed``: known to have given no token, and not given back yet. ``carried_over``
    says that it began in an earlier shift: its money came in then. What was not paid in ``cash`` is in no drawer.
    """

    receipt_no: str
    meter: str
    amount: Amount | None = None
    carried_over: bool = False
    owed: bool = False
    cash: bool = True


@dataclass(frozen=True, slots=True)
class ShiftReport:
    """All that an X or a Z report says.

    ``number`` counts Z reports from 1; an X report has the number that its shift's Z will have. ``made_at`` and
    ``made_by`` are the close of a Z. ``sales`` are this shift's credit tokens that were issued or found, with what
    was paid for them; ``tenders`` the same by kind of payment (none: all was cash); ``energy`` what was sold as kWh.
    ``recovered_earlier`` are sales of earlier shifts that gave their token since the Z before: their money came in
    then. ``given_back`` is cash of this shift's sales that came in and went out as a refund; ``refunds`` are all
    refunds in cash, ``refunds_otherwise`` those that left the drawer alone. ``released`` is cash that the Z before
    held for sales which turned out to be refused or not sent: the customer took it along.

    ``counted`` is the cash found at a close, ``reason`` why it is not what was expected, ``recounted`` what a second
    count of the same cash found, ``left`` what stays as the next float, ``other_counts`` what else was counted.
    ``perpetual_total`` is the money of all sales since the till began. ``journal_head`` is the head of the journal's
    chain in hexadecimal, after ``journal_entries`` entries: so paper anchors the file. ``named_anew`` counts people
    and supervisors named because the list of them was gone, ``people_off`` says that nobody had to type a PIN for a
    while at a till where somebody has to; ``restored`` says that the journal went on from a backup,
    ``clock_set_back`` that the clock did not only go on. ``z_passed`` are the first and the last number of Z reports
    that were made before that and are not in the journal; its own may be among them.

    Raises ``ValueError`` for a report that could not be true: currencies mixed, an X with a count, more left in the
    drawer than was found.
    """

    kind: ReportKind
    till: str
    number: int
    opened_at: datetime
    opened_by: str
    made_at: datetime
    made_by: str
    opening_float: Money
    sales: Tally
    energy: Energy | None = None
    first_receipt: str = ""
    last_receipt: str = ""
    management: int = 0
    refused: int = 0
    not_sent: int = 0
    copies: int = 0
    overridden: int = 0
    settled_alone: int = 0
    charges: tuple[ChargeTotal, ...] = ()
    pay_ins: Tally | None = None
    pay_outs: Tally | None = None
    drops: Tally | None = None
    doubts: tuple[OpenDoubt, ...] = ()
    counted: Money | None = None
    reason: str = ""
    perpetual_total: Money | None = None
    journal_entries: int = 0
    journal_head: str = ""
    tenders: tuple[TenderTotal, ...] = ()
    recovered_earlier: Tally | None = None
    given_back: Tally | None = None
    refunds: Tally | None = None
    refunds_otherwise: Tally | None = None
    released: Tally | None = None
    recounted: Money | None = None
    left: Money | None = None
    other_counts: tuple[CountMade, ...] = ()
    single_owner: bool = False
    named_anew: int = 0
    people_off: bool = False
    restored: bool = False
    clock_set_back: bool = False
    z_passed: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        """Hold the parts to each other."""
        if self.number < 1:
            raise ValueError("reports are numbered from 1")
        if self.kind is ReportKind.X and self.counted is not None:
            raise ValueError("cash is counted at the close: an X report has no count")
        if self.reason and self.counted is None:
            raise ValueError("without a count there is no difference to give a reason for")
        if self.recounted is not None and self.counted is None:
            raise ValueError("nothing is counted again that was not counted before")
        if self.left is not None and (self.left.minor < 0 or self.cash_found < self.left):
            raise ValueError("what is left in the drawer was counted there")
        counts = (self.management, self.refused, self.not_sent, self.copies, self.overridden, self.settled_alone)
        if min(*counts, self.named_anew, self.journal_entries) < 0:
            raise ValueError("nothing happens less than zero times")
        if {money.currency for money in self._money()} != {self.opening_float.currency}:
            raise ValueError("a report is of one currency")

    def _money(self) -> list[Money]:
        """Every sum of money in it; a doubt of an earlier shift may be of another currency."""
        known = [tally.total for tally in (self.sales, *self._tallies) if tally is not None]
        sums = [
            money for money in (self.counted, self.recounted, self.left, self.perpetual_total) if money is not None
        ]
        held = [each.amount for each in self.doubts if isinstance(each.amount, Money) and not each.carried_over]
        others = [money for each in self.other_counts for money in (each.counted, each.expected)]
        totals = [each.total for each in self.charges] + [each.total for each in self.tenders]
        return [self.opening_float, *known, *sums, *held, *others, *totals]

    @property
    def _tallies(self) -> tuple[Tally | None, ...]:
        moves = (self.pay_ins, self.pay_outs, self.drops, self.refunds, self.refunds_otherwise)
        return (*moves, self.recovered_earlier, self.given_back, self.released)

    @property
    def clock_went_back(self) -> bool:
        """Whether its times can't be believed: the clock was set back during the shift."""
        return self.clock_set_back or self.made_at < self.opened_at

    @property
    def cash_sales(self) -> Money:
        """What was paid in cash for this shift's sales."""
        if not self.tenders:
            return self.sales.total
        minor = sum(each.total.minor for each in self.tenders if each.cash)
        return Money(minor, self.opening_float.currency)

    @property
    def held(self) -> Money:
        """The cash of all open doubts, also of those that were carried over."""
        return self._sum_held(self.doubts)

    @property
    def held_here(self) -> Money:
        """The cash of the doubts that began in this shift: it lies in the drawer and belongs to nobody yet."""
        return self._sum_held(doubt for doubt in self.doubts if not doubt.carried_over)

    def _sum_held(self, doubts: Iterable[OpenDoubt]) -> Money:
        currency = self.opening_float.currency
        sums = [doubt.amount for doubt in doubts if doubt.cash and isinstance(doubt.amount, Money)]
        return Money(sum(money.minor for money in sums if money.currency == currency), currency)

    @property
    def expected(self) -> Money:
        """The cash that should be in the drawer."""

        def of(tally: Tally | None) -> Money | None:
            return None if tally is None else tally.total

        return expected_cash(
            self.opening_float,
            prices=self.cash_sales,
            held=self.held_here,
            given_back=of(self.given_back),
            pay_ins=of(self.pay_ins),
            pay_outs=of(self.pay_outs),
            drops=of(self.drops),
            refunds=of(self.refunds),
            released=of(self.released),
        )

    @property
    def difference(self) -> Money | None:
        """What was counted beyond what was expected, negative when cash is missing; None without a count."""
        return self.counted - self.expected if self.counted is not None else None

    @property
    def made_twice(self) -> bool:
        """Whether another Z report had its number before the journal was restored."""
        return self.z_passed is not None and self.z_passed[0] <= self.number <= self.z_passed[1]

    @property
    def counts_before(self) -> tuple[CountMade, ...]:
        """What was counted before the cash moved again, the first count of the shift first; empty for none."""
        last = max((i for i, each in enumerate(self.other_counts) if each.expected != self.expected), default=-1)
        return self.other_counts[: last + 1]

    @property
    def cash_found(self) -> Money:
        """What was in the drawer by the last count; nothing without a count."""
        return self.recounted or self.counted or Money(0, self.opening_float.currency)


def expected_cash(
    opening_float: Money,
    *,
    prices: Money,
    held: Money | None = None,
    given_back: Money | None = None,
    pay_ins: Money | None = None,
    pay_outs: Money | None = None,
    drops: Money | None = None,
    refunds: Money | None = None,
    released: Money | None = None,
) -> Money:
    """Float + prices + what is held for doubts + pay-ins − pay-outs − drops − refunds, all of it cash.

    ``prices`` are those of this shift's sales that gave their token, not what was tendered: the change went back.
    ``given_back`` came in with a sale of this shift and is among the ``refunds`` too, so it adds up to nothing.
    ``released`` was held by the Z before and went back to customers whose sale had not happened after all.
    Raises ``ValueError`` for mixed currencies.
    """
    cash = opening_float + prices
    for more in (held, given_back, pay_ins):
        cash = cash if more is None else cash + more
    for less in (pay_outs, drops, refunds, released):
        cash = cash if less is None else cash - less
    return cash
