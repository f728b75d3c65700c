"""Slips of sales to paper: the original, what the shop keeps, and once more where it did not come out."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from counter.counter_parts import Counter
from counter.counter_spooler import HALF, OFF, Spoolers
from counter.test_counter_doubts import DOUBTED, minted

from vendingdesk.counter.doubts import RecoveredToken
from vendingdesk.counter.print_setup import PrintSetup, WayKind
from vendingdesk.counter.print_slips import PrintSlips
from vendingdesk.counter.print_test import PrintTestPage
from vendingdesk.counter.printing import PrintQueue
from vendingdesk.domain.errors import EnvironmentFault, Refused
from vendingdesk.domain.printing import JobState, PaperName, PrintJob
from vendingdesk.domain.receipt import Receipt, SlipKind
from vendingdesk.domain.sale import Sale
from vendingdesk.printing.job_files import PrintJobFiles
from vendingdesk.receipts import PdfSlips

PRINTER = PrintSetup(way=WayKind.SYSTEM, printer="desk", open_drawer=True)


class Desk:
    """A till whose slips go to a spooler."""

    def __init__(self, till: Counter) -> None:
        self.till = till
        self.spoolers = Spoolers(till.folder / "spool")
        self.printer = self.spoolers.named("desk")
        files = PrintJobFiles(till.folder / "printing")
        self.queue = PrintQueue(files, self.spoolers, settings=till.settings, clock=till.clock)
        self.print = PrintSlips(
            till.make_slip, self.queue, settings=till.settings, history=till.history, permits=till.permits
        )

    async def sold(self) -> Sale:
        return (await self.till.sell()).sale

    async def over(self) -> None:
        """Until nothing is on its way."""
        end = asyncio.get_running_loop().time() + 20
        while self.queue.waiting:
            assert asyncio.get_running_loop().time() < end
            await asyncio.sleep(0.002)

    async def made(self, sale: Sale) -> list[tuple[int, str, str]]:
        return [(slip.copy, slip.medium, slip.why) for slip in await self.till.history.slips(sale)]


@pytest.fixture
async def desk(till: Counter) -> AsyncIterator[Desk]:
    await till.settings.change(printing=PRINTER)
    desk = Desk(till)
    running = asyncio.create_task(desk.queue.run())
    yield desk
    assert await desk.queue.close(timedelta(seconds=20))
    await running


async def failed(desk: Desk, fault: Exception = OFF) -> tuple[Sale, PrintJob]:
    """A sale whose slip did not come out."""
    desk.printer.fault = fault
    sale = await desk.sold()
    await desk.print(sale, operator="amina")
    await desk.over()
    desk.printer.fault = None
    (job,) = desk.queue.jobs
    return sale, job


def full_after_one(desk: Desk) -> None:
    """The disk is full when the second slip from now on is counted."""
    counted: list[str] = []
    journal = desk.till.journal

    def hear(step: str) -> None:
        counted.extend([step] if step == "slip_made" else [])
        journal.full_at = {"slip_made"} if len(counted) == 2 else set()

    journal.heard = hear


async def held(desk: Desk, fault: Exception = OFF) -> tuple[Sale, PrintJob]:
    """A sale in doubt, whose hold slip did not come out."""
    desk.printer.fault = fault
    sale = (await desk.till.sell(DOUBTED)).sale
    await desk.print(sale, operator="amina")
    await desk.over()
    desk.printer.fault = None
    (job,) = desk.queue.jobs
    return sale, job


async def found(desk: Desk, sale: Sale) -> Sale:
    """Its token turned up."""
    token = minted(desk.till, sale)
    told = RecoveredToken(token, token, DOUBTED, "10", "24 digits", "the utility, by phone")
    return await desk.till.doubts.recover(sale, told)


async def test_the_shop_keeps_numbered_ones(desk: Desk) -> None:
    await desk.till.settings.change(printing=replace(PRINTER, copies=3))
    sale = await desk.sold()
    job = await desk.print(sale, operator="amina")
    assert (job.copy, job.receipt_no, job.sale_uid, job.operator) == (1, sale.receipt_no, sale.uid, "amina")
    await desk.over()
    number = sale.receipt_no
    assert desk.printer.taken == [f"receipt-{number}", f"receipt-{number}-copy1", f"receipt-{number}-copy2"]
    assert desk.printer.drawers == [f"receipt-{number}"]
    assert await desk.made(sale) == [(1, "print", ""), (2, "print", "for the shop"), (3, "print", "for the shop")]
    await desk.print(sale, operator="grace", why="customer lost it")  # once more is one
    await desk.over()
    assert len(desk.printer.taken) == 4
    assert len(desk.printer.drawers) == 1


async def test_a_hold_slip_is_one_and_opens_no_drawer(desk: Desk) -> None:
    await desk.till.settings.change(printing=replace(PRINTER, copies=2))
    sale = (await desk.till.sell("0199000000042")).sale
    await desk.print(sale, operator="amina")
    await desk.over()
    assert (desk.printer.taken, desk.printer.drawers) == ([f"hold-{sale.receipt_no}"], [])


async def test_without_a_printer_it_counts_as_saved(desk: Desk) -> None:
    await desk.till.settings.change(printing=PrintSetup())
    sale = await desk.sold()
    await desk.print(sale, operator="amina")
    await desk.over()
    assert await desk.made(sale) == [(1, "pdf", "")]


async def test_what_can_not_be_counted_is_not_printed(desk: Desk) -> None:
    sale = await desk.sold()
    desk.till.journal.full_at.add("slip_made")
    with pytest.raises(EnvironmentFault):
        await desk.print(sale, operator="amina")
    assert desk.queue.jobs == ()


async def test_a_shop_slip_that_can_not_be_counted_leaves_the_customer_s(desk: Desk) -> None:
    await desk.till.settings.change(printing=replace(PRINTER, copies=3))
    sale = await desk.sold()
    full_after_one(desk)
    with pytest.raises(
        EnvironmentFault, match=rf"customer’s slip of {sale.receipt_no} .* shop’s slip .*disk is full"
    ):
        await desk.print(sale, operator="amina")
    await desk.over()
    assert desk.printer.taken == [f"receipt-{sale.receipt_no}"]
    assert desk.queue.jobs == ()


async def test_a_shop_slip_is_missing_where_the_token_s_slip_came_in_place_of_a_hold_slip(desk: Desk) -> None:
    """The token's slip is on its way, so the hold slip is nobody's any more: pressed again, none is made twice."""
    await desk.till.settings.change(printing=replace(PRINTER, copies=2))
    sale, job = await held(desk, HALF)
    await found(desk, sale)
    full_after_one(desk)
    with pytest.raises(EnvironmentFault, match="shop’s slip"):
        await desk.print.again(job, operator="amina")
    await desk.over()
    assert desk.printer.taken == [f"receipt-{sale.receipt_no}"]
    assert await desk.print.again(job, operator="amina") is None


async def test_a_token_that_was_found_later_opens_no_drawer(desk: Desk) -> None:
    """Its money was taken with the sale: what is in the drawer by then is another shift's."""
    sale, job = await held(desk)
    await desk.queue.let_go(job.uid)
    recovered = await found(desk, sale)
    job = await desk.print(recovered, operator="amina")
    assert (job.slip, job.copy) == (SlipKind.SALE, 1)
    await desk.over()
    assert desk.printer.taken == [f"receipt-{sale.receipt_no}"]
    assert desk.printer.drawers == []


