"""A statement as a PDF on A4 or Letter: a head, a table over as many pages as it takes, totals, numbered pages."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from vendingdesk.domain.printing import PaperName
from vendingdesk.domain.receipt import Heading, Logo, Note
from vendingdesk.domain.statement import Statement, StatementColumn, StatementRow, StatementTotals
from vendingdesk.receipts.blocks import Column
from vendingdesk.receipts.drawing import blank, draw, put
from vendingdesk.receipts.fonts import faces
from vendingdesk.receipts.ink import Strip
from vendingdesk.receipts.layout import Page
from vendingdesk.receipts.paper import A4, BEARING, LETTER, MM, Paper
from vendingdesk.receipts.pdf import one_at_a_time, typesetter
from vendingdesk.receipts.table import Table
from vendingdesk.receipts.whole_file import WholeFile

MARGIN = 15
"""Millimetres at both sides: a binder's holes are in white."""

_ABOUT = (StatementColumn("", 22), StatementColumn("", 158))


def _sheet(paper: PaperName) -> Paper:
    base = LETTER if paper is PaperName.LETTER else A4
    return replace(base, column=base.width - 2 * MARGIN, body=9.5, small=7.6, large=16, top=13, bottom=12, logo=18)


class StatementFile:
    """A file that rows are added to; whole at ``path`` after ``finish``, gone after ``give_up``.

    A page's ink goes to the file when the page is full; how many pages there are is known at the end, so the foot of
    each is written then. Callable from any thread; the fonts are free between two rows. Everything raises
    ``EnvironmentFault`` when the disk is at fault; then nothing is left.
    """

    def __init__(self, path: Path, statement: Statement, paper: PaperName) -> None:
        from vendingdesk.receipts.streamed import StreamedDocument

        self._statement = statement
        self._sheet = _sheet(paper)
        self._turn = threading.Lock()
        self._placed: list[tuple[float, Strip]] = []
        self._top = self._y = self._sheet.top * MM
        self._whole = WholeFile(path)
        with self._whole.guarded(), one_at_a_time:
            both = faces()
            self._canvas, _ = blank(both, "".join(filter(str.isprintable, statement.title)))
            self._document = StreamedDocument(self._whole.file, self._canvas, hold_pages=True)
            self._column = Column(self._sheet, typesetter(), from_right=statement.right_to_left)
            foot = self._column.footer(statement.printed, statement.page_of)
            self._end = (self._sheet.height - self._sheet.bottom) * MM - foot.height - self._sheet.body
            self._table = self._made(statement.columns)
            for strip in self._head():
                self._place(strip)

    def _made(self, columns: Sequence[StatementColumn]) -> Table:
        width = self._sheet.column * MM - 2 * BEARING
        right = self._statement.right_to_left
        return Table(columns, width, self._sheet.small, typesetter(), from_right=right)

    def _head(self) -> Iterator[Strip]:
        """The first page above its rows."""
        said, column = self._statement, self._column
        for banner in said.banners:
            yield from column.banner(banner)
        if said.logo:
            yield from column.block(Logo(said.logo))
        for place, line in enumerate(said.shop):
            yield from column.block(Heading(line, large=place == 0))
        yield Strip(self._sheet.body)
        yield from column.block(Note(said.title, strong=True))
        about = self._made(_ABOUT)
        for label, value in said.about:
            yield about.plain(label, value)
        yield Strip(self._sheet.body)
        yield self._table.head()

    def _running_head(self) -> Iterator[Strip]:
        """Every further page above its table."""
        said = self._statement
        for banner in said.banners:
            yield from self._column.banner(banner)
        yield self._column.footer(said.title, said.shop[0] if said.shop else "")
        yield Strip(self._sheet.small)

    def _turn_over(self) -> None:
        """Go on on a new page."""
        self._close_page()
        for strip in self._running_head():
            self._put(strip)

    def _place(self, strip: Strip, *, room: float = 0.0) -> None:
        """Put a strip below the last one; on a new page where it, or ``room`` with it, is too high for this one."""
        if self._y + max(strip.height, room) > self._end and self._y > self._top:
            self._turn_over()
            self._put(self._table.head())
            self._top = self._y
        self._put(strip)

    def _put(self, strip: Strip) -> None:
        self._placed.append((self._y, strip))
        self._y += strip.height

    def _page(self, strips: Sequence[tuple[float, Strip]]) -> Page:
        sheet = self._sheet
        return Page(sheet.width * MM, sheet.height * MM, sheet.left * MM + BEARING, tuple(strips))

    def _close_page(self) -> None:
        draw(self._canvas, [self._page(self._placed)])
        self._placed, self._y = [], self._sheet.top * MM

    def add(self, rows: Sequence[StatementRow]) -> None:
        """Draw rows."""
        with self._turn, self._whole.guarded():
            for row in rows:
                with one_at_a_time:
                    self._place(self._table.row(row))

    def finish(self, totals: StatementTotals) -> int:
        """Draw the totals, number the pages, put the file into its place; returns how many pages it has."""
        with self._turn:
            with self._whole.guarded(), one_at_a_time:
                self._totals(totals)
                self._close_page()
                self._number()
                self._canvas.save()
            self._whole.finish()
        return self._document.pages

    def _totals(self, totals: StatementTotals) -> None:
        """Their title stays with the first line of the table."""
        table = self._made(totals.columns)
        title = list(self._column.block(Note(totals.title, strong=True)))
        rows = [table.row(row) for row in totals.rows]
        above = [Strip(self._sheet.body), *title, table.head()]
        room = sum(strip.height for strip in (*above, *rows[:1]))
        self._table = table
        if self._y + room > self._end:
            self._turn_over()
        for strip in (*above, *rows[:1]):
            self._put(strip)
        for strip in rows[1:]:
            self._place(strip)
        for note in totals.notes:
            lines = list(self._column.block(Note(note)))
            self._place(lines[0], room=math.fsum(line.height for line in lines))
            for line in lines[1:]:
                self._put(line)

    def _number(self) -> None:
        """The foot of every page."""
        said, end = self._statement, (self._sheet.height - self._sheet.bottom) * MM
        pages = self._document.pages
        for index in range(pages):
            counted = said.page_of.replace("{page}", str(index + 1)).replace("{pages}", str(pages))
            foot = self._column.footer(said.printed, counted)
            put(self._canvas, self._page([(end - foot.height, foot)]))
            self._document.addition(index, self._canvas._code)
            self._canvas._code.clear()

    def give_up(self) -> None:
        """Leave nothing; waits for what is being drawn."""
        with self._turn:
            self._whole.give_up()
