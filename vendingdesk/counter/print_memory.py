"""What the queue of slips remembers over a restart; a disk that takes nothing keeps no slip from being printed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial

from vendingdesk.counter.paper_ports import PrintJobs
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.printing import PrintJob

log = logging.getLogger(__name__)

BUG = "Something went wrong inside the program: a restart may not know which slips did not come out."

DAMAGED = (
    "A note about a slip of the last run can’t be read any more. Look in History whether the slips of the last sales "
    "were printed."
)

CODE_PAPER = "recovery-code"
"""What an earlier build called the paper with the recovery code: who prints it later is a supervisor."""


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
        jobs: list[PrintJob] = []
        if await self._well(lambda: jobs.extend(self._kept.unfinished())) and self._kept.put_aside:
            self._damaged = DAMAGED
        for job in jobs:
            if job.title == CODE_PAPER:
                await self.forget(job.uid)
        return tuple(job for job in jobs if job.title != CODE_PAPER)

    async def note(self, job: PrintJob, pdf: bytes | None = None) -> None:
        """Write a job down as it stands."""
        well = await self._well(partial(self._kept.keep, job, pdf))
        self._fault = "" if well else self._fault

    async def forget(self, uid: str) -> None:
        """Nothing of it is to be remembered."""
        await self._well(partial(self._kept.forget, uid))

    async def pdf(self, uid: str) -> bytes:
        """A kept slip; raises ``EnvironmentFault``."""
        return await asyncio.to_thread(self._kept.pdf, uid)

    async def _well(self, work: Callable[[], object]) -> bool:
        """Whether that could be done. A slip is better printed than noted, also after a bug: a restart knows less."""
        try:
            await asyncio.to_thread(work)
        except EnvironmentFault as fault:
            log.warning("print jobs can't be kept: %s", fault)
            self._fault = str(fault)
        except Exception:
            log.exception("print jobs can't be kept")
            self._fault = BUG
        else:
            return True
        return False
