"""Write files of many sales: a day's statement, a meter's year, all slips of a day."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from vendingdesk.counter.archive import DaysSlips
from vendingdesk.counter.begun_file import begun
from vendingdesk.counter.file_ports import PaperFiles, SlipFile, StatementFile, UnfinishedFile
from vendingdesk.counter.guard import Leave
from vendingdesk.counter.meters import check_meter
from vendingdesk.counter.new_file import new_file
from vendingdesk.counter.permits import Permits
from vendingdesk.counter.ports import Clock, Journal, Register
from vendingdesk.counter.settings import Settings
from vendingdesk.counter.slip_words import slip_words
from vendingdesk.counter.statement import DayStatement, SalesRows, YearStatement
from vendingdesk.domain.errors import Refused
from vendingdesk.domain.people import Right
from vendingdesk.domain.printing import PaperName
from vendingdesk.domain.sale import Sale

Went = Callable[[int, int], None]
"""Told how many sales are done, and of how many; raises ``UserCancelled`` to give up."""

AT_ONCE = 200
"""Sales that are read together."""

_File = TypeVar("_File", bound=UnfinishedFile)


@dataclass(frozen=True, slots=True)
class Written:
    """A file that is there: where, how many sales it is about, how many pages it has."""

    path: Path
    sales: int
    pages: int


class WriteStatements:
    """One file at a time. What is stopped, cancelled or fails leaves no file.

    All raise ``Refused`` when there is nothing to write, ``EnvironmentFault`` when disk or journal are at fault, and
    whatever ``went`` raises: that is how a person stops it. All raise ``NotAllowed`` for who may not write lists;
    ``leave`` is a supervisor's.
    """

    def __init__(
        self,
        journal: Journal,
        register: Register,
        files: PaperFiles,
        *,
        settings: Settings,
        clock: Clock,
        folder: Path,
        permits: Permits,
    ) -> None:
        self._permits = permits
        self._journal = journal
        self._register = register
        self._files = files
        self._settings = settings
        self._clock = clock
        self._folder = folder
        self.counted = 0
        """Slips that the last ``slips`` counted in the journal, whether there is a file or not."""

    async def day(self, day: date, *, operator: str, went: Went, leave: Leave | None = None) -> Written:
        """A day's sales with their totals."""
        await self._permits(Right.EXPORT, leave=leave, about=f"statement of {day.isoformat()}")
        count = await self._some(self._journal.count_of_day(day), f"Nothing was sold on {day.isoformat()}.")
        made = DayStatement(self._settings.setup, operator=operator, at=self._clock.now())
        path = await asyncio.to_thread(self._free, f"sales-{day.isoformat()}")
        document, paper = made.document(day), self._paper
        return await self._whole(
            lambda: self._files.statement(path, document, paper),
            lambda file: self._filled(
                file, made, lambda after: self._of_day(day, after), Written(path, count, 0), went
            ),
        )

    async def year(self, meter: str, year: int, *, operator: str, went: Went, leave: Leave | None = None) -> Written:
        """A meter's purchases of a year; ``meter`` as it was typed."""
        number = check_meter(meter).digits
        await self._permits(Right.EXPORT, leave=leave, about=f"statement of {number}, {year}")
        count = await self._some(
            self._journal.count_of_year(number, year), f"Nothing was sold to this meter here in {year}."
        )
        made = YearStatement(self._settings.setup, operator=operator, at=self._clock.now())
        customer = await self._register.find(number)
        path = await asyncio.to_thread(self._free, f"meter-{number}-{year}")
        document, paper = made.document(number, year, customer), self._paper
        return await self._whole(
            lambda: self._files.statement(path, document, paper),
            lambda file: self._filled(
                file, made, lambda after: self._of_year(number, year, after), Written(path, count, 0), went
            ),
        )

    async def slips(self, day: date, *, operator: str, went: Went, leave: Leave | None = None) -> Written:
        """All slips of a day, each counted in the journal as a copy for the archive before it is drawn."""
        self.counted = 0
        await self._permits(Right.EXPORT, leave=leave, about=f"all slips of {day.isoformat()}")
        count = await self._some(self._journal.count_of_day(day), f"Nothing was sold on {day.isoformat()}.")
        setup = self._settings.setup
        slips = DaysSlips(self._journal, setup, operator=operator, at=self._clock.now())
        path = await asyncio.to_thread(self._free, f"slips-{day.isoformat()}")
        t = slip_words(setup.shop.language)
        title = t("Slips of {0}", day.isoformat())

        def gone(done: int) -> None:
            self.counted = slips.counted
            went(done, max(done, count))

        async def filled(file: SlipFile) -> Written:
            await slips.into(file, day, gone)
            return Written(path, slips.counted, await asyncio.to_thread(file.finish))

        try:
            return await self._whole(lambda: self._files.slips(path, title=title, paper=setup.printing.paper), filled)
        finally:
            self.counted = slips.counted

    @property
    def _paper(self) -> PaperName:
        """A statement's paper: the shop's sheets, else A4."""
        letter = self._settings.setup.printing.paper is PaperName.LETTER
        return PaperName.LETTER if letter else PaperName.A4

    async def _some(self, counting: Awaitable[int], nothing: str) -> int:
        count = await counting
        if not count:
            raise Refused(nothing)
        return count

    def _of_day(self, day: date, after: int) -> Awaitable[tuple[Sale, ...]]:
        return self._journal.sales_of_day(day, after=after, limit=AT_ONCE)

    def _of_year(self, meter: str, year: int, after: int) -> Awaitable[tuple[Sale, ...]]:
        return self._journal.sales_of_year(meter, year, after=after, limit=AT_ONCE)

    async def _filled(
        self,
        file: StatementFile,
        made: SalesRows,
        page: Callable[[int], Awaitable[tuple[Sale, ...]]],
        expected: Written,
        went: Went,
    ) -> Written:
        """Read the sales page by page and draw them."""
        last = 0
        while sales := await page(last):
            await asyncio.to_thread(file.add, made.rows(sales))
            last = sales[-1].number
            went(made.tally.count, max(made.tally.count, expected.sales))
        await asyncio.to_thread(file.add, made.last())
        pages = await asyncio.to_thread(file.finish, made.totals())
        return replace(expected, sales=made.tally.count, pages=pages)

    async def _whole(self, begin: Callable[[], _File], fill: Callable[[_File], Awaitable[Written]]) -> Written:
        """Fill a new file; whatever comes between leaves none."""
        async with begun(begin) as file:
            return await fill(file)

    def _free(self, name: str) -> Path:
        """A place for a file that replaces none."""
        return new_file(self._folder, name, "pdf")
