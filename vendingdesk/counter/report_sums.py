"""Rows of sums: each currency in rows of its own, energy beside the money and never in it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from vendingdesk.domain.energy import Energy
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.report import Cell, ColumnKind, ReportColumn, ReportRow, RowLook
from vendingdesk.domain.report_facts import ChargeSum, SalesSum

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Line:
    """Sums of one currency, or of what has none."""

    count: int
    amount: Money | None
    price: Money | None
    energy: Energy


def _unit(each: SalesSum) -> Currency | None:
    money = each.price if each.price is not None else each.amount
    return None if money is None else money.currency


def _added(sums: Iterable[Money | None]) -> Money | None:
    found = [each for each in sums if each is not None]
    return Money(sum(each.minor for each in found), found[0].currency) if found else None


def grouped(sums: Iterable[SalesSum], key: Callable[[SalesSum], Key]) -> dict[Key, list[SalesSum]]:
    """The sums by what ``key`` says of each, in the order in which the keys came."""
    found: dict[Key, list[SalesSum]] = {}
    for each in sums:
        found.setdefault(key(each), []).append(each)
    return found


def lines(sums: Iterable[SalesSum]) -> list[Line]:
    """One line for each currency, by its code; what has none comes last."""
    by_unit = grouped(sums, _unit)
    ordered = sorted(by_unit, key=lambda unit: (unit is None, unit.code if unit is not None else ""))
    return [
        Line(
            sum(each.count for each in by_unit[unit]),
            _added(each.amount for each in by_unit[unit]),
            _added(each.price for each in by_unit[unit]),
            Energy(sum(each.energy.milliwatt_hours for each in by_unit[unit])),
        )
        for unit in ordered
    ]


class SumsTable:
    """Columns of sums and the rows that fit them: an amount has a column only where it is not the price."""

    def __init__(
        self, first: str, sums: Sequence[SalesSum], charges: Sequence[ChargeSum] = (), *, money: bool = False
    ) -> None:
        self._both = any(each.amount is not None and each.amount != each.price for each in sums)
        self._money = money or self._both or bool(charges) or any(each.price is not None for each in sums)
        self._energy = any(each.energy.milliwatt_hours for each in sums)
        self.columns = (
            ReportColumn(first, share=70),
            ReportColumn("Sales", ColumnKind.COUNT, 18),
            *((ReportColumn("Amount", ColumnKind.MONEY, 32),) if self._both else ()),
            *((ReportColumn("Paid", ColumnKind.MONEY, 32),) if self._money else ()),
            *((ReportColumn("kWh", ColumnKind.ENERGY, 24),) if self._energy else ()),
        )

    def group(self, title: str) -> ReportRow:
        """A heading over rows."""
        return self.row(title, None, look=RowLook.GROUP)

    def row(
        self,
        label: str,
        count: int | None,
        *,
        amount: Money | None = None,
        price: Money | None = None,
        energy: Energy | None = None,
        look: RowLook = RowLook.PLAIN,
    ) -> ReportRow:
        """One row."""
        cells: list[Cell] = [label, count]
        if self._both:
            cells.append(amount)
        if self._money:
            cells.append(price)
        if self._energy:
            cells.append(energy)
        return ReportRow(tuple(cells), look)

    def rows(self, label: str, sums: Iterable[SalesSum], look: RowLook = RowLook.PLAIN) -> list[ReportRow]:
        """A row for each currency; for no sales at all one that says none."""
        found = lines(sums) or [Line(0, None, None, Energy(0))]
        return [
            self.row(
                label,
                line.count,
                amount=line.amount,
                price=line.price,
                energy=line.energy if line.energy.milliwatt_hours else None,
                look=look,
            )
            for line in found
        ]

    def charge_rows(self, charges: Iterable[ChargeSum]) -> list[ReportRow]:
        """Taxes and fees, each with what it came to."""
        made = []
        for each in charges:
            where = "in the amount" if each.included else "on top"
            label = f"{each.name} {each.rate}".strip()
            made.append(self.row(f"{label}, {where}", each.count, price=each.amount))
        return made

    def totals(self, sums: Sequence[SalesSum]) -> tuple[ReportRow, ...]:
        """What was sold, and what is held if anything is."""
        held = [each for each in sums if each.held]
        made = self.rows("Sold", (each for each in sums if each.sold), RowLook.SUM)
        if held:
            made += self.rows("Held until it is known", held, RowLook.HELD)
        return tuple(made)
