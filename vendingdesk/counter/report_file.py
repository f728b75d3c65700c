"""A report as a file: a PDF to keep or print, or a table for a spreadsheet."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from vendingdesk.counter.begun_file import begun
from vendingdesk.counter.file_ports import PaperFiles
from vendingdesk.counter.guard import Leave
from vendingdesk.counter.new_file import new_file
from vendingdesk.counter.permits import Permits
from vendingdesk.counter.ports import Clock
from vendingdesk.counter.settings import Settings
from vendingdesk.counter.slip_frame import when
from vendingdesk.domain.errors import Refused
from vendingdesk.domain.people import Right
from vendingdesk.domain.printing import PaperName
from vendingdesk.domain.report import Cell, Report, ReportRow, RowLook, cell_text
from vendingdesk.domain.statement import Statement, StatementColumn, StatementRow, StatementTotals

Went = Callable[[int, int], None]
"""Told how many rows are written, and of how many; raises ``UserCancelled`` to give up."""

AT_ONCE = 200
"""Rows that are drawn together."""

SUMS, NOTE = "Sums", "Note"
"""What stands in the first column of a table for what is no row of the report."""


class SheetFiles(Protocol):
    """Writes tables of typed cells; blocks. Raises ``EnvironmentFault``, and leaves nothing then."""

    def write(
        self, path: Path, headings: Sequence[str], rows: Sequence[Sequence[Cell]], *, title: str, went: Went
    ) -> None:
        """A whole new file, as XLSX or CSV by its name: money and counts as numbers, everything else as text."""


def sheet_rows(report: Report) -> tuple[list[str], list[tuple[Cell, ...]]]:
    """Headings and rows of a report for a spreadsheet: a group's name stands before each of its rows."""
    groups = any(row.look is RowLook.GROUP for row in report.rows)
    headings = ["Part", *(column.heading for column in report.columns)]
    rows: list[tuple[Cell, ...]] = []
    part = "" if groups else report.title
    for row in report.rows:
        if row.look is RowLook.GROUP:
            part = str(row.cells[0])
        else:
            rows.append((part, *row.cells))
    rows += [(SUMS, *row.cells) for row in report.totals]
    blank: tuple[Cell, ...] = (None,) * (len(report.columns) - 1)
    rows += [(NOTE, note, *blank) for note in report.notes]
    return headings, rows


class SaveReport:
    """One file at a time, whole or none; no file that is there is replaced."""

    def __init__(
        self,
        papers: PaperFiles,
        sheets: SheetFiles,
        *,
        permits: Permits,
        settings: Settings,
        clock: Clock,
        folder: Path,
    ) -> None:
        self._papers = papers
        self._sheets = sheets
        self._permits = permits
        self._settings = settings
        self._clock = clock
        self.folder = folder
        """Where files go unless somebody says otherwise."""

    async def __call__(
        self, report: Report, kind: str, folder: Path, *, went: Went, leave: Leave | None = None
    ) -> Path:
        """Write a report as ``pdf``, ``xlsx`` or ``csv``; returns where it is.

        Raises ``NotAllowed`` for who may not, ``Refused`` for an empty report, ``EnvironmentFault`` for the disk, and
        whatever ``went`` raises.
        """
        name = f"report-{report.kind.value}-{str(report.period).replace(' ', '-')}"
        # Its totals were shown already, with leave where that was needed: nobody is asked twice.
        permit = await self._permits(Right.EXPORT, leave=leave, about=f"{name}.{kind}")
        if not report.rows:
            raise Refused("There is nothing to save: the report is empty.")
        path = await asyncio.to_thread(new_file, folder, name, kind)
        went(0, len(report.rows))
        if kind == "pdf":
            await self._pdf(report, path, permit.person, went)
        else:
            headings, rows = sheet_rows(report)
            loop = asyncio.get_running_loop()
            await asyncio.to_thread(
                self._sheets.write, path, headings, rows, title=report.title, went=_asked_in(loop, went)
            )
        return path

    async def _pdf(self, report: Report, path: Path, person: str, went: Went) -> None:
        setup = self._settings.setup
        paper = PaperName.LETTER if setup.printing.paper is PaperName.LETTER else PaperName.A4
        document = self._document(report, person)
        async with begun(lambda: self._papers.statement(path, document, paper)) as file:
            done = 0
            for rows in _pieces(report.rows):
                await asyncio.to_thread(file.add, [_drawn(row) for row in rows])
                done += len(rows)
                went(done, len(report.rows))
            sums = tuple(_drawn(row) for row in report.totals)
            totals = StatementTotals(SUMS, document.columns, sums, report.notes)
            await asyncio.to_thread(file.finish, totals)

    def _document(self, report: Report, person: str) -> Statement:
        setup = self._settings.setup
        shop = setup.shop
        utility = (shop.utility,) if shop.utility else ()
        return Statement(
            title=f"{report.title}: {report.period}",
            shop=(*((shop.name,) if shop.name else ()), *shop.lines, *utility),
            about=(("Till", setup.till),),
            columns=tuple(StatementColumn(each.heading, each.share, each.number) for each in report.columns),
            printed=f"Printed {when(self._clock.now())} by {person}",
            page_of="Page {page} of {pages}",
            logo=shop.logo,
            banners=("DEMO – NOT VALID ON ANY METER",) if setup.demo else (),
        )


def _asked_in(loop: asyncio.AbstractEventLoop, went: Went) -> Went:
    """``went`` for a worker thread: it is asked in the loop's own, and what it raises is raised here."""

    async def ask(done: int, total: int) -> None:
        went(done, total)

    return lambda done, total: asyncio.run_coroutine_threadsafe(ask(done, total), loop).result()


def _pieces(rows: Sequence[ReportRow]) -> Iterator[Sequence[ReportRow]]:
    return (rows[first : first + AT_ONCE] for first in range(0, len(rows), AT_ONCE))


def _drawn(row: ReportRow) -> StatementRow:
    strong = row.look in {RowLook.GROUP, RowLook.SUM, RowLook.HELD}
    return StatementRow(tuple(map(cell_text, row.cells)), strong=strong, marked=row.look is RowLook.HELD)
