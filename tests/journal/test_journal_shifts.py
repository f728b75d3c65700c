"""Shifts in a real book: what is written, what is read back, what is refused, and what a verification says of it."""

import shutil
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from journal.journal_samples import DECLINED, ISSUED, NOON, NOTHING_SENT, UNCLEAR, USD, open_book, order, sell
from journal.journal_shifts import (
    CARD,
    DRAWER,
    begin,
    close,
    count,
    doubted,
    finished,
    later,
    move,
    on,
    paid,
    refund,
    settle,
    usd,
    x,
)

from vendingdesk.domain.charges import ChargeLine
from vendingdesk.domain.doubt import Verdict
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.errors import Refused, ShiftWanted
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.receipt import SlipKind
from vendingdesk.domain.shift import CashKind, CashMove, CountMade, DrawerCount
from vendingdesk.domain.shift_report import OpenDoubt, ReportKind, Tally, TenderTotal
from vendingdesk.journal.day_entries import PEOPLE, CashMoved, PersonNamed, ShiftClosed, ShiftOpened, Switched
from vendingdesk.journal.opening import JOURNAL_NAME, writable_book
from vendingdesk.journal.restoring import restore
from vendingdesk.journal.shift_book import ShiftBook
from vendingdesk.journal.sqlite_journal import SqliteJournal
from vendingdesk.journal.sqlite_shifts import SqliteShifts
from vendingdesk.journal.verification import verify

EUR = Currency("EUR")


def a_full_shift(book):
    """One of everything in a first shift."""
    on(book)
    fee = ChargeLine("Fee", "", included=False, amount=usd(50))
    sell(book, replace(paid(), charges=(fee,)))
    sell(book, paid(2000, tender=CARD))
    sell(book, paid(500, tender=DRAWER))
    sell(book, order(management=True))
    sell(book, order("37000000017", Energy(5_000_000)))
    sell(book, paid(), DECLINED)
    sell(book, paid(), NOTHING_SENT)
    for kind, minor in ((CashKind.PAY_IN, 700), (CashKind.PAY_OUT, 300), (CashKind.DROP, 100), (CashKind.DROP, 50)):
        move(book, kind, minor)
    lost, owed, found = (doubted(book, minor, f"3700000{minor}") for minor in (1100, 1200, 1300))
    card = doubted(book, 1400, "37000001400", CARD)
    doubted(book, 1500, "37000001500")
    settle(book, lost, Verdict.LOST)
    settle(book, owed, Verdict.NOT_ISSUED, alone=True)
    settle(book, found, Verdict.RECOVERED)
    settle(book, card, Verdict.NOT_ISSUED)
    assert refund(book, lost).amount == usd(1100)
    assert not refund(book, card).cash
    first = replace(order("37000000041", usd(10)), doubt_override="knows it", overridden_by="Grace")
    sell(book, first)
    book.slip_made(first.uid, SlipKind.SALE, "Ann", "print", NOON)
    book.slip_made(first.uid, SlipKind.SALE, "Ann", "print", NOON)


def test_a_full_shift_comes_out_right(tmp_path):
    with open_book(tmp_path) as book:
        a_full_shift(book)
        before = x(book)
        assert before.kind is ReportKind.X
        assert (before.journal_entries, before.journal_head) == (book.entries, book.head)
        count(book, 10_000, NOON + timedelta(minutes=1))
        count(book, 1_110, NOON + timedelta(minutes=2), ((2000, 5),))
        z = close(book, left=5000, reason="a coin rolled away", at=NOON + timedelta(minutes=3))
        assert z.expected == usd(5000 + 1050 + 500 + 1300 + 10 + 1200 + 1500 + 1100 + 700 - 300 - 150 - 1100)
    assert (z.kind, z.number, z.till, z.opened_by, z.made_by) == (ReportKind.Z, 1, "K01", "Ann", "Ann")
    assert (z.sales, z.energy) == (Tally(6, usd(4860)), Energy(5_000_000))
    assert z.tenders == (
        TenderTotal("", True, 4, usd(2360)),
        TenderTotal("Cash", True, 1, usd(500)),
        TenderTotal("Card", False, 1, usd(2000)),
    )
    assert (z.pay_ins, z.pay_outs, z.drops) == (Tally(1, usd(700)), Tally(1, usd(300)), Tally(2, usd(150)))
    assert (z.refunds, z.refunds_otherwise, z.given_back) == (
        Tally(1, usd(1100)),
        Tally(1, usd(1400)),
        Tally(1, usd(1100)),
    )
    assert (z.management, z.refused, z.not_sent, z.copies, z.overridden, z.settled_alone) == (1, 1, 1, 1, 1, 1)
    assert z.doubts == (
        OpenDoubt("K01-000009", "37000001200", usd(1200), owed=True),
        OpenDoubt("K01-000012", "37000001500", usd(1500)),
    )
    assert [(each.name, each.total) for each in z.charges] == [("Fee", usd(50))]
    assert (z.first_receipt, z.last_receipt) == ("K01-000001", "K01-000013")
    assert (z.counted, z.recounted, z.left) == (usd(10_000), usd(11_110), usd(5000))
    assert (z.reason, z.other_counts, z.perpetual_total) == ("a coin rolled away", (), usd(4860))
    found = verify(tmp_path)
    assert found.unbroken, found.problem
    assert (z.journal_entries, z.journal_head) == (found.entries, found.head)


