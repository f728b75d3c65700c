"""Supervisors: named at first use, each with a PIN, and who lets whom past a rule."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from vendingdesk.counter.pins import check_pin, hash_pin, is_right
from vendingdesk.counter.ports import Clock
from vendingdesk.domain.doubt import same_person
from vendingdesk.domain.errors import Refused
from vendingdesk.domain.supervisor import Supervisor

MISSES = 5
"""Wrong PINs in a row before a supervisor has to wait."""

WAIT = timedelta(minutes=5)
"""How long, and again after each further miss."""

NAME_LENGTH = 60


class SupervisorList(Protocol):
    """Where supervisors are kept. Raises ``EnvironmentFault`` like the journal."""

    async def supervisors(self) -> tuple[Supervisor, ...]:
        """All, by name."""

    async def save_supervisor(self, supervisor: Supervisor) -> None:
        """Add or change one, by name."""


class SupervisorBook(Protocol):
    """The part of the journal that must know of supervisors."""

    async def supervisor_named(self, name: str, *, by: str, introduced_by: str, at: datetime) -> None:
        """Write down who may answer for settlements and overrides from now on."""

    async def supervisors_named(self) -> tuple[str, ...]:
        """Everybody who was ever named."""


@dataclass(frozen=True, slots=True)
class Authority:
    """That a supervisor typed the right PIN a moment ago; made by ``Supervisors`` alone."""

    supervisor: str
    at: datetime


class Supervisors:
    """Names supervisors and checks their PINs, one try at a time."""

    def __init__(self, kept: SupervisorList, book: SupervisorBook, clock: Clock) -> None:
        self._kept = kept
        self._book = book
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()

    async def names(self) -> tuple[str, ...]:
        """The supervisors' names; empty until the first one is named."""
        return tuple(supervisor.name for supervisor in await self._kept.supervisors())

    async def forgotten(self) -> tuple[str, ...]:
        """Whom the journal names as supervisors when the list with their PINs is gone; empty while it is there.

        Naming somebody then is a new beginning, and the journal says so.
        """
        return () if await self._kept.supervisors() else await self._book.supervisors_named()

    async def name(
        self, name: str, pin: str, again: str, *, by: str, introduced: Authority | None = None
    ) -> Authority:
        """Name a supervisor with a PIN that was typed twice; the journal keeps who did it.

        The first one needs nobody's leave; every further one (or a new PIN) needs ``introduced``, the authority of
        one who is. Raises ``Refused``.
        """
        wanted = " ".join(name.split())[:NAME_LENGTH]
        if not wanted:
            raise Refused("Type the supervisor's name.")
        check_pin(pin)
        if pin != again:
            raise Refused("The two PINs are not the same. Type both again.")
        async with self._one_at_a_time:
            if await self._kept.supervisors() and introduced is None:
                raise Refused("A supervisor who has a PIN must let a new one in.")
            now = self._clock.now()
            # The journal first: somebody may be named there who has no PIN yet, never the other way round.
            await self._book.supervisor_named(
                wanted, by=by, introduced_by=introduced.supervisor if introduced else "", at=now
            )
            await self._kept.save_supervisor(Supervisor(wanted, await asyncio.to_thread(hash_pin, pin)))
        return Authority(wanted, now)

    async def authorise(self, name: str, pin: str) -> Authority:
        """Check a supervisor's PIN; raises ``Refused`` for a wrong one, and for any during the wait after misses."""
        async with self._one_at_a_time:
            known = await self._kept.supervisors()
            supervisor = next((each for each in known if same_person(each.name, name)), None)
            if supervisor is None:
                raise Refused("There is no supervisor of that name. Choose one from the list.")
            now = self._clock.now()
            until = supervisor.locked_until
            if until is not None and now < until <= now + WAIT:
                minutes = -(-(until - now) // timedelta(minutes=1))
                raise Refused(f"Too many wrong PINs. Try again in {minutes} min.")
            # Counted before it is tried: who ends the program in the middle has used the try up all the same.
            misses = supervisor.misses + 1
            locked = now + WAIT if misses >= MISSES else None
            await self._kept.save_supervisor(replace(supervisor, misses=misses, locked_until=locked))
            if not await asyncio.to_thread(is_right, pin, supervisor.pin_hash):
                left = MISSES - misses
                raise Refused(
                    f"That is not the PIN of {supervisor.name}. {left} more {'try' if left == 1 else 'tries'}."
                    if left > 0
                    else f"That is not the PIN of {supervisor.name}. Wait {WAIT // timedelta(minutes=1)} min."
                )
            await self._kept.save_supervisor(replace(supervisor, misses=0, locked_until=None))
        return Authority(supervisor.name, now)
