"""Save the register as a table for a spreadsheet or another program."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path

from vendingdesk.counter.begun_file import begun
from vendingdesk.counter.customer_rules import FIELDS
from vendingdesk.counter.guard import Leave
from vendingdesk.counter.import_meters import Went
from vendingdesk.counter.new_file import new_file
from vendingdesk.counter.permits import Permits
from vendingdesk.counter.ports import Clock, Register
from vendingdesk.counter.spreadsheet_marks import by_hand
from vendingdesk.counter.table_ports import Tables
from vendingdesk.domain.errors import Refused
from vendingdesk.domain.people import Right

AT_ONCE = 500
HEADINGS = ("Meter", "Name", "Place", "Phone", "Tariff", "Note", "SGC", "KRN", "TI")
"""English in every language: they are read back by an import, here and at other shops."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that is there: where, and how many meters it has."""

    path: Path
    meters: int


class ExportMeters:
    """One file at a time, whole or none. No file that is there is replaced."""

    def __init__(self, register: Register, tables: Tables, permits: Permits, clock: Clock, folder: Path) -> None:
        self._register = register
        self._permits = permits
        self._tables = tables
        self._clock = clock
        self.folder = folder
        """Where files go unless somebody says otherwise."""

    async def __call__(self, kind: str, folder: Path, *, went: Went, leave: Leave | None = None) -> Exported:
        """Write all meters by name; ``kind`` is ``xlsx`` or ``csv``.

        Raises ``NotAllowed`` for who may not, ``Refused`` for an empty register, ``EnvironmentFault`` for the disk,
        and whatever ``went`` raises.
        """
        await self._permits(Right.EXPORT, leave=leave, about="list of meters")
        page = await self._register.page("", AT_ONCE)
        if not page.customers:
            raise Refused("There are no meters to save yet.")
        path = await asyncio.to_thread(new_file, folder, f"meters-{self._clock.now().date().isoformat()}", kind)
        count = 0
        async with begun(lambda: self._tables.begin(path, HEADINGS, title="Meters")) as file:
            while page.customers:
                known = (replace(each, phone=by_hand(each.phone)) for each in page.customers)
                rows = [tuple(getattr(each, field) for field in FIELDS) for each in known]
                await asyncio.to_thread(file.add, rows)
                count += len(rows)
                went(count, 0)
                if not page.more:
                    break
                page = await self._register.page("", AT_ONCE, page.more)
            await asyncio.to_thread(file.finish)
        return Exported(path, count)
