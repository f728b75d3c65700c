"""Sums for reports, asked of the table of sales by its indexes: no sale is made of its row to be counted.

The day is the first ten characters of the written time, as in ``dated``: the one that the till's own clock showed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from vendingdesk.domain.energy import Energy
from vendingdesk.domain.management import ManagementKind
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.report import Period
from vendingdesk.domain.report_facts import ChargeSum, CopyMade, Irregular, SalesFacts, SalesSum, Slot, WentOn
from vendingdesk.domain.sale import Sale, SaleKind, VendState, receipt_number
from vendingdesk.journal.day_entries import ReportSlip
from vendingdesk.journal.entries import Restored
from vendingdesk.journal.people_flags import flags
from vendingdesk.journal.projection import COLUMNS, sale_of
from vendingdesk.journal.schema import COPIED, TILL
from vendingdesk.journal.slips import DECODER

_RESTORED = msgspec.json.Decoder(Restored)
_REPORT_SLIP = msgspec.json.Decoder(ReportSlip)

JUMP_S = 60
"""Seconds that a clock may be corrected by without a word."""

_PERIOD = "substr(prepared_at, 1, 10) BETWEEN ? AND ?"
_SLOTS = {
    Slot.HOUR: "substr(prepared_at, 12, 2)",
    Slot.DAY: "substr(prepared_at, 1, 10)",
    Slot.MONTH: "substr(prepared_at, 1, 7)",
}
_ENERGY = (
    "CASE WHEN kind <> 'credit' THEN 0 WHEN state = 'ISSUED' "
    "THEN coalesce(json_extract(outcome, '$.milliwatt_hours'), milliwatt_hours) ELSE milliwatt_hours END"
)
"""As the server said it, or as it was asked for: a recovered token says nothing of its own."""

_ALIKE = "kind, state, operator, tender, cash, management, shift, {slot}, currency, exponent"
_SUMS = (
    f"SELECT {_ALIKE}, count(*), sum(minor), sum(price), coalesce(sum({_ENERGY}), 0), "  # noqa: S608
    "sum(kind = 'credit' AND price IS NULL) FROM sale INDEXED BY {index} WHERE {where} GROUP BY {alike}"
)
_CHARGES = (
    "SELECT json_extract(line.value, '$.name'), coalesce(json_extract(line.value, '$.rate'), ''), "
    "coalesce(json_extract(line.value, '$.included'), 1), currency, exponent, count(*), "
    "sum(json_extract(line.value, '$.minor')) FROM sale INDEXED BY {index}, json_each(sale.charges) AS line "
    "WHERE {where} AND charges IS NOT NULL AND state IN ('ISSUED', 'RECOVERED') GROUP BY 1, 2, 3, 4, 5 "
    "ORDER BY min(number), min(line.id)"
)
_SET_BACK = (
    f"WITH day AS (SELECT number FROM sale INDEXED BY sale_day WHERE {_PERIOD}), later AS ("  # noqa: S608
    "SELECT number FROM day UNION SELECT (SELECT min(number) FROM sale WHERE number > day.number) FROM day) "
    "SELECT count(*) FROM later JOIN sale AS this ON this.number = later.number JOIN sale AS before "
    "ON before.number = (SELECT max(number) FROM sale WHERE number < later.number) "
    f"WHERE (julianday(this.prepared_at) - julianday(before.prepared_at)) * 86400 < -{JUMP_S}"
)
"""Each sale of a period against the one before it and the one after it by number, whatever days those stand under:
a clock that goes back past midnight, or to another year, is told on both its days."""

_UNUSUAL = "FROM sale INDEXED BY sale_unusual WHERE state <> 'ISSUED' AND "
_ALONE = (
    f"SELECT count(*) {_UNUSUAL} state IN ('RECOVERED', 'NOT_ISSUED', 'LOST') "
    "AND substr(settlement, 1, 10) BETWEEN ? AND ? "
    "AND json_extract(substr(settlement, instr(settlement, ' ') + 1), '$.single_owner')"
)
_OTHER_VALUE = (
    f"SELECT count(*) FROM sale INDEXED BY sale_day WHERE {_PERIOD} AND state = 'ISSUED' "  # noqa: S608
    "AND instr(outcome, 'other_value') "
    "AND EXISTS (SELECT 1 FROM json_each(outcome, '$.warnings') WHERE value = 'other_value')"
)
_DOUBTS = (
    f"SELECT {COLUMNS} {_UNUSUAL} (state IN ('SENDING', 'IN_DOUBT') AND substr(prepared_at, 1, 10) <= ?2 "
    "OR state IN ('RECOVERED', 'NOT_ISSUED', 'LOST') AND (substr(settlement, 1, 10) BETWEEN ?1 AND ?2 "
    "OR substr(prepared_at, 1, 10) BETWEEN ?1 AND ?2 "
    "OR substr(prepared_at, 1, 10) <= ?2 AND substr(settlement, 1, 10) > ?2)) ORDER BY number"
)
_MANAGEMENT = (
    f"SELECT {COLUMNS} FROM sale INDEXED BY sale_day WHERE {_PERIOD} AND kind = 'management' ORDER BY number"  # noqa: S608
)
_COPIES = (
    f"SELECT seq, till, at, body FROM entry INDEXED BY entry_copy WHERE {COPIED} "  # noqa: S608
    "AND substr(at, 1, 10) BETWEEN ? AND ?"
)
_REPORT_COPIES = (
    f"SELECT seq, till, at, body FROM entry INDEXED BY entry_till WHERE kind IN {TILL} AND kind = 'report_slip' "  # noqa: S608
    "AND substr(at, 1, 10) BETWEEN ? AND ?"
)
_WENT_ON = (
    "SELECT till, at, body, (SELECT at FROM entry AS before WHERE before.seq = entry.seq - 1) "
    "FROM entry INDEXED BY entry_restored WHERE kind = 'restored' ORDER BY seq"
)


def _days(period: Period) -> tuple[str, str]:
    return period.first.isoformat(), period.last.isoformat()


def sales_of_period(connection: sqlite3.Connection, period: Period, slot: Slot) -> SalesFacts:
    """The sums of the sales that were prepared in a period, cut into slots."""
    sums = _sums(connection, _SLOTS[slot], "sale_day", _PERIOD, _days(period))
    charges = _charges(connection, "sale_day", _PERIOD, _days(period))
    return SalesFacts(sums, charges, irregular(connection, period))


def sales_of_shifts(connection: sqlite3.Connection, numbers: Iterable[int]) -> tuple[SalesSum, ...]:
    """The sums of the sales of some shifts, whatever day the clock showed."""
    wanted = sorted(numbers)
    if not wanted:
        return ()
    where = "shift > 0 AND shift BETWEEN ? AND ?"
    found = _sums(connection, "''", "sale_shift", where, (wanted[0], wanted[-1]))
    return tuple(each for each in found if each.shift in wanted)


def sales_of_meter(connection: sqlite3.Connection, meter: str, since: date) -> tuple[SalesSum, ...]:
    """The sums of a meter's sales from a day on, cut into months."""
    where = "meter = ? AND substr(prepared_at, 1, 10) >= ?"
    return _sums(connection, _SLOTS[Slot.MONTH], "sale_meter", where, (meter, since.isoformat()))


