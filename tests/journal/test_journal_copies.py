"""Slips are counted one after the other, with who and why, whoever asks at once."""

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from journal.journal_samples import DECLINED, ISSUED, NOON, TOKEN, UNCLEAR, now, open_book, order, raw_file, sell

from vendingdesk.domain.errors import Refused
from vendingdesk.domain.receipt import SlipKind
from vendingdesk.domain.sale import MoveRefused
from vendingdesk.domain.slips import SlipAsked, SlipMade
from vendingdesk.journal import SqliteJournal, verify
from vendingdesk.journal.entries import Slip, encode
from vendingdesk.journal.faults import JournalDamaged
from vendingdesk.journal.inspection import verify_since
from vendingdesk.journal.mark import Mark
from vendingdesk.journal.opening import JOURNAL_NAME
from vendingdesk.journal.slips import MOST, SlipCounts, next_copy


def test_a_slip_without_a_reason_is_written_as_it_always_was():
    assert encode(Slip(1, 2, "ann", "pdf", "sale")) == (
        b'{"number":1,"copy":2,"operator":"ann","medium":"pdf","slip":"sale"}'
    )
    assert encode(Slip(1, 2, "ann", "pdf", "sale", "lost")).endswith(b'"slip":"sale","why":"lost"}')


def test_who_when_and_why_are_read_back(tmp_path):
    later = NOON + timedelta(minutes=3)
    with open_book(tmp_path) as book:
        asked = order()
        sell(book, asked, ISSUED)
        book.append(Slip(1, 1, "old", "print"), NOON, asked.uid)  # of the journal's first version
        book.slip_made(asked.uid, SlipKind.SALE, "ann", "print", NOON)
        book.slip_made(asked.uid, SlipKind.SALE, "ben", "pdf", later, why="lost \ud800")
    with open_book(tmp_path) as book:
        assert book.slips_of(asked.uid) == (
            SlipMade(None, 1, NOON, "old", "print"),
            SlipMade(SlipKind.SALE, 2, NOON, "ann", "print"),
            SlipMade(SlipKind.SALE, 3, later, "ben", "pdf", "lost \\ud800"),
        )
        assert book.slips_of("nobody") == ()
    assert verify(tmp_path).unbroken


def test_whether_it_would_be_a_copy_is_told_without_counting(tmp_path):
    with open_book(tmp_path) as book:
        asked = order()
        sell(book, asked, ISSUED)
        assert [book.next_copy(asked.uid, SlipKind.SALE) for _ in range(2)] == [1, 1]
        book.slip_made(asked.uid, SlipKind.SALE, "ann", "pdf", NOON)
        assert book.next_copy(asked.uid, SlipKind.SALE) == 2
        assert book.next_copy(asked.uid, SlipKind.HOLD) == 1
        with pytest.raises(MoveRefused):
            book.next_copy("nobody", SlipKind.SALE)


def test_the_slip_of_a_cancelled_sale_is_counted_for_itself(tmp_path):
    with open_book(tmp_path) as book:
        asked = order()
        sell(book, asked, ISSUED)
        known = Mark(book._seq, book._hash, 1, b"")

        def made(kind: SlipKind) -> int:
            return book.slip_made(asked.uid, kind, "ann", "pdf", NOON)

        kinds = (SlipKind.SALE, SlipKind.CANCELLED, SlipKind.SALE, SlipKind.CANCELLED, SlipKind.RESOLUTION)
        assert [made(kind) for kind in kinds] == [1, 1, 2, 2, 1]
        assert book.sale("K01-000001").copies == 5
    assert verify(tmp_path).unbroken
    assert verify_since(tmp_path / JOURNAL_NAME, known).unbroken
    with raw_file(tmp_path) as file:
        file.execute("UPDATE sale SET copies = 3")
    assert "otherwise than" in verify(tmp_path).problem


@pytest.mark.parametrize("kind", [SlipKind.X_REPORT, SlipKind.Z_REPORT, SlipKind.TEST_PAGE])
def test_reports_and_test_pages_are_slips_of_no_sale(tmp_path, kind):
    with open_book(tmp_path) as book:
        asked = order()
        sell(book, asked, ISSUED)
        with pytest.raises(MoveRefused, match="is of no sale"):
            book.slip_made(asked.uid, kind, "ann", "pdf", NOON)
        assert book.slips_of(asked.uid) == ()
    assert "an unknown kind" in SlipCountsOf().enter(kind.value)


class SlipCountsOf:
    """One sale's counts."""

    def __init__(self) -> None:
        self.counts = SlipCounts()
        self.counts.add()

    def enter(self, slip: str, copy: int = 1) -> str:
        return self.counts.enter(0, Slip(1, copy, "ann", "pdf", slip), has_token=True)


def test_a_verification_counts_every_bucket_up_to_the_same_end():
    of = SlipCountsOf()
    assert "it counts slip 2 where 1 is next" in of.enter("cancelled", 2)
    for copy in (1, 2, 3):
        assert not of.enter("cancelled", copy)
    for copy in range(1, MOST + 1):
        assert not of.enter("sale", copy)
    assert of.enter("sale", MOST + 1)
    assert not of.enter("hold")
    assert not of.enter("cancelled", 4)
    assert of.counts.total(0) == MOST + 5
    many = (Slip(1, copy, "ann", "pdf", "cancelled") for copy in range(1, MOST + 1))
    with pytest.raises(Refused):
        next_copy(many, SlipKind.CANCELLED, has_token=True)


