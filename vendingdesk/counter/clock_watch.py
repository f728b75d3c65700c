"""The server's clock held against this machine's: said when they differ, and written into the journal."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from vendingdesk.counter.ports import Clock
from vendingdesk.domain.server_clock import CLOCK_LEAP, CLOCK_LIMIT, ClockSeen

MARGIN = timedelta(seconds=10)
"""By how much clocks that differed must be inside of the limit again: they hover at it for hours."""

REST_S = 3600.0
"""Seconds after an entry before the next one."""


class ServerClock(Protocol):
    """The server, as far as its answers tell the time."""

    @property
    def address(self) -> str:
        """The base URL, for the journal."""

    @property
    def clock_offset(self) -> timedelta | None:
        """The server's clock minus this machine's at the newest answer that said it; None before that."""

    @property
    def clock_answers(self) -> int:
        """How many answers said it."""


class ClockBook(Protocol):
    """The part of the journal that knows of clocks; both raise ``EnvironmentFault``."""

    async def clock_seen(self, seen: ClockSeen, at: datetime) -> None:
        """Write down how the clocks stand."""

    async def last_clock(self) -> ClockSeen | None:
        """What was written last; None for nothing yet."""


@dataclass(frozen=True, slots=True)
class ClockLook:
    """How the clocks stand; ``news`` when that is another word than the last one in this run."""

    seen: ClockSeen
    news: bool


class WatchClock:
    """Looks after every answer or now and then: ``look`` for the screen, then ``note`` for the journal.

    A clock that begins to be wrong is told at once. That it is right again, or wrong by another amount, counts when
    two answers in a row say so. The journal rests an hour after an entry, whatever a server says: the next one tells
    how the clocks stand then. One leap of more than ``CLOCK_LEAP`` may be written sooner, and an hour's rest follows
    it: never three entries within an hour of a run.
    """

    def __init__(
        self, server: ServerClock, book: ClockBook, clock: Clock, *, ticks: Callable[[], float] = time.monotonic
    ) -> None:
        self._server = server
        self._book = book
        self._clock = clock
        self._ticks = ticks
        self._answers = 0
        self._entry_at: float | None = None
        self._leapt = False
        self._before: ClockSeen | None = None
        self._now: ClockSeen | None = None
        self._said: ClockSeen | None = None
        self._written: ClockSeen | None = None

    def look(self) -> ClockLook | None:
        """How the clocks stand by the newest answer; None while no answer has said it."""
        offset = self._server.clock_offset
        if offset is None:
            return None
        answers = self._server.clock_answers
        if answers == self._answers and self._now is not None:
            return ClockLook(self._now, news=False)  # the same answer says nothing twice
        self._answers = answers
        self._before, self._now = self._now, ClockSeen(self._server.address, offset)
        news = self._worth(self._now, self._said or _right(self._now))
        if news:
            self._said = self._now
        return ClockLook(self._now, news)

    async def note(self) -> None:
        """Write the last look down where it tells the journal something new; raises ``EnvironmentFault``."""
        seen = self._now
        if seen is None:
            return
        if self._written is None:
            last = await self._book.last_clock()
            self._written = self._written or last or _right(seen)  # another look may have been faster
        known, entry_at, leapt = self._written, self._entry_at, self._leapt
        now = self._ticks()
        sooner = entry_at is not None and now - entry_at < REST_S
        if not self._worth(seen, known) or (sooner and (leapt or abs(seen.offset - known.offset) <= CLOCK_LEAP)):
            return
        self._written, self._entry_at, self._leapt = seen, now, sooner
        try:
            await self._book.clock_seen(seen, self._clock.now())
        except BaseException:
            self._written, self._entry_at, self._leapt = known, entry_at, leapt
            raise

    def _worth(self, seen: ClockSeen, known: ClockSeen) -> bool:
        """Whether it is to be told: at once when it begins, else when the look before said the same."""
        if seen.same_as(known):
            return False
        if not known.off:
            return True
        if not seen.off and abs(seen.offset) > CLOCK_LIMIT - MARGIN:
            return False
        return self._before is not None and seen.same_as(self._before)


def _right(seen: ClockSeen) -> ClockSeen:
    """As if the clocks of that server and of this machine had never differed."""
    return ClockSeen(seen.server, timedelta())
