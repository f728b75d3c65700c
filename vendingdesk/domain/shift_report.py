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
class OpenDoubt:
    """A sale whose result is not known at the report: what it holds is money, energy, or nothing at all (None).

    ``carried_over`` says that it began in an earlier shift: its money came in then.
    """

    receipt_no: str
    meter: str
    amount: Amount | None = None
    carried_over: bool = False


@dataclass(frozen=True, slots=True)
class ShiftReport:
    """All that an X or a Z report says.

    ``number`` counts Z reports from 1; an X report has the number that its shift's Z will have. ``made_at`` and
    ``made_by`` are the close of a Z. ``sales`` are issued credit tokens with what was paid for them, ``energy`` what
    was sold as kWh. ``counted`` is the cash found at a close, ``reason`` why it is not what was expected.
    ``perpetual_total`` is the money of all sales since the till began. ``journal_head`` is the head of the journal's
    chain in hexadecimal, after ``journal_entries`` entries: so paper anchors the file.

    Raises ``ValueError`` for a report that could not be true: currencies mixed, an X with a count, a close before the
    opening.
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

    def __post_init__(self) -> None:
        """Hold the parts to each other."""
        if self.number < 1:
            raise ValueError("reports are numbered from 1")
        if self.made_at < self.opened_at:
            raise ValueError("a shift is not closed before it is opened")
        if self.kind is ReportKind.X and self.counted is not None:
            raise ValueError("cash is counted at the close: an X report has no count")
        if self.reason and self.counted is None:
            raise ValueError("without a count there is no difference to give a reason for")
        counts = (self.management, self.refused, self.not_sent, self.copies, self.overridden, self.settled_alone)
        if min(*counts, self.journal_entries) < 0:
            raise ValueError("nothing happens less than zero times")
        if {money.currency for money in self._money()} != {self.opening_float.currency}:
            raise ValueError("a report is of one currency")

    def _money(self) -> list[Money]:
        """Every sum of money in it."""
        tallies = [tally for tally in (self.sales, self.pay_ins, self.pay_outs, self.drops) if tally is not None]
        sums = [money for money in (self.counted, self.perpetual_total) if money is not None]
        held = [doubt.amount for doubt in self.doubts if isinstance(doubt.amount, Money)]
        charges = [charge.total for charge in self.charges]
        return [self.opening_float, *sums, *held, *(tally.total for tally in tallies), *charges]

    @property
    def held(self) -> Money:
        """The money of all open doubts, also of those that were carried over."""
        return self._sum_held(self.doubts)

    @property
    def held_here(self) -> Money:
        """The money of the doubts that began in this shift: it lies in the drawer and belongs to nobody yet."""
        return self._sum_held(doubt for doubt in self.doubts if not doubt.carried_over)

    def _sum_held(self, doubts: Iterable[OpenDoubt]) -> Money:
        minor = sum(doubt.amount.minor for doubt in doubts if isinstance(doubt.amount, Money))
        return Money(minor, self.opening_float.currency)

    @property
    def expected(self) -> Money:
        """The cash that should be in the drawer."""
        return expected_cash(
            self.opening_float,
            prices=self.sales.total,
            held=self.held_here,
            pay_ins=self.pay_ins.total if self.pay_ins else None,
            pay_outs=self.pay_outs.total if self.pay_outs else None,
            drops=self.drops.total if self.drops else None,
        )

    @property
    def difference(self) -> Money | None:
        """What was counted beyond what was expected, negative when cash is missing; None without a count."""
        return self.counted - self.expected if self.counted is not None else None


def expected_cash(
    opening_float: Money,
    *,
    prices: Money,
    held: Money | None = None,
    pay_ins: Money | None = None,
    pay_outs: Money | None = None,
    drops: Money | None = None,
) -> Money:
    """Float + prices + what is held for doubts + pay-ins − pay-outs − drops.

    Prices, not what was tendered: the change went back. Raises ``ValueError`` for mixed currencies.
    """
    cash = opening_float + prices
    for more in (held, pay_ins):
        cash = cash if more is None else cash + more
    for less in (pay_outs, drops):
        cash = cash if less is None else cash - less
    return cash