def _sums(
    connection: sqlite3.Connection, slot: str, index: str, where: str, parameters: tuple[object, ...]
) -> tuple[SalesSum, ...]:
    alike = _ALIKE.format(slot=slot)
    asked = _SUMS.format(slot=slot, index=index, where=where, alike=alike)
    made = []
    for row in connection.execute(asked, parameters):
        kind, state, operator, tender, cash, management, shift, part, code, exponent, count, *sums = row
        minor, price, energy, unpriced = sums
        currency = None if code is None else Currency(code, exponent)
        made.append(
            SalesSum(
                kind=SaleKind(kind),
                state=VendState(state),
                operator=operator,
                count=count,
                tender=tender,
                cash=bool(cash),
                management=None if management is None else ManagementKind(management),
                shift=shift,
                slot=part,
                amount=_money(minor, currency),
                price=_money(price, currency),
                energy=Energy(energy),
                unpriced=unpriced,
            )
        )
    return tuple(made)


def _money(minor: int | None, currency: Currency | None) -> Money | None:
    return None if minor is None or currency is None else Money(minor, currency)


def _charges(
    connection: sqlite3.Connection, index: str, where: str, parameters: tuple[object, ...]
) -> tuple[ChargeSum, ...]:
    rows = connection.execute(_CHARGES.format(index=index, where=where), parameters)
    return tuple(
        ChargeSum(name, rate, bool(included), count, Money(minor, Currency(code, exponent)))
        for name, rate, included, code, exponent, count, minor in rows
    )


