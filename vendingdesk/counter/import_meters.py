"""Bring a file of meters into the register: look at it, check every row, write all or none, undo.

What was checked is what is written: the rows wait beside the register in between, and the file is read once.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from time import perf_counter

from vendingdesk.counter.columns import Columns, guessed, has_headings, meter_column
from vendingdesk.counter.guard import Leave, Permit
from vendingdesk.counter.meter_rows import MeterRows, Problem
from vendingdesk.counter.paper_thread import in_paper_thread
from vendingdesk.counter.permits import Permits
from vendingdesk.counter.ports import Clock, ImportRegister
from vendingdesk.counter.table_ports import TableRows, Tables
from vendingdesk.domain.errors import Refused, UserCancelled
from vendingdesk.domain.people import Right
from vendingdesk.domain.register import Batch, Known, Undone, Weighed

Went = Callable[[int, int], None]
"""Told how many rows are done, and of about how many; raises ``UserCancelled`` to give up."""

AT_ONCE = 500
"""Rows that are checked together in a thread, at most: some milliseconds, so that the window goes on in between."""

LONGEST_S = 0.012
"""After so long the rows that were checked go on to the register: those of a workbook take longer to read."""

MOST_ROWS = 1_000_000
EMPTY_TOO = 10
"""So many times more rows may be there with the empty ones: sheets are formatted down to their end."""

LONGEST_LOOK_S = 60.0
"""Seconds in which the first rows have to be found."""

SAMPLE = 5
"""Rows that are shown to choose the columns by."""

SHOWN = 1_000
"""Problems that are kept to be shown; all are counted."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was opened: its name, how it was read, the headings, the first rows, and the columns guessed."""

    name: str
    table: TableRows
    headings: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]
    columns: Columns
    first_row: int

    @property
    def form(self) -> str:
        """How it was read: letters, delimiter, or sheet."""
        return self.table.form


@dataclass(frozen=True, slots=True)
class Findings:
    """What a dry run found: rows that can be taken, weighed against the register, and the others with why not."""

    source: Source
    rows: int
    weighed: Weighed
    problems: tuple[Problem, ...]
    refused: int

    def writes(self, known: Known) -> int:
        """How many meters an import would write."""
        weighed = self.weighed
        return weighed.new + {Known.KEEP: 0, Known.REPLACE: weighed.other, Known.FILL: weighed.fillable}[known]


