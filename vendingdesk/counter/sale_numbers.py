"""Numbers of sales, the highest first, as a list that a million of them scroll in: eight bytes each, or none."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice

PIECE = 20_000
"""Numbers that are written out in one go: less than a millisecond."""


def _downwards(number: int) -> int:
    return -number


class SaleNumbers:
    """Numbers without repetition in falling order; a book without gaps is kept as its two ends."""

    def __init__(self, numbers: Sequence[int] = ()) -> None:
        self._numbers: range | array[int]
        self._numbers = numbers if isinstance(numbers, range) else array("q", numbers)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._numbers)

    def __getitem__(self, row: int) -> int:
        """The number in a row, the highest in row 0."""
        return self._numbers[row]

    def slice(self, first: int, last: int) -> Sequence[int]:
        """The numbers from row ``first`` up to but not ``last``."""
        return self._numbers[first:last]

    def place(self, number: int) -> tuple[int, bool]:
        """The row that a number has, or would have, and whether it is there."""
        row = bisect_left(self._numbers, -number, key=_downwards)
        return row, row < len(self._numbers) and self._numbers[row] == number

    def insert(self, row: int, number: int) -> None:
        """Put a number into the row that ``place`` gave."""
        known = self._numbers
        if isinstance(known, range):
            if row == 0 and number == known.start + 1 and known.step == -1:
                self._numbers = range(number, known.stop, -1)
                return
            known = self._written_out()
        known.insert(row, number)

    def remove(self, row: int) -> None:
        """Take the number in a row out."""
        del self._written_out()[row]

    def extend(self, numbers: Sequence[int]) -> None:
        """Put lower numbers behind the last one."""
        if numbers:
            self._written_out().extend(numbers)

    def _written_out(self) -> array[int]:
        if isinstance(self._numbers, range):
            written, rest = array("q"), iter(self._numbers)
            while piece := list(islice(rest, PIECE)):
                written.extend(piece)
            self._numbers = written
        return self._numbers
