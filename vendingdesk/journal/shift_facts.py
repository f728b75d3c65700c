"""The shifts of a period for reports: each closed one with its Z as it was made, an open one with its X."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import datetime

import msgspec

from vendingdesk.domain.report import Period
from vendingdesk.domain.report_facts import ShiftFacts
from vendingdesk.domain.shift_report import ReportKind
from vendingdesk.journal.day import Day
from vendingdesk.journal.day_entries import ShiftClosed, ShiftOpened
from vendingdesk.journal.open_shift import totals_of
from vendingdesk.journal.schema import DAY
from vendingdesk.journal.shift_reading import numbered
from vendingdesk.journal.z_reports import z_of

_OPENED = msgspec.json.Decoder(ShiftOpened)
_CLOSED = msgspec.json.Decoder(ShiftClosed)

_SHIFTS = (
    f"SELECT seq, kind, till, at, body, hash FROM entry INDEXED BY entry_day WHERE kind IN {DAY} "  # noqa: S608
    "AND kind IN ('shift_opened', 'shift_closed') ORDER BY seq"
)


def shifts_of_period(connection: sqlite3.Connection, period: Period) -> tuple[ShiftFacts, ...]:
    """The shifts that were opened or closed in a period, by their numbers, and one that is open through it."""
    found: dict[int, ShiftFacts] = {}
    till = ""
    for seq, kind, till, at, body, digest in connection.execute(_SHIFTS):  # noqa: B007 - a journal is of one till
        when = datetime.fromisoformat(at)
        if kind == "shift_opened":
            begun = _OPENED.decode(body)
            found[begun.number] = ShiftFacts(begun.number, when, begun.by)
        else:
            closed = _CLOSED.decode(body)
            opened = found[closed.number]
            report = z_of(seq, at, body, digest) if _touches(replace(opened, closed_at=when), period) else None
            found[closed.number] = replace(opened, closed_at=when, closed_by=closed.by, report=report)
    wanted = [shift for shift in found.values() if _touches(shift, period)]
    return tuple(_with_doubts(connection, _reported(connection, shift, till)) for shift in wanted)


def _reported(connection: sqlite3.Connection, shift: ShiftFacts, till: str) -> ShiftFacts:
    """An open shift with its X."""
    day = Day.of(connection) if shift.closed_at is None else None
    if day is None or day.shift is None:
        return shift
    totals, _news = totals_of(connection, day, day.shift)
    x = totals.report(ReportKind.X, till, at=shift.opened_at, by=shift.opened_by)
    return replace(shift, report=x)


def _with_doubts(connection: sqlite3.Connection, shift: ShiftFacts) -> ShiftFacts:
    """A shift with the sales that its report lists as doubts, as they stand now."""
    if shift.report is None:
        return shift
    numbers = [int(each.receipt_no.rpartition("-")[2]) for each in shift.report.doubts]
    return replace(shift, doubts=tuple(numbered(connection, numbers)))


def _touches(shift: ShiftFacts, period: Period) -> bool:
    opened, closed = shift.opened_at.date(), (shift.closed_at or shift.opened_at).date()
    inside = any(period.first <= day <= period.last for day in (opened, closed))
    return inside or (opened < period.first and (shift.closed_at is None or closed > period.last))
