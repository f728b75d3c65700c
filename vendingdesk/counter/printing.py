"""The queue of slips: one at a time to their printers, each state written down before anybody sees it.

What becomes of a slip never says anything about its sale. Nothing here raises into one.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from vendingdesk.counter.paper_ports import PaperWork, PrintJobs, Way, Ways
from vendingdesk.counter.ports import Clock
from vendingdesk.counter.print_memory import PrintMemory
from vendingdesk.counter.print_place import BUG, STUCK, Listeners, Place
from vendingdesk.counter.settings import Settings
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.print_setup import PrintSetup
from vendingdesk.domain.printing import DONE, NOTHING_CAME, JobState, PrintJob
from vendingdesk.domain.receipt import SlipKind

log = logging.getLogger(__name__)

LOOK_EVERY = timedelta(seconds=1)
"""Between two looks at a job that a spooler has."""

CUT_OFF = "The program ended while the slip was on its way to the printer."
NEVER_TAKEN = "The printer took nothing in the time that a slip may wait."


class PrintQueue:
    """Holds the jobs of this run and what the last one left, until each has come out or somebody let it go.

    ``run`` does the work, in whichever task its owner starts. A job that its spooler holds keeps back the later ones
    of the same printer only: one that is named anew gets its slips at once.
    """

    def __init__(
        self, kept: PrintJobs, ways: Ways, *, settings: Settings, clock: Clock, look_every: timedelta = LOOK_EVERY
    ) -> None:
        self._memory = PrintMemory(kept)
        self._ways = ways
        self._settings = settings
        self._clock = clock
        self._look_every = look_every.total_seconds()
        self._places: dict[str, Place] = {}
        self._listeners = Listeners()
        self._news = asyncio.Event()
        self._rest = asyncio.Event()
        self._rest.set()
        self._closing = False
        self._held = False

    @property
    def trouble(self) -> str:
        """Why jobs can't be written down any more; empty when all is well."""
        return self._memory.trouble

    @property
    def jobs(self) -> tuple[PrintJob, ...]:
        """What has not come out for certain and was not let go, oldest first."""
        return tuple(place.job for place in self._places.values())

    @property
    def waiting(self) -> tuple[PrintJob, ...]:
        """What is on its way: neither ended nor left by an earlier run."""
        return tuple(place.job for place in self._places.values() if place.goes_on)

    @property
    def sending(self) -> PrintJob | None:
        """The job whose bytes leave right now."""
        return next((job for job in self.jobs if job.state is JobState.SENDING), None)

    def when_changed(self, tell: Callable[[PrintJob], None]) -> None:
        """Call ``tell`` with every job that is another now."""
        self._listeners.who.append(tell)

    async def begin(self) -> tuple[PrintJob, ...]:
        """Take over what the last run left; gives the jobs that somebody has to be asked about."""
        for job in await self._memory.left():
            place = Place(job, None, job.made_at + self._settings.printing.expire_after)
            self._places[job.uid] = place
            await self._each(self._take_over, place)
        return tuple(place.job for place in self._places.values() if place.way is None)

    async def run(self) -> None:
        """Bring the jobs to paper, one after the other, until ``close``."""
        self._rest.clear()
        try:
            while not self._closing:
                self._news.clear()
                await self._expire()
                place = self._next()
                if place is not None:
                    await self._each(self._send, place)
                    continue
                await self._look()
                await self._pause()
        finally:
            self._rest.set()

    def hold(self) -> None:
        """Begin no job until ``resume``: the program may end. What is sent or printed goes on and is told."""
        self._held = True

    def resume(self) -> None:
        """The program stays after all: what waits has its turn again."""
        self._held = False
        self._news.set()

    async def close(self, within: timedelta) -> bool:
        """Begin nothing more and wait for what runs; False when that is not over ``within`` that time.

        What still waits stays on the disk: the next start asks about it.
        """
        self._closing = True
        self._news.set()
        try:
            await asyncio.wait_for(self._rest.wait(), within.total_seconds())
        except TimeoutError:
            return False
        return True

    async def submit(
        self,
        work: PaperWork,
        *,
        operator: str,
        receipt_no: str = "",
        sale_uid: str = "",
        slip: SlipKind | None = None,
        copy: int = 1,
        setup: PrintSetup | None = None,
    ) -> PrintJob:
        """Put a slip in the queue; ``setup`` names another printer than the shop's. Never raises."""
        setup = setup or self._settings.printing
        job = PrintJob(
            uid=uuid.uuid4().hex,
            title=work.title,
            paper=work.paper,
            way="",
            made_at=self._clock.now(),
            operator=operator,
            receipt_no=receipt_no,
            sale_uid=sale_uid,
            slip=slip,
            copy=copy,
            open_drawer=work.open_drawer,
        )
        place = Place(job, None, job.made_at + setup.expire_after, work.pdf)
        try:
            place.way = await asyncio.to_thread(self._ways.way, setup)
            place.job = replace(job, way=place.way.name)
        except Exception as fault:
            known = isinstance(fault, EnvironmentFault)
            if not known:  # the slip is counted: its job fails, and nothing is raised into a sale
                log.exception("no way to paper for %s", job.title)
            place.job = job.moved_to(JobState.FAILED, str(fault) if known else BUG)
        await self._memory.note(place.job, work.pdf)
        self._places[job.uid] = place  # whole on the disk before anybody can press for it
        self._listeners.tell(place.job)
        self._news.set()
        return place.job

    async def again(self, uid: str) -> PrintJob | None:
        """Print the very same slip of which nothing came out; None when somebody else did, or let it go.

        Raises ``EnvironmentFault`` when the kept slip can't be read.
        """
        place = self._places.get(uid)
        if place is None or not self.same_again(place.job):
            return None
        del self._places[uid]  # in this turn: a second press finds nothing
        try:
            pdf = place.pdf or await self._memory.pdf(uid)
        except EnvironmentFault:
            self._places[uid] = place
            raise
        old = place.job
        new = await self.submit(
            PaperWork(old.title, pdf, old.paper, old.open_drawer),
            operator=old.operator,
            receipt_no=old.receipt_no,
            sale_uid=old.sale_uid,
            slip=old.slip,
            copy=old.copy,
        )
        await self._memory.forget(uid)
        return new

    def same_again(self, job: PrintJob) -> bool:
        """Whether the very same slip may be printed: no paper of it can be in anybody's hand, and it fits."""
        place = self._places.get(job.uid)
        left = place is not None and place.way is None and job.state is JobState.WAITING
        unnumbered = job.slip is SlipKind.TEST_PAGE and job.ended  # nobody can take it for another
        return (left or job.state in NOTHING_CAME or unnumbered) and job.paper is self._settings.printing.paper

    async def let_go(self, uid: str) -> None:
        """Somebody knows how the slip stands and wants nothing more of it; one on its way goes on."""
        place = self._places.get(uid)
        if place is not None and (place.way is None or place.job.ended):
            del self._places[uid]
            await self._memory.forget(uid)
            self._listeners.tell(place.job)

    # The work.

    def _next(self) -> Place | None:
        """The oldest whose printer is not busy with one of ours; None while the queue is held."""
        if self._held:
            return None
        held = {place.job.way for place in self._places.values() if place.job.state is JobState.HANDED}
        ready = (p for p in self._places.values() if p.way is not None and p.job.state is JobState.WAITING)
        return next((place for place in ready if place.job.way not in held), None)

    async def _each(self, step: Callable[[Place], Awaitable[None]], place: Place) -> None:
        """A step of one job. A bug in it is logged and ends that job: a queue that stops prints nothing any more."""
        try:
            await step(place)
        except Exception:
            log.exception("the print job %s failed", place.job.title)
            await self._move(place, place.bad_end, BUG)

    async def _take_over(self, place: Place) -> None:
        if place.job.state is JobState.SENDING:
            await self._move(place, JobState.UNSURE, CUT_OFF)
        elif place.job.state is JobState.HANDED:
            place.way = await self._way_of(place.job)
            if place.way is None:
                await self._move(place, JobState.UNSURE, STUCK)

    async def _send(self, place: Place) -> None:
        drawer = place.job.open_drawer and self._settings.printing.open_drawer  # it may be switched off meanwhile
        place.job = replace(place.job, open_drawer=drawer)
        await self._move(place, JobState.SENDING)
        state, said, reference = await place.send()
        await self._move(place, state, said, reference)

    async def _look(self) -> None:
        for place in self._handed():
            await self._each(self._look_at, place)

    async def _look_at(self, place: Place) -> None:
        seen = await place.look()
        if seen.state is not JobState.HANDED:
            await self._move(place, seen.state, seen.said)
            self._news.set()  # the next one may go to this printer
        elif seen.said != place.job.said:  # out of paper, say: shown, but nothing that a restart needs
            place.job = replace(place.job, said=seen.said)
            self._listeners.tell(place.job)

    async def _expire(self) -> None:
        now = self._clock.now()
        for place in [place for place in self._places.values() if place.goes_on and now >= place.expires]:
            await self._each(self._give_up, place)

    async def _give_up(self, place: Place) -> None:
        if place.job.state is JobState.WAITING:
            await self._move(place, JobState.EXPIRED, NEVER_TAKEN)
        else:
            end = await place.take_back()
            await self._move(place, end.state, end.said)

    async def _pause(self) -> None:
        """Until there is something to do."""
        now = self._clock.now()
        dues = [(p.expires - now).total_seconds() for p in self._places.values() if p.goes_on]
        if self._handed():
            dues.append(self._look_every)
        try:
            await asyncio.wait_for(self._news.wait(), max(0.0, min(dues)) if dues else None)
        except TimeoutError:
            return

    def _handed(self) -> list[Place]:
        return [place for place in self._places.values() if place.job.state is JobState.HANDED]

    async def _way_of(self, job: PrintJob) -> Way | None:
        """The way that has a job of the last run, to ask it; None when the shop has another now."""
        try:
            way = await asyncio.to_thread(self._ways.way, self._settings.printing)
        except EnvironmentFault:
            return None
        return way if way.name == job.way else None

    async def _move(self, place: Place, state: JobState, said: str = "", reference: str = "") -> None:
        job = place.job.moved_to(state, said, reference)
        if state in DONE:
            await self._memory.forget(job.uid)
            del self._places[job.uid]
        else:
            await self._memory.note(job)
        place.job = job
        self._listeners.tell(job)
