"""The test page: edges, letters and codes on the printer that is to be set up."""

from __future__ import annotations

import asyncio

from vendingdesk.counter.guard import Leave
from vendingdesk.counter.paper_ports import PaperWork
from vendingdesk.counter.permits import Permits
from vendingdesk.counter.ports import Clock, Slips
from vendingdesk.counter.print_setup import PrintSetup, WayKind
from vendingdesk.counter.printing import PrintQueue
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.people import Right
from vendingdesk.domain.printing import PrintJob
from vendingdesk.domain.receipt import Receipt, SlipKind

TITLE = "test-page"
"""What the spooler and a file call it."""


class PrintTestPage:
    """Prints with settings that need not be kept, through the same queue as slips."""

    def __init__(self, slips: Slips, queue: PrintQueue, clock: Clock, permits: Permits) -> None:
        self._slips = slips
        self._queue = queue
        self._clock = clock
        self._permits = permits

    def page(self, setup: DeskSetup) -> Receipt:
        """The page itself."""
        from vendingdesk.counter.test_slip import trial_page  # nobody needs one at the counter

        return trial_page(setup, printer=printer_word(setup.printing), at=self._clock.now())

    async def __call__(self, setup: DeskSetup, *, operator: str, leave: Leave | None = None) -> PrintJob:
        """Put a test page in the queue; what becomes of it is the queue's to tell. Never raises for a printer.

        Raises ``NotAllowed`` for who may not change settings; ``leave`` is a supervisor's.
        """
        await self._permits(Right.CHANGE_SETTINGS, leave=leave, about="test page")
        paper = setup.printing.paper
        pdf = await asyncio.to_thread(self._slips.pdf, self.page(setup), paper)
        work = PaperWork(TITLE, pdf, paper)
        return await self._queue.submit(work, operator=operator, slip=SlipKind.TEST_PAGE, setup=setup.printing)


def printer_word(printing: PrintSetup) -> str:
    """The printer as the page names it."""
    match printing.way:
        case WayKind.PDF:
            return "PDF"
        case WayKind.NETWORK:
            return f"{printing.host}:{printing.port}"
        case WayKind.DEVICE:
            return printing.device
        case _:
            return printing.printer
