"""Which sales somebody wants to see: all conditions have to hold, one that is left open holds for every sale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vendingdesk.domain.energy import Energy
from vendingdesk.domain.management import ManagementKind
from vendingdesk.domain.money import Money
from vendingdesk.domain.sale import Amount, Sale, SaleKind, VendState

TOKEN_LENGTH = 20
"""Digits of a token."""

NUMBER_WIDTH = 6
"""Digits that the number in a receipt number has at least."""


@dataclass(frozen=True, slots=True)
class SaleFilter:
    """The conditions.

    ``first`` and ``last`` are days by the till's own clock, both included. ``person`` is who stood at the till.
    ``management`` names one kind of management token. ``meter`` is a whole number or its first or last digits.
    ``least`` and ``most`` are what was asked for, in one unit: a sale in another unit does not fit. ``in_cash``
    means what went into the drawer, ``tender`` another kind of payment by its name, ``shift`` a shift by its number.
    ``text`` is a receipt number or its beginning, either end of a meter number, or a whole token.

    Raises ``ValueError`` for what no sale can fit: a last day before the first, the most below the least, two units.
    """

    first: date | None = None
    last: date | None = None
    person: str = ""
    kind: SaleKind | None = None
    management: ManagementKind | None = None
    states: frozenset[VendState] = frozenset()
    meter: str = ""
    least: Amount | None = None
    most: Amount | None = None
    in_cash: bool = False
    tender: str = ""
    shift: int = 0
    text: str = ""

    def __post_init__(self) -> None:
        """Refuse what contradicts itself."""
        if self.first is not None and self.last is not None and self.last < self.first:
            raise ValueError("the last day is before the first")
        if self.management is not None and self.kind is not SaleKind.MANAGEMENT:
            raise ValueError("a kind of management token is a management token")
        if self.least is not None and self.most is not None:
            if _unit(self.least) != _unit(self.most):
                raise ValueError("amounts of two units can't be compared")
            if _size(self.most) < _size(self.least):
                raise ValueError("the largest amount is below the smallest")

    def fits(self, sale: Sale) -> bool:
        """Whether a sale meets every condition."""
        order, day = sale.order, sale.prepared_at.date()
        kind = order.management.kind if order.management is not None else None
        tender = order.tender.kind.name if order.tender is not None else ""
        return (
            (self.first is None or self.first <= day)
            and (self.last is None or day <= self.last)
            and self.person in ("", order.operator)
            and self.kind in (None, order.kind)
            and self.management in (None, kind)
            and (not self.states or sale.state in self.states)
            and _ends(order.meter, self.meter)
            and (self.least is None or _at_least(order.amount, self.least))
            and (self.most is None or _at_most(order.amount, self.most))
            and (not self.in_cash or (order.amount is not None and order.in_cash))
            and self.tender in ("", tender)
            and self.shift in (0, sale.shift)
            and (not self.text or has_text(sale, self.text))
        )


def _unit(amount: Amount) -> object:
    return amount.currency if isinstance(amount, Money) else Energy


def _size(amount: Amount) -> int:
    return amount.minor if isinstance(amount, Money) else amount.milliwatt_hours


def _at_least(amount: Amount | None, least: Amount) -> bool:
    return amount is not None and _unit(amount) == _unit(least) and _size(least) <= _size(amount)


def _at_most(amount: Amount | None, most: Amount) -> bool:
    return amount is not None and _unit(amount) == _unit(most) and _size(amount) <= _size(most)


def _ends(meter: str, digits: str) -> bool:
    return meter.startswith(digits) or meter.endswith(digits)


def plain_digits(text: str) -> bool:
    """Whether a text is digits alone, and no more of them than a number can have."""
    return text.isascii() and text.isdigit() and len(text) <= 18


def has_text(sale: Sale, text: str) -> bool:
    """Whether a sale's receipt number begins with ``text`` (with the till or without), or its meter begins or ends
    with it, or it is the first token of the sale."""
    folded, own = text.casefold(), f"{sale.till}-".casefold()
    if own.startswith(folded):
        return True
    receipt = folded.removeprefix(own)
    if plain_digits(receipt):
        number = str(sale.number)
        if number.startswith(receipt) or number.rjust(NUMBER_WIDTH, "0").startswith(receipt):
            return True
    if plain_digits(folded):
        return _ends(sale.order.meter, folded)
    return len(folded) == TOKEN_LENGTH and folded in sale.tokens[:1]
