"""The log's room: made once, used again, never in the way."""

import asyncio
import shutil
import subprocess
import sys
from collections import namedtuple
from contextlib import closing
from pathlib import Path

import pytest
from journal.journal_samples import ISSUED, NOON, answer, order, raw_file
from journal.restoring_shop import sell_one
from journal.small_disk import on_small_disk
from journal.test_journal_sqlite import ROOT

from vendingdesk.journal import SqliteJournal, room, verify
from vendingdesk.journal.opening import JOURNAL_NAME, connect, read_only
from vendingdesk.journal.room import ROOM, SPARE, make_room

Usage = namedtuple("Usage", "total used free")


def log_size(folder: Path) -> int:
    return (folder / f"{JOURNAL_NAME}-wal").stat().st_size


def says_free(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10**9, 10**9 - free, free))


async def opened_and_closed(folder: Path) -> None:
    journal = SqliteJournal(folder, "K01")
    await journal.open()
    await journal.close()


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
    assert log_size(tmp_path) == at_first >= 1_000 * 4_096
    await journal.close()
    assert verify(tmp_path).unbroken


async def test_room_is_made_without_growing_the_book(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path, "K01")
    await journal.open()
    assert (tmp_path / JOURNAL_NAME).stat().st_size < 200_000
    assert journal._connection is not None
    asked = journal._connection.execute
    assert await journal._worker.run(lambda: asked("PRAGMA cache_size").fetchone()) == (-12 * 1024,)
    await journal.close()
    once = (tmp_path / JOURNAL_NAME).stat().st_size
    assert once < 200_000
    await opened_and_closed(tmp_path)
    assert (tmp_path / JOURNAL_NAME).stat().st_size == once


async def test_what_a_kill_left_is_cleared_away(tmp_path: Path) -> None:
    await opened_and_closed(tmp_path)
    with raw_file(tmp_path) as connection:
        connection.execute("CREATE TABLE room (filler BLOB)")
    await opened_and_closed(tmp_path)
    with raw_file(tmp_path) as connection:
        assert not connection.execute("SELECT name FROM sqlite_schema WHERE name = 'room'").fetchall()


async def test_a_disk_without_room_is_no_reason_not_to_sell(tmp_path: Path) -> None:
    await opened_and_closed(tmp_path)
    full = await asyncio.to_thread(full_book, tmp_path)
    assert full == []


def full_book(folder: Path) -> list[str]:
    """Make room where the book may not grow; the names of the tables that it left."""
    with closing(connect(folder / JOURNAL_NAME)) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 500}")
        make_room(connection, folder / JOURNAL_NAME)
        assert not connection.in_transaction
        assert log_size(folder) == 0
        return [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE name = 'room'")]


@pytest.mark.parametrize(("free", "made"), [(SPARE, True), (SPARE - 1, False), (0, False)])
async def test_of_a_nearly_full_disk_nothing_is_taken(
    free: int, made: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    says_free(monkeypatch, free)
    journal = SqliteJournal(tmp_path, "K01")
    await journal.open()
    assert (log_size(tmp_path) >= ROOM - 100_000) is made
    assert (await sell_one(journal)).number == 1
    await journal.close()
    assert verify(tmp_path).sales == 1


async def test_a_log_that_reached_the_disk_in_part_is_given_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_path: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(room, "sync_file", broken)
    journal = SqliteJournal(tmp_path, "K01")
    await journal.open()
    assert log_size(tmp_path) < 50_000
    assert (await sell_one(journal)).number == 1
    await journal.close()


async def test_beside_a_reader_the_log_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vendingdesk.journal.opening._PATIENCE", 0)
    await opened_and_closed(tmp_path)
    with closing(connect(tmp_path / JOURNAL_NAME)) as connection:
        connection.execute("CREATE TABLE more (a)")
        with read_only(tmp_path) as reader:
            reader.execute("SELECT count(*) FROM entry").fetchone()
            connection.execute("DROP TABLE more")
            before = log_size(tmp_path)
            make_room(connection, tmp_path / JOURNAL_NAME)
            assert log_size(tmp_path) == before


LIMITED = """
import asyncio, resource, sys
from pathlib import Path
sys.path.insert(0, "tests")
from journal.restoring_shop import journal_in, sell_one

async def main():
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, resource.RLIM_INFINITY))
    journal = journal_in(Path(sys.argv[1]))
    await journal.open()
    log = Path(f"{journal.path}-wal")
    print(log.stat().st_size)
    print((await sell_one(journal)).number)
    await journal.close()

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a limit of the system stands for the disk")
async def test_a_log_that_can_not_grow_that_far_is_cut_off_again(tmp_path: Path) -> None:
    command = [sys.executable, "-c", LIMITED, str(tmp_path)]
    done = await asyncio.to_thread(subprocess.run, command, cwd=ROOT, capture_output=True, text=True, check=True)
    log, number = map(int, done.stdout.split())
    assert (log < 50_000, number) == (True, 1)
    assert verify(tmp_path).sales == 1


SMALL = """
import asyncio, shutil, sys
from pathlib import Path
sys.path.insert(0, "tests")
from journal.old_books import put
from journal.restoring_shop import journal_in, sell_one
from vendingdesk.journal import verify

place, left = Path(sys.argv[1]), int(sys.argv[2]) * 1024
data = place / "data"

async def once():
    journal = journal_in(data)
    await journal.open()
    number = (await sell_one(journal)).number
    free = shutil.disk_usage(place).free
    await journal.close()
    return number, free, shutil.disk_usage(place).free

put(data, 7)
first, *_ = asyncio.run(once())
(place / "filler").write_bytes(bytes(shutil.disk_usage(place).free - left))
for _ in range(2):
    number, *free = asyncio.run(once())
    assert min(free) > left - 200_000, free
assert number == first + 2
assert not (data / "journal.sqlite-wal").exists()
assert verify(data).unbroken
"""


@pytest.mark.parametrize("left", [500, 3_000, 7_000, 9_500, 12_500])
def test_a_start_on_a_nearly_full_disk_leaves_what_is_left_to_the_sales(left: int, tmp_path: Path) -> None:
    on_small_disk(tmp_path / "disk", 20_000, SMALL, str(left))
