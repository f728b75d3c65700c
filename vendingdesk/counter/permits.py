"""Leave for what leaves no entry of its own: the guard is asked, and a supervisor's leave is written down."""

from __future__ import annotations

from vendingdesk.counter.authority import Authority
from vendingdesk.counter.guard import Guard, Leave, Permit
from vendingdesk.counter.people_ports import AllowedBook
from vendingdesk.counter.ports import Clock
from vendingdesk.domain.errors import NobodyAtTill
from vendingdesk.domain.people import Right


class Permits:
    """Asks the guard for use cases whose entries, if they write any, have no room for who gave leave."""

    def __init__(self, guard: Guard, book: AllowedBook, clock: Clock) -> None:
        self.guard = guard
        self._book = book
        self._clock = clock

    async def __call__(self, *rights: Right, leave: Leave | None, about: str) -> Permit:
        """That whoever stands here may do this; raises ``NotAllowed``, ``NobodyAtTill`` or ``EnvironmentFault``.

        ``about`` says in a few words what for, as it then stands in the journal.
        """
        permit = self.guard.permit(*rights, leave=leave)
        if permit.allowed_by:
            await self._book.allowed(
                permit.allowed,
                person=permit.person,
                allowed_by=permit.allowed_by,
                about=about,
                at=self._clock.now(),
            )
        return permit

    async def answered_for(self, right: Right, authority: Authority, *, about: str) -> None:
        """Write down what takes a supervisor's PIN whoever stands here; where nobody does, that is the supervisor.

        Raises ``EnvironmentFault``.
        """
        try:
            who = self.guard.who or authority.supervisor
        except NobodyAtTill:
            who = authority.supervisor
        await self._book.allowed(
            right.value, person=who, allowed_by=authority.supervisor, about=about, at=self._clock.now()
        )