def irregular(connection: sqlite3.Connection, period: Period) -> Irregular:
    """What is to be said of a period beside its sums."""
    days = _days(period)
    set_back: int = connection.execute(_SET_BACK, days).fetchone()[0]
    alone: int = connection.execute(_ALONE, days).fetchone()[0]
    other_value: int = connection.execute(_OTHER_VALUE, days).fetchone()[0]
    return Irregular(set_back, flags(connection, period), alone, other_value, _went_on(connection, days))


def _went_on(connection: sqlite3.Connection, days: tuple[str, str]) -> tuple[WentOn, ...]:
    """The backups that the journal went on from in a period, or from whose end on nothing is known of it.

    A number that an earlier one passed over is not missing twice.
    """
    found, passed = [], 0
    for till, at, body, before in connection.execute(_WENT_ON).fetchall():
        following = _RESTORED.decode(body).next_number
        highest = connection.execute("SELECT max(number) FROM sale WHERE number < ?", (following,)).fetchone()[0]
        first, passed = max(highest or 0, passed) + 1, following - 1
        if min(before, at)[:10] <= days[1] and at[:10] >= days[0]:
            gone = (receipt_number(till, first), receipt_number(till, passed)) if first <= passed else ("", "")
            found.append(WentOn(datetime.fromisoformat(at), *gone))
    return tuple(found)


def doubts_of_period(connection: sqlite3.Connection, period: Period) -> tuple[Sale, ...]:
    """Doubts that were open at a period's end, settled by now or not, and those that began or were settled in it."""
    return tuple(map(sale_of, connection.execute(_DOUBTS, _days(period))))


def management_of_period(connection: sqlite3.Connection, period: Period) -> tuple[Sale, ...]:
    """The management tokens that were asked for in a period, whatever became of them."""
    return tuple(map(sale_of, connection.execute(_MANAGEMENT, _days(period))))


def copies_of_period(connection: sqlite3.Connection, period: Period) -> tuple[CopyMade, ...]:
    """Slips that were made again in a period, of sales and of reports, in the order of the journal."""
    made = [(seq, _copy(till, at, body)) for seq, till, at, body in connection.execute(_COPIES, _days(period))]
    for seq, _till, at, body in connection.execute(_REPORT_COPIES, _days(period)):
        slip = _REPORT_SLIP.decode(body)
        if slip.copy > 1:
            named = f"{slip.report} {slip.number}"
            when = datetime.fromisoformat(at)
            made.append((seq, CopyMade(when, named, slip.report, slip.copy, slip.operator, slip.medium, slip.why)))
    return tuple(copy for _seq, copy in sorted(made, key=lambda each: each[0]))


def _copy(till: str, at: str, body: bytes) -> CopyMade:
    slip = DECODER.decode(body)
    number = receipt_number(till, slip.number)
    return CopyMade(datetime.fromisoformat(at), number, slip.slip, slip.copy, slip.operator, slip.medium, slip.why)
