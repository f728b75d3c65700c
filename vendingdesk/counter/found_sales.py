"""What a search through the sales has found so far, kept right while it goes on and while sales change."""

from __future__ import annotations

from collections.abc import Iterable

from vendingdesk.counter.sale_numbers import SaleNumbers
from vendingdesk.domain.sale import Sale
from vendingdesk.domain.sale_search import NOTHING_SOLD, Search, Sold, Stretch, sold


class FoundSales:
    """The numbers of the sales that fit, the highest first, and what was sold with them.

    A sale that has its end stays as the search found it. Those that may still change, and those that came since, are
    handed over one by one with ``heed`` whenever they were read again, so that none is counted twice.
    """

    def __init__(self, search: Search, changing: Iterable[Sale] = ()) -> None:
        self.search = search
        self.below = search.below
        """The search has yet to look through the numbers below; 0 when it is over."""
        self.numbers = SaleNumbers(range(search.highest, search.lowest - 1, -1) if search.whole else ())
        self._stays = NOTHING_SOLD
        self._changing: dict[int, Sold] = {}
        for sale in changing:
            self.heed(sale)

    @property
    def over(self) -> bool:
        """Whether everything was looked through."""
        return self.below == 0

    @property
    def share(self) -> float:
        """How much of the numbers was looked through, from 0 to 1."""
        whole = self.search.below - self.search.lowest
        return 1.0 if self.over or whole <= 0 else (self.search.below - self.below) / whole

    @property
    def sold(self) -> Sold:
        """What was sold with all that was found so far; the whole truth when the search is over."""
        return sum(self._changing.values(), self._stays)

    def heed(self, sale: Sale) -> bool:
        """Take notice of a sale as it is now; returns whether it belongs into the rows that there are.

        One that the search has not come to yet belongs to none, and is remembered.
        """
        fits = self.search.wanted.fits(sale)
        if not self.search.stays(sale.number):
            if fits:
                self._changing[sale.number] = sold(sale)
            else:
                self._changing.pop(sale.number, None)
        return fits and (self.search.whole or sale.number >= self.below)

    def coming(self, stretch: Stretch) -> list[int]:
        """The numbers that a step adds below those that there are: what it found, and what may still change there."""
        reached = stretch.below
        self._stays += stretch.sold
        open_ones = [number for number in self._changing if reached <= number < self.below]
        self.below = reached
        if self.search.whole:
            return []
        if not open_ones:
            return list(stretch.numbers)
        return sorted((*stretch.numbers, *open_ones), reverse=True)
