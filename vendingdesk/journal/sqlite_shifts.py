"""Shifts as the counter sees them: coroutines over the journal's one thread."""

from __future__ import annotations

from datetime import datetime

from vendingdesk.domain.money import Money
from vendingdesk.domain.shift import CashMove, CountMade, DrawerCount, TillStanding
from vendingdesk.domain.shift_report import ReportKind, ShiftReport
from vendingdesk.journal.shift_book import ShiftBook
from vendingdesk.journal.sqlite_journal import SqliteJournal


class SqliteShifts:
    """The shifts of an open journal; fits the counter's ``ShiftJournal``. What is written is on disk on return."""

    def __init__(self, journal: SqliteJournal) -> None:
        self._journal = journal

    async def standing(self) -> TillStanding:
        """How the till stands."""
        return await self._journal.ask(lambda book: ShiftBook(book).standing)

    async def switch(self, *, on: bool, by: str, allowed_by: str, at: datetime) -> TillStanding:
        """Switch shifts on or off; raises ``Refused`` while one is open."""
        return await self._journal.ask(
            lambda book: ShiftBook(book).switch(on=on, by=by, allowed_by=allowed_by, at=at)
        )

    async def open(self, opening: Money, *, by: str, allowed_by: str, at: datetime) -> TillStanding:
        """Open the next shift; raises ``Refused`` where one is open or the till keeps none."""
        return await self._journal.ask(
            lambda book: ShiftBook(book).open(opening, by=by, allowed_by=allowed_by, at=at)
        )

    async def move(self, move: CashMove) -> None:
        """Write down cash that came or went; raises ``ShiftWanted``."""
        await self._journal.ask(lambda book: ShiftBook(book).move(move))

    async def refund(self, uid: str, *, by: str, note: str, allowed_by: str, at: datetime) -> CashMove:
        """Write down that the money of a sale without a token was given back; raises ``Refused``."""
        return await self._journal.ask(
            lambda book: ShiftBook(book).refund(uid, by=by, note=note, allowed_by=allowed_by, at=at)
        )

    async def owed(self, uid: str) -> Money | None:
        """What has to be given back for a sale; None for nothing."""
        return await self._journal.ask(lambda book: ShiftBook(book).owed(uid))

    async def count(self, count: DrawerCount, *, by: str, allowed_by: str, at: datetime) -> CountMade:
        """Write down what was counted; only then it is told what was expected."""
        return await self._journal.ask(lambda book: ShiftBook(book).count(count, by=by, allowed_by=allowed_by, at=at))

    async def report(self, *, by: str, at: datetime, single_owner: bool) -> ShiftReport:
        """The X of the open shift; raises ``ShiftWanted``."""
        return await self._journal.ask(lambda book: ShiftBook(book).report(by=by, at=at, single_owner=single_owner))

    async def close(
        self, *, by: str, reason: str, left: Money, allowed_by: str, at: datetime, single_owner: bool
    ) -> ShiftReport:
        """Close the shift with its last count; gives its Z. Raises ``Refused`` where cash moved since the count."""
        return await self._journal.ask(
            lambda book: ShiftBook(book).close(
                by=by, reason=reason, left=left, allowed_by=allowed_by, at=at, single_owner=single_owner
            )
        )

    async def reports(self, before: int = 0, limit: int = 50) -> tuple[ShiftReport, ...]:
        """The newest Zs, newest first, with numbers below ``before``."""
        return await self._journal.ask(lambda book: ShiftBook(book).reports.page(before, limit))

    async def z(self, number: int) -> ShiftReport:
        """One Z as its entry has it; raises ``Refused`` when there is none."""
        return await self._journal.ask(lambda book: ShiftBook(book).reports.one(number))

    async def next_copy(self, number: int) -> int:
        """Which copy of a Z would be made next, 1 the first."""
        return await self._journal.ask(lambda book: ShiftBook(book).reports.next_copy(number))

    async def slip_made(
        self, kind: ReportKind, number: int, *, operator: str, medium: str, why: str, at: datetime
    ) -> int:
        """Count a report that is about to be made; gives which copy it is."""
        return await self._journal.ask(
            lambda book: ShiftBook(book).slip_made(kind, number, operator=operator, medium=medium, why=why, at=at)
        )
