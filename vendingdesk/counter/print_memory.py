"""What the queue of slips remembers over a restart; a disk that takes nothing keeps no slip from being printed."""

from __future__ import annotations

import asyncio
import logging

from vendingdesk.counter.paper_ports import PrintJobs
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.printing import PrintJob

log = logging.getLogger(__name__)


DAMAGED = (
    "A note about a slip of the last run can’t be read any more. Look in History whether the slips of the last sales "
    "were printed."
)


class PrintMemory:
    """Writes jobs down in a worker thread; ``trouble`` says why that does not work, empty when all is well."""

    def __init__(self, kept: PrintJobs) -> None:
        self._kept = kept
        self._fault = ""
        self._damaged = ""

    @property
    def trouble(self) -> str:
        """Why that does not work, or what could not be read at the start."""
        return self._fault or self._damaged

    async def left(self) -> tuple[PrintJob, ...]:
        """What the last run left, oldest first."""
        try:
            jobs = await asyncio.to_thread(self._kept.unfinished)
            if self._kept.put_aside:
                self._damaged = DAMAGED
            return jobs
        except EnvironmentFault as fault:
            self._note_trouble(fault)
            return ()

    async def note(self, job: PrintJob, pdf: bytes | None = None) -> None:
        """Write a job down as it stands."""
        try:
            await asyncio.to_thread(self._kept.keep, job, pdf)
            self._fault = ""
        except EnvironmentFault as fault:
            self._note_trouble(fault)

    async def forget(self, uid: str) -> None:
        """Nothing of it is to be remembered."""
        try:
            await asyncio.to_thread(self._kept.forget, uid)
        except EnvironmentFault as fault:
            self._note_trouble(fault)

    async def pdf(self, uid: str) -> bytes:
        """A kept slip; raises ``EnvironmentFault``."""
        return await asyncio.to_thread(self._kept.pdf, uid)

    def _note_trouble(self, fault: EnvironmentFault) -> None:
        """A slip is better printed than noted: only a restart will know less."""
        log.warning("print jobs can't be kept: %s", fault)
        self._fault = str(fault)
