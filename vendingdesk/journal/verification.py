"""Whether a journal is what was written: the chain, the numbers, and the table against the entries."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from vendingdesk.domain.errors import UserCancelled
from vendingdesk.journal.chain import ORIGIN, link
from vendingdesk.journal.entries import DECODERS
from vendingdesk.journal.faults import JournalDamaged, fault
from vendingdesk.journal.ledger import Ledger
from vendingdesk.journal.opening import read_only
from vendingdesk.journal.schema import VERSION, version
from vendingdesk.journal.server_entries import SERVER_BODIES, beside_wrong

if TYPE_CHECKING:
    from concurrent.futures import Future

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many entries are done, and of how many; called from the thread that verifies."""

Cancelled: TypeAlias = Callable[[], bool]
"""Asked now and then whether to give up; then ``UserCancelled`` is raised."""

CHECKING_KIB = 512 * 1024
"""Memory that the file's own check may take where nobody sells beside it; it takes only what the indexes need.

It looks every row up in every index, in no order: the five million entries of a million sales took 83 s with 64 MiB
and 33 s with this (measured). Not a memory map: a bad sector under one kills the program without a sentence.
"""

BESIDE_SALES_KIB = 64 * 1024
"""The same in a running counter."""

STRIDE = 4096
"""Entries between two such calls: some 25 ms."""

_Found: TypeAlias = tuple[int | None, str]

_ENTRIES = "SELECT seq, uid, till, sale_uid, kind, at, body, raw, previous, hash FROM entry ORDER BY seq"


LAST_NUMBER = "SELECT coalesce(max(number), 0) FROM sale"


@dataclass(frozen=True, slots=True)
class Verification:
    """What a verification found; ``str()`` is the line to show.

    ``entries`` and ``sales`` were read and found right. ``head`` is the last right entry's hash in
    hexadecimal. ``first_break`` is the seq of the first entry that is wrong, ``None`` when the chain is whole
    (the table of sales may still be wrong: ``problem`` says what). ``last_number`` is the highest number of a sale
    in an unbroken journal.
    """

    entries: int
    sales: int
    unbroken: bool
    head: str
    first_break: int | None = None
    problem: str = ""
    last_number: int = 0

    def __str__(self) -> str:
        """One sentence."""
        if self.unbroken:
            return f"{self.entries} entries, {self.sales} sales, unbroken. Head: {self.head}"
        where = f" at entry {self.first_break}" if self.first_break is not None else ""
        return f"Broken{where}: {self.problem}. {self.entries} entries before it are right. Head: {self.head}"


class _Reading:
    """One pass over a journal."""

    def __init__(self, pace: Pace) -> None:
        self.entries = 0
        self.head = ORIGIN
        self.ledger = Ledger()
        self._pace = pace

    def chain(self, connection: sqlite3.Connection) -> _Found:  # noqa: PLR0911
        """Read the entries; returns the first break, or ``(None, "")``."""
        connection.text_factory = bytes
        head, count, enter, step, next_step = ORIGIN, 0, self.ledger.enter, self._pace.step, STRIDE
        try:
            self._pace.begin(connection)
            for seq, uid, till, sale_uid, kind, at, body, raw, previous, digest in connection.execute(_ENTRIES):
                if seq != count + 1:
                    return count + 1, f"entry {count + 1} is missing"
                if previous != head:
                    return seq, "it does not follow the entry before it"
                if link(head, seq, uid, till, sale_uid, kind, at, body, raw) != digest:
                    return seq, "its content is not what was written"
                try:
                    decoder = DECODERS.get(kind.decode())
                    if decoder is None:
                        return seq, f"its kind {kind.decode()} is unknown"
                    written = decoder.decode(body)
                    wrong = enter(seq, sale_uid.decode(), till.decode(), at.decode(), written)
                except (msgspec.MsgspecError, ValueError) as error:
                    return seq, f"it can't be read ({error})"
                if not wrong and isinstance(written, SERVER_BODIES):
                    wrong = beside_wrong(written, body, sale_uid, raw)
                if wrong:
                    return seq, wrong
                head, count = digest, seq
                if count == next_step:
                    step(count)
                    next_step += STRIDE
        except sqlite3.Error as error:
            return count + 1, unreadable(error)
        finally:
            self.entries, self.head = count, head
            connection.text_factory = str
        return (None, "") if count else (1, "there is no first entry")


