"""Save the sales that History shows as a table: for a spreadsheet, or for another program."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from vendingdesk.counter.begun_file import begun
from vendingdesk.counter.find_sales import AT_ONCE, FindSales
from vendingdesk.counter.found_sales import FoundSales
from vendingdesk.counter.guard import Guard, Leave
from vendingdesk.counter.new_file import new_file
from vendingdesk.counter.people_ports import AllowedBook
from vendingdesk.counter.ports import Clock
from vendingdesk.counter.table_ports import TableFile, Tables
from vendingdesk.domain.errors import Refused
from vendingdesk.domain.people import Right
from vendingdesk.domain.sale import Sale
from vendingdesk.domain.sale_filter import SaleFilter

MOST_ROWS = 1_048_575
"""Rows that a sheet of XLSX has below its headings."""

Went = Callable[[int, int], None]
"""Told how many sales are done, and of how many; raises ``UserCancelled`` to give up."""


class SaleCells(Protocol):
    """A sale as a row of plain text."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The headings: names that do not change and are in no language."""

    def cells(self, sale: Sale) -> tuple[str, ...]:
        """The texts under them."""


@dataclass(frozen=True, slots=True)
class SavedSales:
    """A file that is there: where, and how many sales it has."""

    path: Path
    sales: int


class SaveSales:
    """One file at a time, whole or none. No file that is there is replaced."""

    def __init__(
        self,
        finding: FindSales,
        row: SaleCells,
        tables: Tables,
        *,
        noting: AllowedBook,
        guard: Guard,
        clock: Clock,
        folder: Path,
    ) -> None:
        self._finding = finding
        self._row = row
        self._tables = tables
        self._noting = noting
        self._guard = guard
        self._clock = clock
        self.folder = folder
        """Where files go unless somebody says otherwise."""

    async def __call__(
        self, wanted: SaleFilter, kind: str, folder: Path, *, went: Went, leave: Leave | None = None
    ) -> SavedSales:
        """Write all sales that fit, newest first; ``kind`` is ``xlsx`` or ``csv``.

        Raises ``NotAllowed`` for who may not, ``Refused`` when none fits or a spreadsheet can't hold them,
        ``EnvironmentFault`` for disk and journal, and whatever ``went`` raises.
        """
        permit = self._guard.permit(Right.EXPORT, leave=leave)
        found = await self._finding.begin(wanted)
        while not found.over:
            found.numbers.extend(await self._finding.further(found))
            went(0, 0)
        count = len(found.numbers)
        if not count:
            raise Refused("No sale fits, so there is nothing to save.")
        if kind == "xlsx" and count > MOST_ROWS:
            raise Refused(
                f"A spreadsheet holds {MOST_ROWS:,} sales, and these are {count:,}. Choose fewer days, or save a CSV."
            )
        if permit.allowed_by:
            await self._noting.allowed(
                permit.allowed,
                person=permit.person,
                allowed_by=permit.allowed_by,
                about=f"list of {count} sales",
                at=self._clock.now(),
            )
        path = await asyncio.to_thread(new_file, folder, f"history-{self._clock.now().date().isoformat()}", kind)
        async with begun(lambda: self._tables.begin(path, self._row.columns, title="Sales")) as file:
            written = await self._filled(file, found, went)
            await asyncio.to_thread(file.finish)
        return SavedSales(path, written)

    async def _filled(self, file: TableFile, found: FoundSales, went: Went) -> int:
        """Read the sales page by page and write them; one that fits no more by now is left out."""
        count, written = len(found.numbers), 0
        for row in range(0, count, AT_ONCE):
            sales = await self._finding.sales(found.numbers.slice(row, row + AT_ONCE))
            fitting = [sale for sale in sales if found.search.wanted.fits(sale)]
            await asyncio.to_thread(self._write, file, fitting)
            written += len(fitting)
            went(min(row + AT_ONCE, count), count)
        return written

    def _write(self, file: TableFile, sales: list[Sale]) -> None:
        file.add([self._row.cells(sale) for sale in sales])
