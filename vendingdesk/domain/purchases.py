"""What a meter bought, as a customer's card tells it: month by month, and how often."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median

from vendingdesk.domain.energy import Energy
from vendingdesk.domain.money import Money

LEAST = 3
"""Days with a purchase that are needed to speak of a rhythm."""


@dataclass(frozen=True, slots=True)
class MonthBought:
    """A month by the till's own clock: its first day, how many purchases, their money (None for none) and energy."""

    month: date
    purchases: int = 0
    money: Money | None = None
    energy: Energy = Energy(0)  # noqa: RUF009 - frozen


@dataclass(frozen=True, slots=True)
class Bought:
    """The last months, oldest first, those without a purchase as well."""

    months: tuple[MonthBought, ...] = ()

    @property
    def purchases(self) -> int:
        """How many in all."""
        return sum(each.purchases for each in self.months)

    @property
    def money(self) -> Money | None:
        """What they come to; None where nothing was sold for money."""
        sums = [each.money for each in self.months if each.money is not None]
        return Money(sum(each.minor for each in sums), sums[0].currency) if sums else None

    @property
    def energy(self) -> Energy:
        """The energy of them all."""
        return Energy(sum(each.energy.milliwatt_hours for each in self.months))


def months_until(day: date, count: int) -> tuple[date, ...]:
    """The first days of the last ``count`` months, that of ``day`` the last."""
    last = day.year * 12 + day.month - 1
    return tuple(date(each // 12, each % 12 + 1, 1) for each in range(last - count + 1, last + 1))


def rhythm(days: Iterable[date]) -> int | None:
    """Every how many days somebody buys: the middle one of the gaps; None for too few purchases to tell."""
    bought = sorted(set(days))
    if len(bought) < LEAST:
        return None
    gaps = [(later - earlier).days for earlier, later in itertools.pairwise(bought)]
    return round(median(gaps))
