"""Room for the write-ahead log, made once at opening, so that no sale pays for a file that grows."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import suppress
from pathlib import Path

from vendingdesk.journal.files import beside, sync_file

ROOM = 4_200_000
"""Bytes: what the log comes to before SQLite's checkpoint (1,000 pages) begins it anew."""

SPARE = 4 * ROOM
"""Bytes that have to be free: on a disk that is nearly full, what is left is for the sales themselves."""

_KEPT_PAGES = 16
"""Pages in memory meanwhile: with so few the log gets the others at once."""


def make_room(connection: sqlite3.Connection, path: Path) -> None:
    """Let the log of the journal at ``path`` grow to its working size; the journal itself does not grow.

    A commit then overwrites blocks that the file has, and its fsync has no new file size to write down: a sale with
    its four commits took 7.3 ms before and 5.5 ms after (measured on a quiet disk with ext4, with a log that a commit
    had filled; on a busy virtual one, at 15 ms, no difference shows). What fills the log is taken back, so it is no
    part of the book, and the first commit begins at the log's beginning. A disk with too little room for this may
    still have enough for sales, so nothing that goes wrong here is an error, and what was taken is given back.
    """
    execute = connection.execute
    with suppress(sqlite3.Error, OSError):
        # All that was committed is in the journal from here on: the log can be cut off without asking for room.
        busy = execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy or shutil.disk_usage(path.parent).free < SPARE:
            return
        execute("DROP TABLE IF EXISTS room")  # left by a run that was killed while it made room in another way
        try:
            _fill(connection)
            sync_file(beside(path, "-wal"))
        except (sqlite3.Error, OSError):
            execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _fill(connection: sqlite3.Connection) -> None:
    """Write pages to the log that nothing is committed of. Raises SQLite's errors, with no transaction left open."""
    execute = connection.execute
    (kept,) = execute("PRAGMA cache_size").fetchone()
    execute(f"PRAGMA cache_size = {_KEPT_PAGES}")
    execute("BEGIN IMMEDIATE")
    try:
        execute("CREATE TABLE room (filler BLOB)")
        execute("INSERT INTO room VALUES (zeroblob(?))", (ROOM,))
    finally:
        if connection.in_transaction:  # a full disk ends it, too
            execute("ROLLBACK")
        execute(f"PRAGMA cache_size = {kept}")
        execute("PRAGMA shrink_memory")  # the room's pages are of no further use