class ImportMeters:
    """One import at a time. All raise ``Refused`` with what to do, ``EnvironmentFault`` for disk and register."""

    def __init__(self, register: ImportRegister, tables: Tables, permits: Permits, clock: Clock) -> None:
        self._register = register
        self._tables = tables
        self._permits = permits
        self._clock = clock

    async def begin(self, leave: Leave | None = None) -> Leave | None:
        """Whether whoever stands at the till may import and undo, before a file is chosen; raises ``NotAllowed``.

        Gives the leave back, for ``write`` and ``undo``, which ask again.
        """
        self._permits.guard.permit(Right.IMPORT_METERS, leave=leave)
        return leave

    async def look(self, path: Path) -> Source:
        """Open a file and guess its columns. When cancelled nobody waits for the reading: it ends by itself."""
        given_up = Event()
        found: list[Source] = []

        def going() -> None:
            if given_up.is_set():
                raise UserCancelled

        def work() -> Source:
            source = self._look(path, going)
            found.append(source)
            if given_up.is_set():
                source.table.close()
            return source

        try:
            return await in_paper_thread(work)
        except asyncio.CancelledError:
            given_up.set()
            for source in found:
                source.table.close()
            raise

    def _look(self, path: Path, going: Callable[[], None]) -> Source:
        table = self._tables.read(path, going)
        try:
            head = list(itertools.islice(_filled(table, going), SAMPLE + 1))
        except BaseException:
            table.close()
            raise
        if not head:
            table.close()
            raise Refused(f"{path.name} has no rows. Choose another file.")
        number, first = head[0]
        wide = max(len(cells) for _, cells in head)
        if has_headings(first):
            headings = [cell.strip() or f"Column {place}" for place, cell in enumerate(first, start=1)]
            headings += [f"Column {place}" for place in range(len(first) + 1, wide + 1)]
            shown = tuple(cells for _, cells in head[1:])
            return Source(path.name, table, tuple(headings), shown, guessed(headings), number + 1)
        headings = [f"Column {place}" for place in range(1, wide + 1)]
        shown = tuple(cells for _, cells in head[:SAMPLE])
        return Source(path.name, table, tuple(headings), shown, meter_column(shown), number)

    async def check(self, source: Source, columns: Columns, *, mend: bool, went: Went) -> Findings:
        """Read every row and put the good ones beside the register; nothing is written yet."""
        if not {"meter", "name"} <= columns.keys():
            raise Refused("Choose the columns of the meter number and of the name: no row counts without them.")
        taking = MeterRows(columns, mend=mend)
        rows = (each for each in source.table.rows() if each[0] >= source.first_row)
        problems: list[Problem] = []
        refused = good = read = 0
        await self._register.forget_rows()
        try:
            while True:
                passed, taken, ended = await asyncio.to_thread(_checked, taking, rows)
                found = [each for each in taken if isinstance(each, Problem)]
                fitting = [each for each in taken if not isinstance(each, Problem)]
                await self._register.wait_rows(fitting)
                problems += found[: SHOWN - len(problems)]
                refused, good, read = refused + len(found), good + len(fitting), read + passed
                if good + refused > MOST_ROWS or read > EMPTY_TOO * MOST_ROWS:
                    raise Refused("The file has more than a million rows. Split it into smaller files.")
                went(read, max(read, source.table.expected))
                if ended:
                    break
            weighed = await self._register.weigh_rows()
        except BaseException:
            await asyncio.shield(self._register.forget_rows())
            raise
        return Findings(source, good + refused, weighed, tuple(problems), refused)

    async def write(self, findings: Findings, known: Known, leave: Leave | None = None) -> Batch:
        """Write the rows that were checked last: all of them or none. Raises ``NotAllowed``."""
        if not findings.writes(known):
            raise Refused("There is nothing to import: every good row stands in the register as it is.")
        name = findings.source.name
        permit = await self._permits(Right.IMPORT_METERS, leave=leave, about=f"import of {name}")
        return await self._register.write_rows(known, source=name, who=_names(permit), at=self._clock.now())

    async def leave(self, source: Source) -> None:
        """Let go of a file and of what waits."""
        await self._register.forget_rows()
        await asyncio.to_thread(source.table.close)

    async def batches(self) -> tuple[Batch, ...]:
        """The newest imports, newest first."""
        return await self._register.batches()

    async def undo(self, batch: Batch, leave: Leave | None = None) -> Undone:
        """Put back what an import found; what was changed since stays as it is. Raises ``NotAllowed``."""
        await self._permits(Right.IMPORT_METERS, leave=leave, about=f"import of {batch.source} undone")
        undone = await self._register.undo_batch(batch.number, self._clock.now())
        if undone is None:
            raise Refused("This import was undone already, or too many came after it.")
        return undone


def _names(permit: Permit) -> str:
    """Who did it, and who let them."""
    return f"{permit.person} ({permit.allowed_by})" if permit.allowed_by else permit.person


def _filled(table: TableRows, going: Callable[[], None]) -> Iterator[tuple[int, tuple[str, ...]]]:
    end = perf_counter() + LONGEST_LOOK_S
    for row in table.rows():
        going()
        if perf_counter() > end:
            raise Refused("The first rows of this file can't be found. Delete the empty ones above them.")
        if any(cell.strip() for cell in row[1]):
            yield row


_Numbered = tuple[int, tuple[str, ...]]


def _checked(taking: MeterRows, rows: Iterator[_Numbered]) -> tuple[int, list[tuple[str, ...] | Problem], bool]:
    """The next rows: how many there were, what they came to, and whether those were the last."""
    taken: list[tuple[str, ...] | Problem] = []
    end, passed = perf_counter() + LONGEST_S, 0
    for number, cells in itertools.islice(rows, AT_ONCE):
        passed += 1
        found = taking.take(number, cells)
        if found is not None:
            taken.append(found)
        if perf_counter() > end:
            return passed, taken, False
    return passed, taken, passed < AT_ONCE
