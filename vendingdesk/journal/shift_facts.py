"""The shifts of a period with the cash that moved in them, from the entries about them."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import replace
from datetime import datetime

import msgspec

from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.report import Period
from vendingdesk.domain.report_facts import CashSum, ShiftFacts
from vendingdesk.domain.shift import CashKind
from vendingdesk.journal.day_entries import CashMoved, ShiftClosed, ShiftCounted, ShiftOpened
from vendingdesk.journal.schema import DAY, TILL

_OPENED = msgspec.json.Decoder(ShiftOpened)
_COUNTED = msgspec.json.Decoder(ShiftCounted)
_CLOSED = msgspec.json.Decoder(ShiftClosed)
_MOVED = msgspec.json.Decoder(CashMoved)

_SHIFTS = (
    f"SELECT kind, at, body FROM entry INDEXED BY entry_day WHERE kind IN {DAY} "  # noqa: S608
    "AND kind IN ('shift_opened', 'shift_counted', 'shift_closed') ORDER BY seq"
)
_CASH = f"SELECT body FROM entry INDEXED BY entry_till WHERE kind IN {TILL} AND kind = 'cash' ORDER BY seq"  # noqa: S608


def shifts_of_period(connection: sqlite3.Connection, period: Period) -> tuple[ShiftFacts, ...]:
    """The shifts that were opened or closed in a period, by their numbers, and one that is open through it."""
    found: dict[int, ShiftFacts] = {}
    for kind, at, body in connection.execute(_SHIFTS):
        if kind == "shift_opened":
            begun = _OPENED.decode(body)
            opening = Money(begun.minor, Currency(begun.currency, begun.exponent))
            found[begun.number] = ShiftFacts(begun.number, opening, datetime.fromisoformat(at), begun.by)
        elif kind == "shift_counted":
            count = _COUNTED.decode(body)
            opened = found[count.number]
            found[count.number] = replace(opened, expected=Money(count.expected, opened.currency))
        else:
            closed = _CLOSED.decode(body)
            opened = found[closed.number]
            found[closed.number] = replace(
                opened,
                closed_at=datetime.fromisoformat(at),
                closed_by=closed.by,
                counted=Money(closed.counted, opened.currency),
                reason=closed.reason,
            )
    wanted = {number: shift for number, shift in found.items() if _touches(shift, period)}
    cash = _cash(connection, set(wanted)) if wanted else {}
    return tuple(replace(shift, cash=cash.get(number, ())) for number, shift in wanted.items())


def _touches(shift: ShiftFacts, period: Period) -> bool:
    opened, closed = shift.opened_at.date(), (shift.closed_at or shift.opened_at).date()
    inside = any(period.first <= day <= period.last for day in (opened, closed))
    return inside or (opened < period.first and (shift.closed_at is None or closed > period.last))


def _cash(connection: sqlite3.Connection, numbers: set[int]) -> dict[int, tuple[CashSum, ...]]:
    """What moved, by shift. Refunds that left the drawer alone are none of it."""
    counts: Counter[tuple[int, str]] = Counter()
    sums: Counter[tuple[int, str]] = Counter()
    for (body,) in connection.execute(_CASH):
        moved = _MOVED.decode(body)
        if moved.shift in numbers and moved.cash:
            counts[moved.shift, moved.what] += 1
            sums[moved.shift, moved.what] += moved.minor
    found: dict[int, tuple[CashSum, ...]] = {}
    for (number, what), count in counts.items():
        found[number] = (*found.get(number, ()), CashSum(CashKind(what), count, sums[number, what]))
    return found