def test_a_z_is_read_back_as_it_was_made(tmp_path):
    with open_book(tmp_path) as book:
        a_full_shift(book)
        made = finished(book, left=5000)
        settle(book, order_of(book, "K01-000012"), Verdict.RECOVERED)
    with open_book(tmp_path) as book:
        reports = ShiftBook(book).reports
        assert reports.one(1) == made
        assert reports.page() == (made,)
        assert ShiftBook(book).standing.suggested == usd(5000)
        with pytest.raises(Refused, match="no Z report 2"):
            reports.one(2)


def order_of(book, receipt_no):
    return book.sale(receipt_no).order


def test_what_was_held_follows_the_shift_that_ends_it(tmp_path):
    with open_book(tmp_path) as book:
        on(book, opening=0)
        recovered, owed = doubted(book, 1000, "37000000001"), doubted(book, 2000, "37000000002")
        late, no = paid(4000, "37000000003"), paid(8000, "37000000004")
        for each in (late, no):
            book.prepare(each, NOON)
            book.sending(each.uid, NOON)
        first = finished(book, left=15000)
        assert (first.expected, first.held, first.sales) == (usd(15000), usd(15000), Tally(0, usd(0)))
        settle(book, recovered, Verdict.RECOVERED)
        begin(book, 15000)
        settle(book, owed, Verdict.NOT_ISSUED)
        later(book, late)
        later(book, no, DECLINED)
        second = x(book)
        assert second.recovered_earlier == Tally(2, usd(5000))
        assert second.released == Tally(1, usd(8000))
        assert second.doubts == (OpenDoubt("K01-000002", "37000000002", usd(2000), carried_over=True, owed=True),)
        assert (second.expected, second.held_here) == (usd(7000), usd(0))
        refund(book, owed)
        z = finished(book)
        assert (z.expected, z.refunds, z.given_back, z.doubts) == (usd(5000), Tally(1, usd(2000)), None, ())
        assert z.perpetual_total == usd(5000)
        begin(book, 5000)
        sell(book, paid(100))
        last = finished(book)
        assert (last.perpetual_total, last.recovered_earlier, last.released) == (usd(5100), None, None)
    found = verify(tmp_path)
    assert found.unbroken, found.problem


def test_energy_without_a_price_is_held_as_energy(tmp_path):
    with open_book(tmp_path) as book:
        on(book, opening=0)
        kwh, management = order("37000000017", Energy(5_000_000)), order("37000000025", management=True)
        sell(book, kwh, UNCLEAR)
        sell(book, management, UNCLEAR)
        z = finished(book)
        assert [each.amount for each in z.doubts] == [Energy(5_000_000), None]
        settle(book, kwh, Verdict.RECOVERED)
        settle(book, management, Verdict.LOST)
        begin(book, 0)
        assert (finished(book).recovered_earlier, z.expected) == (None, usd(0))
        assert ShiftBook(book).reports.one(1) == z
    assert verify(tmp_path).unbroken


