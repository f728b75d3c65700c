"""Over an open journal: the mark after every commit, and whether there may be sales."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.journal.day_entries import ShiftClosed
from vendingdesk.journal.entries import Body, Prepared, Restored
from vendingdesk.journal.files import beside
from vendingdesk.journal.mark import MARK_NAME, Mark, MarkFile
from vendingdesk.journal.z_numbers import last_z


class Watch:
    """What is known of a journal beyond its entries; fed by the journal's one thread, read from any.

    ``damage`` is the sentence about a break that a verification found, ``ended_badly`` whether the last run did not
    close the journal, ``first`` the hash of the book's first entry.
    """

    def __init__(self, path: Path) -> None:
        self.damage = ""
        self.ended_badly = False
        self.first = b""
        self._path = path
        self._file = MarkFile(path.with_name(MARK_NAME))
        self._mark: Mark | None = None
        self._place = (0, 0)

    def before_opening(self) -> None:
        """Look at what the last run left, before anything touches it. Raises ``OSError``."""
        self.damage = ""
        left = self._file.read()
        try:
            log = beside(self._path, "-wal").stat().st_size > 0
        except FileNotFoundError:
            log = False
        self.ended_badly = log if left is None else log or left.running

    def opened(self, connection: sqlite3.Connection, number: int) -> None:
        """Begin: the journal is open and right, ``number`` is its highest. Raises ``OSError``."""
        seq, digest = connection.execute("SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1").fetchone()
        self.first = connection.execute("SELECT hash FROM entry WHERE seq = 1").fetchone()[0]
        self._place = self._identity()
        self._mark = Mark(seq, digest, number, self.first, running=True, last_z=last_z(connection))
        try:
            self._file.write(self._mark, durable=True)
        except OSError:
            self._mark = None
            self._file.close()
            raise

    def _identity(self) -> tuple[int, int]:
        found = os.stat(self._path)  # noqa: PTH116 (a microsecond, on the way of every sale)
        return found.st_dev, found.st_ino

    def wrote(self, seq: int, digest: bytes, body: Body) -> None:
        """Called after every commit. A mark that can't be written stays behind, as after a power cut."""
        mark = self._mark
        assert mark is not None  # noqa: S101 (the book is watched after it was opened)
        number = max(mark.number, _number_in(body))
        report = max(mark.last_z, _report_in(body))
        self._mark = Mark(seq, digest, number, mark.first, running=True, last_z=report)
        with suppress(OSError):
            self._file.write(self._mark)

    def may_sell(self) -> None:
        """Asked before a sale is prepared and before its first byte leaves: raises ``EnvironmentFault``."""
        if self.damage:
            raise EnvironmentFault(self.damage)
        try:
            here = self._identity() == self._place
        except OSError:
            here = False
        if not here:
            raise EnvironmentFault(
                f"The journal {self._path} was moved, removed or replaced while Vending Desk is open, so nothing was "
                "sent. Write down what the screen still shows, put the journal back and start Vending Desk again."
            )

    def closed(self, *, settled: bool = True) -> None:
        """The journal was closed in order; not ``settled``, the next opening still hears how the last run ended."""
        mark, self._mark = self._mark, None
        with suppress(OSError):
            if mark is not None:
                self._file.write(replace(mark, running=self.ended_badly and not settled))
        self._file.close()


def _number_in(body: Body) -> int:
    """The highest receipt number that an entry gave out or passed over."""
    match body:
        case Prepared():
            return body.number
        case Restored():
            return body.next_number - 1
    return 0


def _report_in(body: Body) -> int:
    """The highest Z report that an entry gave out or passed over."""
    match body:
        case ShiftClosed():
            return body.number
        case Restored():
            return body.last_z
    return 0
