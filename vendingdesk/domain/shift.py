"""A shift and the cash that moves in it. A sale belongs to the shift that is open when its order gets its number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from vendingdesk.domain.money import Currency, Money


class CashKind(StrEnum):
    """Why cash goes into the drawer or out of it without a sale."""

    PAY_IN = "pay_in"
    PAY_OUT = "pay_out"
    DROP = "drop"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift as it was opened; Z reports have its ``number``, counted from 1 without gaps."""

    number: int
    opening_float: Money
    opened_at: datetime
    opened_by: str


@dataclass(frozen=True, slots=True)
class CashMove:
    """Money that came or went without a sale.

    ``allowed_by`` is the supervisor who gave leave. A refund names the sale by its uid and receipt number;
    one of a sale that was not paid in cash is not ``cash`` and leaves the drawer alone.
    Raises ``ValueError`` for a sum that is not above zero, a refund without a sale, another move with one.
    """

    kind: CashKind
    amount: Money
    by: str
    at: datetime
    reason: str = ""
    allowed_by: str = ""
    sale_uid: str = ""
    receipt_no: str = ""
    cash: bool = True

    def __post_init__(self) -> None:
        """Hold the parts to each other."""
        if self.amount.minor <= 0:
            raise ValueError("cash moves by more than nothing")
        if (self.kind is CashKind.REFUND) != bool(self.sale_uid and self.receipt_no):
            raise ValueError("a refund is of a sale, and nothing else is")
        if not (self.cash or self.kind is CashKind.REFUND):
            raise ValueError("only a refund may be paid otherwise than in cash")


@dataclass(frozen=True, slots=True)
class DrawerCount:
    """The cash that was counted: pieces by denomination (minor units, pieces), and what was not sorted.

    Raises ``ValueError`` for less than none of anything.
    """

    currency: Currency
    pieces: tuple[tuple[int, int], ...] = ()
    loose: int = 0

    def __post_init__(self) -> None:
        """Nobody finds less than nothing in a drawer."""
        if self.loose < 0 or any(worth <= 0 or pieces < 0 for worth, pieces in self.pieces):
            raise ValueError("a count is of nothing or more")

    @property
    def total(self) -> Money:
        """All of it."""
        return Money(self.loose + sum(worth * pieces for worth, pieces in self.pieces), self.currency)


@dataclass(frozen=True, slots=True)
class CountMade:
    """A count that is written down: when, what was found, and what was ``expected`` then."""

    at: datetime
    counted: Money
    expected: Money

    @property
    def difference(self) -> Money:
        """What was found beyond what was expected, negative when cash is missing."""
        return self.counted - self.expected


@dataclass(frozen=True, slots=True)
class TillStanding:
    """How the till stands: whether it keeps shifts, which one is open, and what the close before left as a float.

    ``counts`` are those of the open shift, oldest first.
    """

    on: bool = False
    shift: Shift | None = None
    suggested: Money | None = None
    counts: tuple[CountMade, ...] = ()
