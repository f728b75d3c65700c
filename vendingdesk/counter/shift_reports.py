"""X and Z reports on paper: counted in the journal first, then drawn and put in the queue."""

from __future__ import annotations

import asyncio

from vendingdesk.counter.paper_ports import PaperWork
from vendingdesk.counter.ports import Clock, Slips
from vendingdesk.counter.print_setup import WayKind
from vendingdesk.counter.printing import PrintQueue
from vendingdesk.counter.settings import Settings
from vendingdesk.counter.shift_ports import ShiftJournal
from vendingdesk.counter.shift_slip import shift_slip
from vendingdesk.counter.slip_frame import Printed
from vendingdesk.domain.printing import PrintJob
from vendingdesk.domain.receipt import Receipt
from vendingdesk.domain.shift_report import ReportKind, ShiftReport


class PrintReports:
    """A Z is printed once; every other print of it is a numbered copy. An X is of its moment and has no copies."""

    def __init__(
        self, journal: ShiftJournal, slips: Slips, queue: PrintQueue, *, settings: Settings, clock: Clock
    ) -> None:
        self._journal = journal
        self._slips = slips
        self._queue = queue
        self._settings = settings
        self._clock = clock

    async def next_copy(self, report: ShiftReport) -> int:
        """Which copy of a Z would be printed next, 1 the first; an X is always the first."""
        return await self._journal.next_copy(report.number) if report.kind is ReportKind.Z else 1

    def look(self, report: ShiftReport) -> Receipt:
        """The report as it is printed first, to look at; nothing is counted."""
        return shift_slip(report, self._settings.setup)

    async def __call__(self, report: ShiftReport, *, operator: str, why: str = "") -> PrintJob:
        """Print a report; ``why`` is what a copy is made for. Raises ``EnvironmentFault`` when none can be."""
        printing, now = self._settings.printing, self._clock.now()
        medium = "pdf" if printing.way is WayKind.PDF else "print"
        copy = await self._journal.slip_made(
            report.kind, report.number, operator=operator, medium=medium, why=why, at=now
        )
        again = Printed(copy, now, operator, why) if copy > 1 else None
        receipt = shift_slip(report, self._settings.setup, again)
        pdf = await asyncio.to_thread(self._slips.pdf, receipt, printing.paper)
        work = PaperWork(_title(report, copy), pdf, printing.paper)
        return await self._queue.submit(work, operator=operator, slip=receipt.kind, copy=copy)


def _title(report: ShiftReport, copy: int) -> str:
    """What the spooler and a file call it; Xs of one shift are told apart by their time."""
    name = f"{report.kind.value.lower()}-report-{report.till}-{report.number:04d}"
    if report.kind is ReportKind.X:
        return f"{name}-{report.made_at:%H%M%S}"
    return f"{name}-copy{copy - 1}" if copy > 1 else name
