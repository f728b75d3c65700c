"""What the counter needs to read and write tables of other programs; ``wiring`` hands in what fits.

Everything here blocks and is called from worker threads, one call at a time. Reading raises ``Refused`` for what is
no table, writing ``EnvironmentFault`` when the disk is at fault, and leaves nothing then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol


class TableRows(Protocol):
    """A table that was opened; all cells are text, as they stand there."""

    form: str
    """How it was read, for who chose it: ``CSV, UTF-8, semicolon``."""

    expected: int
    """About how many rows it has; 0 when nobody knows."""

    def rows(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Each row with its number as a spreadsheet counts; can be asked for again."""

    def close(self) -> None:
        """Let go of the file."""


class TableFile(Protocol):
    """A table that is being written."""

    def add(self, rows: Sequence[Sequence[str]]) -> None:
        """Write rows behind those that are there."""

    def finish(self) -> None:
        """Put the file into its place."""

    def give_up(self) -> None:
        """Leave nothing of it; harmless after the end."""


class Tables(Protocol):
    """Reads and begins such files."""

    def read(self, path: Path, going: Callable[[], None] = ...) -> TableRows:
        """The table in a file, told by its content. Raises ``Refused`` or ``EnvironmentFault``.

        ``going`` is asked between pieces of the file, here and in ``rows``, and raises what ends the reading.
        """

    def begin(self, path: Path, headings: Sequence[str], *, title: str) -> TableFile:
        """A new table, as XLSX or CSV by the name's end; all cells are text, none is a formula."""
