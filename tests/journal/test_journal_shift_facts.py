"""Shifts in reports: their cash, their sales, and copies of their Zs; asked beside a counter that sells."""

import asyncio
import json
from datetime import date, timedelta
from threading import Event

import pytest
from journal.journal_samples import NOON, now, open_book, order, sell
from journal.journal_shifts import (
    CARD,
    begin,
    close,
    count,
    doubted,
    finished,
    move,
    on,
    paid,
    refund,
    settle,
    usd,
    x,
)

from vendingdesk.domain.doubt import Verdict
from vendingdesk.domain.errors import UserCancelled
from vendingdesk.domain.report import Period
from vendingdesk.domain.report_facts import HELD, SOLD, Slot
from vendingdesk.domain.sale import SaleKind
from vendingdesk.domain.shift import CashKind
from vendingdesk.domain.shift_report import ReportKind
from vendingdesk.journal import SqliteJournal
from vendingdesk.journal.day_entries import PersonNamed, ShiftClosed
from vendingdesk.journal.report_queries import copies_of_period, irregular, sales_of_shifts
from vendingdesk.journal.shift_book import ShiftBook
from vendingdesk.journal.shift_facts import shifts_of_period

DAY = Period.day(NOON.date())
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def test_a_shift_from_its_opening_to_its_close(tmp_path):
    with open_book(tmp_path) as book:
        on(book, opening=5000)
        sell(book, paid(1000))
        sell(book, paid(700, "37000000017", CARD))
        owed = doubted(book, 400)
        settle(book, owed, Verdict.NOT_ISSUED)
        refund(book, owed)
        for kind, minor in ((CashKind.PAY_IN, 50), (CashKind.PAY_OUT, 20), (CashKind.PAY_OUT, 30)):
            move(book, kind, minor)
        expected = x(book).expected
        count(book, expected.minor - 5)
        z = close(book, reason="a coin is lost")
        begin(book, 100)
        first, second = shifts_of_period(book._connection, DAY)
        sums = sales_of_shifts(book._connection, [1, 2])
    assert (first.number, first.opened_by, first.closed_at, first.closed_by) == (1, "Ann", NOON, "Ann")
    assert first.report == z
    assert (second.number, second.closed_at, second.doubts) == (2, None, ())
    assert second.report is not None
    assert (second.report.kind, second.report.till, second.report.expected) == (ReportKind.X, "K01", usd(100))
    assert sum(each.price.minor for each in sums if each.sold) == z.sales.total.minor == 1700
    assert {each.shift for each in sums} == {1}


def test_a_refund_that_left_the_drawer_alone_is_no_cash(tmp_path):
    with open_book(tmp_path) as book:
        on(book)
        owed = doubted(book, 400, tender=CARD)
        settle(book, owed, Verdict.LOST)
        refund(book, owed)
        [shift] = shifts_of_period(book._connection, DAY)
        assert shift.report is not None
        assert (shift.report.expected, shift.report.refunds) == (x(book).expected, None)


def test_a_close_that_was_written_without_its_numbers_has_no_report(tmp_path):
    with open_book(tmp_path) as book:
        on(book)
        book.append(ShiftClosed(1, "Ann", 5000), NOON)
        [shift] = shifts_of_period(book._connection, DAY)
    assert (shift.closed_by, shift.report, shift.doubts) == ("Ann", None, ())


def test_the_sums_of_shifts_are_what_their_entries_come_to(tmp_path):
    with open_book(tmp_path) as book:
        sell(book, paid(9999))
        on(book)
        for shift in range(3):
            sell(book, paid(1000 + shift))
            doubted(book, 10 + shift, f"3700000{shift}033")
            finished(book, left=0)
            if shift < 2:
                begin(book, 0)
        sums = sales_of_shifts(book._connection, [1, 3])
        entries = [json.loads(bytes(body)) for (body,) in book._connection.execute(
            "SELECT body FROM entry WHERE kind = 'prepared'"
        )]  # fmt: skip
        assert sales_of_shifts(book._connection, []) == ()
    for states, least in ((SOLD, 1000), (HELD, 0)):
        wanted = sum(
            each["minor"]
            for each in entries
            if each.get("shift") in (1, 3) and (each["minor"] >= 1000) is (least == 1000)
        )
        assert sum(each.price.minor for each in sums if each.state in states) == wanted
    assert all(each.kind is SaleKind.CREDIT for each in sums)


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (-3, -1, False),
        (-3, 0, True),  # opened on its last day
        (1, 1, True),  # open through it
        (2, 2, True),  # closed on its first day
        (3, 3, False),
    ],
)
def test_a_shift_belongs_to_each_day_that_it_was_open_on(tmp_path, first, last, found):
    with open_book(tmp_path) as book:
        on(book)
        end = NOON + timedelta(days=2)
        count(book, x(book).expected.minor, at=end)
        close(book, at=end)
        today = NOON.date()
        period = Period(today + timedelta(days=first), today + timedelta(days=last))
        assert bool(shifts_of_period(book._connection, period)) is found


