"""The journal as the counter sees it: coroutines over a book in a thread of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from vendingdesk.domain.doubt import Evidence, Settlement
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.outcome import Outcome, RawAnswer
from vendingdesk.domain.program import ProgramUpdate
from vendingdesk.domain.receipt import SlipKind
from vendingdesk.domain.sale import Order, Sale, VendState
from vendingdesk.domain.slips import SlipAsked, SlipMade
from vendingdesk.journal.book import Book
from vendingdesk.journal.files import private_folder
from vendingdesk.journal.finder import SaleFinder
from vendingdesk.journal.inspection import Inspection
from vendingdesk.journal.lock import BookLock
from vendingdesk.journal.opening import JOURNAL_NAME, writable_book
from vendingdesk.journal.program_book import note_program
from vendingdesk.journal.reader import JournalReader
from vendingdesk.journal.room import make_room
from vendingdesk.journal.verification import Cancelled, Progress, Verification
from vendingdesk.journal.watch import Watch
from vendingdesk.journal.worker import Worker

T = TypeVar("T")


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


class SqliteJournal:
    """The book of one till in one data folder; fits the counter's ``Journal``.

    Open it before use; one process at a time can. What was handed over is written even if the coroutine that
    asked is cancelled meanwhile.
    """

    def __init__(self, directory: Path, till: str, *, clock: Callable[[], datetime] = _now) -> None:
        self._directory = directory.absolute()
        self._path = self._directory / JOURNAL_NAME
        self._till = till
        self._clock = clock
        self._worker = Worker(self._path, "journal")
        self._lock = BookLock(self._directory)
        self._connection: sqlite3.Connection | None = None
        self._opened: Book | None = None
        self._watch = Watch(self._path)
        self._inspection = Inspection(self._path, self._watch)
        self.reports = JournalReader(self._path)
        """Sums and lists beside the counter's work."""
        self.finder = SaleFinder(self._path, till)
        """Searches beside the counter's work."""
        self.update: ProgramUpdate | None = None
        """What this opening found new of the program itself."""

    @property
    def till(self) -> str:
        """The till's id, as in receipt numbers."""
        return self._till

    @property
    def newest_at(self) -> datetime | None:
        """When the newest entry was written, by this machine's clock; None when the book is not open."""
        return None if self._opened is None else self._opened.newest_at

    @property
    def path(self) -> Path:
        """The journal's file."""
        return self._path

    @property
    def ended_badly(self) -> bool:
        """Whether the run before this one did not close the journal: a crash, a power cut, a kill."""
        return self._watch.ended_badly

    @property
    def damage(self) -> str:
        """What a verification found wrong since the opening, as a sentence, or empty; it stops the selling."""
        return self._watch.damage

    async def open(self) -> None:
        """Take the lock, make or open the file, check its end. Raises ``EnvironmentFault``; may be tried again."""
        if self._worker.running:
            return
        self._worker.start()
        self._inspection.start()
        self.finder.start()
        try:
            await self._worker.run(self._open)
        except BaseException:
            await self.close()
            raise

    def _open(self) -> None:
        private_folder(self._directory)
        self._lock.acquire()
        self._watch.before_opening()
        self._connection, book = writable_book(self._path, self._till, self._clock)
        make_room(self._connection, self._path)
        self._watch.opened(self._connection, book.last_number)
        book.wrote = self._watch.wrote
        book.news = self.finder.wrote
        self.update = note_program(book, self._directory, self._clock())  # behind the mark that the book is open
        self._opened = book

    async def close(self, *, settled: bool = True) -> None:
        """Finish what was handed over, checkpoint, close the file, free the lock, end the thread.

        A verification, a report or a search that runs is broken off with ``UserCancelled``. Not ``settled``: nobody
        has looked after what the last run left, so the next opening is told how that ended.
        """
        await self._inspection.stop()
        await self.reports.stop()
        await self.finder.stop()
        await self._worker.stop(lambda: self._close(settled=settled))

    def _close(self, *, settled: bool) -> None:
        connection, self._connection, self._opened = self._connection, None, None
        try:
            if connection is not None:
                connection.close()
                self._watch.closed(settled=settled)
        finally:
            self._lock.release()

    @property
    def _book(self) -> Book:
        if self._opened is None:
            raise EnvironmentFault("The journal is not open: start Vending Desk again.")
        return self._opened

    @property
    def _selling(self) -> Book:
        """The book, when there may be sales."""
        book = self._book
        self._watch.may_sell()
        return book

    async def ask(self, question: Callable[[Book], T]) -> T:
        """Ask the book, or write to it, in its one thread; what ``question`` wrote is on disk when this returns."""
        return await self._worker.run(lambda: question(self._book))

    async def verify_new(self, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Verification:
        """Verify the entries since the last verification, all of them when there was none; for every start.

        It runs beside the counter's work in a thread of its own, where ``progress(done, total)`` is called as well;
        ``cancelled()`` asked there ends it with ``UserCancelled``, and so does closing. Damage that it finds stops
        the selling: see ``damage``. Raises ``EnvironmentFault`` for a file that can't be read at all.
        """
        return await self._inspection.new(progress, cancelled)

    async def verify_all(self, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Verification:
        """Verify the whole journal, otherwise like ``verify_new``; a million sales take about a minute."""
        return await self._inspection.all(progress, cancelled)

    async def prepare(self, order: Order, at: datetime) -> Sale:
        """Give the order the next number and write it down as PREPARED."""
        return await self._worker.run(lambda: self._selling.prepare(order, at))

    async def sending(self, uid: str, at: datetime) -> Sale:
        """Write SENDING."""
        return await self._worker.run(lambda: self._selling.sending(uid, at))

    async def answered(self, uid: str, raw: RawAnswer) -> None:
        """Keep the raw answer."""
        await self._worker.run(lambda: self._book.answered(uid, raw))

    async def conclude(self, uid: str, outcome: Outcome, at: datetime) -> Sale:
        """Write the outcome."""
        return await self._worker.run(lambda: self._book.conclude(uid, outcome, at))

    async def slip_made(
        self,
        uid: str,
        *,
        kind: SlipKind,
        operator: str,
        medium: str,
        at: datetime,
        beside: tuple[str, ...] = (),
        why: str = "",
    ) -> int:
        """Count a slip that is about to be made; returns which copy of its kind it is, 1 the first.

        ``beside`` are the sales that stand on it too, ``why`` is what a copy is made for.
        """
        return await self._worker.run(
            lambda: self._book.slip_made(uid, kind, operator, medium, at, beside=beside, why=why)
        )

    async def slips_made(
        self, asked: Sequence[SlipAsked], *, operator: str, medium: str, at: datetime, why: str = ""
    ) -> tuple[int, ...]:
        """Count many slips at once: all of them or none. Returns their copy numbers in the same order.

        A sale has to wait while they are counted: ask for a hundred or so at a time.
        """
        return await self._worker.run(lambda: self._book.slips_made(asked, operator, medium, at, why=why))

    async def next_copy(self, uid: str, kind: SlipKind) -> int:
        """Which copy of its kind a slip would be, 1 the first; nothing is counted."""
        return await self._worker.run(lambda: self._book.next_copy(uid, kind))

    async def slips_of(self, uid: str) -> tuple[SlipMade, ...]:
        """The slips that were made of a sale, oldest first."""
        return await self._worker.run(lambda: self._book.slips_of(uid))

    async def add_evidence(self, uid: str, evidence: Evidence) -> None:
        """Write down what somebody found out about a sale that is or was in doubt."""
        await self._worker.run(lambda: self._book.add_evidence(uid, evidence))

    async def evidence(self, uid: str) -> tuple[Evidence, ...]:
        """What was found out about a sale, oldest first."""
        return await self._worker.run(lambda: self._book.evidence(uid))

    async def settle(self, uid: str, settlement: Settlement) -> Sale:
        """Write the end of a doubt."""
        return await self._worker.run(lambda: self._book.settle(uid, settlement))

    async def supervisor_named(self, name: str, *, by: str, introduced_by: str, at: datetime) -> None:
        """Write down who may answer for settlements and overrides from now on."""
        await self._worker.run(lambda: self._book.supervisor_named(name, by, introduced_by, at))

    async def sale_of_token(self, token: str) -> Sale | None:
        """The sale that gave a token, as answered or as recovered."""
        return await self._worker.run(lambda: self._book.sale_of_token(token))

    async def sales_of_tokens(self, tokens: Sequence[str]) -> tuple[Sale, ...]:
        """The sales that gave one of the tokens, newest first: behind others only where none gave one first."""
        return await self._worker.run(lambda: self._book.sales_of_tokens(tokens))

    async def sale(self, receipt_no: str) -> Sale | None:
        """One sale by its receipt number."""
        return await self._worker.run(lambda: self._book.sale(receipt_no))

    async def sales(
        self, *, meter: str = "", text: str = "", states: tuple[VendState, ...] = (), before: int = 0, limit: int = 50
    ) -> tuple[Sale, ...]:
        """Sales, newest first: of one meter, found by ``text``, in ``states``, with numbers below ``before``.

        ``text`` is a receipt number or its beginning, with the till or without, or a meter's first or last digits.
        """
        return await self._worker.run(lambda: self._book.sales(meter, text, states, before, limit))

    async def key_change(self, meter: str, set_uid: str = "") -> tuple[Sale, ...]:
        """The sales of a key change of a meter, oldest first: of one set, or of the newest when none is named."""
        return await self._worker.run(lambda: self._book.key_change(meter, set_uid))

    async def sales_of_day(self, day: date, *, after: int = 0, limit: int = 200) -> tuple[Sale, ...]:
        """The sales of a day by the till's own clock, oldest first, with numbers above ``after``."""
        return await self._worker.run(lambda: self._book.sales_of_day(day, after, limit))

    async def count_of_day(self, day: date) -> int:
        """How many sales a day has."""
        return await self._worker.run(lambda: self._book.count_of_day(day))

    async def sales_of_year(self, meter: str, year: int, *, after: int = 0, limit: int = 200) -> tuple[Sale, ...]:
        """A meter's sales of a year by the till's own clock, oldest first, with numbers above ``after``."""
        return await self._worker.run(lambda: self._book.sales_of_year(meter, year, after, limit))

    async def count_of_year(self, meter: str, year: int) -> int:
        """How many sales a meter has in a year."""
        return await self._worker.run(lambda: self._book.count_of_year(meter, year))

    async def open_sales(self) -> tuple[tuple[Sale, RawAnswer | None], ...]:
        """The sales without an outcome, oldest first, each with the answer on disk: what a start has to settle."""
        return await self._worker.run(lambda: self._book.open_sales())  # noqa: PLW0108 (looked up in the thread)

    async def raw_answer(self, uid: str) -> RawAnswer | None:
        """The last answer that was kept for a sale."""
        return await self._worker.run(lambda: self._book.raw_answer(uid))

    async def head(self) -> str:
        """The last entry's hash in hexadecimal, for paper."""
        return await self._worker.run(lambda: self._book.head)