def test_sales_before_shifts_are_in_the_total_and_nowhere_else(tmp_path):
    with open_book(tmp_path) as book:
        sell(book, paid(3000))
        open_then = doubted(book, 700, "37000000001")
        settled_then = doubted(book, 900, "37000000002")
        settle(book, settled_then, Verdict.LOST)
        on(book, opening=100)
        made = x(book)
        assert (made.sales, made.perpetual_total, made.expected) == (Tally(0, usd(0)), usd(3000), usd(100))
        assert [each.receipt_no for each in made.doubts] == ["K01-000002"]
        assert ShiftBook(book).owed(settled_then.uid) is None
        settle(book, open_then, Verdict.RECOVERED)
        assert finished(book).perpetual_total == usd(3700)
        ShiftBook(book).switch(on=False, by="Grace", allowed_by="", at=NOON)
        sell(book, paid(10))
        on(book, opening=0)
        z = finished(book)
        assert (z.number, z.perpetual_total, z.recovered_earlier) == (2, usd(3710), None)
    assert verify(tmp_path).unbroken


def test_each_count_stands_in_the_journal(tmp_path):
    with open_book(tmp_path) as book:
        on(book, opening=100)
        with pytest.raises(Refused, match="Count the cash first"):
            close(book)
        early = count(book, 90)
        assert (early.difference, early.expected) == (usd(-10), usd(100))
        sell(book, paid(1000))
        with pytest.raises(Refused, match="Cash moved"):
            close(book)
        times = [NOON + timedelta(minutes=at) for at in range(1, 4)]
        for at, minor in zip(times, (1000, 1050, 1100), strict=True):
            count(book, minor, at)
    with open_book(tmp_path) as book:
        assert [each.counted.minor for each in ShiftBook(book).standing.counts] == [90, 1000, 1050, 1100]
        z = close(book)
        assert (z.counted, z.recounted, z.difference) == (usd(1000), usd(1100), usd(-100))
        assert z.other_counts == (
            CountMade(NOON, usd(90), usd(100)),
            CountMade(times[1], usd(1050), usd(1100)),
        )
        assert ShiftBook(book).standing.counts == ()
    assert verify(tmp_path).unbroken


def test_only_what_is_owed_is_given_back_and_only_once(tmp_path):
    with open_book(tmp_path) as book:
        sold = paid()
        lost = doubted(book)
        with pytest.raises(ShiftWanted):
            refund(book, lost)
        on(book)
        sell(book, sold)
        kwh = order("37000000055", Energy(5_000_000))
        sell(book, kwh, UNCLEAR)
        with pytest.raises(Refused, match="Nothing is owed for K01-000001"):
            refund(book, lost)
        settle(book, lost, Verdict.LOST)
        settle(book, kwh, Verdict.LOST)
        assert ShiftBook(book).owed(lost.uid) == usd(1000)
        with pytest.raises(Refused, match="Nothing is owed for K01-000002"):
            refund(book, sold)
        with pytest.raises(Refused, match="What was paid for K01-000003 is not known"):
            refund(book, kwh)
        with pytest.raises(Refused, match="Nothing is owed for nobody"):
            ShiftBook(book).refund("nobody", by="Ann", note="", allowed_by="", at=NOON)
        refund(book, lost)
        with pytest.raises(Refused, match="given back already"):
            refund(book, lost)
        assert ShiftBook(book).owed(lost.uid) is None


def test_money_owed_is_not_forgotten_when_shifts_are_switched_off_and_on(tmp_path):
    with open_book(tmp_path) as book:
        on(book)
        owed, other = doubted(book), doubted(book, 300, "37000000017")
        settle(book, owed, Verdict.NOT_ISSUED)
        finished(book)
        ShiftBook(book).switch(on=False, by="Grace", allowed_by="", at=NOON)
        settle(book, other, Verdict.LOST)  # nobody writes down what is given back while no shifts are kept
        on(book)
        assert [(each.amount, each.owed) for each in x(book).doubts] == [(usd(1000), True)]
        assert ShiftBook(book).owed(other.uid) is None
        assert refund(book, owed).amount == usd(1000)
        assert x(book).doubts == ()
        finished(book)
    assert verify(tmp_path).unbroken


