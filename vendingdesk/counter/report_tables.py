"""Reports that are sums: of a period, of people, of kinds of payment and tokens, of shifts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vendingdesk.counter.report_chart import series, slot_for, slot_name, slots_of
from vendingdesk.counter.report_sums import Line, SumsTable, grouped, lines
from vendingdesk.counter.report_words import CASH, STATES, notes
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.management import RULES, ManagementKind
from vendingdesk.domain.money import Currency
from vendingdesk.domain.report import ColumnKind, Period, Report, ReportColumn, ReportKind, ReportRow, RowLook
from vendingdesk.domain.report_facts import HELD, SalesFacts, SalesSum
from vendingdesk.domain.sale import SaleKind, VendState

NOTHING = "Nothing was sold in this time. Choose another day, or sell something first."


def _credit(sums: Iterable[SalesSum]) -> list[SalesSum]:
    return [each for each in sums if each.kind is SaleKind.CREDIT]


def _tokens(sums: Iterable[SalesSum]) -> list[SalesSum]:
    return [each for each in sums if each.kind is SaleKind.MANAGEMENT]


def _sold(sums: Iterable[SalesSum]) -> list[SalesSum]:
    return [each for each in sums if each.sold]


def tender_name(each: SalesSum) -> str:
    """How it was paid."""
    return each.tender or CASH


def day_report(facts: SalesFacts, period: Period, setup: DeskSetup) -> Report:
    """All that happened in a period: by result, by time, by kind of payment, with taxes and fees."""
    sums, slot = facts.sums, slot_for(period)
    table = SumsTable("What", sums, facts.charges)
    rows: list[ReportRow] = []
    for title, part in (("Credit, by result", _credit(sums)), ("Engineering tokens, by result", _tokens(sums))):
        by_state = grouped(part, lambda each: each.state)
        rows += [table.group(title)] if part else []
        for state, word in STATES.items():
            if state in by_state:
                look = RowLook.HELD if state in HELD else RowLook.PLAIN
                rows += table.rows(word, by_state[state], look)
    sold = _sold(sums)
    by_slot = grouped(sold, lambda each: each.slot)
    if sold:
        rows.append(table.group(f"Sold, by {slot.value}"))
        for cut in sorted(by_slot):
            rows += table.rows(slot_name(slot, cut), by_slot[cut])
        rows.append(table.group("Sold, by kind of payment"))
        rows += _by_tender(table, sold)
    if facts.charges:
        rows += [table.group("Taxes and fees in what was sold"), *table.charge_rows(facts.charges)]
    chart = {slot_name(slot, cut): by_slot.get(cut, []) for cut in slots_of(period, slot, sold)}
    return Report(
        ReportKind.DAY,
        "Day" if period.days == 1 else "Days",
        period,
        table.columns,
        tuple(rows),
        table.totals(sums) if sums else (),
        notes(setup, facts.irregular, sums),
        series(f"Sold by {slot.value}", chart),
        NOTHING,
    )


def _by_tender(table: SumsTable, sums: Iterable[SalesSum]) -> list[ReportRow]:
    return [row for name, each in sorted(grouped(sums, tender_name).items()) for row in table.rows(name, each)]


def kind_report(facts: SalesFacts, period: Period, setup: DeskSetup) -> Report:
    """Credit by how it was paid, engineering tokens by their kind."""
    sums = facts.sums
    table = SumsTable("Kind", sums)
    sold, held = _sold(sums), [each for each in sums if each.held]
    rows: list[ReportRow] = []
    if sold:
        rows += [table.group("Credit sold, by kind of payment"), *_by_tender(table, sold)]
    if held:
        rows += [table.group("Credit held, by kind of payment"), *_by_tender(table, held)]
    issued = [each for each in _tokens(sums) if each.state in {VendState.ISSUED, VendState.RECOVERED}]
    for title, part in (
        ("Engineering tokens issued", issued),
        ("Engineering tokens in doubt", [each for each in _tokens(sums) if each.state in HELD]),
    ):
        if part:
            by_kind = grouped(part, lambda each: each.management)
            rows.append(table.group(title))
            for kind in ManagementKind:
                if kind in by_kind:
                    rows += table.rows(RULES[kind].manual_name, by_kind[kind])
    return Report(
        ReportKind.KIND,
        "Kinds of payment and tokens",
        period,
        table.columns,
        tuple(rows),
        table.totals(sums) if rows else (),
        notes(setup, facts.irregular, sums),
        series("Sold by kind of payment", dict(sorted(grouped(sold, tender_name).items()))),
        NOTHING,
    )


_PERSON_COLUMNS = (
    ReportColumn("Person", share=46),
    ReportColumn("Sold", ColumnKind.COUNT, 16),
    ReportColumn("Amount", ColumnKind.MONEY, 28),
    ReportColumn("Paid", ColumnKind.MONEY, 28),
    ReportColumn("kWh", ColumnKind.ENERGY, 22),
    ReportColumn("In doubt", ColumnKind.COUNT, 16),
    ReportColumn("Held", ColumnKind.MONEY, 26),
    ReportColumn("Tokens", ColumnKind.COUNT, 15),
    ReportColumn("Not sold", ColumnKind.COUNT, 17),
)


def person_report(facts: SalesFacts, period: Period, setup: DeskSetup) -> Report:
    """What each person at the till sold, holds, and issued for the engineers."""
    by_person = dict(sorted(grouped(facts.sums, lambda each: each.operator).items()))
    rows = [row for name, sums in by_person.items() for row in _person_rows(name, sums, RowLook.PLAIN)]
    sold = {name: _sold(sums) for name, sums in by_person.items()}
    return Report(
        ReportKind.PERSON,
        "People at the till",
        period,
        _PERSON_COLUMNS,
        tuple(rows),
        tuple(_person_rows("All", facts.sums, RowLook.SUM)) if rows else (),
        (
            "Tokens are engineering tokens that were issued. Not sold are requests that were refused, were not sent, "
            "or ended without a token.",
            *notes(setup, facts.irregular, facts.sums),
        )
        if rows
        else notes(setup, facts.irregular),
        series("Sold by person", {name: sums for name, sums in sold.items() if sums}),
        NOTHING,
    )


def _person_rows(name: str, sums: Sequence[SalesSum], look: RowLook) -> list[ReportRow]:
    """A row for each currency; what has none is counted in the first."""
    sold, held = _by_currency(_sold(sums)), _by_currency(each for each in sums if each.held)
    units = sorted({*sold, *held}, key=lambda unit: (unit is None, unit.code if unit else "")) or [None]
    tokens = sum(each.count for each in _tokens(sums) if each.state in {VendState.ISSUED, VendState.RECOVERED})
    doubts = sum(each.count for each in _tokens(sums) if each.state in HELD)
    rest = sum(each.count for each in sums) - tokens - doubts
    rest -= sum(line.count for line in (*sold.values(), *held.values()))
    made = []
    for place, unit in enumerate(units):
        of, kept = sold.get(unit, _NONE), held.get(unit, _NONE)
        in_doubt = kept.count + (doubts if place == 0 else 0)
        cells = (name, of.count, of.amount, of.price, of.energy, in_doubt, kept.price)
        made.append(ReportRow((*cells, *((tokens, rest) if place == 0 else (None, None))), look))
    return made


_NONE = Line(0, None, None, Energy(0))


def _by_currency(sums: Iterable[SalesSum]) -> dict[Currency | None, Line]:
    found = {}
    for line in lines(sums):
        money = line.price if line.price is not None else line.amount
        found[None if money is None else money.currency] = line
    return found
