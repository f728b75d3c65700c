"""A search through the sales of a book: what it is for, which sales it found, what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vendingdesk.domain.energy import Energy
from vendingdesk.domain.money import Money
from vendingdesk.domain.sale import Amount, Sale, SaleKind, VendState, sum_unit
from vendingdesk.domain.sale_filter import SaleFilter

SOLD = frozenset({VendState.ISSUED, VendState.RECOVERED})
"""The customer has the token and the shop has the money."""

CHANGING = (VendState.PREPARED, VendState.SENDING, VendState.IN_DOUBT)
"""States that a sale does not end in: few sales are in them at a time, however large the book."""


@dataclass(frozen=True, slots=True)
class Sold:
    """What was paid for credit tokens that were issued or recovered: how many, and a sum for each unit.

    Refused, not sent and doubtful sales are none of it: their money is not the shop's.
    """

    count: int = 0
    paid: tuple[Amount, ...] = ()

    def __add__(self, other: Sold) -> Sold:
        """Both together, each unit for itself."""
        sums = {sum_unit(amount): amount for amount in self.paid}
        for amount in other.paid:
            known = sums.get(sum_unit(amount))
            sums[sum_unit(amount)] = amount if known is None else _total(known, amount)
        return Sold(self.count + other.count, tuple(sums[unit] for unit in sorted(sums)))


def _total(one: Amount, other: Amount) -> Amount:
    if isinstance(one, Money) and isinstance(other, Money):
        return one + other
    assert isinstance(one, Energy)  # noqa: S101 - amounts of one unit are of one kind
    assert isinstance(other, Energy)  # noqa: S101
    return Energy(one.milliwatt_hours + other.milliwatt_hours)


NOTHING_SOLD = Sold()


def sold(sale: Sale) -> Sold:
    """What one sale adds: its price, or the energy that was asked for."""
    amount = sale.order.price if sale.order.price is not None else sale.order.amount
    if sale.order.kind is not SaleKind.CREDIT or sale.state not in SOLD or amount is None:
        return NOTHING_SOLD
    return Sold(1, (amount,))


@dataclass(frozen=True, slots=True)
class Search:
    """A search as it begins, over the sales that there are by then: their highest number is ``highest``.

    ``changing`` are those of them that have no end yet, the highest first: whoever searches reads them by themselves
    and looks again when they change. All others stay what they are, so that what was found of them stays true.
    Numbers from ``lowest`` up to but not ``below`` are looked through, the highest first. ``whole`` says that each of
    them is a sale that fits; ``indexed`` that few fit, and that one step finds them.
    """

    wanted: SaleFilter
    highest: int
    lowest: int
    below: int
    changing: tuple[int, ...] = ()
    whole: bool = False
    indexed: bool = False

    def stays(self, number: int) -> bool:
        """Whether the search itself looks at the sale of a number, because that can't change any more."""
        return number <= self.highest and number not in self.changing


@dataclass(frozen=True, slots=True)
class Known:
    """What sales can be chosen by: who sold them, kinds of payment other than cash, whether there are shifts."""

    persons: frozenset[str] = frozenset()
    tenders: frozenset[str] = frozenset()
    shifts: bool = False

    def __or__(self, other: Known) -> Known:
        """Both together."""
        return Known(self.persons | other.persons, self.tenders | other.tenders, self.shifts or other.shifts)


def known(sale: Sale) -> Known:
    """The same of one sale."""
    order = sale.order
    kind = order.tender.kind if order.tender is not None else None
    tenders = frozenset({kind.name}) if kind is not None and not kind.cash else frozenset[str]()
    return Known(frozenset({order.operator}), tenders, shifts=bool(sale.shift))


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a step of a search found among sales that stay: their numbers, the highest first, and what was sold.

    ``below`` is the number below which the search goes on; 0 when it is over.
    """

    numbers: Sequence[int]
    sold: Sold
    below: int = 0