def test_cash_is_of_the_shift_s_currency(tmp_path):
    with open_book(tmp_path) as book:
        euros = order("37000000055", Money(500, EUR))
        sell(book, euros, UNCLEAR)
        on(book)
        settle(book, euros, Verdict.LOST)
        shifts = ShiftBook(book)
        with pytest.raises(Refused, match="sells in EUR now"):
            book.prepare(order(amount=Money(1, EUR)), NOON)
        with pytest.raises(Refused, match="counted in USD"):
            shifts.move(CashMove(CashKind.PAY_IN, Money(1, EUR), "Ann", NOON))
        with pytest.raises(Refused, match="counted in USD"):
            shifts.count(DrawerCount(EUR, (), 1), by="Ann", allowed_by="", at=NOON)
        with pytest.raises(Refused, match="counted in USD"):
            refund(book, euros)
        sell(book, order("37000000017", Energy(5_000_000)))
        finished(book)
        shifts = ShiftBook(book)
        assert shifts.open(Money(100, EUR), by="Ann", allowed_by="", at=NOON).shift.opening_float == Money(100, EUR)
        assert refund(book, euros).amount == Money(500, EUR)
        assert x(book).expected == Money(-400, EUR)


def test_a_shift_is_opened_once_and_switched_off_only_between(tmp_path):
    with open_book(tmp_path) as book:
        with pytest.raises(Refused, match="keeps no shifts"):
            begin(book, 0)
        with pytest.raises(ShiftWanted):
            move(book, CashKind.PAY_IN, 1)
        on(book)
        on_again = ShiftBook(book)
        with pytest.raises(Refused, match="open already"):
            begin(book, 0)
        for wanted in (True, False):
            with pytest.raises(Refused, match="Shift 1 is open"):
                on_again.switch(on=wanted, by="Grace", allowed_by="", at=NOON)
        finished(book)
        entries = book.entries
        assert ShiftBook(book).switch(on=True, by="Grace", allowed_by="", at=NOON).on
        assert book.entries == entries


def test_copies_of_a_z_are_counted_and_xs_are_not(tmp_path):
    with open_book(tmp_path) as book:
        on(book)

        def made(kind, number):
            return ShiftBook(book).slip_made(kind, number, operator="Ann", medium="print", why="", at=NOON)

        assert [made(ReportKind.X, 1), made(ReportKind.X, 1)] == [1, 1]
        with pytest.raises(Refused, match="no Z report 1"):
            made(ReportKind.Z, 1)
        finished(book)
        assert [made(ReportKind.Z, 1), made(ReportKind.Z, 1)] == [1, 2]
        begin(book, 0)
        finished(book)
        made(ReportKind.X, 2)
        reports = ShiftBook(book).reports
        assert (reports.next_copy(1), reports.next_copy(2)) == (3, 1)
        assert [z.number for z in reports.page(limit=1)] == [2]
        assert [z.number for z in reports.page(before=2)] == [1]
    assert verify(tmp_path).unbroken


def test_a_close_without_its_numbers_is_no_z_to_show(tmp_path):
    with open_book(tmp_path) as book:
        on(book)
        book.append(ShiftClosed(1, "Ann", 5000), NOON)
        assert ShiftBook(book).reports.page() == ()
        assert ShiftBook(book).standing.suggested is None
        with pytest.raises(Refused, match="no Z report 1"):
            ShiftBook(book).reports.one(1)
        begin(book, 0)
    assert verify(tmp_path).unbroken


def test_a_clock_that_was_set_back_and_people_named_anew_are_told(tmp_path):
    with open_book(tmp_path) as book:
        on(book)
        assert not x(book).clock_went_back
        book.append(PersonNamed("Ann", ("cashier",), "ab", "demo", anew=True), NOON - timedelta(seconds=50))
        assert not x(book).clock_went_back
        book.supervisor_named("Grace", "Ann", "", NOON - timedelta(hours=2))
        count(book, 5000, NOON - timedelta(hours=2))
        z = close(book, at=NOON - timedelta(hours=2))
        assert (z.clock_went_back, z.clock_set_back, z.named_anew) == (True, True, 1)
        begin(book, 5000)
        assert not x(book).clock_set_back


