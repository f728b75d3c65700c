"""The books of a till in use whose first start asks again: opened for each look or entry alone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from vendingdesk.counter.authority import Authority
from vendingdesk.counter.begun_till import BegunTill
from vendingdesk.counter.clock import SystemClock
from vendingdesk.counter.guard import Guard
from vendingdesk.counter.pin_tries import PinTries
from vendingdesk.counter.session import Session
from vendingdesk.counter.staff import Staff
from vendingdesk.counter.supervisors import Supervisors
from vendingdesk.domain.trust_change import TrustChange
from vendingdesk.journal.opening import till_of
from vendingdesk.journal.people_book import PeopleBook
from vendingdesk.journal.register import SqliteRegister
from vendingdesk.journal.server_book import ServerBook
from vendingdesk.journal.sqlite_journal import SqliteJournal
from vendingdesk.wiring.mask import PROCESS_MASK


class Books:
    """Journal and register of one data folder; fits the counter's ``BegunBooks``.

    Waits after wrong PINs are those of the register, so that a new start is no way around them.
    """

    def __init__(self, folder: Path, till: str) -> None:
        clock = SystemClock()
        self._journal, self._register = SqliteJournal(folder, till), SqliteRegister(folder)
        self._people = PeopleBook(self._journal)
        tries = PinTries(self._register, clock)
        staff = Staff(self._register, self._people, Guard(Session(clock, PROCESS_MASK)), clock, tries)
        self.supervisors = Supervisors(staff, clock)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Hold the books meanwhile. Raises ``EnvironmentFault``.

        How the last run ended stays to be told to the counter, which settles what that left.
        """
        try:
            await self._journal.open()
            await self._register.open()
            yield
        finally:
            await self._register.close()
            await self._journal.close(settled=False)

    async def authorise(self, name: str, pin: str) -> Authority:
        """Try a supervisor's PIN."""
        async with self.open():
            return await self.supervisors.authorise(name, pin)

    async def write(self, change: TrustChange | None, allowed: Mapping[str, str] | None, at: datetime) -> None:
        """Write down both."""
        async with self.open():
            if change is not None:
                await ServerBook(self._journal).trust_changed(change, at)
            if allowed is not None:
                await self._people.allowed(**allowed, at=at)


async def begun_till(folder: Path, journal: Path) -> BegunTill:
    """Who answers at a till whose journal is there. Raises ``EnvironmentFault`` when it can't be opened."""
    till = till_of(journal)
    books = Books(folder, till)
    async with books.open():
        names = await books.supervisors.names()
    return BegunTill(books, SystemClock(), till=till, supervisors=names)
