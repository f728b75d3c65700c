"""A till in use that asks again for something vital: who may answer, and what is written of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from vendingdesk.counter.authority import Authority
from vendingdesk.counter.ports import Clock
from vendingdesk.domain.errors import Refused
from vendingdesk.domain.people import Right
from vendingdesk.domain.trust import Connection
from vendingdesk.domain.trust_change import NOBODY, TrustChange

SERVER = ("server.address", "server.fingerprint", "server.ca_file")
"""The settings whose change is a change of trust."""


class BegunBooks(Protocol):
    """Journal and register of the till, opened for each of these alone; all raise ``EnvironmentFault``."""

    async def authorise(self, name: str, pin: str) -> Authority:
        """Try a supervisor's PIN like ``Supervisors``; raises ``Refused``."""

    async def write(self, change: TrustChange | None, allowed: Mapping[str, str] | None, at: datetime) -> None:
        """Write down whom the till trusts from now on, and what a supervisor allowed beside that.

        ``allowed`` has the words of an entry: ``right``, ``person``, ``allowed_by``, ``about``.
        """


class BegunTill:
    """Holds who allowed the answers. Where ``supervisors`` are named nothing is kept before one of them did."""

    def __init__(self, books: BegunBooks, clock: Clock, *, till: str, supervisors: tuple[str, ...]) -> None:
        self._books = books
        self._clock = clock
        self.till = till
        self.supervisors = supervisors
        self.authority: Authority | None = None

    async def authorise(self, name: str, pin: str) -> None:
        """A supervisor allows it; raises ``Refused`` for a wrong PIN, and for any during the wait after misses."""
        self.authority = None
        self.authority = await self._books.authorise(name, pin)

    async def note(
        self, before: Connection, after: Connection, changed: Mapping[str, Any], lost: Mapping[str, str]
    ) -> None:
        """Write down what is about to be kept: whom the till trusts, and all other settings by their paths.

        ``lost`` has what was kept and could not be used, by path. Raises ``Refused`` where a supervisor has to allow
        it first, ``EnvironmentFault`` when it can't be written; then nothing may be kept.
        """
        if self.supervisors and self.authority is None:
            raise Refused("A supervisor must allow this first. Go back and type the PIN.")
        who = self.authority.supervisor if self.authority is not None else ""
        rest = {path: value for path, value in changed.items() if path not in SERVER}
        allowed = None
        if who and rest:
            about = ", ".join(f"{path} = {'nothing' if value is None else value}" for path, value in rest.items())
            allowed = {
                "right": Right.CHANGE_SETTINGS.value,
                "person": who,
                "allowed_by": who,
                "about": f"asked for again at a start: {about}",
            }
        change = trust_change(before, after, {path: lost[path] for path in SERVER if path in lost}, who)
        if change is not None or allowed is not None:
            await self._books.write(change, allowed, self._clock.now())


def trust_change(before: Connection, after: Connection, lost: Mapping[str, str], who: str) -> TrustChange | None:
    """What is written of another server or another trust; None where both stay as they were.

    What can't be used was another one: an authority that is believed where a fingerprint stood is a change.
    """
    same = before.address == after.address
    if same and before.trust == after.trust and not lost:
        return None
    moved = before.address if not same else ""
    words = [f"{path} = {value}" for path, value in lost.items()]
    if not before.address and not words:
        words = ["no server was kept"]
    return TrustChange(after.address, before.trust, after.trust, who or NOBODY, who, moved, ", ".join(words))
