"""Slips of sales to paper: the original, what the shop keeps, and once more where it did not come out."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from counter.counter_parts import Counter
from counter.counter_spooler import HALF, OFF, Spoolers

from vendingdesk.counter.print_setup import PrintSetup, WayKind
from vendingdesk.counter.print_slips import PrintSlips
from vendingdesk.counter.print_test import PrintTestPage
from vendingdesk.counter.printing import PrintQueue
from vendingdesk.domain.errors import EnvironmentFault, Refused
from vendingdesk.domain.printing import JobState, PaperName, PrintJob
from vendingdesk.domain.receipt import Receipt
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
        self.print = PrintSlips(till.make_slip, self.queue, settings=till.settings, history=till.history)

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
    page = PrintTestPage(PdfSlips(), desk.queue, desk.till.clock)
    await page(desk.till.settings.setup, operator="amina")
    await desk.over()
    desk.printer.fault = None
    (job,) = desk.queue.jobs
    assert job.state is JobState.UNSURE
    await desk.print.again(job, operator="amina")
    await desk.over()
    assert desk.printer.taken == ["test-page"]
    assert desk.queue.jobs == ()


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
