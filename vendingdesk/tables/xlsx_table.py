"""The first sheet of an XLSX workbook as rows of text; no formula is worked out, its text stands there."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from math import inf
from pathlib import Path
from time import monotonic
from typing import IO, TYPE_CHECKING, Any, BinaryIO, cast

from vendingdesk.domain.errors import EnvironmentFault, Refused, VendingDeskError

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

LARGEST = 200_000_000
"""Bytes that the parts of a workbook may have when they are unpacked: a small file can hold very large ones."""

LARGEST_PART = 150_000_000
LARGEST_STYLES = 10_000_000
"""Bytes of what is read in one piece: looks, names, relations."""

_RATIO, _SMALL = 150, 5_000_000
"""How many times smaller a part above so many bytes may be packed: tables of real people shrink to a tenth."""

_LONGEST_PIECE = 12_000_000
"""Bytes from one row to the next."""

_LAST_ROW = 1_048_576
_MOST_CELLS = 300
LONGEST_OPENING_S = 60.0
"""Seconds until a workbook is open: its texts are read whole before the first row."""

_ZEROS = re.compile(r"0{2,20}")
"""A number format that shows a fixed number of digits, zeros in front."""


class XlsxTable:
    """The rows of a workbook's first sheet that is shown; ``form`` says how it was read.

    ``going`` is asked between pieces of the file and raises what ends the reading.
    """

    def __init__(self, path: Path, going: Callable[[], None]) -> None:
        self._file = _Watched(path.open("rb"), going)
        try:
            self._book = _opened(self._file)
            self._begin()
        except BaseException:
            self._file.close()
            raise
        self._file.until = inf

    def _begin(self) -> None:
        sheets = [sheet for sheet in self._book.worksheets if sheet.sheet_state == "visible"]
        if not sheets:
            raise Refused("This workbook has no sheet with a table. Choose another file.")
        sheet: Any = sheets[0]
        self._sheet = sheet
        self.form = f"XLSX, sheet “{self._sheet.title}”"
        self.expected = int(self._sheet.max_row or 0)
        self._sheet.reset_dimensions()  # what other programs write there is often wrong
        source = self._sheet._get_source  # the only place where a row's size can be limited
        self._sheet._get_source = lambda: self._pieces(source())

    def _pieces(self, part: IO[bytes]) -> _Pieces:
        self._part = _Pieces(part)
        return self._part

    def rows(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Each row with its number as the spreadsheet shows it. Raises ``Refused`` where the file can't go on."""
        number = 0
        try:
            for number, cells in enumerate(self._sheet.iter_rows(), start=1):
                self._part.since_row = 0
                if number > _LAST_ROW:
                    raise Refused("The sheet has rows behind the last that a spreadsheet knows. Save it as CSV.")
                if len(cells) > _MOST_CELLS and any(cell.value is not None for cell in cells[_MOST_CELLS:]):
                    raise Refused(f"Row {number} has more than {_MOST_CELLS} cells. Keep only the columns you need.")
                filled = any(cell.value is not None for cell in cells)  # sheets have formatted rows without an end
                yield number, tuple(map(_text, cells[:_MOST_CELLS])) if filled else ()
        except VendingDeskError:
            raise
        except OSError as error:
            raise EnvironmentFault(
                f"The workbook can't be read any more ({error.strerror or error}). Choose it again."
            ) from error
        except Exception as error:  # no list says what a library raises over a damaged file
            raise Refused(
                f"The workbook is damaged behind row {number}. Open it in a spreadsheet and save it again."
            ) from error

    def close(self) -> None:
        """Close the file."""
        self._book.close()
        self._file.close()


class _Watched:
    """The packed file: asks between pieces whether to go on, so that nothing in it can keep a thread for ever."""

    def __init__(self, file: BinaryIO, going: Callable[[], None]) -> None:
        self._file = file
        self._going = going
        self.until = monotonic() + LONGEST_OPENING_S
        self.tell, self.close, self.seekable = file.tell, file.close, file.seekable

    def read(self, size: int = -1) -> bytes:
        self._going()
        if monotonic() > self.until:
            raise Refused("It takes too long to open this workbook. Save the sheet as CSV and import that.")
        return self._file.read(size)

    def seek(self, place: int, whence: int = 0) -> int:
        return self._file.seek(place, whence)


class _Pieces:
    """A sheet as it is unpacked: no row may be longer than rows are."""

    def __init__(self, part: IO[bytes]) -> None:
        self._part = part
        self.since_row = 0

    def read(self, size: int = -1) -> bytes:
        self.since_row += max(size, 0)
        if self.since_row > _LONGEST_PIECE:
            raise Refused("A row of this workbook is far too long. Save the sheet as CSV and import that.")
        return self._part.read(size)

    def close(self) -> None:
        self._part.close()

    def __enter__(self) -> _Pieces:
        return self

    def __exit__(self, *_about: object) -> None:
        self._part.close()


def _opened(file: _Watched) -> Workbook:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(cast(BinaryIO, file)) as parts:
            _check_sizes(parts.infolist())
        return load_workbook(cast(BinaryIO, file), read_only=True, data_only=False, keep_links=False)
    except (VendingDeskError, OSError):
        raise
    except Exception as error:  # no list says what a library raises over a broken or a locked file
        raise Refused("This workbook can't be read. Open it in a spreadsheet and save it as XLSX again.") from error


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    """Raise ``Refused`` for what would fill the memory; no part gives more bytes than the directory says."""
    large = sum(part.file_size for part in parts) > LARGEST
    for part in parts:
        whole = part.filename.startswith(("xl/styles", "xl/workbook", "docProps", "[Content", "_rels", "xl/_rels"))
        room = LARGEST_STYLES if whole else LARGEST_PART
        absurd = part.file_size > _SMALL and part.file_size > _RATIO * part.compress_size
        large = large or absurd or part.file_size > room
    if large:
        raise Refused("This workbook is too large when unpacked. Save the sheet as CSV and import that.")


def _text(cell: Any) -> str:
    value = cell.value
    if value is None or isinstance(value, str):
        # the one escape that the library leaves in a cell's own text: an underscore that would begin another
        return (value or "").replace("_x005F_", "_")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        shown = str(cell.number_format)
        return str(value).zfill(len(shown)) if _ZEROS.fullmatch(shown) else str(value)
    if isinstance(value, datetime):
        return value.isoformat(" ").removesuffix(" 00:00:00")
    formula = getattr(value, "text", None)
    return str(value) if formula is None else str(formula)
