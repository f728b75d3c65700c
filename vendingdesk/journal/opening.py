"""How a journal's file is made, opened to write, and opened to read only."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from vendingdesk import __version__
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.journal.book import Book
from vendingdesk.journal.chain import link
from vendingdesk.journal.entries import Genesis
from vendingdesk.journal.faults import told
from vendingdesk.journal.schema import VERSION, check, migrate

JOURNAL_NAME = "journal.sqlite"

_PRAGMAS = ("synchronous = FULL", "foreign_keys = ON", "trusted_schema = OFF", "cell_size_check = ON")
_PATIENCE = 2.0
"""Seconds to wait for another program's lock."""
_LOOKED_AT = 64
"""Entries that are verified at every start."""
_READING_KIB = 64 * 1024
"""Memory for a reader's pages: the check of a large file's indexes reads them in no order."""


def private_folder(directory: Path) -> None:
    """Have the folder, for its owner alone when it has to be made."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)


def private_file(path: Path) -> None:
    """Have an empty file for its owner alone, whatever the umask; SQLite gives its side files the same mode."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def connect(path: Path) -> sqlite3.Connection:
    """The connection that writes."""
    connection = sqlite3.connect(path.as_uri() + "?mode=rw", uri=True, isolation_level=None, timeout=_PATIENCE)
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _sync_folder(directory: Path) -> None:
    """Have a renaming on the disk, where folders can be synced."""
    if os.name == "posix":  # pragma: no branch
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def create(path: Path, till: str, clock: Callable[[], datetime]) -> None:
    """Make a new journal beside its place and move it there whole: a half-made one is never seen."""
    if path.with_name(f"{path.name}-wal").exists():
        raise EnvironmentFault(
            f"The journal {path} is gone but its file {path.name}-wal is there: put the journal back, "
            "or restore the last backup."
        )
    making = path.with_name(f"{path.name}.new")
    for left in (making, Path(f"{making}-wal"), Path(f"{making}-shm")):
        left.unlink(missing_ok=True)
    private_file(making)
    with closing(connect(making)) as connection:
        migrate(connection)
        genesis = Genesis(till=till, book=str(uuid4()), product=f"vendingdesk {__version__}", version=VERSION)
        Book(connection, till).append(genesis, clock())
    making.replace(path)
    _sync_folder(path.parent)


def writable_book(path: Path, till: str, clock: Callable[[], datetime]) -> tuple[sqlite3.Connection, Book]:
    """Open the journal to write, made if there is none; the caller holds the lock and closes the connection."""
    if not path.exists():
        create(path, till, clock)
    if path.stat().st_size == 0:
        raise EnvironmentFault(f"The journal {path} is empty, which it never was: restore the last backup.")
    connection = connect(path)
    try:
        check(connection, path)
        migrate(connection)
        check_owner(connection, path, till)
        check_end(connection, path)
        return connection, Book(connection, till)
    except BaseException:
        connection.close()
        raise


def check_owner(connection: sqlite3.Connection, path: Path, till: str) -> None:
    """Refuse another till's journal: raises ``EnvironmentFault``."""
    owner = connection.execute("SELECT till FROM entry WHERE seq = 1").fetchone()
    if owner != (till,):
        named = f"belongs to till {owner[0]}" if owner else "has no first entry"
        raise EnvironmentFault(
            f"The journal {path} {named}, and this till is {till}: choose this till's own data folder."
        )


def check_end(connection: sqlite3.Connection, path: Path) -> None:
    """Hold the last entries to their hashes, whatever the size of the book: raises ``EnvironmentFault``."""
    asked = (
        "SELECT seq, uid, till, sale_uid, kind, at, body, raw, previous, hash FROM entry ORDER BY seq DESC LIMIT ?"
    )
    connection.text_factory = bytes
    rows = connection.execute(asked, (_LOOKED_AT,)).fetchall()
    connection.text_factory = str
    following = rows[0][9]
    for seq, *columns, previous, digest in rows:
        if digest != following or link(previous, seq, *columns) != digest:
            raise EnvironmentFault(
                f"The journal {path} is damaged: entry {seq} is not what was written. Keep a copy of it as it is, "
                "and restore the last backup before you sell."
            )
        following = previous


@contextmanager
def read_only(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that can't write, inside one snapshot; a counter may hold the journal meanwhile.

    ``path`` is the journal's file or its folder. Raises ``EnvironmentFault``, also for errors inside.
    """
    path = path.absolute()
    if path.is_dir():
        path /= JOURNAL_NAME
    if not path.exists():
        raise EnvironmentFault(f"There is no journal at {path}: name the data folder with --data-dir.")
    with told(path), closing(_reader(path)) as connection:
        check(connection, path)
        connection.execute("BEGIN")
        yield connection


def _reader(path: Path) -> sqlite3.Connection:
    """Read through the log that is there; without one, a folder that can't be written is read as it lies."""
    try:
        return _tried(path.as_uri() + "?mode=ro")
    except sqlite3.OperationalError:
        if path.with_name(f"{path.name}-wal").exists():
            raise
        return _tried(path.as_uri() + "?mode=ro&immutable=1")


def _tried(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=_PATIENCE)
    try:
        connection.execute("PRAGMA cell_size_check = ON")
        connection.execute(f"PRAGMA cache_size = -{_READING_KIB}")
        connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection
