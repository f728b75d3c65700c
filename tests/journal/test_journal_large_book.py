"""The journals that measurements are made with are real ones: what ``Book`` writes, only with fewer commits."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bench import large_book
from journal.journal_samples import open_book

from vendingdesk.domain.sale import VendState
from vendingdesk.journal.book import Book
from vendingdesk.journal.opening import JOURNAL_NAME
from vendingdesk.journal.verification import verify

SALES = 3_000


def test_a_made_up_journal_is_unbroken_and_has_all_that_a_till_writes(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(large_book, "BATCH", 700)
    folder = large_book.large_book(tmp_path, SALES)
    found = verify(folder)
    assert found.unbroken, str(found)
    assert found.sales == SALES
    with closing(sqlite3.connect(folder / JOURNAL_NAME)) as file:
        kinds = {kind for (kind,) in file.execute("SELECT DISTINCT kind FROM entry")}
        assert kinds == {"genesis", "prepared", "sending", "answered", "concluded", "slip", "resolved"}
        assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    with open_book(folder) as book:
        doubts = book.sales("", "", (VendState.IN_DOUBT,), 0, 10)
        assert [sale.number for sale in doubts] == [3, 2, 1]
        assert len(book.sales(large_book.HEAVY, "", (), 0, 100)) > 3
        assert book.sales(large_book.Shop(SALES).meters[0], "", (), 0, 100)
    assert large_book.large_book(tmp_path, SALES) == folder, "made once"


def test_few_commits_change_no_byte(tmp_path: Path, monkeypatch) -> None:
    """The same orders with the same ids: one journal with a commit for each entry, one with few."""
    rows = []
    for factory in (large_book.ManyToACommit, sqlite3.Connection):
        numbers = iter(range(10**6))

        class Uid:
            def __init__(self, numbers=numbers) -> None:
                self.hex = f"{next(numbers):032x}"

            def __str__(self) -> str:
                return self.hex

        for place in ("bench.large_book", "vendingdesk.journal.book", "vendingdesk.journal.opening"):
            monkeypatch.setattr(f"{place}.uuid4", Uid)
        file = tmp_path / factory.__name__
        large_book.create(file, "K01", lambda: large_book.BEGAN)
        with closing(sqlite3.connect(file, isolation_level=None, factory=factory)) as connection:
            if factory is large_book.ManyToACommit:
                connection.really("BEGIN")
            shop, book = large_book.Shop(200), Book(connection, "K01")
            for place in range(200):
                large_book.sell(book, shop, place, large_book.BEGAN)
            if factory is large_book.ManyToACommit:
                connection.really("COMMIT")
            asked = ("SELECT * FROM entry ORDER BY seq", "SELECT * FROM sale ORDER BY number")
            rows.append([connection.execute(each).fetchall() for each in asked])
    assert rows[0] == rows[1]
    assert len(rows[0][0]) > 800
