"""A Z of 2,000 sales: counted, added up, written and drawn. Prints milliseconds as JSON. Argument: how many times."""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from large_book import BEGAN, Shop, sell

from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.shift_slip import shift_slip
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.printing import PaperName
from vendingdesk.domain.shift import DrawerCount
from vendingdesk.journal.book import Book
from vendingdesk.journal.opening import JOURNAL_NAME, connect, create
from vendingdesk.journal.shift_book import ShiftBook
from vendingdesk.receipts import PdfSlips

SALES = 2_000
USD = Currency("USD")


def filled(folder: Path) -> None:
    """A book with one open shift of so many sales."""
    file = folder / JOURNAL_NAME
    create(file, "K01", lambda: BEGAN)
    with closing(connect(file)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        shop, book = Shop(SALES), Book(connection, "K01")
        ShiftBook(book).switch(on=True, by="Ann", allowed_by="", at=BEGAN)
        ShiftBook(book).open(Money(5000, USD), by="Ann", allowed_by="", at=BEGAN)
        for place in range(SALES):
            sell(book, shop, place, BEGAN + timedelta(seconds=5 * place))


def closed(folder: Path) -> float:
    """The milliseconds of one close, on a disk that is waited for."""
    slips, at = PdfSlips(), BEGAN + timedelta(hours=9)
    slips.warm("en")
    with closing(connect(folder / JOURNAL_NAME)) as connection:
        book = Book(connection, "K01")
        begun = time.perf_counter()
        ShiftBook(book).count(DrawerCount(USD, (), 5000), by="Ann", allowed_by="", at=at)
        z = ShiftBook(book).close(
            by="Ann", reason="counted for the bench", left=Money(0, USD), allowed_by="", at=at, single_owner=False
        )
        slips.pdf(shift_slip(z, DeskSetup()), PaperName.ROLL_80)
        took = time.perf_counter() - begun
    assert z.sales.count > SALES * 0.9, z.sales
    return took * 1000


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="vendingdesk-bench-") as folder:
        made = Path(folder) / "made"
        made.mkdir(mode=0o700)
        filled(made)
        times = []
        for number in range(int(sys.argv[1])):
            copy = Path(folder) / str(number)
            shutil.copytree(made, copy)
            with closing(sqlite3.connect(copy / JOURNAL_NAME)) as file:
                file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            times.append(closed(copy))
    print(json.dumps({"ms": times}))


if __name__ == "__main__":
    main()
