"""Reports that list things one by one: doubts, engineering tokens, copies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from vendingdesk import sts
from vendingdesk.counter.report_sums import Line, lines
from vendingdesk.counter.report_words import SLIPS, STATES, WHYS, cause, notes
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.doubt import Settlement
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.management import RULES
from vendingdesk.domain.money import Money
from vendingdesk.domain.report import (
    Cell,
    ColumnKind,
    Period,
    Report,
    ReportColumn,
    ReportKind,
    ReportRow,
    RowLook,
)
from vendingdesk.domain.report_facts import HELD, CopyMade, Irregular, SalesSum
from vendingdesk.domain.sale import Sale

_DOUBTS = (
    ReportColumn("Receipt", share=27),
    ReportColumn("When", ColumnKind.TIME, 22),
    ReportColumn("Meter", share=30),
    ReportColumn("What", share=21),
    ReportColumn("Paid", ColumnKind.MONEY, 23),
    ReportColumn("By", share=16),
    ReportColumn("Why", share=20),
    ReportColumn("Result", share=20),
    ReportColumn("Settled", ColumnKind.TIME, 22),
    ReportColumn("Settled by", share=20),
)
_MANAGEMENT = (
    ReportColumn("Receipt", share=26),
    ReportColumn("When", ColumnKind.TIME, 22),
    ReportColumn("Meter", share=36),
    ReportColumn("Token", share=40),
    ReportColumn("Parameter", share=20),
    ReportColumn("Reason", share=32),
    ReportColumn("Asked by", share=18),
    ReportColumn("Allowed by", share=22),
    ReportColumn("Result", share=18),
)
_COPIES = (
    ReportColumn("When", ColumnKind.TIME, 28),
    ReportColumn("Of", share=26),
    ReportColumn("Slip", share=26),
    ReportColumn("Copy", ColumnKind.COUNT, 12),
    ReportColumn("Made by", share=26),
    ReportColumn("Why", share=44),
    ReportColumn("To", share=18),
)
_TO = {"print": "printer", "pdf": "file"}


def doubts_report(sales: Sequence[Sale], irregular: Irregular, period: Period, setup: DeskSetup) -> Report:
    """The doubts that were open in a period or settled in it, and what is held for those that are open."""
    rows = tuple(_doubt_row(sale) for sale in sales)
    held = [sale for sale in sales if sale.state in HELD]
    totals = [_doubt_total("Held", line, RowLook.HELD) for line in lines(map(_as_sum, held))]
    settled = [sale for sale in sales if sale.state not in HELD]
    totals += [_doubt_total("Settled", line, RowLook.SUM) for line in lines(map(_as_sum, settled))]
    return Report(
        ReportKind.DOUBTS,
        "Doubts",
        period,
        _DOUBTS,
        rows,
        tuple(totals),
        notes(setup, irregular, tuple(map(_as_sum, sales))),
        (),
        "No sale was in doubt in this time. There is nothing to settle.",
    )


def _as_sum(sale: Sale) -> SalesSum:
    order = sale.order
    asked = order.amount if isinstance(order.amount, Energy) else Energy(0)
    money = order.amount if isinstance(order.amount, Money) else None
    return SalesSum(order.kind, sale.state, order.operator, 1, amount=money, price=order.price, energy=asked)


def _doubt_row(sale: Sale) -> ReportRow:
    order, settled = sale.order, sale.settlement
    token = order.management
    what = str(order.amount) if token is None else RULES[token.kind].manual_name
    cells: tuple[Cell, ...] = (
        sale.receipt_no,
        sale.prepared_at,
        sts.group_meter(order.meter),
        what,
        order.price,
        order.operator,
        cause(sale),
        STATES[sale.state],
        None if settled is None else settled.at,
        "" if settled is None else _settled_by(settled),
    )
    return ReportRow(cells, RowLook.HELD if sale.state in HELD else RowLook.PLAIN)


def _settled_by(settled: Settlement) -> str:
    answered = f", {settled.supervisor}" if settled.supervisor and settled.supervisor != settled.by else ""
    alone = " (single owner)" if settled.single_owner else ""
    return f"{settled.by}{answered}{alone}"


def _doubt_total(label: str, line: Line, look: RowLook) -> ReportRow:
    what = str(line.energy) if line.energy.milliwatt_hours else ""
    return ReportRow((f"{label}: {line.count}", None, "", what, line.price, "", "", "", None, ""), look)


def management_report(sales: Sequence[Sale], irregular: Irregular, period: Period, setup: DeskSetup) -> Report:
    """The engineering tokens that were asked for: who asked, who allowed it, the parameter, why."""
    counted = Counter(sale.state for sale in sales)
    blank: tuple[Cell, ...] = (None, "", "", "", "", "", "", "")
    totals = [
        ReportRow((f"{word}: {counted[state]}", *blank), RowLook.HELD if state in HELD else RowLook.SUM)
        for state, word in STATES.items()
        if state in counted
    ]
    return Report(
        ReportKind.MANAGEMENT,
        "Engineering tokens",
        period,
        _MANAGEMENT,
        tuple(map(_token_row, sales)),
        tuple(totals),
        notes(setup, irregular, tuple(map(_as_sum, sales))),
        (),
        "No engineering token was asked for in this time.",
    )


def _token_row(sale: Sale) -> ReportRow:
    order, token = sale.order, sale.order.management
    assert token is not None  # noqa: S101 - only such sales are given
    part = f", part {order.key_change.part} of a key change" if order.key_change is not None else ""
    cells: tuple[Cell, ...] = (
        sale.receipt_no,
        sale.prepared_at,
        sts.group_meter(order.meter),
        f"{RULES[token.kind].manual_name}{part}",
        token.parameter,
        token.reason,
        order.operator,
        order.allowed_by or order.overridden_by,
        STATES[sale.state],
    )
    return ReportRow(cells, RowLook.HELD if sale.state in HELD else RowLook.PLAIN)


def copies_report(made: Sequence[CopyMade], irregular: Irregular, period: Period, setup: DeskSetup) -> Report:
    """Slips that were made again: which, how often, by whom and why; below it how many each person made."""
    rows = tuple(
        ReportRow(
            (
                each.at,
                each.receipt_no,
                SLIPS.get(each.slip, each.slip),
                each.copy,
                each.operator,
                WHYS.get(each.why, each.why),
                _TO.get(each.medium, each.medium),
            )
        )
        for each in made
    )
    by_person = Counter(each.operator for each in made)
    totals = tuple(
        ReportRow((None, "", "Copies made", count, name, "", ""), RowLook.SUM)
        for name, count in sorted(by_person.items())
    )
    return Report(
        ReportKind.COPIES,
        "Copies",
        period,
        _COPIES,
        rows,
        totals,
        ("The sums say how many copies each person made.", *notes(setup, irregular))
        if rows
        else notes(setup, irregular),
        (),
        "No slip was made again in this time.",
    )
