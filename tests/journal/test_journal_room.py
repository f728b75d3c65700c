"""The log's room: made once, used again, never in the way."""

import asyncio
from contextlib import closing
from pathlib import Path

from journal.journal_samples import ISSUED, NOON, answer, order, raw_file

from vendingdesk.journal import SqliteJournal, verify
from vendingdesk.journal.opening import JOURNAL_NAME, connect
from vendingdesk.journal.room import ROOM, make_room


def log_size(folder: Path) -> int:
    return (folder / f"{JOURNAL_NAME}-wal").stat().st_size


async def test_sales_do_not_grow_the_log(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path, "K01")
    await journal.open()
    at_first = log_size(tmp_path)
    for _ in range(5):
        asked = order()
        await journal.prepare(asked, NOON)
        await journal.sending(asked.uid, NOON)
        await journal.answered(asked.uid, answer())
        await journal.conclude(asked.uid, ISSUED, NOON)
    assert log_size(tmp_path) == at_first >= ROOM
    await journal.close()
    assert verify(tmp_path).unbroken


async def test_room_is_made_again_without_growing_the_book(tmp_path: Path) -> None:
    for _ in range(2):
        journal = SqliteJournal(tmp_path, "K01")
        await journal.open()
        await journal.close()
    once = (tmp_path / JOURNAL_NAME).stat().st_size
    journal = SqliteJournal(tmp_path, "K01")
    await journal.open()
    await journal.close()
    assert (tmp_path / JOURNAL_NAME).stat().st_size == once


async def test_what_a_kill_left_is_cleared_away(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path, "K01")
    await journal.open()
    await journal.close()
    with raw_file(tmp_path) as connection:
        connection.execute("CREATE TABLE room (filler BLOB)")
    await journal.open()
    await journal.close()
    with raw_file(tmp_path) as connection:
        assert not connection.execute("SELECT name FROM sqlite_schema WHERE name = 'room'").fetchall()


async def test_a_disk_without_room_is_no_reason_not_to_sell(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path, "K01")
    await journal.open()
    await journal.close()
    full = await asyncio.to_thread(full_book, tmp_path)
    assert full == []


def full_book(folder: Path) -> list[str]:
    """Make room where the book may not grow; the names of the tables that it left."""
    with closing(connect(folder / JOURNAL_NAME)) as connection:
        connection.execute("PRAGMA auto_vacuum = NONE")
        connection.execute("VACUUM")
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 10}")
        make_room(connection)
        assert not connection.in_transaction
        return [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE name = 'room'")]
