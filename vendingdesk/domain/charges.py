"""Taxes and fees that the shop computes itself: what is in an amount, and what comes on top of it.

The server knows none of this. The amount asked of the server is what the customer's meter is credited for; a charge
that is *included* says what part of that amount it is, a charge *on top* is paid beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from vendingdesk.domain.errors import AmountRefused
from vendingdesk.domain.money import Money, plain

MOST_CHARGES = 6
"""Charges that a shop may have: each is a line on every slip."""

LONGEST_NAME = 32
"""Characters of a charge's name."""


@dataclass(frozen=True, slots=True)
class Charge:
    """A tax or fee: ``percent`` of something or a ``fixed`` sum in minor units, included in the amount or on top.

    Raises ``ValueError`` with a sentence for one that could not be computed or printed.
    """

    name: str
    percent: Decimal | None = None
    fixed: int | None = None
    included: bool = True

    def __post_init__(self) -> None:
        """Hold it to what can be computed and printed."""
        if not 1 <= len(self.name.strip()) <= LONGEST_NAME or not self.name.isprintable():
            raise ValueError(f"a charge has a name of 1 to {LONGEST_NAME} characters")
        if (self.percent is None) == (self.fixed is None):
            raise ValueError(f"“{self.name}” is either a percentage or a fixed sum")
        if self.percent is not None and not (
            self.percent.is_finite() and 0 < self.percent <= 100 and self.percent == round(self.percent, 3)
        ):
            raise ValueError(f"“{self.name}” is above 0 and at most 100 percent, with at most three digits behind")
        if self.fixed is not None and not (type(self.fixed) is int and 0 < self.fixed <= 10**9):
            raise ValueError(f"“{self.name}” is a sum above zero")

    @property
    def rate(self) -> str:
        """``20 %``, or empty for a fixed sum."""
        return f"{plain(self.percent):f} %" if self.percent is not None else ""


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """A charge worked out for one sale, as the journal keeps it: settings may change, a sale does not."""

    name: str
    rate: str
    included: bool
    amount: Money


def charge_lines(amount: Money, charges: Sequence[Charge]) -> tuple[ChargeLine, ...]:
    """Every charge of a sale of ``amount``, in the order of the settings, rounded half up to the minor unit.

    On top: a percentage is of the amount. Included: the fixed sums are taken out first; what is left is the net and
    its percentages, so ``net = (amount - fixed) / (1 + sum of percentages)``. Raises ``AmountRefused`` when the
    amount is no larger than the fixed sums in it.
    """
    inside = [charge for charge in charges if charge.included]
    fixed = sum(charge.fixed or 0 for charge in inside)
    if fixed and fixed >= amount.minor:
        raise AmountRefused(
            f"{amount} is no more than the fees in it ({Money(fixed, amount.currency)}): sell a larger amount."
        )
    percent = sum((charge.percent or Decimal(0) for charge in inside), Decimal(0))
    net = Decimal(amount.minor - fixed) / (1 + percent / 100)
    lines = []
    for charge in charges:
        minor = charge.fixed
        if minor is None and charge.percent is not None:
            base = net if charge.included else Decimal(amount.minor)
            minor = int((base * charge.percent / 100).quantize(Decimal(1), ROUND_HALF_UP))
        lines.append(ChargeLine(charge.name, charge.rate, charge.included, Money(minor or 0, amount.currency)))
    return tuple(lines)


def price(amount: Money, lines: Sequence[ChargeLine]) -> Money:
    """What the customer pays: the amount and what comes on top of it."""
    return Money(amount.minor + sum(line.amount.minor for line in lines if not line.included), amount.currency)
