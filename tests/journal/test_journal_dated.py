"""Sales by local day and by year, a page at a time, whatever the clock did."""

from datetime import date, datetime, timedelta, timezone

import pytest
from journal.journal_samples import ISSUED, NOON, NOTHING_SENT, now, open_book, order

from vendingdesk.domain.sale import VendState
from vendingdesk.journal import SqliteJournal
from vendingdesk.journal.book import Book

EAST = timezone(timedelta(hours=3))
METER = "37000000017"


def sell_at(book: Book, at: datetime, meter: str = "01282444000") -> None:
    asked = order(meter)
    book.prepare(asked, at)
    book.conclude(asked.uid, NOTHING_SENT, at)


def test_a_day_is_the_one_that_the_clock_on_the_wall_showed(tmp_path):
    with open_book(tmp_path) as book:
        for at in (
            datetime(2026, 3, 28, 23, 59, 59, tzinfo=EAST),
            datetime(2026, 3, 29, 0, 0, tzinfo=EAST),  # still the 28th in UTC
            datetime(2026, 3, 29, 23, 59, tzinfo=EAST),
            datetime(2026, 3, 30, 0, 30, tzinfo=EAST),
            datetime(2026, 3, 29, 12, 0, tzinfo=timezone(-timedelta(hours=5))),  # the clock was set back, and moved
        ):
            sell_at(book, at)
        day = date(2026, 3, 29)
        assert [sale.number for sale in book.sales_of_day(day, 0, 9)] == [2, 3, 5]
        assert [sale.number for sale in book.sales_of_day(day, 2, 1)] == [3]
        assert book.count_of_day(day) == 3
        assert book.sales_of_day(date(2025, 3, 29), 0, 9) == ()
        assert book.count_of_day(date(2025, 3, 29)) == 0
        kept = book.sales_of_day(day, 3, 9)[0].prepared_at
        assert kept.isoformat() == "2026-03-29T12:00:00-05:00"


def test_a_meters_year(tmp_path):
    with open_book(tmp_path) as book:
        for at, meter in (
            (datetime(2025, 12, 31, 23, 59, tzinfo=EAST), METER),
            (datetime(2026, 1, 1, 0, 0, tzinfo=EAST), METER),
            (datetime(2026, 6, 1, tzinfo=EAST), "37000000025"),
            (datetime(2026, 12, 31, 23, 59, tzinfo=EAST), METER),
            (datetime(2027, 1, 1, tzinfo=EAST), METER),
        ):
            sell_at(book, at, meter)
        assert [sale.number for sale in book.sales_of_year(METER, 2026, 0, 9)] == [2, 4]
        assert [sale.number for sale in book.sales_of_year(METER, 2026, 2, 9)] == [4]
        assert book.count_of_year(METER, 2026) == 2
        assert book.count_of_year(METER, 2024) == 0


def test_both_are_asked_of_an_index(tmp_path):
    asked = []
    with open_book(tmp_path) as book:
        sell_at(book, NOON)
        book._connection.set_trace_callback(asked.append)
        book.sales_of_day(NOON.date(), 0, 9)
        book.count_of_day(NOON.date())
        book.sales_of_year(METER, 2026, 0, 9)
        book.count_of_year(METER, 2026)
        book._connection.set_trace_callback(None)
        plans = [step[3] for each in asked for step in book._connection.execute(f"EXPLAIN QUERY PLAN {each}")]
    assert len(plans) == 4
    assert all(plan.startswith("SEARCH") for plan in plans)
    assert sum("sale_day (<expr>=? AND rowid>?)" in plan for plan in plans) == 2


async def test_they_are_asked_through_the_journal(tmp_path):
    journal = SqliteJournal(tmp_path, "K01", clock=now)
    await journal.open()
    try:
        asked = order(METER)
        await journal.prepare(asked, NOON)
        await journal.sending(asked.uid, NOON)
        await journal.conclude(asked.uid, ISSUED, NOON)
        [sale] = await journal.sales_of_day(NOON.date())
        assert sale.state is VendState.ISSUED
        assert await journal.sales_of_day(NOON.date(), after=1) == ()
        assert await journal.count_of_day(NOON.date()) == 1
        assert await journal.sales_of_year(METER, 2026) == (sale,)
        assert await journal.sales_of_year(METER, 2026, limit=0) == ()
        assert await journal.count_of_year(METER, 2026) == 1
    finally:
        await journal.close()


@pytest.mark.parametrize("size", [1, 2, 7])
def test_pages_of_any_size_give_each_sale_once(tmp_path, size):
    with open_book(tmp_path) as book:
        for minute in range(7):
            sell_at(book, NOON + timedelta(minutes=minute))
        found: list[int] = []
        while page := book.sales_of_day(NOON.date(), found[-1] if found else 0, size):
            found += [sale.number for sale in page]
    assert found == list(range(1, 8))