async def test_a_drawer_that_was_switched_off_meanwhile_stays_shut(desk: Desk) -> None:
    _sale, job = await failed(desk)
    assert job.open_drawer
    await desk.till.settings.change(printing=replace(PRINTER, open_drawer=False))
    await desk.print.again(job, operator="amina")
    await desk.over()
    assert len(desk.printer.taken) == 1
    assert desk.printer.drawers == []


async def test_nothing_came_the_same_slip_again(desk: Desk) -> None:
    sale, job = await failed(desk)
    assert job.state is JobState.FAILED
    assert await desk.print.again(job, operator="grace") is not None
    assert await desk.print.again(job, operator="grace") is None
    await desk.over()
    assert desk.printer.taken == [f"receipt-{sale.receipt_no}"]
    assert await desk.made(sale) == [(1, "print", "")]


@pytest.mark.parametrize("other_paper", [True, False])
async def test_a_copy_where_something_may_have_come_or_the_paper_is_another(desk: Desk, other_paper: bool) -> None:
    sale, job = await failed(desk, OFF if other_paper else HALF)
    if other_paper:
        await desk.till.settings.change(printing=replace(PRINTER, paper=PaperName.ROLL_58))
    first, second = await asyncio.gather(*[desk.print.again(job, operator="grace") for _ in range(2)])
    assert (first is None) != (second is None)  # pressed twice
    await desk.over()
    assert desk.printer.taken == [f"receipt-{sale.receipt_no}-copy1"]
    assert await desk.made(sale) == [(1, "print", ""), (2, "print", "it did not print")]
    assert desk.queue.jobs == ()


