"""What an amount costs, and how it is paid: worked out the same while it is typed and when it is sold."""

from __future__ import annotations

from dataclasses import dataclass

from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.charges import ChargeLine, charge_lines, price
from vendingdesk.domain.energy_price import energy_price
from vendingdesk.domain.errors import AmountRefused, TenderedRefused
from vendingdesk.domain.money import Money
from vendingdesk.domain.sale import Amount
from vendingdesk.domain.tender import Tender, TenderKind


@dataclass(frozen=True, slots=True)
class Quote:
    """An amount with the taxes and fees of a sale of money, or what energy costs where a kWh has a price."""

    amount: Amount
    charges: tuple[ChargeLine, ...] = ()
    energy_price: Money | None = None

    @property
    def price(self) -> Money | None:
        """What the customer pays; None for energy whose price this till does not know."""
        return price(self.amount, self.charges) if isinstance(self.amount, Money) else self.energy_price


def quote(setup: DeskSetup, text: str) -> Quote:
    """What was typed as an amount, and its price; raises ``AmountRefused`` with what to type instead."""
    amount, per_kwh = setup.amount(text), setup.money.kwh_price
    if isinstance(amount, Money):
        return Quote(amount, charge_lines(amount, setup.shop.charges))
    return Quote(amount, (), None if per_kwh is None else energy_price(amount, per_kwh, setup.currency))


def tender_for(setup: DeskSetup, quoted: Quote, kind: str = "", tendered: str = "") -> Tender | None:
    """How a sale is paid: by the kind of that name (empty: cash), with the cash that was typed; None: nobody asked.

    Raises ``TenderedRefused`` for a kind that this till does not take, for cash that can't be read or is too little,
    and for cash typed where it gives no change.
    """
    typed = tendered.strip()
    if not kind and not typed:
        return None
    chosen = _kind(setup, kind)
    if not typed:
        return Tender(chosen)
    if not chosen.cash:
        raise TenderedRefused(f"{chosen.name} gives no change. Empty the cash received, or choose cash.")
    due, change = quoted.price, change_for(setup, quoted, typed)
    if due is None or change is None:
        raise TenderedRefused("This till knows no price for a kWh, so it gives no change. Empty the cash received.")
    if change.minor < 0:
        missing = Money(-change.minor, due.currency)
        raise TenderedRefused(f"{due + change} is not enough for {due}: {missing} is missing.")
    return Tender(chosen, due + change)


def change_for(setup: DeskSetup, quoted: Quote, tendered: str) -> Money | None:
    """What goes back of the cash that was typed, negative while it is too little; None where no price is known.

    Raises ``TenderedRefused`` for what is no sum.
    """
    due = quoted.price
    if due is None:
        return None
    try:
        return Money.parse(tendered, setup.currency) - due
    except AmountRefused as refused:
        raise TenderedRefused(f"Cash received: {refused}") from refused


def _kind(setup: DeskSetup, name: str) -> TenderKind:
    kinds = setup.money.tenders
    if not name:
        return kinds[0]
    found = next((kind for kind in kinds if kind.name == name), None)
    if found is None:
        raise TenderedRefused(f"This till takes no “{name}” any more. Choose how it is paid again.")
    return found