def test_many_slips_are_counted_in_one_transaction(tmp_path):
    commits = []
    with open_book(tmp_path) as book:
        orders = [order() for _ in range(4)]
        for each in orders:
            sell(book, each, ISSUED)
        book.slip_made(orders[1].uid, SlipKind.SALE, "ann", "pdf", NOON)
        book._connection.set_trace_callback(lambda said: commits.append(said) if said == "COMMIT" else None)
        asked = [SlipAsked(each.uid, SlipKind.SALE) for each in orders]
        asked.append(SlipAsked(orders[0].uid, SlipKind.SALE, beside=(orders[2].uid,)))
        assert book.slips_made(asked, "ben", "pdf", NOON, why="archive") == (1, 2, 1, 1, 2)
        assert book.slips_made([], "ben", "pdf", NOON) == ()
        assert len(commits) == 2
        assert [sale.copies for sale in book.sales("", "", (), 0, 9)] == [1, 1, 2, 2]
        assert {made.why for made in book.slips_of(orders[3].uid)} == {"archive"}
        book.slip_made(orders[3].uid, SlipKind.SALE, "ann", "pdf", NOON)
    assert verify(tmp_path).unbroken


def test_when_one_of_many_can_not_be_counted_none_is(tmp_path):
    with open_book(tmp_path) as book:
        orders = [order() for _ in range(3)]
        for each in orders:
            sell(book, each, ISSUED)
        still = order("37000000041")
        book.prepare(still, NOON)
        head = book.head
        with raw_file(tmp_path) as file:
            file.execute("UPDATE sale SET tokens = ? WHERE number = 2", (TOKEN,))
        with pytest.raises(JournalDamaged, match="K01-000002"):
            book.slips_made([SlipAsked(each.uid, SlipKind.SALE) for each in orders], "ben", "pdf", NOON)
        with pytest.raises(MoveRefused):
            book.slips_made([SlipAsked(still.uid, SlipKind.HOLD), SlipAsked("x", SlipKind.SALE)], "b", "pdf", NOON)
        assert book.head == head
        assert book._open[still.uid].copies == 0
        assert book.slips_made([SlipAsked(still.uid, SlipKind.HOLD)] * 2, "ben", "pdf", NOON) == (1, 2)
        assert book._open[still.uid].copies == 2
        assert book.slips_of(orders[0].uid) == ()


def test_a_disk_that_is_full_counts_none_of_many(tmp_path):
    with open_book(tmp_path) as book:
        asked = order()
        sell(book, asked, ISSUED)
        head, ask = book.head, book._connection.execute
        ask(f"PRAGMA max_page_count = {ask('PRAGMA page_count').fetchone()[0]}")
        many = [SlipAsked(asked.uid, SlipKind.SALE)] * 2000
        with pytest.raises(sqlite3.OperationalError, match="full"):
            book.slips_made(many, "ann", "pdf", NOON)
        ask("PRAGMA max_page_count = 1000000")
        assert book.slip_made(asked.uid, SlipKind.SALE, "ann", "pdf", NOON) == 1
        assert book.head != head
    assert verify(tmp_path).unbroken


async def test_eight_tasks_that_ask_at_once_get_eight_numbers(tmp_path):
    journal = SqliteJournal(tmp_path, "K01", clock=now)
    await journal.open()
    try:
        sale = await sold(journal)
        asked = [
            journal.slip_made(sale, kind=SlipKind.SALE, operator="ann", medium="pdf", at=NOON, why="lost")
            for _ in range(8)
        ]
        assert sorted(await asyncio.gather(*asked)) == list(range(1, 9))
        assert await journal.next_copy(sale, SlipKind.SALE) == 9
        assert [made.copy for made in await journal.slips_of(sale)] == list(range(1, 9))
    finally:
        await journal.close()
    assert verify(tmp_path).unbroken


async def test_eight_threads_that_ask_at_once_get_eight_numbers(tmp_path):
    journal = SqliteJournal(tmp_path, "K01", clock=now)
    await journal.open()
    barrier = Barrier(8)
    try:
        uid = await sold(journal)

        def ask(place: int) -> tuple[int, ...]:
            barrier.wait(10)
            many = [SlipAsked(uid, SlipKind.SALE)] * 3
            return asyncio.run(journal.slips_made(many, operator=f"t{place}", medium="pdf", at=NOON, why="archive"))

        with ThreadPoolExecutor(8) as threads:
            jobs = [asyncio.wrap_future(threads.submit(ask, place)) for place in range(8)]
            got = await asyncio.gather(*jobs)
        assert sorted(copy for each in got for copy in each) == list(range(1, 25))
        assert all(each == tuple(range(each[0], each[0] + 3)) for each in got)  # a batch is not torn apart
    finally:
        await journal.close()
    assert verify(tmp_path).unbroken


async def sold(journal: SqliteJournal) -> str:
    asked = order()
    await journal.prepare(asked, NOON)
    await journal.sending(asked.uid, NOON)
    await journal.conclude(asked.uid, ISSUED, NOON)
    return asked.uid


@pytest.mark.parametrize("outcome", [DECLINED, UNCLEAR])
def test_what_an_old_journal_counted_stays(tmp_path, outcome):
    """The first version's slips of a sale without a token count with its hold slips, as before."""
    with open_book(tmp_path) as book:
        asked = order("37000000033")
        sell(book, asked, outcome)
        for copy in (1, 2):
            book.append(Slip(1, copy, "ann", "print"), NOON, asked.uid)
        assert book.next_copy(asked.uid, SlipKind.HOLD) == 3
        assert book.next_copy(asked.uid, SlipKind.CANCELLED) == 1
