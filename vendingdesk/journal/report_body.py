"""A Z report as its entry keeps it: every number of it, so that a reprint is the same document."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from vendingdesk.domain.energy import Energy
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.sale import Amount
from vendingdesk.domain.shift import CountMade
from vendingdesk.domain.shift_report import (
    ChargeTotal,
    OpenDoubt,
    ReportKind,
    ShiftReport,
    Tally,
    TenderTotal,
)
from vendingdesk.journal.outcomes import writable

TALLIES = (
    "pay_ins",
    "pay_outs",
    "drops",
    "refunds",
    "refunds_otherwise",
    "recovered_earlier",
    "given_back",
    "released",
)
"""Fields of a report that are a count with a sum, or not there."""

SAME = (
    "first_receipt",
    "last_receipt",
    "management",
    "refused",
    "not_sent",
    "copies",
    "overridden",
    "settled_alone",
    "single_owner",
    "named_anew",
    "people_off",
    "restored",
    "clock_set_back",
    "z_passed",
)
"""Fields that are written as they are."""


class DoubtBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """A sale that held something: in minor units of a currency, or in mWh."""

    receipt: str
    meter: str
    minor: int | None = None
    currency: str = ""
    exponent: int = 0
    energy: int | None = None
    carried_over: bool = False
    owed: bool = False
    cash: bool = True


class ReportBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """All sums are minor units of ``currency``; a tally is (count, sum). Number, count, reason and who stand beside.

    ``tenders`` are (name, cash, count, sum), ``charges`` (name, rate, included, sum), ``counts`` (time, counted,
    expected).
    """

    till: str
    opened_at: str
    opened_by: str
    currency: str
    exponent: int
    opening: int
    sales: tuple[int, int]
    expected: int
    perpetual: int
    tallies: dict[str, tuple[int, int]] = {}
    energy: int | None = None
    tenders: tuple[tuple[str, bool, int, int], ...] = ()
    charges: tuple[tuple[str, str, bool, int], ...] = ()
    doubts: tuple[DoubtBody, ...] = ()
    counts: tuple[tuple[str, int, int], ...] = ()
    recounted: int | None = None
    first_receipt: str = ""
    last_receipt: str = ""
    management: int = 0
    refused: int = 0
    not_sent: int = 0
    copies: int = 0
    overridden: int = 0
    settled_alone: int = 0
    single_owner: bool = False
    named_anew: int = 0
    people_off: bool = False
    restored: bool = False
    clock_set_back: bool = False
    z_passed: tuple[int, int] | None = None


def body_of(report: ShiftReport) -> ReportBody:
    """The written form of a Z."""
    currency = report.opening_float.currency
    tallies = {name: getattr(report, name) for name in TALLIES}
    return ReportBody(
        till=report.till,
        opened_at=report.opened_at.isoformat(),
        opened_by=report.opened_by,
        currency=currency.code,
        exponent=currency.exponent,
        opening=report.opening_float.minor,
        sales=(report.sales.count, report.sales.total.minor),
        expected=report.expected.minor,
        perpetual=0 if report.perpetual_total is None else report.perpetual_total.minor,
        tallies={name: (each.count, each.total.minor) for name, each in tallies.items() if each is not None},
        energy=None if report.energy is None else report.energy.milliwatt_hours,
        tenders=tuple((writable(each.name), each.cash, each.count, each.total.minor) for each in report.tenders),
        charges=tuple((writable(each.name), each.rate, each.included, each.total.minor) for each in report.charges),
        doubts=tuple(map(_doubt, report.doubts)),
        counts=tuple((each.at.isoformat(), each.counted.minor, each.expected.minor) for each in report.other_counts),
        recounted=None if report.recounted is None else report.recounted.minor,
        **{name: getattr(report, name) for name in SAME},
    )


def _doubt(doubt: OpenDoubt) -> DoubtBody:
    money = doubt.amount if isinstance(doubt.amount, Money) else None
    return DoubtBody(
        doubt.receipt_no,
        doubt.meter,
        None if money is None else money.minor,
        "" if money is None else money.currency.code,
        0 if money is None else money.currency.exponent,
        doubt.amount.milliwatt_hours if isinstance(doubt.amount, Energy) else None,
        doubt.carried_over,
        doubt.owed,
        doubt.cash,
    )


def _doubt_of(body: DoubtBody) -> OpenDoubt:
    held: Amount | None = None
    if body.minor is not None:
        held = Money(body.minor, Currency(body.currency, body.exponent))
    elif body.energy is not None:
        held = Energy(body.energy)
    return OpenDoubt(body.receipt, body.meter, held, body.carried_over, body.owed, body.cash)


def report_of(
    body: ReportBody, *, number: int, at: datetime, by: str, counted: int, reason: str, left: int | None, seq: int,
    head: str,
) -> ShiftReport:  # fmt: skip
    """The Z that was written: from its entry's body, time, place and hash."""
    currency = Currency(body.currency, body.exponent)

    def money(minor: int) -> Money:
        return Money(minor, currency)

    tallies: dict[str, Any] = {
        name: Tally(count, money(minor)) for name, (count, minor) in body.tallies.items() if name in TALLIES
    }
    same = {name: getattr(body, name) for name in SAME}
    return ShiftReport(
        ReportKind.Z,
        body.till,
        number,
        opened_at=datetime.fromisoformat(body.opened_at),
        opened_by=body.opened_by,
        made_at=at,
        made_by=by,
        opening_float=money(body.opening),
        sales=Tally(body.sales[0], money(body.sales[1])),
        energy=None if body.energy is None else Energy(body.energy),
        tenders=tuple(TenderTotal(name, cash, count, money(minor)) for name, cash, count, minor in body.tenders),
        charges=tuple(ChargeTotal(name, rate, inside, money(minor)) for name, rate, inside, minor in body.charges),
        doubts=tuple(map(_doubt_of, body.doubts)),
        other_counts=tuple(
            CountMade(datetime.fromisoformat(when), money(found), money(due)) for when, found, due in body.counts
        ),
        counted=money(counted),
        recounted=None if body.recounted is None else money(body.recounted),
        reason=reason,
        left=None if left is None else money(left),
        perpetual_total=money(body.perpetual),
        journal_entries=seq,
        journal_head=head,
        **tallies,
        **same,
    )