def test_a_z_tells_of_people(tmp_path):
    with open_book(tmp_path) as book:
        on(book)
        made = x(book)
        assert (made.people_off, made.single_owner) == (False, False)
        book.append(PersonNamed("Grace", ("supervisor",), "ab", "demo"), NOON)
        book.append(Switched(PEOPLE, on=True, by="Grace"), NOON)
        made = x(book)
        assert (made.people_off, made.single_owner) == (False, True)
        book.append(PersonNamed("Ann", ("cashier",), "ab", "demo"), NOON)
        book.append(Switched(PEOPLE, on=False, by="Grace"), NOON)
        book.append(Switched(PEOPLE, on=True, by="Grace"), NOON)
        z = finished(book)
        assert (z.people_off, z.single_owner) == (True, False)
        assert ShiftBook(book).reports.one(1) == z
        begin(book, 0)
        assert not x(book).people_off
        finished(book)
        book.append(Switched(PEOPLE, on=False, by="Grace"), NOON)
        begin(book, 0)
        assert x(book).people_off
        finished(book)
        begin(book, 0)
        assert x(book).people_off
    assert verify(tmp_path).unbroken


def test_a_restored_book_goes_on_with_the_shift_that_was_open(tmp_path):
    for name in ("till", "backup"):
        (tmp_path / name).mkdir(mode=0o700)
    with open_book(tmp_path / "till") as book:
        on(book)
        sell(book, paid(1000))
        pending = paid(2000, "37000000003")
        book.prepare(pending, NOON)
        book.sending(pending.uid, NOON)
        assert x(book).restored is False
    shutil.copy(tmp_path / "till" / JOURNAL_NAME, tmp_path / "backup" / JOURNAL_NAME)
    shutil.rmtree(tmp_path / "till")
    restore(tmp_path / "till", "K01", tmp_path / "backup", NOON, last_receipt=9, last_z=0)
    connection, book = writable_book(tmp_path / "till" / JOURNAL_NAME, "K01", lambda: NOON)
    with closing(connection):
        made = x(book)
        assert (made.number, made.restored, made.expected) == (1, True, usd(8000))
        sell(book, paid(500))
        z = finished(book)
        assert (z.last_receipt, z.perpetual_total) == ("K01-000010", usd(1500))
    found = verify(tmp_path / "till")
    assert found.unbroken, found.problem


REFUND = CashMoved(1, "refund", 1000, "Ann", sale=1)


@pytest.mark.parametrize(
    ("moves", "said"),
    [
        ((REFUND,), ""),
        ((REFUND, REFUND), "to which none is owed"),
        ((msgspec.structs.replace(REFUND, minor=999),), "gives 999 back for sale 1, to which 1000 is owed"),
        ((msgspec.structs.replace(REFUND, sale=2),), "not the one it names"),
        ((CashMoved(1, "gift", 1, "Ann"),), "unknown way, gift"),
        ((CashMoved(1, "refund", 1000, "Ann"),), "none is owed"),
    ],
)
def test_a_verification_knows_what_may_be_given_back(tmp_path, moves, said):
    with open_book(tmp_path) as book:
        on(book)
        lost = doubted(book)
        settle(book, lost, Verdict.LOST)
        for each in moves:
            book.append(each, NOON, lost.uid if each.sale else "")
    found = verify(tmp_path)
    assert found.unbroken is (not said)
    assert said in found.problem


def spoilt(body, **changes):
    return msgspec.structs.replace(body, report=msgspec.structs.replace(body.report, **changes))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ""),
        ({"opening": 1}, "other float"),
        ({"currency": "EUR"}, "other currency"),
        ({"sales": (1, 1001)}, "other sales"),
        ({"sales": (2, 1000)}, "other sales"),
        ({"perpetual": 999}, "other perpetual"),
        ({"tallies": {}}, "other pay_ins"),
        ({"tallies": {"pay_ins": (1, 700), "drops": (1, 1)}}, "other drops"),
        ({"tallies": {"pay_ins": (1, 700), "recovered_earlier": (1, 5)}}, "other recovered_earlier"),
    ],
)
def test_a_verification_adds_each_z_up(tmp_path, changes, said):
    with open_book(tmp_path) as book:
        on(book)
        sell(book, paid(1000))
        move(book, CashKind.PAY_IN, 700)
        count(book, 6700)
        written = []
        book.append = lambda body, at, uid="": written.append((body, at))  # kept back, spoilt, then written
        with pytest.raises(Refused):
            close(book)
        del book.append
        (body, at) = written[0]
        book.append(spoilt(body, **changes), at)
    found = verify(tmp_path)
    assert found.unbroken is (not said)
    assert said in found.problem


