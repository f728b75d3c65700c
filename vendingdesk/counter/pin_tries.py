"""Tries of PINs: one at a time, counted before they are tried, with a wait after misses that no clock shortens."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from vendingdesk.counter.people_ports import PersonList
from vendingdesk.counter.pins import is_right
from vendingdesk.counter.ports import Clock
from vendingdesk.domain.doubt import person_key
from vendingdesk.domain.errors import Refused
from vendingdesk.domain.people import Person

MISSES = 5
"""Wrong PINs in a row before a person has to wait."""

WAIT = timedelta(minutes=5)
"""How long, and again after each further miss."""

PAUSE_S = 0.5
"""Between a miss and the next try of anybody: who goes through all names gains nothing."""


class PinTries:
    """Knows how long each person still waits.

    The moment is kept with the person, so that a new start is no way around it. Within a run it is the machine's
    running time that counts; after a start never more than ``WAIT`` from then on, wherever the clock was put.
    """

    def __init__(
        self, kept: PersonList, clock: Clock, *, ticks: Callable[[], float] = time.monotonic, pause_s: float = PAUSE_S
    ) -> None:
        self._kept = kept
        self._clock = clock
        self._ticks = ticks
        self._pause_s = pause_s
        self._not_before = 0.0
        self._ends: dict[str, tuple[datetime, float]] = {}
        self.alone = asyncio.Lock()
        """Held by whoever reads a person, tries a PIN and writes the person down."""

    async def hold(self, person: Person, pin: str) -> None:
        """Try a PIN, with ``alone`` held; raises ``Refused`` for a wrong one, and for any during the wait."""
        await self.pause()
        left = self._left(person)
        if left > timedelta():
            raise Refused(f"Too many wrong PINs. Try again in {-(-left // timedelta(minutes=1))} min.")
        # Counted before it is tried: who ends the program in the middle has used the try up all the same.
        misses = person.misses + 1
        locked = self._clock.now() + WAIT if misses >= MISSES else None
        await self._kept.save_person(replace(person, misses=misses, locked_until=locked))
        if locked is not None:
            self._ends[person_key(person.name)] = locked, self._ticks() + WAIT.total_seconds()
        if not await asyncio.to_thread(fits, pin, person.pin_hash):
            self.missed()
            more = MISSES - misses
            raise Refused(
                f"That is not the PIN of {person.name}. {more} more {'try' if more == 1 else 'tries'}."
                if more > 0
                else f"That is not the PIN of {person.name}. Wait {WAIT // timedelta(minutes=1)} min."
            )
        await self._kept.save_person(replace(person, misses=0, locked_until=None))

    def missed(self) -> None:
        """Something wrong was typed: the next try waits a little."""
        self._not_before = self._ticks() + self._pause_s

    async def pause(self) -> None:
        """Wait until a try may be made."""
        await asyncio.sleep(min(max(self._not_before - self._ticks(), 0.0), self._pause_s))

    def _left(self, person: Person) -> timedelta:
        """How long this person still waits."""
        until = person.locked_until
        if until is None:
            return timedelta()
        key = person_key(person.name)
        if key not in self._ends or self._ends[key][0] != until:
            rest = min(max(until - self._clock.now(), timedelta()), WAIT)
            self._ends[key] = until, self._ticks() + rest.total_seconds()
        return timedelta(seconds=max(self._ends[key][1] - self._ticks(), 0.0))


def fits(pin: str, kept: str) -> bool:
    """Whether a hash was made from this; none was whose parts nobody can read."""
    try:
        return is_right(pin, kept)
    except ValueError:
        return False