async def test_a_test_page_is_printed_again_as_it_is(desk: Desk) -> None:
    """It is of no sale and has no number, so that nobody takes it for another."""
    desk.printer.fault = HALF
    page = PrintTestPage(PdfSlips(), desk.queue, desk.till.clock, desk.till.permits)
    await page(desk.till.settings.setup, operator="amina")
    await desk.over()
    desk.printer.fault = None
    (job,) = desk.queue.jobs
    assert job.state is JobState.UNSURE
    await desk.print.again(job, operator="amina")
    await desk.over()
    assert desk.printer.taken == ["test-page"]
    assert desk.queue.jobs == ()


@pytest.mark.parametrize("fault", [OFF, HALF])
async def test_a_test_page_of_other_paper_is_let_go_with_a_sentence(desk: Desk, fault: Exception) -> None:
    """The next start asks about it too; there is no sale that a copy could be made of."""
    desk.printer.fault = fault
    await PrintTestPage(PdfSlips(), desk.queue, desk.till.clock, desk.till.permits)(
        desk.till.settings.setup, operator="amina"
    )
    await desk.over()
    desk.printer.fault = None
    await desk.till.settings.change(printing=replace(PRINTER, paper=PaperName.ROLL_58))
    next_start = Desk(desk.till)
    (job,) = await next_start.queue.begin()
    with pytest.raises(Refused, match=r"other paper.*new one"):
        await next_start.print.again(job, operator="amina")
    assert next_start.queue.jobs == PrintJobFiles(desk.till.folder / "printing").unfinished() == ()


async def test_a_sale_that_is_not_in_the_journal(desk: Desk) -> None:
    _sale, job = await failed(desk, HALF)
    place = desk.queue._places[job.uid]
    place.job = replace(job, receipt_no="K01-999999")
    with pytest.raises(Refused, match="no receipt K01-999999"):
        await desk.print.again(place.job, operator="grace")
    assert len(desk.queue.jobs) == 1  # still to be answered


async def test_the_paper_is_that_which_it_was_drawn_for(desk: Desk) -> None:
    """Settings that change while a slip is drawn make no slip of another paper of it."""
    draw, settings = desk.till.make_slip._slips.pdf, desk.till.settings
    small = replace(PRINTER, paper=PaperName.ROLL_58)

    class Slow:
        def pdf(self, receipt: Receipt, paper: PaperName) -> bytes:
            settings._setup = replace(settings.setup, printing=small)
            return draw(receipt, paper)

    desk.till.make_slip._slips = Slow()
    sale = await desk.sold()
    job = await desk.print(sale, operator="amina")
    assert job.paper is PaperName.ROLL_80
    await desk.over()
