"""Searches in a journal that is in use: over a connection and in a thread of their own, beside the counter's work.

The thread that writes sales never waits for one: this connection can't write and makes no checkpoint, and each step
ends what it read, so that the log can begin anew. A step that nobody waits for any more is broken off.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event
from typing import TypeVar

from vendingdesk.domain.errors import UserCancelled
from vendingdesk.domain.sale import Sale
from vendingdesk.domain.sale_filter import SaleFilter
from vendingdesk.domain.sale_search import Known, Search, Stretch
from vendingdesk.journal.finding import Finding
from vendingdesk.journal.news import Heard, News
from vendingdesk.journal.opening import reading_connection
from vendingdesk.journal.worker import Worker

R = TypeVar("R")

OPERATIONS = 20_000
"""Of SQLite's machine between two looks at whether a step is still wanted: about a millisecond."""

KEPT_KIB = 8 * 1024
"""Memory for pages: the inner ones of a large book; the rest of it goes by once."""


class SaleFinder:
    """Answers what History asks; fits the counter's ``SalesBeside``. All raise ``EnvironmentFault``."""

    def __init__(self, path: Path, till: str) -> None:
        self._path = path
        self._till = till
        self._worker = Worker(path, "history")
        self._closing = Event()
        self._connection: sqlite3.Connection | None = None
        self._finding: Finding | None = None
        self._news = News()
        self.wrote = self._news.wrote
        """To be called with the entries that were written, after the commit, in any thread."""

    def start(self) -> None:
        """Allow searches in the loop that runs; the file is opened for the first."""
        from asyncio import get_running_loop

        self._closing.clear()
        self._news.begin(get_running_loop())
        self._worker.start()

    def when_changed(self, heard: Heard) -> Callable[[], None]:
        """Tell of the numbers of sales that were written, in the loop's thread; returns what ends that."""
        return self._news.listen(heard)

    async def stop(self) -> None:
        """Break off what runs, close the connection and allow no more."""
        self._closing.set()
        await self._worker.stop(self._close)

    def _close(self) -> None:
        connection, self._connection, self._finding = self._connection, None, None
        if connection is not None:
            connection.close()

    async def begin(self, wanted: SaleFilter) -> Search:
        """Begin a search: see ``Search``."""
        return await self._ask(lambda finding: finding.begin(wanted))

    async def step(self, search: Search, below: int, stride: int) -> Stretch:
        """Look through the next ``stride`` numbers under ``below``."""
        return await self._ask(lambda finding: finding.step(search, below, stride))

    async def sales(self, numbers: Sequence[int]) -> tuple[Sale, ...]:
        """The sales of some numbers (a few hundred at most), the highest first."""
        return await self._ask(lambda finding: finding.sales(numbers))

    async def known(self, below: int, stride: int) -> tuple[Known, int]:
        """What stands in the ``stride`` sales under ``below`` (0: in the newest), and where to go on (0: over)."""
        return await self._ask(lambda finding: finding.known(below, stride))

    async def _ask(self, work: Callable[[Finding], R]) -> R:
        left = Event()
        try:
            return await self._worker.run(self._answer, work, left)
        finally:
            left.set()

    def _answer(self, work: Callable[[Finding], R], left: Event) -> R:
        def unwanted() -> bool:
            return left.is_set() or self._closing.is_set()

        if unwanted():
            raise UserCancelled("Nobody waits for this search.")
        connection, finding = self._opened()
        connection.set_progress_handler(unwanted, OPERATIONS)
        try:
            return work(finding)
        except sqlite3.OperationalError as error:
            if unwanted():
                raise UserCancelled("Nobody waits for this search.") from error
            raise
        finally:
            connection.set_progress_handler(None, 0)

    def _opened(self) -> tuple[sqlite3.Connection, Finding]:
        if self._connection is None or self._finding is None:
            self._connection = reading_connection(self._path, KEPT_KIB)
            self._finding = Finding(self._connection, self._till)
        return self._connection, self._finding
