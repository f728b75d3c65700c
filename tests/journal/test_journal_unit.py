"""What sales are in by the journal: the newest sale, what was decided after it, and what a verification finds."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from journal.journal_samples import ISSUED, NOON, open_book, order, sell

from vendingdesk.domain.energy import Energy
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.sales_unit import SalesUnit
from vendingdesk.journal import SqliteJournal
from vendingdesk.journal.day_entries import ShiftOpened
from vendingdesk.journal.unit_book import LAST_SET, UnitBook, unit_of
from vendingdesk.journal.unit_entries import UnitSet
from vendingdesk.journal.verification import verify

KWD, USD = Currency("KWD", 3), Currency("USD")
DINARS = Money(1234, KWD)


async def test_what_was_decided_counts_until_something_is_sold_otherwise(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path, "K01")
    await journal.open()
    book = UnitBook(journal)
    try:
        assert await book.unit() == SalesUnit()
        await journal.prepare(order(amount=DINARS), NOON)
        assert await book.unit() == SalesUnit("currency", KWD)
        await book.unit_set(SalesUnit("kwh", USD), by="Amina\ud800", allowed_by="Grace", at=NOON)
        assert await book.unit() == SalesUnit("kwh", USD)
        await journal.prepare(order("37000000025", management=True), NOON)
        assert await book.unit() == SalesUnit("kwh", USD)
        await journal.prepare(order("37000000033", Energy(12_500_000)), NOON)
        assert await book.unit() == SalesUnit("kwh", USD)
        await journal.prepare(order("37000000041", DINARS), NOON)
        assert await book.unit() == SalesUnit("currency", KWD)
        plan = await journal.ask(
            lambda asked: [step[3] for step in asked.connection.execute(f"EXPLAIN QUERY PLAN {LAST_SET}")]
        )
        assert plan == ["SCAN entry USING INDEX entry_unit"]
    finally:
        await journal.close()
    with closing(sqlite3.connect(journal.path)) as file:
        [(body,)] = file.execute("SELECT body FROM entry WHERE kind = 'unit_set'")
    assert body == (
        b'{"means":"kwh","currency":"USD","digits":2,"after":1,"by":"Amina\\\\ud800","allowed_by":"Grace"}'
    )
    assert verify(tmp_path).unbroken


def test_energy_without_a_price_leaves_the_currency_to_the_drawer(tmp_path: Path) -> None:
    with open_book(tmp_path) as book:
        sell(book, order(amount=Energy(12_500_000)), ISSUED)
        assert unit_of(book.connection) == SalesUnit("kwh")
        book.append(UnitSet("kwh", "USD", 2, 1, "a", "g"), NOON)
        book.append(ShiftOpened(1, 0, "KWD", 3, "a"), NOON)
        assert unit_of(book.connection) == SalesUnit("kwh", USD)


def test_a_shift_says_what_cash_is_before_anything_is_sold(tmp_path: Path) -> None:
    with open_book(tmp_path) as book:
        book.append(ShiftOpened(1, 0, "KWD", 3, "a"), NOON)
        assert unit_of(book.connection) == SalesUnit("", KWD)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (UnitSet("kwh", "USD", 2, 2, "a", "g"), "1 is the last"),
        (UnitSet("water", "USD", 2, 1, "a", "g"), "water"),
        (UnitSet("kwh", "usd", 2, 1, "a", "g"), "no currency"),
        (UnitSet("kwh", "USD", 9, 1, "a", "g"), "no currency"),
    ],
)
def test_a_verification_finds_a_unit_that_nobody_can_have_set(tmp_path: Path, body: UnitSet, says: str) -> None:
    with open_book(tmp_path) as book:
        sell(book, order(), ISSUED)
        last = book.entries
        book.append(body, NOON + timedelta(hours=1))
    found = verify(tmp_path)
    assert (found.unbroken, found.first_break) == (False, last + 1)
    assert says in found.problem
