"""The first sheet of an XLSX workbook as rows of text; no formula is worked out, its text stands there."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from vendingdesk.domain.errors import Refused

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

LARGEST = 600_000_000
"""Bytes that the parts of a workbook may have when they are unpacked: a small file can hold very large ones."""

_ZEROS = re.compile(r"0{2,20}")
"""A number format that shows a fixed number of digits, zeros in front."""

_BROKEN = (KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError, zlib.error)


class XlsxTable:
    """The rows of a workbook's first sheet that is shown; ``form`` says how it was read."""

    def __init__(self, path: Path) -> None:
        self._book = _opened(path)
        sheets = [sheet for sheet in self._book.worksheets if sheet.sheet_state == "visible"]
        if not sheets:
            self._book.close()
            raise Refused("This workbook has no sheet with a table. Choose another file.")
        self._sheet: Any = sheets[0]
        self.form = f"XLSX, sheet “{self._sheet.title}”"
        self.expected = int(self._sheet.max_row or 0)
        self._sheet.reset_dimensions()  # what other programs write there is often wrong

    def rows(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Each row with its number as the spreadsheet shows it. Raises ``Refused`` where the file can't go on."""
        number = 0
        try:
            for number, cells in enumerate(self._sheet.iter_rows(), start=1):
                yield number, tuple(map(_text, cells))
        except (*_BROKEN, ParseError, zipfile.BadZipFile) as error:
            raise Refused(
                f"The workbook is damaged behind row {number}. Open it in a spreadsheet and save it again."
            ) from error

    def close(self) -> None:
        """Close the file."""
        self._book.close()


def _opened(path: Path) -> Workbook:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(path) as parts:
            if sum(part.file_size for part in parts.infolist()) > LARGEST:
                raise Refused("This workbook is too large when unpacked. Save the sheet as CSV and import that.")
        return load_workbook(path, read_only=True, data_only=False, keep_links=False)
    except (*_BROKEN, ParseError, zipfile.BadZipFile, InvalidFileException) as error:
        raise Refused("This workbook can't be read. Open it in a spreadsheet and save it as XLSX again.") from error


def _text(cell: Any) -> str:
    value = cell.value
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        shown = str(cell.number_format)
        return str(value).zfill(len(shown)) if _ZEROS.fullmatch(shown) else str(value)
    if isinstance(value, datetime):
        return value.isoformat(" ").removesuffix(" 00:00:00")
    formula = getattr(value, "text", None)
    return str(value) if formula is None else str(formula)