def test_a_shift_that_is_open_still_belongs_to_later_days(tmp_path):
    with open_book(tmp_path) as book:
        on(book)
        later = Period.day(NOON.date() + timedelta(days=9))
        assert [shift.number for shift in shifts_of_period(book._connection, later)] == [1]


def test_copies_of_a_z_stand_among_the_copies(tmp_path):
    with open_book(tmp_path) as book:
        on(book)
        finished(book)
        shifts = ShiftBook(book)
        for why in ("", "customer lost it"):
            shifts.slip_made(ReportKind.Z, 1, operator="Ann", medium="print", why=why, at=NOON)
        [copy] = copies_of_period(book._connection, DAY)
        assert copies_of_period(book._connection, Period.day(date(2026, 3, 1))) == ()
    assert (copy.receipt_no, copy.slip, copy.copy, copy.operator) == ("Z 1", "Z", 2, "Ann")


def test_a_supervisor_named_anew_is_told(tmp_path):
    with open_book(tmp_path) as book:
        for anew in (False, True):
            book.append(PersonNamed("Eve", ("supervisor",), "m", "Eve", anew=anew), NOON)
        assert [at for _name, at in irregular(book._connection, DAY).people.named_anew] == [NOON]
        assert irregular(book._connection, Period.day(date(2026, 3, 1))).people.named_anew == ()


async def test_reports_are_asked_beside_a_counter_that_sells(tmp_path):
    journal = SqliteJournal(tmp_path, "K01", clock=now)
    await journal.open()
    try:
        for place in range(20):
            asked, _facts = await asyncio.gather(
                journal.prepare(order(f"370{place:08d}"), NOON), journal.reports.sales(YEAR, Slot.DAY)
            )
            assert asked.number == place + 1
        facts = await journal.reports.sales(YEAR, Slot.MONTH)
        assert [(each.slot, each.count) for each in facts.sums] == [("2026-03", 20)]
        assert (await journal.reports.shifts(DAY))[:2] == ((), ())
        assert (await journal.reports.doubts(DAY))[0] == ()
        assert (await journal.reports.management(DAY))[0] == ()
        assert (await journal.reports.copies(DAY))[0] == ()
    finally:
        await journal.close()


async def test_a_question_that_nobody_waits_for_is_broken_off_and_closing_too(tmp_path):
    journal = SqliteJournal(tmp_path, "K01", clock=now)
    await journal.open()
    started = Event()

    def endless(connection):
        started.set()
        connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        ).fetchone()

    left = asyncio.create_task(journal.reports._ask(endless))
    assert await asyncio.to_thread(started.wait, 10)
    left.cancel()
    with pytest.raises(asyncio.CancelledError):
        await left
    assert (await journal.reports.sales(DAY, Slot.DAY)).sums == ()  # its thread is free again
    started.clear()
    waiting = asyncio.create_task(journal.reports._ask(endless))
    behind = asyncio.create_task(journal.reports.sales(DAY, Slot.DAY))
    assert await asyncio.to_thread(started.wait, 10)
    await journal.close()
    for each in (waiting, behind):
        with pytest.raises(UserCancelled, match="Nobody waits"):
            await each


async def test_an_error_of_a_question_is_told_as_what_it_is(tmp_path):
    journal = SqliteJournal(tmp_path, "K01", clock=now)
    await journal.open()
    try:
        with pytest.raises(Exception, match="no such table"):
            await journal.reports._ask(lambda connection: connection.execute("SELECT * FROM missing"))
    finally:
        await journal.close()
