"""A printer looked at before it is set up: is it there, does it take the paper."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from vendingdesk.counter.paper_ports import PrinterFinding, Ways
from vendingdesk.counter.print_setup import PrintSetup, WayKind
from vendingdesk.domain.errors import EnvironmentFault

QUEUES = frozenset({WayKind.SYSTEM, WayKind.WINDOWS})
"""Ways through a queue of the system, which knows what it takes also while its printer is off."""


@dataclass(frozen=True, slots=True)
class PrinterLook:
    """What a check found; ``refused`` says why such a setup is not kept, ``warned`` what is to do all the same."""

    findings: tuple[PrinterFinding, ...]

    @property
    def refused(self) -> str:
        """The finding that slips can't come out like this, and what to do; empty for none."""
        return next((_said(each) for each in self.findings if each.refuses), "")

    @property
    def warned(self) -> str:
        """The first finding with something to do; empty when all is well."""
        return next((_said(each) for each in self.findings if each.to_do), "")


class CheckPrinter:
    """Asks printers in worker threads."""

    def __init__(self, ways: Ways) -> None:
        self._ways = ways

    async def printers(self) -> tuple[str, ...]:
        """The names of the system's printers."""
        return await asyncio.to_thread(self._ways.printers)

    async def __call__(self, printing: PrintSetup) -> PrinterLook:
        """Look at the printer of a setup; never raises for what a printer or spooler can do."""
        return PrinterLook(await asyncio.to_thread(self._check, printing))

    def _check(self, printing: PrintSetup) -> tuple[PrinterFinding, ...]:
        try:
            return self._ways.way(printing).check(printing.paper)
        except EnvironmentFault as fault:
            return (PrinterFinding("There is no such way to paper here.", str(fault), refuses=True),)

    async def before_keeping(self, new: PrintSetup, now: PrintSetup) -> PrinterLook:
        """What a queue of the system says of a setup that is to be kept; nothing for one that was kept before."""
        same = (new.way, new.printer, new.paper) == (now.way, now.printer, now.paper)
        return PrinterLook(()) if same or new.way not in QUEUES else await self(new)


def _said(finding: PrinterFinding) -> str:
    return f"{finding.found} {finding.to_do}".strip()
