"""A job's place in the queue, and what its way to paper says of it: a bug in a way stops no other slip."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from vendingdesk.counter.paper_ports import Handed, PaperWork, PrintLook, Way
from vendingdesk.counter.paper_thread import in_paper_thread
from vendingdesk.domain.printing import JobState, PrinterFault, PrintJob

log = logging.getLogger(__name__)

BUG = "Something went wrong inside the program while the slip was sent."
TAKEN_BACK = "The printer did not print it in the time that a slip may wait, so it was taken back."
STUCK = "The printer has not said that it printed it, and it could not be taken back."


@dataclass(slots=True)
class Place:
    """A job with the way that it takes, None for one of an earlier run, which only a person starts again.

    Its methods ask the way in a thread and never raise.
    """

    job: PrintJob
    way: Way | None
    expires: datetime
    pdf: bytes = b""

    @property
    def bad_end(self) -> JobState:
        """How it ends when the program itself fails: honest about the paper."""
        return JobState.FAILED if self.job.state is JobState.WAITING else JobState.UNSURE

    @property
    def goes_on(self) -> bool:
        """Whether something will still happen to it by itself."""
        return self.way is not None and not self.job.ended

    async def send(self) -> tuple[JobState, str, str]:
        """Hand the slip over; gives the state that it has now, what is said of it, and the spooler's reference."""
        job = self.job
        work = PaperWork(job.title, self.pdf, job.paper, job.open_drawer)
        try:
            handed = await in_paper_thread(partial(self._way.send, work))
        except PrinterFault as fault:
            return JobState.UNSURE if fault.maybe_out else JobState.FAILED, str(fault), ""
        except Exception:
            log.exception("a way to paper failed: %s", self.job.title)
            return JobState.UNSURE, BUG, ""
        return JobState.HANDED if handed.reference else JobState.SENT, handed.said, handed.reference

    async def look(self) -> PrintLook:
        """How it stands at its spooler."""
        try:
            return await in_paper_thread(partial(self._way.look, Handed(self.job.reference)))
        except Exception:
            log.exception("a way to paper failed: %s", self.job.title)
            return PrintLook(JobState.UNSURE, BUG)

    async def take_back(self) -> PrintLook:
        """Have it not printed any more; gives its end, which may be that it came out this moment."""
        try:
            back = await in_paper_thread(partial(self._way.withdraw, Handed(self.job.reference)))
        except Exception:
            log.exception("a way to paper failed: %s", self.job.title)
            back = False
        if back:
            return PrintLook(JobState.EXPIRED, TAKEN_BACK)
        seen = await self.look()
        return PrintLook(JobState.UNSURE, seen.said or STUCK) if seen.state is JobState.HANDED else seen

    @property
    def _way(self) -> Way:
        assert self.way is not None  # noqa: S101 - only what has a way is asked after
        return self.way


@dataclass
class Listeners:
    """Who is told of jobs that are others now."""

    who: list[Callable[[PrintJob], None]] = field(default_factory=list)

    def tell(self, job: PrintJob) -> None:
        """Tell everybody. Never raises: what a window does wrong says nothing of a slip."""
        for tell in self.who:
            try:
                tell(job)
            except Exception:
                log.exception("a listener failed at the print job %s", job.title)
