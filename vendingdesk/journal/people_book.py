"""People in the journal: fits the counter's ``PeopleBook`` over an open ``SqliteJournal``."""

from __future__ import annotations

from datetime import datetime

from vendingdesk.domain.people import Named, Role, Standing, roles_of
from vendingdesk.journal.book import Book
from vendingdesk.journal.day_entries import PEOPLE, Allowed, AtTill, PersonNamed, Switched
from vendingdesk.journal.outcomes import writable
from vendingdesk.journal.sqlite_journal import SqliteJournal


class PeopleBook:
    """Asks the journal in its own thread; what was written is on disk when a coroutine returns."""

    def __init__(self, journal: SqliteJournal) -> None:
        self._journal = journal

    async def standing(self) -> Standing:
        """What all entries come to."""
        return await self._journal.ask(_standing)

    async def named(self, named: Named, *, by: str, allowed_by: str, at: datetime) -> None:
        """Write down that somebody was added, changed, given a PIN or let go."""
        body = PersonNamed(
            writable(named.name),
            tuple(sorted(role.value for role in named.roles)),
            named.mark,
            writable(by),
            writable(allowed_by),
            named.active,
            named.anew,
        )
        await self._journal.ask(lambda book: book.append(body, at))

    async def supervisor_named(self, name: str, *, by: str, introduced_by: str, at: datetime) -> None:
        """Write down who may answer for settlements and overrides from now on."""
        await self._journal.supervisor_named(name, by=by, introduced_by=introduced_by, at=at)

    async def switched(self, *, on: bool, by: str, allowed_by: str, recovery: str, at: datetime) -> None:
        """Write down that people count from now on, or do not; raises ``MoveRefused`` where that is so already."""
        body = Switched(PEOPLE, on, writable(by), writable(allowed_by), recovery)

        def write(book: Book) -> None:
            book.day.check_switch(PEOPLE, on=on)
            book.append(body, at)

        await self._journal.ask(write)

    async def at_till(self, person: str, account: str, at: datetime) -> None:
        """Write down who stands at the till; an empty name when nobody does."""
        body = AtTill(writable(person), writable(account))
        await self._journal.ask(lambda book: book.append(body, at))

    async def allowed(self, right: str, *, person: str, allowed_by: str, about: str, at: datetime) -> None:
        """Write down who let whom do what."""
        body = Allowed(right, writable(person), writable(allowed_by), writable(about))
        await self._journal.ask(lambda book: book.append(body, at))


def _standing(book: Book) -> Standing:
    persons = tuple(
        Named(body.name, roles_of(body.roles), body.mark, body.active, body.anew)
        for body in book.day.persons.values()
    )
    named = [each.name for each in persons if each.active and Role.SUPERVISOR in each.roles]
    known = {each.name for each in persons}
    older = [name for name in book.supervisors_named() if name not in known]
    switched = book.day.switched.get(PEOPLE)
    return Standing(
        book.day.is_on(PEOPLE), persons, tuple(dict.fromkeys((*older, *named))), switched.recovery if switched else ""
    )