def test_a_total_that_does_not_go_on_is_noticed(tmp_path):
    with open_book(tmp_path) as book:
        on(book)
        sell(book, paid(1000))
        finished(book)
        book.append(ShiftOpened(2, 0, "USD", 2, "Ann", base=999), NOON)
    assert "begins with 999, and the last Z report ended with 1000" in verify(tmp_path).problem


@pytest.mark.parametrize("killed", [False, True])
def test_what_comes_to_nothing_between_two_shifts_is_gone_from_the_float_alone(tmp_path, killed):
    with open_book(tmp_path) as book:
        on(book)
        asked = paid()
        book.prepare(asked, NOON)
        if not killed:
            book.sending(asked.uid, NOON)
        assert finished(book, left=6000).expected == usd(6000)
        if killed:
            book.conclude(asked.uid, NOTHING_SENT, NOON)
        else:
            later(book, asked, DECLINED)
        begin(book, 5000)  # the customer took the cash along, and the float is counted without it
        assert (x(book).expected, x(book).released) == (usd(5000), None)
        finished(book)
    assert verify(tmp_path).unbroken


def test_a_total_counts_each_sale_once_where_the_currency_changed(tmp_path):
    with open_book(tmp_path) as book:
        on(book)
        sell(book, paid(500))
        found, again = doubted(book, 1000), doubted(book, 300, "37000000017")
        finished(book)
        ShiftBook(book).open(Money(0, EUR), by="Ann", allowed_by="", at=NOON)
        settle(book, again, Verdict.RECOVERED)
        ShiftBook(book).count(DrawerCount(EUR), by="Ann", allowed_by="", at=NOON)
        ShiftBook(book).close(by="Ann", reason="", left=Money(0, EUR), allowed_by="", at=NOON, single_owner=False)
        settle(book, found, Verdict.RECOVERED)
        begin(book, 0)
        z = finished(book)
    assert (z.recovered_earlier, z.perpetual_total) == (Tally(1, usd(1000)), usd(1800))
    assert verify(tmp_path).unbroken


def test_a_first_total_that_the_sales_do_not_come_to_is_noticed(tmp_path):
    with open_book(tmp_path) as book:
        sell(book, paid(700))
        on(book, opening=None)
        book.append(ShiftOpened(1, 0, "USD", 2, "Ann", base=900), NOON)
    assert "its total begins with 900, and the sales before it come to 700" in verify(tmp_path).problem


async def test_the_counter_s_way_into_the_book(tmp_path):
    journal = SqliteJournal(tmp_path, "K01")
    await journal.open()
    try:
        shifts = SqliteShifts(journal)
        assert not (await shifts.standing()).on
        by = {"by": "Ann", "allowed_by": "", "at": NOON}
        assert (await shifts.switch(on=True, **by)).on
        assert (await shifts.open(usd(100), **by)).shift.number == 1
        await shifts.move(CashMove(CashKind.PAY_IN, usd(50), "Ann", NOON, "why"))
        lost = paid()
        await journal.ask(lambda book: sell(book, lost, UNCLEAR))
        await journal.ask(lambda book: settle(book, lost, Verdict.LOST))
        assert await shifts.owed(lost.uid) == usd(1000)
        assert (await shifts.refund(lost.uid, note="Ama", **by)).amount == usd(1000)
        assert (await shifts.report(by="Ann", at=NOON, single_owner=True)).single_owner
        assert (await shifts.count(DrawerCount(USD, (), 150), **by)).difference == usd(0)
        z = await shifts.close(reason="", left=usd(0), single_owner=False, **by)
        assert (await shifts.reports(), await shifts.z(1)) == ((z,), z)
        assert await shifts.next_copy(1) == 1
        made = {"operator": "Ann", "medium": "pdf", "why": "", "at": NOON}
        assert await shifts.slip_made(ReportKind.Z, 1, **made) == 1
        assert (await journal.sales(limit=1))[0].shift == 1
        assert ISSUED.tokens
    finally:
        await journal.close()
