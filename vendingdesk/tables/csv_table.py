"""A CSV file as rows of text, whatever its letters and whatever stands between its cells."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from vendingdesk import sts
from vendingdesk.domain.errors import Refused
from vendingdesk.tables.letters import decoded

if TYPE_CHECKING:
    import _csv

BETWEEN = (",", ";", "\t", "|")
"""What can stand between cells."""

_LOOK_ROWS = 30
_LONGEST_CELL = 100_000
"""A cell that is longer is a quotation mark that was not closed."""

_MOST_BREAKS = 8
"""Line breaks in a cell: an address has fewer; more are rows that a quotation mark swallowed."""

_TOLD = re.compile(r'"?sep=([^\w"\r\n\0])"?[ ]*(?:\r\n|\r|\n)', re.IGNORECASE)
_LINE_END = re.compile(r"\r\n|\r|\n")
_METER = re.compile(r"[0-9]{10,13}")


class CsvTable:
    """The rows of a CSV file; ``form`` says how it was read."""

    def __init__(self, data: bytes) -> None:
        text, letters = decoded(data)
        told = _TOLD.match(text)
        self._skipped = 0
        if told:  # a line by which a spreadsheet says it
            text, between, self._skipped = text[told.end() :], told[1], 1
        else:
            between = _between(text)
        self._text, self._between = text, between
        names = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
        self.form = f"CSV, {letters}, {names.get(between, between)}"
        self.expected = text.count("\n") + (not text.endswith("\n"))

    def rows(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Each row with its number as a spreadsheet counts. Raises ``Refused`` where the file can't go on."""
        csv.field_size_limit(_LONGEST_CELL)
        number, line = self._skipped, 0
        reader = _reader(self._text, self._between)
        try:
            for number, cells in enumerate(reader, start=self._skipped + 1):
                if reader.line_num - line > 1 and any(_swallowed(cell, self._between) for cell in cells):
                    raise _not_closed(number)
                line = reader.line_num
                yield number, tuple(cells)
        except csv.Error:  # the file ends in a cell, text follows a mark that closes one, or a cell is endless
            raise _not_closed(number + 1) from None

    def close(self) -> None:
        """Let go of the text."""
        self._text = ""


def _not_closed(row: int) -> Refused:
    return Refused(
        f"The quotation mark in row {row} is not closed, or text stands behind the one that closes it: other rows "
        "would be lost. Mend that row, then try again."
    )


def _swallowed(cell: str, between: str) -> bool:
    """Whether a cell of several lines holds rows of the file: too many lines, or one with a meter among cells."""
    _, *lines = _LINE_END.split(cell)
    return len(lines) > _MOST_BREAKS or any(
        _METER.fullmatch(piece.strip()) and sts.luhn_valid(piece.strip())
        for line in lines
        if between in line
        for piece in line.split(between)
    )


def _reader(text: str, between: str) -> _csv.Reader:
    return csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True)


def _between(text: str) -> str:
    """What gives most rows the same number of cells; a comma where nothing does."""
    best, most = ",", (0, 0)
    for mark in BETWEEN:
        widths: list[int] = []
        try:
            for row in itertools.islice(_reader(text, mark), _LOOK_ROWS):
                widths += [len(row)] if row else []
        except csv.Error:
            pass  # the rows before tell, too; whoever reads them all says what is wrong
        width, rows = Counter(widths).most_common(1)[0] if widths else (1, 0)
        if width > 1 and (rows, width) > most:
            best, most = mark, (rows, width)
    return best
