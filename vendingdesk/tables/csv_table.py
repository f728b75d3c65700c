"""A CSV file as rows of text, whatever its letters and whatever stands between its cells."""

from __future__ import annotations

import csv
import io
import itertools
from collections import Counter
from collections.abc import Iterator

from vendingdesk.domain.errors import Refused
from vendingdesk.tables.letters import decoded

BETWEEN = (",", ";", "\t", "|")
"""What can stand between cells."""

_LOOK_ROWS = 30
_LONGEST_CELL = 100_000
"""A cell that is longer is a quotation mark that was not closed."""


class CsvTable:
    """The rows of a CSV file; ``form`` says how it was read."""

    def __init__(self, data: bytes) -> None:
        text, letters = decoded(data)
        first, _, rest = text.partition("\n")
        told = first.strip().strip('"').casefold()
        self._skipped = 0
        if told.startswith("sep=") and len(told) == 5:  # a line by which a spreadsheet says it
            text, between, self._skipped = rest, told[4], 1
        else:
            between = _between(text)
        self._text, self._between = text, between
        names = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
        self.form = f"CSV, {letters}, {names.get(between, between)}"
        self.expected = text.count("\n") + (not text.endswith("\n"))

    def rows(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Each row with its number as a spreadsheet counts. Raises ``Refused`` where the file can't go on."""
        csv.field_size_limit(_LONGEST_CELL)
        number = self._skipped
        try:
            for number, cells in enumerate(_reader(self._text, self._between), start=self._skipped + 1):
                yield number, tuple(cells)
        except csv.Error:
            raise Refused(
                f"Row {number + 1} has no end: a quotation mark is not closed there. Mend that row, then try again."
            ) from None

    def close(self) -> None:
        """Let go of the text."""
        self._text = ""


def _reader(text: str, between: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=between)


def _between(text: str) -> str:
    """What gives most rows the same number of cells; a comma where nothing does."""
    best, most = ",", (0, 0)
    for mark in BETWEEN:
        try:
            widths = [len(row) for row in itertools.islice(_reader(text, mark), _LOOK_ROWS) if row]
        except csv.Error:
            continue
        width, rows = Counter(widths).most_common(1)[0] if widths else (1, 0)
        if width > 1 and (rows, width) > most:
            best, most = mark, (rows, width)
    return best
