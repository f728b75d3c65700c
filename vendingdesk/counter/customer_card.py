"""What a customer bought month by month, for the card beside a sale and on the Meters page."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Protocol

from vendingdesk.counter.ports import Clock
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.purchases import Bought, MonthBought, months_until
from vendingdesk.domain.report_facts import SalesSum

MONTHS = 12


class MeterFacts(Protocol):
    """The journal as the card asks it."""

    async def meter(self, meter: str, since: date) -> tuple[SalesSum, ...]:
        """The sums of a meter's sales from a day on, cut into months. Raises ``EnvironmentFault``."""


class SeePurchases:
    """Sums a year of a meter's purchases; only what gave a token counts."""

    def __init__(self, facts: MeterFacts, clock: Clock) -> None:
        self._facts = facts
        self._clock = clock

    async def __call__(self, meter: str) -> Bought:
        """The last twelve months, this one the last; without months where nothing was bought."""
        months = months_until(self._clock.now().date(), MONTHS)
        found: defaultdict[str, list[SalesSum]] = defaultdict(list)
        for each in await self._facts.meter(meter, months[0]):
            if each.sold:
                found[each.slot].append(each)
        if not found:
            return Bought()
        # A till that changed its currency has both in its book: they are not added, and the newest counts.
        paid = (each.amount for slot in sorted(found, reverse=True) for each in found[slot])
        newest = next((amount.currency for amount in paid if amount is not None), None)
        return Bought(tuple(_month(month, found[f"{month:%Y-%m}"], newest) for month in months))


def _month(month: date, sums: list[SalesSum], currency: Currency | None) -> MonthBought:
    paid = [each.amount.minor for each in sums if each.amount is not None and each.amount.currency == currency]
    return MonthBought(
        month,
        sum(each.count for each in sums),
        Money(sum(paid), currency) if currency is not None else None,
        Energy(sum(each.energy.milliwatt_hours for each in sums)),
    )
