"""Looking things up in a small journal and in a large one, in turns. Prints the times in milliseconds as JSON.

Both files are in the system's memory, as they are on a till that has enough of it; one look is also taken at files
that are not, where the disk decides. Arguments: the two folders, their sales, and how many rounds.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from large_book import HEAVY, OPEN_DOUBTS, Shop

from vendingdesk.counter.clock import SystemClock
from vendingdesk.counter.find_sales import FindSales
from vendingdesk.counter.guard import Guard
from vendingdesk.counter.history import History
from vendingdesk.counter.meters import Meters
from vendingdesk.counter.permits import Permits
from vendingdesk.counter.session import Session
from vendingdesk.domain.sale import Sale
from vendingdesk.domain.sale_filter import SaleFilter
from vendingdesk.journal.people_book import PeopleBook
from vendingdesk.journal.register import SqliteRegister
from vendingdesk.journal.sqlite_journal import SqliteJournal

ROWS = 20
"""What a window shows."""

Look = Callable[[], Awaitable[object]]


class Till:
    """The use cases that read, over one journal; each look is at another place."""

    def __init__(self, folder: Path, sales: int) -> None:
        self.sales = sales
        self.journal = SqliteJournal(folder, "K01")
        self.register = SqliteRegister(folder)
        self.history = History(self.journal)
        clock = SystemClock()
        guard = Guard(Session(clock))
        self.find = FindSales(self.journal.finder, guard)
        permits = Permits(guard, PeopleBook(self.journal), clock)
        self.meters = Meters(self.register, self.journal, permits)
        self.known = Shop(sales).meters
        self.random = random.Random(7)

    async def open(self) -> None:
        await self.journal.open()
        await self.register.open()

    async def close(self) -> None:
        await self.register.close()
        await self.journal.close()

    @property
    def number(self) -> int:
        """Of any sale, but never one of the few at either end."""
        return self.random.randrange(200, self.sales - 100)

    @property
    def receipt(self) -> str:
        return f"K01-{self.number:06d}"

    @property
    def meter(self) -> str:
        return self.random.choice(self.known)

    async def rows(self, text: str = "", row: int = 0) -> tuple[Sale, ...]:
        """What stands in the window at first, or at a row: as much as the first step of a search finds."""
        found = await self.find.begin(SaleFilter(text=text))
        found.numbers.extend(await self.find.first(found))
        return await self.find.sales(found.numbers.slice(row, row + ROWS))

    def looks(self) -> dict[str, Look]:
        history, meters, rows = self.history, self.meters, self.rows
        return {
            "a meter looked up": lambda: meters.look_up(self.meter),
            "history, first rows": rows,
            "history, rows in the middle": lambda: rows(row=self.number),
            "search by receipt number": lambda: rows(self.receipt),
            "search by its digits": lambda: rows(self.receipt[4:]),
            "search by the last eight digits of a meter": lambda: rows(self.meter[-8:]),
            "one receipt": lambda: history.sale(self.receipt),
            "open doubts": history.doubts,
            "(worst) the meter with most sales looked up": lambda: meters.look_up(HEAVY),
            "(worst) search by one digit": lambda: rows(str(self.random.randrange(1, 10))),
            "(worst) search by how all meters begin": lambda: rows("01"),
            "(worst) search by three last digits": lambda: rows(self.meter[-3:]),
            "(worst) search by a meter's first nine digits": lambda: rows(self.meter[:9]),
        }


def read_through(file: Path) -> None:
    """Have all of a file in the system's memory."""
    with file.open("rb", buffering=0) as stream:
        while stream.read(1 << 24):
            pass


def forget(file: Path) -> None:
    """Have nothing of a file in the system's memory, where that can be asked for."""
    if hasattr(os, "posix_fadvise"):
        with file.open("rb") as stream:
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


async def timed(look: Look) -> float:
    begun = time.perf_counter()
    await look()
    return (time.perf_counter() - begun) * 1000


async def main() -> None:
    few, many = (Till(Path(sys.argv[i]), int(sys.argv[i + 1])) for i in (1, 3))
    rounds = int(sys.argv[5])
    await few.open()
    await many.open()
    for till in (few, many):
        assert len(await till.history.doubts()) == OPEN_DOUBTS
        assert len(await till.rows(till.receipt)) == 1
    found: dict[str, dict[str, list[float]]] = {}
    for till in (few, many):
        read_through(till.journal.path)
    for name, look in many.looks().items():
        times = found[name] = {"ours": [], "bare": []}
        other = few.looks()[name]
        for number in range(rounds + 3):
            ours, bare = await timed(look), await timed(other)
            if number >= 3:
                times["ours"].append(ours)
                times["bare"].append(bare)
    times = found["(file not in memory) a meter looked up"] = {"ours": [], "bare": []}
    for _ in range(rounds // 10):
        for till, kind in ((many, "ours"), (few, "bare")):
            forget(till.journal.path)
            times[kind].append(await timed(till.looks()["a meter looked up"]))
    await few.close()
    await many.close()
    print(json.dumps(found))


asyncio.run(main())
