"""What a shop decides about money at the counter: kinds of payment, change, a cashier's limit, the price of a kWh."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from unicodedata import normalize

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.money import plain
from vendingdesk.domain.tender import CASH, MOST_KINDS, TenderKind

DEAREST_KWH = 10_000
"""Major units for a kWh: more is a slip of the finger, and prices stay within what the journal can hold."""

KWH_PLACES = 6
"""Digits behind the point of a kWh's price."""


@dataclass(frozen=True, slots=True)
class MoneySetup:
    """``tenders`` are the kinds of payment, cash first; with cash alone nobody is asked.

    ``ask_tendered`` asks for the cash that was handed over and works out the change. ``cashier_limit`` is the largest
    amount that a cashier sells without a supervisor, in whole units of what is sold, 0 for none. ``kwh_price`` is
    what a kWh costs where the account sells energy, None where this till does not know it.

    Raises ``EnvironmentFault`` that names the setting to mend.
    """

    tenders: tuple[TenderKind, ...] = (CASH,)
    ask_tendered: bool = False
    cashier_limit: int = 0
    kwh_price: Decimal | None = None

    def __post_init__(self) -> None:
        """Hold each to what can be asked, shown and worked out."""
        if not 1 <= len(self.tenders) <= MOST_KINDS:
            raise EnvironmentFault(f"“tenders” must name 1 to {MOST_KINDS} kinds of payment, cash first.")
        names = [normalize("NFKC", kind.name).casefold() for kind in self.tenders]
        if len(set(names)) < len(names):
            raise EnvironmentFault("“tenders” must not name a kind of payment twice.")
        if [kind.cash for kind in self.tenders] != [True, *[False] * (len(names) - 1)] or "cash" in names[1:]:
            raise EnvironmentFault("“tenders” must begin with cash: the first kind goes into the drawer.")
        if self.cashier_limit < 0:
            raise EnvironmentFault("“cashier_limit” must be a whole number above zero, or 0 for no limit.")
        per_kwh = self.kwh_price
        if per_kwh is not None and not (
            per_kwh.is_finite() and 0 < per_kwh <= DEAREST_KWH and per_kwh == round(per_kwh, KWH_PLACES)
        ):
            raise EnvironmentFault(
                f"“kwh_price” must be above zero and at most {DEAREST_KWH}, with at most {KWH_PLACES} digits "
                "behind the point."
            )

    @property
    def names(self) -> tuple[str, ...]:
        """The kinds of payment as the shop calls them."""
        return tuple(kind.name for kind in self.tenders)

    @property
    def price_text(self) -> str:
        """The price of a kWh as it is typed; empty without one."""
        return "" if self.kwh_price is None else f"{plain(self.kwh_price):f}"


def tender_kinds(names: tuple[str, ...] | list[str]) -> tuple[TenderKind, ...]:
    """Kinds of payment from their names: the first is cash. Raises ``ValueError`` for a name that can't be shown."""
    wrong = next((name for name in names if not name.isprintable()), None)
    if wrong is not None:
        raise ValueError(f"{wrong!r} can't be shown as a kind of payment")
    return tuple(TenderKind(" ".join(name.split()), cash=not at) for at, name in enumerate(names))
