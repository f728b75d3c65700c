"""The mark beside a journal: how far this till ever wrote, so that an older copy in its place is recognised.

It is overwritten in place after every commit, without waiting for the disk: it costs microseconds, and may be some
seconds behind after a power cut. A mark behind its journal is therefore normal while it says that the book is open. A
journal behind its mark is not, and neither is one that goes on after a mark that says it was closed.
A torn record is known by its checksum and says nothing.
"""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass
from hashlib import sha256
from io import FileIO
from pathlib import Path
from struct import Struct

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.sale import receipt_number
from vendingdesk.journal.files import private_file

MARK_NAME = "journal.mark"

_RECORD = Struct(">8sQQ?3xI32s32s")
_MAGIC = b"VDMARK1\n"
_SIZE = _RECORD.size + sha256().digest_size


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a book: an entry's ``seq`` and ``digest``, and the highest receipt ``number`` given out by then.

    ``first`` is the hash of the book's first entry, by which books are told apart; ``running`` that a counter had
    the book open when this was written, ``last_z`` the highest Z report given out (bytes that were 0 before).
    """

    seq: int
    digest: bytes
    number: int
    first: bytes
    running: bool = False
    last_z: int = 0


class MarkFile:
    """The file of a mark: read at any time, written by one thread."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: FileIO | None = None

    def read(self) -> Mark | None:
        """The mark; ``None`` when there is none, or none that can be trusted."""
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return None
        if len(data) != _SIZE or sha256(data[: _RECORD.size]).digest() != data[_RECORD.size :]:
            return None
        magic, seq, number, running, last_z, digest, first = _RECORD.unpack_from(data)
        return Mark(seq, digest, number, first, running, last_z) if magic == _MAGIC else None

    def write(self, mark: Mark, *, durable: bool = False) -> None:
        """Put a mark in the place of the last one; with ``durable`` it is on the disk afterwards.

        Raises ``OSError``.
        """
        if self._file is None:
            if not self.path.exists():
                private_file(self.path)
            self._file = self.path.open("r+b", buffering=0)
        record = _RECORD.pack(_MAGIC, mark.seq, mark.number, mark.running, mark.last_z, mark.digest, mark.first)
        self._file.seek(0)
        self._file.write(record + sha256(record).digest())
        if durable:
            self._file.truncate()
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Let go of the file; it can be written again."""
        file, self._file = self._file, None
        if file is not None:
            file.close()


def holds(connection: sqlite3.Connection, mark: Mark) -> bool:
    """Whether an open journal has the entry that a mark names."""
    found: tuple[bytes] | None = connection.execute("SELECT hash FROM entry WHERE seq = ?", (mark.seq,)).fetchone()
    return found == (mark.digest,)


def beyond(mark: Mark, entries: int) -> bool:
    """Whether a journal of so many entries was written to after the till had closed it in order."""
    return not mark.running and entries > mark.seq


def check_closed(connection: sqlite3.Connection, path: Path, mark: Mark | None) -> None:
    """Refuse entries that came after this till's last close: raises ``EnvironmentFault``.

    Only for who holds the lock: a counter that opens the journal marks that first. It finds another program's hand,
    not who wrote the mark anew as well.
    """
    last = connection.execute("SELECT max(seq) FROM entry").fetchone()[0]
    if mark is not None and beyond(mark, last):
        raise EnvironmentFault(
            f"The journal {path} was closed with entry {mark.seq}, and something else than Vending Desk wrote "
            f"entries up to {last} behind it. Keep a copy and find out what did. To go on without them, move the "
            "journal away and run “vendingdesk journal restore FILE” with the newest backup; to go on with them, run "
            f"“vendingdesk journal restore {path}”. Until then nothing is sold."
        )


def check_mark(connection: sqlite3.Connection, path: Path, till: str, mark: Mark | None) -> None:
    """Refuse a journal in which the last thing that this till wrote is missing: raises ``EnvironmentFault``."""
    if mark is None or holds(connection, mark):
        return
    last = connection.execute("SELECT max(seq) FROM entry").fetchone()[0]
    sold = f", receipts up to {receipt_number(till, mark.number)}" if mark.number else ""
    what = (
        f"is an older copy: it ends at entry {last}, and this till wrote entries up to {mark.seq}{sold}"
        if last < mark.seq
        else f"is not the one that this till wrote last: its entry {mark.seq} is another"
    )
    raise EnvironmentFault(
        f"The journal {path} {what}. Put the newer journal back, together with its -wal file if it has one; if it is "
        "lost, run “vendingdesk journal restore FILE” with the newest backup. Until then nothing is sold."
    )
