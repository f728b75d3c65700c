"""Reads and begins tables by what they are: what the counter asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from errno import EINVAL
from pathlib import Path

from vendingdesk.domain.errors import EnvironmentFault, Refused
from vendingdesk.tables.csv_table import CsvTable
from vendingdesk.tables.writing import CsvFile, Whole, XlsxFile
from vendingdesk.tables.xlsx_table import XlsxTable

LARGEST = 200_000_000
"""Bytes of a file that is read: some two million meters."""

_OLE = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"


class SpreadsheetFiles:
    """Tables as files; ``whole`` begins a file that comes to its place whole or not at all."""

    def __init__(self, whole: Callable[[Path], Whole]) -> None:
        self._whole = whole

    def read(self, path: Path, going: Callable[[], None] = lambda: None) -> CsvTable | XlsxTable:
        """The table in a file, told by its content and not by its name. Blocks.

        ``going`` is asked between pieces of a workbook and raises what ends the reading.
        Raises ``Refused`` for what is no table, ``EnvironmentFault`` for what can't be read.
        """
        try:
            if path.exists() and not path.is_file():  # a pipe would be waited for, for ever
                raise OSError(EINVAL, "it is no file")
            if path.stat().st_size > LARGEST:
                raise Refused(f"{path.name} is larger than {LARGEST // 1_000_000} MB. Split it into smaller files.")
            with path.open("rb") as file:
                head = file.read(len(_ZIP))
                data = b"" if head in {_ZIP, _OLE} else head + file.read()
            if head == _OLE:
                raise Refused("This is an older or a locked Excel file. Save it as XLSX without a password.")
            return XlsxTable(path, going) if head == _ZIP else CsvTable(data)
        except OSError as error:
            raise EnvironmentFault(
                f"{path.name} can't be read ({error.strerror or error}). Choose another file."
            ) from error

    def begin(self, path: Path, headings: Sequence[str], *, title: str) -> CsvFile | XlsxFile:
        """A new table at ``path``, as XLSX or CSV by its name. Blocks; raises ``EnvironmentFault``."""
        whole = self._whole(path)
        if path.suffix == ".xlsx":
            return XlsxFile(whole, headings, title)
        return CsvFile(whole, headings)
