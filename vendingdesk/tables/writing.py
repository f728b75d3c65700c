"""Writes tables that a spreadsheet opens without harm: numbers stay text, nothing is a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Container, Sequence
from contextlib import AbstractContextManager
from typing import BinaryIO, Protocol

from vendingdesk.domain.cell_text import defused, kept, may_run


class Whole(Protocol):
    """A file that comes to its place whole or not at all."""

    file: BinaryIO

    def guarded(self) -> AbstractContextManager[None]:
        """What is written inside may fail, with a sentence."""

    def finish(self) -> None:
        """Put it into its place."""

    def give_up(self) -> None:
        """Leave nothing of it."""


def is_number(text: str) -> bool:
    """Whether a text is a number and nothing else: a leading minus, digits, a point. There is nothing to work out."""
    return re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) is not None


class CsvFile:
    """Rows as CSV: UTF-8 with the mark by which spreadsheets know it, every cell in quotation marks."""

    def __init__(self, whole: Whole, headings: Sequence[str]) -> None:
        self._whole = whole
        with whole.guarded():
            self._text = io.TextIOWrapper(whole.file, encoding="utf-8-sig", newline="", write_through=True)
            self._writer = csv.writer(self._text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        self.add([headings])

    def add(self, rows: Sequence[Sequence[str]], numbers: Container[int] = ()) -> None:
        """Write rows behind those that are there; in the columns ``numbers`` a number keeps its minus.

        Raises ``EnvironmentFault``.
        """
        with self._whole.guarded():
            self._writer.writerows(
                [cell if place in numbers and is_number(cell) else defused(cell) for place, cell in enumerate(row)]
                for row in rows
            )

    def finish(self) -> None:
        """Put the file into its place. Raises ``EnvironmentFault``."""
        with self._whole.guarded():
            self._text.flush()
            self._text.detach()
        self._whole.finish()

    def give_up(self) -> None:
        """Leave nothing."""
        self._whole.give_up()


class Disk:
    """The file as the library sees it: what fails is kept for the end.

    The library would leave an archive half open, which writes again when it is collected.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.fault: OSError | None = None

    def write(self, data: bytes) -> int:
        """Write, or take it for nothing behind a failure."""
        try:
            if self.fault is None:
                self._file.write(data)
        except OSError as error:
            self.fault = error
        return len(data)

    def tell(self) -> int:
        """Where the file stands."""
        return self._file.tell()

    def seek(self, place: int, whence: int = 0) -> int:
        """Go to a place."""
        return place if self.fault is not None else self._file.seek(place, whence)

    def flush(self) -> None:
        """Nothing: it is put onto the disk at the end."""


class XlsxFile:
    """Rows as XLSX in the memory of one: every cell is text, marked so that editing it makes no formula of it."""

    def __init__(self, whole: Whole, headings: Sequence[str], title: str) -> None:
        from xlsxwriter import Workbook

        self._whole = whole
        with whole.guarded():
            self._disk = Disk(whole.file)
            self._book = Workbook(self._disk, {"constant_memory": True})
            self._sheet = self._book.add_worksheet(title[:31])
            self._plain = self._book.add_format({"num_format": "@"})
            self._quoted = self._book.add_format({"num_format": "@", "quote_prefix": True})
            strong = self._book.add_format({"bold": True, "num_format": "@"})
            for column, heading in enumerate(headings):
                self._sheet.write_string(0, column, heading, strong)
            self._sheet.freeze_panes(1, 0)
            self._sheet.set_column(0, max(len(headings) - 1, 0), 20)
        self._row = 1

    def add(self, rows: Sequence[Sequence[str]]) -> None:
        """Write rows behind those that are there. Raises ``EnvironmentFault``."""
        with self._whole.guarded():
            for row in rows:
                for column, cell in enumerate(row):
                    if cell:
                        look = self._quoted if may_run(cell) else self._plain
                        self._sheet.write_string(self._row, column, kept(cell), look)
                self._row += 1

    def finish(self) -> None:
        """Put the file into its place. Raises ``EnvironmentFault``."""
        with self._whole.guarded():
            self._book.close()
            if self._disk.fault is not None:
                raise self._disk.fault
        self._whole.finish()

    def give_up(self) -> None:
        """Leave nothing, nor the rows that the library keeps in a file of its own meanwhile."""
        if not self._book.fileclosed:
            self._sheet.row_data_fh.close()
        self._whole.give_up()