class Pace:
    """Tells how far a verification is, and ends it when it is not wanted any more."""

    def __init__(self, progress: Progress | None, cancelled: Cancelled | None, done: int = 0) -> None:
        self._progress = progress
        self._cancelled = cancelled
        self._before = done
        self._total = 0

    def begin(self, connection: sqlite3.Connection) -> None:
        """Learn how many entries there are."""
        self._total = connection.execute("SELECT coalesce(max(seq), 0) FROM entry").fetchone()[0] - self._before
        self.step(self._before)

    def step(self, seq: int) -> None:
        """Say that an entry is reached; raises ``UserCancelled``."""
        if self._cancelled is not None and self._cancelled():
            raise UserCancelled("The verification was given up.")
        if self._progress is not None:
            self._progress(seq - self._before, self._total)


def unreadable(error: sqlite3.Error) -> str:
    """What to say of an error met in reading; raises it again when the file is not at fault."""
    if not isinstance(fault(error, Path()), JournalDamaged):
        raise error
    return f"the file is damaged there ({_one_line(error)})"


def _one_line(said: object) -> str:
    """What SQLite says, without the line breaks and stars that it sets around the name of a database."""
    return " ".join(str(said).replace("*** in database main ***", "").split())


class _FileCheck:
    """SQLite's own check of the whole file, on a connection and in a thread of its own: it needs no interpreter."""

    def __init__(self, path: Path, kib: int) -> None:
        from concurrent.futures import ThreadPoolExecutor

        self._path = path
        self._kib = kib
        self._connection: sqlite3.Connection | None = None
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="file-check")
        self._found: Future[str] = self._executor.submit(self._check)

    def _check(self) -> str:
        with read_only(self._path) as connection:
            self._connection = connection
            try:
                connection.execute(f"PRAGMA cache_size = -{self._kib}")
                found: str = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            except sqlite3.Error as error:
                return unreadable(error)
            finally:
                self._connection = None
        return "" if found == "ok" else f"the file is damaged ({_one_line(found)})"

    def result(self) -> str:
        """What is wrong with the file; empty for nothing."""
        return self._found.result()

    def end(self) -> None:
        """Wait for the thread; a check that nobody waits for is broken off."""
        while not self._found.done():
            connection = self._connection
            if connection is not None:
                with suppress(sqlite3.Error):
                    connection.interrupt()
            with suppress(TimeoutError):
                self._found.exception(0.05)
        self._executor.shutdown()


def verify(
    path: Path,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    *,
    kib: int = CHECKING_KIB,
) -> Verification:
    """Read a journal (its file or folder) from end to end without writing to it.

    The entries are read in the calling thread while another checks the file. ``progress(done, total)`` is called
    about every 25 ms; ``cancelled()`` may end it with ``UserCancelled``; ``kib`` is the memory, in KiB, that the
    file's check may take. Of a file of an older version the table of
    sales is not held against the entries: this program would make it otherwise.
    Raises ``EnvironmentFault`` for a file that can't be read at all.
    """
    reading = _Reading(Pace(progress, cancelled))
    with read_only(path) as connection:
        check = _FileCheck(path, kib)
        try:
            first_break, problem = reading.chain(connection)
            if not problem and version(connection) == VERSION:
                try:
                    problem = reading.ledger.compare(connection)
                except sqlite3.Error as error:
                    problem = unreadable(error)
            problem = problem or check.result()
            last = 0 if problem else connection.execute(LAST_NUMBER).fetchone()[0]
        finally:
            check.end()
    return Verification(
        reading.entries, reading.ledger.count, not problem, reading.head.hex(), first_break, problem, last
    )
