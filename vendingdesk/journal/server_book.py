"""The server in the journal: fits the counter's ports for trust and clock over an open ``SqliteJournal``."""

from __future__ import annotations

from datetime import datetime

from vendingdesk.domain.sale import MoveRefused
from vendingdesk.domain.server_clock import ClockSeen
from vendingdesk.domain.trust_change import TrustChange
from vendingdesk.journal.book import Book
from vendingdesk.journal.schema import SERVER
from vendingdesk.journal.server_entries import clock_noted, clock_of, server_wrong, trust_changed
from vendingdesk.journal.sqlite_journal import SqliteJournal

LAST_CLOCK = (
    f"SELECT body FROM entry INDEXED BY entry_server WHERE kind IN {SERVER} AND kind = 'clock_seen' "  # noqa: S608
    "ORDER BY seq DESC LIMIT 1"
)


class ServerBook:
    """Asks the journal in its own thread; what was written is on disk when a coroutine returns."""

    def __init__(self, journal: SqliteJournal) -> None:
        self._journal = journal

    async def trust_changed(self, change: TrustChange, at: datetime) -> None:
        """Write down whom the till trusts from now on; raises ``MoveRefused`` where nothing changed."""
        body = trust_changed(change)

        def write(book: Book) -> None:
            wrong = server_wrong(body)
            if wrong:
                raise MoveRefused(wrong)
            book.append(body, at)

        await self._journal.ask(write)

    async def clock_seen(self, seen: ClockSeen, at: datetime) -> None:
        """Write down how the server's clock stands against this machine's."""
        await self._journal.ask(lambda book: book.append(clock_noted(seen), at))

    async def last_clock(self) -> ClockSeen | None:
        """What was written of the clocks last; None for nothing yet."""

        def asked(book: Book) -> ClockSeen | None:
            row = book.connection.execute(LAST_CLOCK).fetchone()
            return None if row is None else clock_of(row[0])

        return await self._journal.ask(asked)
