"""Searches beside the counter's work: they hold nothing up, end when nobody waits, and hear of every sale."""

import asyncio
import sqlite3
from contextlib import closing, suppress
from threading import Event

import pytest
from journal.journal_samples import ISSUED, NOON, answer, order, raw_file

from vendingdesk.domain.errors import EnvironmentFault, UserCancelled
from vendingdesk.domain.receipt import SlipKind
from vendingdesk.domain.sale_filter import SaleFilter
from vendingdesk.journal.faults import JournalDamaged
from vendingdesk.journal.opening import JOURNAL_NAME, reading_connection
from vendingdesk.journal.sqlite_journal import SqliteJournal

ENDLESS = "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


@pytest.fixture
async def journal(tmp_path):
    journal = SqliteJournal(tmp_path, "K01")
    await journal.open()
    yield journal
    await journal.close()


async def sold(journal, **more):
    asked = order(**more)
    await journal.prepare(asked, NOON)
    await journal.sending(asked.uid, NOON)
    await journal.answered(asked.uid, answer())
    return await journal.conclude(asked.uid, ISSUED, NOON)


def endless(finding, begun):
    begun.set()
    finding._connection.execute(ENDLESS).fetchone()


async def running(journal):
    """A question that never ends by itself, in the thread of searches."""
    begun = Event()
    task = asyncio.create_task(journal.finder._ask(lambda finding: endless(finding, begun)))
    await asyncio.to_thread(begun.wait)
    return task


async def test_a_search_finds_what_was_just_written(journal):
    sale = await sold(journal)
    finder = journal.finder
    search = await finder.begin(SaleFilter())
    assert (search.highest, search.whole) == (1, True)
    assert (await finder.step(search, search.below, 100)).sold.count == 1
    assert await finder.sales([1]) == (sale,)
    assert (await finder.known(0, 100))[0].persons == {"ann"}


async def test_no_sale_waits_for_a_search(journal):
    task = await running(journal)
    assert (await asyncio.wait_for(sold(journal), 10)).tokens
    assert not task.done()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_a_search_that_nobody_waits_for_is_broken_off(journal):
    task = await running(journal)
    unheard = asyncio.create_task(journal.finder.begin(SaleFilter()))
    await asyncio.sleep(0)  # it stands behind the endless one
    unheard.cancel()
    task.cancel()
    for each in (task, unheard):
        with pytest.raises(asyncio.CancelledError):
            await each
    assert (await asyncio.wait_for(journal.finder.begin(SaleFilter()), 10)).highest == 0


async def test_closing_breaks_a_search_off(journal):
    task = await running(journal)
    behind = asyncio.create_task(journal.finder.begin(SaleFilter()))
    await asyncio.sleep(0)
    await asyncio.wait_for(journal.close(), 10)
    for each in (task, behind):
        with pytest.raises(UserCancelled):
            await each
    with pytest.raises(EnvironmentFault, match="closed"):
        await journal.finder.begin(SaleFilter())


async def test_after_closing_the_log_is_put_away_and_a_new_opening_searches_again(journal, tmp_path):
    await sold(journal)
    await journal.finder.begin(SaleFilter())
    await journal.close()
    assert not (tmp_path / f"{JOURNAL_NAME}-wal").exists()
    await journal.open()
    assert (await journal.finder.begin(SaleFilter())).highest == 1


async def test_the_log_begins_anew_while_somebody_searches(journal, tmp_path):
    await sold(journal)
    await journal.finder.begin(SaleFilter())
    checkpoint = "PRAGMA wal_checkpoint(RESTART)"
    assert (await journal.ask(lambda book: book._connection.execute(checkpoint).fetchone()))[0] == 0


async def test_an_error_that_is_not_ours_is_said(journal):
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await journal.finder._ask(lambda finding: finding._connection.execute("SELECT 1 FROM nowhere"))


async def test_a_damaged_row_is_said(journal, tmp_path):
    await sold(journal)
    with raw_file(tmp_path) as file:
        file.execute("UPDATE sale SET outcome = '{'")
    with pytest.raises(JournalDamaged, match="sale 1 can't be read"):
        await journal.finder.sales([1])


async def test_its_connection_can_not_write(journal, tmp_path):
    with (
        closing(reading_connection(tmp_path / JOURNAL_NAME, 64)) as connection,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        connection.execute("UPDATE sale SET number = 2")


def test_a_file_that_is_no_journal_is_refused(tmp_path):
    with closing(sqlite3.connect(tmp_path / "other")) as file:
        file.execute("CREATE TABLE x (y)")
    with pytest.raises(JournalDamaged, match="not a Vending Desk journal"):
        reading_connection(tmp_path / "other", 64)


async def heard(journal, work):
    """The numbers that are told while something is written."""
    told = []
    stop = journal.finder.when_changed(told.append)
    try:
        await work
        await journal.head()  # behind it in the journal's thread
        await asyncio.sleep(0)
        return told
    finally:
        stop()


async def test_every_step_of_a_sale_is_told(journal):
    assert await heard(journal, sold(journal)) == [(1,)] * 4
    sale = await journal.sale("K01-000001")
    slip = journal.slip_made(sale.uid, kind=SlipKind.SALE, operator="ann", medium="pdf", at=NOON)
    assert await heard(journal, slip) == [(1,)]


async def test_what_is_no_sale_is_not_told(journal):
    named = journal.supervisor_named("Esi", by="ann", introduced_by="", at=NOON)
    assert await heard(journal, named) == []


async def test_a_sale_whose_writer_gave_up_is_told_all_the_same(journal):
    async def given_up():
        task = asyncio.create_task(journal.prepare(order(), NOON))
        await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    assert await heard(journal, given_up()) == [(1,)]


async def test_what_could_not_be_written_is_not_told(journal):
    first = order()
    await journal.prepare(first, NOON)

    async def twice():
        with suppress(ValueError):
            await journal.prepare(first, NOON)

    assert await heard(journal, twice()) == []
    assert await heard(journal, journal.sending(first.uid, NOON)) == [(1,)]


async def test_who_listens_no_more_hears_nothing(journal):
    told = []
    stop = journal.finder.when_changed(told.append)
    stop()
    stop()
    await sold(journal)
    await asyncio.sleep(0)
    assert told == []


async def test_news_of_a_loop_that_is_gone_go_nowhere(journal):
    stop = journal.finder.when_changed(lambda _numbers: None)
    gone = asyncio.new_event_loop()
    gone.close()
    journal.finder._news.begin(gone)
    await sold(journal)
    stop()
