"""Shifts as a cashier has them: who may what, what is typed, what the journal then has, what a print counts."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from counter.counter_parts import MAGIC, METER, MovedClock
from counter.counter_parts import Counter as Till
from counter.counter_people import AMINA, GRACE, PINS, leave_of, switched_on
from counter.counter_spooler import HALF, OFF
from counter.test_counter_print_slips import PRINTER, Desk

from vendingdesk.counter.copies import CopyWhy
from vendingdesk.counter.denominations import MOST, denominations
from vendingdesk.counter.guard import Leave
from vendingdesk.counter.print_setup import PrintSetup
from vendingdesk.counter.print_slips import REPORT_AGAIN
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.shift_reports import PrintReports
from vendingdesk.counter.shift_slip import UNEXPLAINED
from vendingdesk.counter.shifts import Shifts, TypedCount
from vendingdesk.counter.supervisors import Authority
from vendingdesk.domain.doubt import Proof
from vendingdesk.domain.errors import (
    AmountRefused,
    EnvironmentFault,
    NotAllowed,
    Refused,
    SettlementRefused,
    ShiftWanted,
)
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.people import Person, Right, Role
from vendingdesk.domain.receipt import SlipKind
from vendingdesk.domain.shift import CashKind
from vendingdesk.domain.shift_report import ReportKind
from vendingdesk.journal.sqlite_shifts import SqliteShifts
from vendingdesk.journal.verification import verify
from vendingdesk.receipts import PdfSlips

USD = Currency("USD")
ANN = Person("Ann", frozenset({Role.CASHIER}))
EVE = Person("Eve", frozenset({Role.ENGINEER}))


def usd(minor: int) -> Money:
    return Money(minor, USD)


def leave(till: Till, *rights: Right) -> Leave:
    return Leave(Authority("Grace", till.clock.now()), frozenset(rights))


@pytest.fixture
async def shifts(till: Till) -> Shifts:
    return Shifts(SqliteShifts(till.journal), setup=till.setup, clock=till.clock, permits=till.permits)


@pytest.fixture
async def opened(shifts: Shifts) -> Shifts:
    await shifts.switch(on=True)
    await shifts.open("50")
    return shifts


async def counted(shifts: Shifts, text: str) -> None:
    await shifts.count(TypedCount(loose=text))


async def test_a_shop_without_shifts_sells_without(till: Till, shifts: Shifts) -> None:
    assert not (await shifts.look()).on
    assert (shifts.on, shifts.shift, shifts.currency) == (False, None, USD)
    assert (await till.sell()).sale.shift == 0
    with pytest.raises(Refused, match="keeps no shifts"):
        await shifts.open("50")
    with pytest.raises(ShiftWanted):
        await shifts.x()


async def test_a_shift_from_its_float_to_the_next(till: Till, shifts: Shifts) -> None:
    told: list[bool] = []
    shifts.when_changed(lambda: told.append(shifts.on))
    await shifts.switch(on=True)
    with pytest.raises(ShiftWanted):
        await till.sell()
    standing = await shifts.open(" 50.00 ")
    assert standing.shift is not None
    assert (standing.shift.opening_float, standing.shift.opened_by) == (usd(5000), "demo")
    sale = (await till.sell()).sale
    assert sale.shift == 1
    await shifts.move(CashKind.PAY_IN, "5", "change")
    await shifts.move(CashKind.PAY_OUT, "2", " milk ")
    await shifts.move(CashKind.DROP, "1", "")
    assert (await shifts.x()).expected == usd(6200)
    made = await shifts.count(TypedCount(((2000, "3"), (100, " 2 "), (25, ""))))
    assert (made.counted, made.difference) == (usd(6200), usd(0))
    z = await shifts.close(reason="never mind", unexplained=False, left="50")
    assert (z.kind, z.number, z.difference, z.reason, z.left) == (ReportKind.Z, 1, usd(0), "", usd(5000))
    assert (shifts.shift, shifts.standing.suggested) == (None, usd(5000))
    assert await shifts.closed() == (z,)
    assert await shifts.z(1) == z
    assert told == [True, True, True, True]
    with pytest.raises(ShiftWanted):
        await shifts.move(CashKind.DROP, "1", "")
    await shifts.open("0")
    assert verify(till.folder).unbroken


@pytest.mark.parametrize(
    ("typed", "says"),
    [("", "Count the float"), ("-5", "without a sign"), ("ten", "in digits"), ("1.234", "two digits|2 digits")],
)
async def test_a_float_that_is_none(shifts: Shifts, typed: str, says: str) -> None:
    await shifts.switch(on=True)
    with pytest.raises(AmountRefused, match=says):
        await shifts.open(typed)
    assert (await shifts.look()).shift is None


async def test_cash_moves_for_a_reason(opened: Shifts) -> None:
    for kind, amount, reason, field in (
        (CashKind.PAY_OUT, "5", " ", "reason"),
        (CashKind.PAY_IN, "5", "", "reason"),
        (CashKind.DROP, "0", "safe", "amount"),
        (CashKind.PAY_OUT, "-3", "milk", "amount"),
    ):
        with pytest.raises(SettlementRefused) as refused:
            await opened.move(kind, amount, reason)
        assert refused.value.field == field
    assert (await opened.x()).expected == usd(5000)


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        (TypedCount(), "loose", "Count the drawer"),
        (TypedCount(((100, ""),), " "), "loose", "Count the drawer"),
        (TypedCount(((100, "-1"),)), "100", "less than nothing"),
        (TypedCount(((100, "−1"),)), "100", "less than nothing"),
        (TypedCount(((100, "1.5"),)), "100", "how many pieces"),
        (TypedCount(((100, "²"),)), "100", "how many pieces"),
        (TypedCount(((100, "12345678"),)), "100", "how many pieces"),
        (TypedCount(loose="-4"), "loose", "without a sign"),
    ],
)
async def test_a_count_that_can_not_be_is_refused_with_a_sentence(
    opened: Shifts, typed: TypedCount, field: str, says: str
) -> None:
    with pytest.raises(SettlementRefused, match=says) as refused:
        await opened.count(typed)
    assert refused.value.field == field
    assert opened.standing.counts == ()


async def test_any_count_from_nothing_up_is_taken(opened: Shifts) -> None:
    assert (await opened.count(TypedCount(((100, "0"),)))).difference == usd(-5000)
    assert (await opened.count(TypedCount(loose="0.00"))).counted == usd(0)
    assert (await opened.count(TypedCount(((100, "70"),), "0.5"))).difference == usd(2050)
    assert len(opened.standing.counts) == 3


async def test_a_difference_wants_a_reason_or_none(till: Till, opened: Shifts) -> None:
    with pytest.raises(Refused, match="Count the cash first"):
        await opened.close(reason="", unexplained=True, left="0")
    await counted(opened, "49")
    for reason, left, field in (
        ("", "49", "reason"),
        ("coin", "", "left"),
        ("coin", "50", "left"),
        ("c", "-1", "left"),
    ):
        with pytest.raises(SettlementRefused) as refused:
            await opened.close(reason=reason, unexplained=False, left=left)
        assert refused.value.field == field
    z = await opened.close(reason=" a  coin ", unexplained=False, left="49")
    assert (z.reason, z.difference) == ("a coin", usd(-100))
    await opened.open("49")
    await counted(opened, "48")
    await counted(opened, "49")
    with pytest.raises(SettlementRefused):  # the first count was wrong, and stands
        await opened.close(reason="", unexplained=False, left="0")
    z = await opened.close(reason="", unexplained=True, left="0")
    assert (z.reason, z.counted, z.recounted) == (UNEXPLAINED, usd(4800), usd(4900))
    assert verify(till.folder).unbroken


async def test_a_first_count_that_was_off_wants_its_reason_though_cash_moved_after_it(opened: Shifts) -> None:
    told = await opened.count(TypedCount(loose="0"))
    await opened.move(CashKind.DROP, "0.01", "")
    last = await opened.count(TypedCount(loose="49.99"))
    assert (told.difference, last.difference) == (usd(-5000), usd(0))
    with pytest.raises(SettlementRefused, match="Say why"):
        await opened.close(reason="", unexplained=False, left="0")
    z = await opened.close(reason="", unexplained=True, left="0")
    assert (z.reason, [each.difference for each in z.counts_before]) == (UNEXPLAINED, [usd(-5000)])


async def test_what_was_counted_is_known_after_a_restart(till: Till, opened: Shifts) -> None:
    await counted(opened, "49")
    again = Shifts(SqliteShifts(till.journal), setup=till.setup, clock=till.clock, permits=till.permits)
    assert [each.counted for each in (await again.look()).counts] == [usd(4900)]
    assert again.shift is not None
    with pytest.raises(SettlementRefused, match="Say why"):
        await again.close(reason="", unexplained=False, left="0")


async def test_a_sale_on_its_way_holds_its_money_at_the_close(till: Till, opened: Shifts) -> None:
    unclear = (await till.sell(MAGIC["lost-after"], "20")).sale
    await counted(opened, "70")
    z = await opened.close(reason="", unexplained=False, left="0")
    assert (z.expected, [each.receipt_no for each in z.doubts]) == (usd(7000), [unclear.receipt_no])


async def test_money_is_given_back_once_and_by_whom_it_may(till: Till, opened: Shifts) -> None:
    sale = (await till.sell(MAGIC["lost-before"], "20")).sale
    assert await opened.owed(sale) is None
    till.clock.ahead = timedelta(hours=1)
    grace = Authority("Grace", till.clock.now())
    settled = await till.doubts.not_issued(
        sale, proof=Proof.WRITTEN_WORD, source="Mr Achebe", reference="T1", authority=grace
    )
    assert await opened.owed(settled) == usd(2000)
    till.guard.stand(ANN, on=True)
    with pytest.raises(NotAllowed, match="Ann may not give money back"):
        await opened.refund(settled)
    move = await opened.refund(settled, note=" Ama ", leave=leave(till, Right.REFUND))
    assert (move.amount, move.by, move.allowed_by, move.reason) == (usd(2000), "Ann", "Grace", "Ama")
    with pytest.raises(Refused, match="already"):
        await opened.refund(settled, leave=leave(till, Right.REFUND))
    till.guard.stand(None, on=False)
    made = await opened.x()
    assert (made.expected, made.given_back, made.refunds) == (usd(5000), made.refunds, made.given_back)
    await counted(opened, "50")
    await opened.close(reason="", unexplained=False, left="0")
    assert await opened.owed(settled) is None


async def test_a_cashier_counts_blind_and_sees_totals_with_leave(till: Till, shifts: Shifts) -> None:
    assert shifts.may_see()
    till.guard.stand(None, on=True)
    assert not shifts.may_see()
    till.guard.stand(ANN, on=True)
    assert not shifts.may_see()
    with pytest.raises(NotAllowed, match="may not change settings"):
        await shifts.switch(on=True)
    assert (await shifts.switch(on=True, leave=leave(till, Right.CHANGE_SETTINGS))).on
    await shifts.open("50")
    with pytest.raises(NotAllowed, match="may not pay cash out"):
        await shifts.move(CashKind.PAY_OUT, "1", "milk")
    move = await shifts.move(CashKind.PAY_OUT, "1", "milk", leave=leave(till, Right.PAY_OUT))
    assert move.allowed_by == "Grace"
    for look in (shifts.x, lambda **more: shifts.z(1, **more)):
        with pytest.raises(NotAllowed, match="does not see totals"):
            await look()
    assert (await shifts.x(leave=leave(till, Right.SEE_TOTALS))).made_by == "Ann"
    await counted(shifts, "49")
    z = await shifts.close(reason="", unexplained=False, left="0")
    assert (z.opened_by, z.made_by) == ("Ann", "Ann")
    assert await shifts.z(1, leave=leave(till, Right.SEE_TOTALS)) == z
    till.guard.stand(EVE, on=True)
    for act in (shifts.open("1"), shifts.count(TypedCount(loose="1"))):
        with pytest.raises(NotAllowed):
            await act
    with pytest.raises(NotAllowed):
        await shifts.close(reason="", unexplained=False, left="0")


async def test_a_clock_set_back_crashes_no_close(till: Till, opened: Shifts) -> None:
    clock = till.clock
    assert isinstance(clock, MovedClock)
    clock.ahead = -timedelta(hours=3)
    await till.sell()
    await counted(opened, "60")
    z = await opened.close(reason="", unexplained=False, left="0")
    assert z.clock_went_back
    assert z.made_at < z.opened_at


def test_denominations_are_the_currency_s_or_the_shop_s_own(till: Till) -> None:
    assert denominations(USD) == (10000, 5000, 2000, 1000, 500, 100, 25, 10, 5, 1)
    assert denominations(Currency("XOF", 0))[:2] == (10000, 5000)
    assert denominations(Currency("USD", 0)) == (100, 50, 20, 10, 5, 1)
    assert denominations(Currency("ZZZ"))[-1] == 100
    assert denominations(USD, ("1", "0.5", "1")) == (100, 50)
    with pytest.raises(EnvironmentFault, match="“denominations” has '-1'"):
        DeskSetup(denominations=("-1",))
    with pytest.raises(EnvironmentFault, match="more than"):
        denominations(USD, [str(number) for number in range(1, MOST + 2)])
    own = replace(till.setup, denominations=("7",))
    shifts = Shifts(SqliteShifts(till.journal), setup=own, clock=till.clock, permits=till.permits)
    assert shifts.denominations == (700,)


async def test_a_shift_of_another_currency_is_counted_by_its_own(till: Till, opened: Shifts) -> None:
    euros = replace(till.setup, currency=Currency("EUR"), denominations=("7",))
    shifts = Shifts(SqliteShifts(till.journal), setup=euros, clock=till.clock, permits=till.permits)
    await shifts.look()
    assert (shifts.currency, shifts.denominations[0]) == (USD, 10000)
    assert opened.currency == USD


# On paper.


@pytest.fixture
async def paper(till: Till) -> AsyncIterator[Desk]:
    await till.settings.change(printing=PRINTER)
    desk = Desk(till)
    running = asyncio.create_task(desk.queue.run())
    yield desk
    assert await desk.queue.close(timedelta(seconds=20))
    await running


def printing(desk: Desk) -> PrintReports:
    till = desk.till
    return PrintReports(SqliteShifts(till.journal), PdfSlips(), desk.queue, settings=till.settings, clock=till.clock)


async def test_a_z_is_printed_once_and_then_copied(paper: Desk, opened: Shifts) -> None:
    reports = printing(paper)
    await paper.till.sell(METER, "10")
    x = await opened.x()
    for _ in range(2):
        job = await reports(x, operator="demo")
        assert (job.slip, job.copy, job.receipt_no) == (SlipKind.X_REPORT, 1, "")
    assert await reports.next_copy(x) == 1
    assert job.title == f"x-report-K01-0001-{x.made_at:%H%M%S}"
    await counted(opened, "60")
    z = await opened.close(reason="", unexplained=False, left="0")
    assert reports.look(z).banners == ()
    for copy, title in ((1, "z-report-K01-0001"), (2, "z-report-K01-0001-copy1")):
        assert await reports.next_copy(z) == copy
        job = await reports(z, operator="demo", why=CopyWhy.LOST if copy > 1 else "")
        assert (job.slip, job.copy, job.title) == (SlipKind.Z_REPORT, copy, title)
    await paper.over()
    out = sorted(file.name for file in paper.printer.folder.glob("*.pdf"))
    assert out == [
        f"x-report-K01-0001-{x.made_at:%H%M%S}.pdf",
        "z-report-K01-0001-copy1.pdf",
        "z-report-K01-0001.pdf",
    ]


async def test_reports_saved_as_files_say_so_in_the_journal(till: Till, paper: Desk, opened: Shifts) -> None:
    await printing(paper)(await opened.x(), operator="demo")
    await till.settings.change(printing=PrintSetup())
    await printing(paper)(await opened.x(), operator="demo")
    await paper.over()
    with closing(sqlite3.connect(till.journal.path)) as file:
        bodies = [body for (body,) in file.execute("SELECT body FROM entry WHERE kind = 'report_slip' ORDER BY seq")]
    assert [msgspec.json.decode(body)["medium"] for body in bodies] == ["print", "pdf"]


async def test_a_report_that_may_be_out_is_printed_again_on_its_page(paper: Desk, opened: Shifts) -> None:
    paper.printer.fault = HALF
    await printing(paper)(await opened.x(), operator="demo")
    await paper.over()
    (job,) = paper.queue.jobs
    with pytest.raises(Refused) as refused:
        await paper.print.again(job, operator="demo")
    assert str(refused.value) == REPORT_AGAIN
    assert paper.queue.jobs == ()


async def test_a_supervisors_report_that_did_not_come_out_is_not_printed_by_a_cashier(
    paper: Desk, opened: Shifts
) -> None:
    till = paper.till
    await switched_on(till, AMINA)
    await till.people.sign_on(GRACE, PINS[GRACE])
    paper.printer.fault = OFF
    await printing(paper)(await opened.x(), operator=GRACE)
    await paper.over()
    (job,) = paper.queue.jobs
    paper.printer.fault = None
    await till.people.sign_on(AMINA, PINS[AMINA])
    with pytest.raises(NotAllowed) as refused:
        await paper.print.again(job, operator=AMINA)
    assert refused.value.right == Right.SEE_TOTALS
    assert paper.queue.jobs == (job,)
    assert await paper.print.again(job, operator=AMINA, leave=await leave_of(till, right=Right.SEE_TOTALS))
    with closing(sqlite3.connect(till.journal.path)) as file:
        (body,) = file.execute("SELECT body FROM entry WHERE kind = 'allowed'").fetchone()
    allowed = msgspec.json.decode(body)
    assert (allowed["allowed_by"], allowed["about"]) == (GRACE, job.title)
