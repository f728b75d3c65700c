"""Sales by the day that the till's own clock showed when they were prepared, oldest first, a page at a time.

The day is the first ten characters of the written time, which keeps the local offset: a sale at half past midnight
belongs to the new day, whatever UTC says. Asked by an index and not by halving the numbers: a clock that was set back
puts a sale among those of another day, and a statement has to have it all the same.
"""

from __future__ import annotations

import sqlite3
from datetime import date

from vendingdesk.domain.sale import Sale
from vendingdesk.journal.projection import COLUMNS, sale_of

_DAY = "FROM sale INDEXED BY sale_day WHERE substr(prepared_at, 1, 10) = ? AND number > ?"
_YEAR = "FROM sale INDEXED BY sale_meter WHERE meter = ? AND substr(prepared_at, 1, 4) = ? AND number > ?"
_OF_DAY = f"SELECT {COLUMNS} {_DAY} ORDER BY number LIMIT ?"
_OF_YEAR = f"SELECT {COLUMNS} {_YEAR} ORDER BY number LIMIT ?"


def sales_of_day(connection: sqlite3.Connection, day: date, after: int, limit: int) -> tuple[Sale, ...]:
    """The sales of a local day with numbers above ``after``, oldest first."""
    return tuple(map(sale_of, connection.execute(_OF_DAY, (day.isoformat(), after, limit))))


def count_of_day(connection: sqlite3.Connection, day: date) -> int:
    """How many sales a local day has."""
    count: int = connection.execute(f"SELECT count(*) {_DAY}", (day.isoformat(), 0)).fetchone()[0]
    return count


def sales_of_year(connection: sqlite3.Connection, meter: str, year: int, after: int, limit: int) -> tuple[Sale, ...]:
    """A meter's sales of a year by the till's own clock, with numbers above ``after``, oldest first."""
    return tuple(map(sale_of, connection.execute(_OF_YEAR, (meter, f"{year:04d}", after, limit))))


def count_of_year(connection: sqlite3.Connection, meter: str, year: int) -> int:
    """How many sales a meter has in a year."""
    count: int = connection.execute(f"SELECT count(*) {_YEAR}", (meter, f"{year:04d}", 0)).fetchone()[0]
    return count
