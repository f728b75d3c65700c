"""Find sales by what is known of them, in a book of any size, while the counter goes on selling."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from vendingdesk.counter.found_sales import FoundSales
from vendingdesk.counter.guard import Guard
from vendingdesk.domain.errors import NobodyAtTill, NotAllowed
from vendingdesk.domain.people import Right
from vendingdesk.domain.sale import Sale
from vendingdesk.domain.sale_filter import SaleFilter
from vendingdesk.domain.sale_search import Known, Search, Sold, Stretch

FIRST = 1_000
"""Numbers that the first step of a search looks through: what fills a window is often among them."""

STRIDE = 20_000
"""Numbers of each later step: some 20 ms, so that whoever reads rows in between never waits long."""

AT_ONCE = 200
"""Sales that are read together."""

Heard = Callable[[tuple[int, ...]], None]
"""Given the numbers of sales that were written."""


class SalesBeside(Protocol):
    """Looks for sales beside the journal's own work: no sale waits for it. All raise ``EnvironmentFault``."""

    async def begin(self, wanted: SaleFilter) -> Search:
        """Begin a search."""

    async def step(self, search: Search, below: int, stride: int) -> Stretch:
        """Look through the next ``stride`` numbers under ``below``."""

    async def sales(self, numbers: Sequence[int]) -> tuple[Sale, ...]:
        """The sales of some numbers, the highest first."""

    async def known(self, below: int, stride: int) -> tuple[Known, int]:
        """What stands in the ``stride`` sales under ``below`` (0: in the newest), and where to go on (0: over)."""

    def when_changed(self, heard: Heard) -> Callable[[], None]:
        """Tell of every sale that is written from now on; returns what ends that."""


class FindSales:
    """Everybody at the till may look; what the sales come to is for whom the guard lets see totals."""

    def __init__(self, beside: SalesBeside, guard: Guard) -> None:
        self._beside = beside
        self._guard = guard

    async def begin(self, wanted: SaleFilter) -> FoundSales:
        """Begin a search; nothing is found yet but what may still change."""
        search = await self._beside.begin(wanted)
        return FoundSales(search, await self.sales(search.changing))

    async def first(self, found: FoundSales) -> list[int]:
        """The first numbers that fit; where all fit, they are known without a search."""
        return [] if found.search.whole else await self.further(found)

    async def further(self, found: FoundSales) -> list[int]:
        """Search on; returns the numbers that belong below those that are known."""
        stride = FIRST if found.below == found.search.below else STRIDE
        return found.coming(await self._beside.step(found.search, found.below, stride))

    async def sales(self, numbers: Sequence[int]) -> tuple[Sale, ...]:
        """The sales of some numbers, the highest first."""
        read: list[Sale] = []
        for at in range(0, len(numbers), AT_ONCE):
            read += await self._beside.sales(numbers[at : at + AT_ONCE])
        return tuple(read)

    async def known(self) -> Known:
        """What can be chosen by, in all sales that there are."""
        known, below = await self._beside.known(0, STRIDE)
        while below:
            more, below = await self._beside.known(below, STRIDE)
            known |= more
        return known

    def sold(self, found: FoundSales) -> Sold | None:
        """What was sold with all that was found; None until that is known, and for whom totals are not: the cash is
        counted without them."""
        try:
            self._guard.permit(Right.SEE_TOTALS)
        except (NotAllowed, NobodyAtTill):
            return None
        return found.sold if found.over else None

    def when_changed(self, heard: Heard) -> Callable[[], None]:
        """Tell of every sale that is written from now on, by its number; returns what ends that."""
        return self._beside.when_changed(heard)
