"""What the till's sales are in, as the journal knows it: by the newest sale, or by a newer entry that decides it."""

from __future__ import annotations

import sqlite3
from datetime import datetime

import msgspec

from vendingdesk.domain.money import Currency
from vendingdesk.domain.sales_unit import CURRENCY, KWH, SalesUnit
from vendingdesk.journal.book import Book
from vendingdesk.journal.day_entries import ShiftOpened
from vendingdesk.journal.outcomes import writable
from vendingdesk.journal.schema import DAY
from vendingdesk.journal.sqlite_journal import SqliteJournal
from vendingdesk.journal.unit_entries import UnitSet

NEWEST_SALE = (
    "SELECT number, currency, exponent, milliwatt_hours FROM sale WHERE kind = 'credit' ORDER BY number DESC LIMIT 1"
)
"""From the end: keys and other tokens that stand behind the last sale of credit are few."""

LAST_SET = "SELECT seq, body FROM entry INDEXED BY entry_unit WHERE kind = 'unit_set' ORDER BY seq DESC LIMIT 1"

LAST_SHIFT = (
    f"SELECT seq, body FROM entry INDEXED BY entry_day WHERE kind IN {DAY} AND kind = 'shift_opened' "  # noqa: S608
    "ORDER BY seq DESC LIMIT 1"
)

_SET = msgspec.json.Decoder(UnitSet)
_SHIFT = msgspec.json.Decoder(ShiftOpened)


class UnitBook:
    """Asks the journal in its own thread; what was written is on disk when a coroutine returns."""

    def __init__(self, journal: SqliteJournal) -> None:
        self._journal = journal

    async def unit(self) -> SalesUnit:
        """What the books say: nothing for new ones, and no currency where energy was never priced."""
        return await self._journal.ask(lambda book: unit_of(book.connection))

    async def unit_set(self, unit: SalesUnit, *, by: str, allowed_by: str, at: datetime) -> None:
        """Write down what sales are in from now on, whatever they were in before."""

        def write(book: Book) -> None:
            book.fresh()
            currency = unit.currency
            assert currency is not None  # noqa: S101 - settings always name one
            book.append(
                UnitSet(
                    unit.means,
                    currency.code,
                    currency.exponent,
                    book.last_number,
                    writable(by),
                    writable(allowed_by),
                ),
                at,
            )

        await self._journal.ask(write)


def unit_of(connection: sqlite3.Connection) -> SalesUnit:
    """What the sales of an open journal are in."""
    number, code, exponent, energy = connection.execute(NEWEST_SALE).fetchone() or (0, None, 0, None)
    decided, shift = connection.execute(LAST_SET).fetchone(), connection.execute(LAST_SHIFT).fetchone()
    begun: tuple[int, Currency | None] = (0, None)
    if decided is not None:
        body = _SET.decode(decided[1])
        begun = (decided[0], Currency(body.currency, body.digits))
        if body.after >= number:
            return SalesUnit(body.means, begun[1])
    if shift is not None and shift[0] > begun[0]:
        opened = _SHIFT.decode(shift[1])
        begun = (shift[0], Currency(opened.currency, opened.exponent))
    currency = begun[1] if code is None else Currency(code, exponent)
    if not number:
        return SalesUnit("", currency)
    return SalesUnit(CURRENCY if energy is None else KWH, currency)
