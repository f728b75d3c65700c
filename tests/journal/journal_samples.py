"""Orders, outcomes and short ways to write them, for the journal's tests."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from uuid import uuid4

from vendingdesk.domain.energy import Energy
from vendingdesk.domain.management import ManagementKind, ManagementOrder
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.outcome import (
    Declined,
    DoubtCause,
    Issued,
    NothingSent,
    NotSentCause,
    RawAnswer,
    RefusalReason,
    TokenWarning,
    Unclear,
)
from vendingdesk.domain.receipt import SlipKind
from vendingdesk.domain.sale import Amount, Order
from vendingdesk.journal import schema
from vendingdesk.journal.book import Book
from vendingdesk.journal.opening import JOURNAL_NAME, connect, writable_book

USD = Currency("USD")
NOON = datetime(2026, 3, 29, 12, 0, 0, 250, tzinfo=timezone(timedelta(hours=3)))
DOUBTED = "37000000033"
TOKEN = "49335795123412341234"

ISSUED = Issued((TOKEN, "0" * 20), "F1", "64.5 kWh", Energy(64_500_000), "2026-03-29", (TokenWarning.SEVERAL,))
DECLINED = Declined(RefusalReason.NO_SUCH_METER, "meter not found")
NOTHING_SENT = NothingSent(NotSentCause.UNREACHABLE, "refused")
UNCLEAR = Unclear(DoubtCause.TIMED_OUT, "")


def now() -> datetime:
    return NOON


def order(meter: str = "01282444000", amount: Amount | None = None, management: bool = False, **more: str) -> Order:
    engineering = ManagementOrder(ManagementKind.MAXIMUM_POWER_LIMIT, 5000, "new line") if management else None
    if amount is None and not management:
        amount = Money(1235, USD)
    given = {
        "operator": "ann",
        "server": "https://server.example",
        "customer": "Ama",
        "place": "Plot 4",
        "override": "ruled",
        **more,
    }
    return Order(str(uuid4()), "req-1", meter, amount=amount, management=engineering, **given)


def answer(body: bytes = b'{"token": 1}\x00\xff', at: datetime = NOON) -> RawAnswer:
    return RawAnswer(200, body, at, complete=False, content_type="application/json", server_date="Sun, 29 Mar 2026")


@contextmanager
def open_book(folder: Path, till: str = "K01") -> Iterator[Book]:
    connection, book = writable_book(folder / JOURNAL_NAME, till, now)
    with closing(connection):
        yield book


@contextmanager
def raw_file(folder: Path) -> Iterator[sqlite3.Connection]:
    """The file as somebody with an SQLite tool has it."""
    with closing(sqlite3.connect(folder / JOURNAL_NAME, isolation_level=None)) as connection:
        yield connection


def sell(book: Book, asked: Order, outcome: object = ISSUED) -> None:
    book.prepare(asked, NOON)
    if not isinstance(outcome, NothingSent):
        book.sending(asked.uid, NOON)
        book.answered(asked.uid, answer())
    book.conclude(asked.uid, outcome, NOON + timedelta(seconds=2))


def fill(folder: Path) -> None:
    """A book with a sale of every kind, copies, and two open sales."""
    with open_book(folder) as book:
        for outcome in (ISSUED, DECLINED, NOTHING_SENT, UNCLEAR):
            asked = order(DOUBTED if outcome is UNCLEAR else "01282444000")
            sell(book, asked, outcome)
            book.slip_made(asked.uid, SlipKind.SALE, "ann", "pdf", NOON)
        sell(book, order("37000000017", Energy(12_500_000)))
        sell(book, order("37000000025", management=True))
        book.slip_made(asked.uid, SlipKind.MANAGEMENT, "ben", "print", NOON)
        book.prepare(order(), NOON)
        last = order("37000000041")
        book.prepare(last, NOON)
        book.sending(last.uid, NOON)


def older(folder: Path, version: int, *, lacks: str) -> Path:
    """The book in ``now`` as a file of an older version: its tables, its entries (the same bytes), its rows.

    ``lacks`` is a column that this version did not have.
    """
    path = folder / "old" / JOURNAL_NAME
    path.parent.mkdir(mode=0o700)
    path.touch(0o600)
    with closing(connect(path)) as connection, raw_file(folder / "now") as file:
        schema.migrate(connection, schema.MIGRATIONS[:version])
        columns = [name for (name,) in connection.execute("SELECT name FROM pragma_table_info('sale')")]
        assert lacks not in columns
        listed = ", ".join(columns)
        for table, named in (("entry", "*"), ("sale", listed)):
            rows = file.execute(f"SELECT {named} FROM {table}").fetchall()
            into = table if named == "*" else f"{table} ({listed})"
            connection.executemany(f"INSERT INTO {into} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    return path
