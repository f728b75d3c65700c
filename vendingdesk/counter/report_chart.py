"""Bars for where people would rather look: what was sold, by time, by person, by kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from vendingdesk.counter.report_sums import lines
from vendingdesk.domain.report import Bar, Period, Series
from vendingdesk.domain.report_facts import SalesSum, Slot

_MOST_DAYS = 62


def slot_for(period: Period) -> Slot:
    """How finely a period is cut: a day by hours, some weeks by days, more by months."""
    if period.days == 1:
        return Slot.HOUR
    return Slot.DAY if period.days <= _MOST_DAYS else Slot.MONTH


def slot_name(slot: Slot, part: str) -> str:
    """An hour as ``09:00``; days and months as they are written."""
    return f"{part}:00" if slot is Slot.HOUR else part


def slots_of(period: Period, slot: Slot, sums: Iterable[SalesSum]) -> list[str]:
    """Every slot that a chart shows, also those in which nothing was sold."""
    found = sorted({each.slot for each in sums})
    if not found:
        return []
    if slot is Slot.HOUR:
        return [f"{hour:02d}" for hour in range(int(found[0]), int(found[-1]) + 1)]
    if slot is Slot.MONTH:
        first, last = (int(part[:4]) * 12 + int(part[5:7]) - 1 for part in (found[0], found[-1]))
        return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(first, last + 1)]
    ordinal = period.first.toordinal()
    days = (period.first.fromordinal(ordinal + step).isoformat() for step in range(period.days))
    return [day for day in days if found[0] <= day <= found[-1]]


def series(title: str, groups: Mapping[str, Sequence[SalesSum]]) -> tuple[Series, ...]:
    """A chart for each currency of the groups, or one of the energy where there is no money at all."""
    found = {label: lines(sums) for label, sums in groups.items()}
    units = {line.price.currency: None for each in found.values() for line in each if line.price is not None}
    made = []
    for unit in sorted(units, key=lambda currency: currency.code):
        bars = []
        for label, each in found.items():
            price = next(
                (line.price for line in each if line.price is not None and line.price.currency == unit), None
            )
            bars.append(Bar(label, price.minor if price else 0, str(price) if price else ""))
        made.append(Series(f"{title}, {unit.code}", tuple(bars)))
    if made or not any(line.energy.milliwatt_hours for each in found.values() for line in each):
        return tuple(made)
    return (
        Series(
            f"{title}, kWh",
            tuple(
                Bar(label, sum(line.energy.milliwatt_hours for line in each), _energy_text(sums))
                for (label, each), sums in zip(found.items(), groups.values(), strict=True)
            ),
        ),
    )


def _energy_text(sums: Sequence[SalesSum]) -> str:
    return ", ".join(str(line.energy) for line in lines(sums) if line.energy.milliwatt_hours)
