"""Questions to a journal that is in use, over a connection and in a thread of their own.

The thread that writes sales never waits for one: this connection can't write and makes no checkpoint. Each question
sees the journal as it was when it began, and one that nobody waits for any more is broken off.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Event
from typing import TypeVar

from vendingdesk.domain.errors import UserCancelled
from vendingdesk.domain.report import Period
from vendingdesk.domain.report_facts import CopyMade, Irregular, SalesFacts, SalesSum, ShiftFacts, Slot
from vendingdesk.domain.sale import Sale
from vendingdesk.journal import report_queries as asked
from vendingdesk.journal.opening import read_only
from vendingdesk.journal.shift_facts import shifts_of_period
from vendingdesk.journal.worker import Worker

R = TypeVar("R")

OPERATIONS = 20_000
"""Of SQLite's machine between two looks at whether an answer is still wanted: about a millisecond."""


class JournalReader:
    """Answers what reports ask; fits the counter's ``ReportFacts``. All raise ``EnvironmentFault``.

    The thread begins with the first question; ``stop`` breaks off what runs.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._worker = Worker(path, "reports")
        self._closing = Event()

    async def sales(self, period: Period, slot: Slot) -> SalesFacts:
        """The sums of the sales of a period."""
        return await self._ask(lambda connection: asked.sales_of_period(connection, period, slot))

    async def shifts(self, period: Period) -> tuple[tuple[ShiftFacts, ...], tuple[SalesSum, ...], Irregular]:
        """The shifts of a period, the sums of their sales, and what is to be said of the period."""

        def answer(
            connection: sqlite3.Connection,
        ) -> tuple[tuple[ShiftFacts, ...], tuple[SalesSum, ...], Irregular]:
            shifts = shifts_of_period(connection, period)
            sums = asked.sales_of_shifts(connection, (shift.number for shift in shifts))
            return shifts, sums, asked.irregular(connection, period)

        return await self._ask(answer)

    async def doubts(self, period: Period) -> tuple[tuple[Sale, ...], Irregular]:
        """Doubts that were open in a period or settled in it, oldest first."""
        return await self._ask(
            lambda connection: (asked.doubts_of_period(connection, period), asked.irregular(connection, period))
        )

    async def management(self, period: Period) -> tuple[tuple[Sale, ...], Irregular]:
        """The management tokens that were asked for in a period, oldest first."""
        return await self._ask(
            lambda connection: (asked.management_of_period(connection, period), asked.irregular(connection, period))
        )

    async def copies(self, period: Period) -> tuple[tuple[CopyMade, ...], Irregular]:
        """The slips that were made again in a period, oldest first."""
        return await self._ask(
            lambda connection: (asked.copies_of_period(connection, period), asked.irregular(connection, period))
        )

    async def meter(self, meter: str, since: date) -> tuple[SalesSum, ...]:
        """The sums of a meter's sales from a day on, cut into months."""
        return await self._ask(lambda connection: asked.sales_of_meter(connection, meter, since))

    async def stop(self) -> None:
        """Break off what runs and end the thread."""
        self._closing.set()
        await self._worker.stop(lambda: None)
        self._closing.clear()

    async def _ask(self, question: Callable[[sqlite3.Connection], R]) -> R:
        if not self._worker.running:
            self._worker.start()
        left = Event()
        try:
            return await self._worker.run(self._answer, question, left)
        finally:
            left.set()

    def _answer(self, question: Callable[[sqlite3.Connection], R], left: Event) -> R:
        def unwanted() -> bool:
            return left.is_set() or self._closing.is_set()

        if unwanted():
            raise UserCancelled("Nobody waits for this report.")
        with read_only(self._path) as connection:
            connection.set_progress_handler(unwanted, OPERATIONS)
            try:
                return question(connection)
            except sqlite3.OperationalError as error:
                if unwanted():
                    raise UserCancelled("Nobody waits for this report.") from error
                raise
