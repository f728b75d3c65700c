"""A test page without a shop behind it: on the day that a till is set up there is no queue and no book yet."""

from __future__ import annotations

import asyncio
import uuid
from datetime import timedelta

from vendingdesk.counter.paper_ports import Ways
from vendingdesk.counter.ports import Clock, Slips
from vendingdesk.counter.print_place import Place
from vendingdesk.counter.print_test import TITLE, printer_word
from vendingdesk.counter.printer_check import CheckPrinter
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.paper import PrintLook
from vendingdesk.domain.printing import JobState, PrintJob

PATIENCE = timedelta(seconds=15)
"""How long a spooler is asked what became of the page; then the page is with the printer, and that is said."""

LOOK_EVERY = timedelta(seconds=0.5)


class TryPrinter:
    """Prints one page at a time and says what became of it; nothing of it stays behind."""

    def __init__(
        self, slips: Slips, ways: Ways, clock: Clock, *, patience: timedelta = PATIENCE, every: timedelta = LOOK_EVERY
    ) -> None:
        self._slips = slips
        self._ways = ways
        self._clock = clock
        self._patience = patience
        self._every = every
        self.check = CheckPrinter(ways)

    async def __call__(self, setup: DeskSetup) -> PrintLook:
        """Print the test page with a setup that is not kept.

        Never raises for what a printer can do; raises ``EnvironmentFault`` for a way that this system does not have.
        """
        from vendingdesk.counter.test_slip import trial_page

        printing, now = setup.printing, self._clock.now()
        page = trial_page(setup, printer=printer_word(printing), at=now)
        pdf = await asyncio.to_thread(self._slips.pdf, page, printing.paper)
        way = await asyncio.to_thread(self._ways.way, printing)
        job = PrintJob(uuid.uuid4().hex, TITLE, printing.paper, way.name, now, "")
        place = Place(job, way, now + self._patience, pdf)
        state, said, reference = await place.send()
        if state is not JobState.HANDED:
            return PrintLook(state, said)
        place.job = job.moved_to(JobState.SENDING).moved_to(state, said, reference)
        return await self._followed(place)

    async def _followed(self, place: Place) -> PrintLook:
        while True:
            look = await place.look()
            if look.state is not JobState.HANDED or self._clock.now() >= place.expires:
                return look
            await asyncio.sleep(self._every.total_seconds())
