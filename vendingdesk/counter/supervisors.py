"""Supervisors: those people who let others past a rule; the same people, PINs and waits as at the till."""

from __future__ import annotations

from vendingdesk.counter.authority import Authority
from vendingdesk.counter.pin_tries import MISSES, WAIT
from vendingdesk.counter.ports import Clock
from vendingdesk.counter.staff import NAME_LENGTH, Staff

__all__ = ["MISSES", "NAME_LENGTH", "WAIT", "Authority", "Supervisors"]


class Supervisors:
    """Names supervisors and checks their PINs; works whether people are switched on or not."""

    def __init__(self, staff: Staff, clock: Clock) -> None:
        self._staff = staff
        self._clock = clock

    async def names(self) -> tuple[str, ...]:
        """The supervisors' names; empty until the first one is named."""
        return tuple(person.name for person in await self._staff.supervisors())

    async def forgotten(self) -> tuple[str, ...]:
        """Whom the journal names as supervisors when none of them has a PIN any more; empty while one has.

        Naming somebody then is a new beginning, and the journal says so.
        """
        return await self._staff.forgotten()

    async def name(
        self, name: str, pin: str, again: str, *, by: str, introduced: Authority | None = None
    ) -> Authority:
        """Name a supervisor with a PIN that was typed twice; the journal keeps who did it.

        The first one needs nobody's leave while people are off; every further one (or a new PIN) needs
        ``introduced``, the authority of one who is. Raises ``Refused``.
        """
        return await self._staff.name_supervisor(name, pin, again, by=by, introduced=introduced)

    async def authorise(self, name: str, pin: str) -> Authority:
        """Check a supervisor's PIN; raises ``Refused`` for a wrong one, and for any during the wait after misses."""
        person = await self._staff.check(name, pin, supervisor=True)
        return Authority(person.name, self._clock.now())
