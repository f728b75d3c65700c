"""The mark beside the journal, and what is refused because of it."""

import asyncio
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from journal.journal_samples import ISSUED, NOON, NOTHING_SENT, answer, now, order, raw_file
from journal.test_journal_sqlite import ROOT
from journal.test_journal_verification import rechain

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.journal import SqliteJournal, verify
from vendingdesk.journal.mark import Mark, MarkFile
from vendingdesk.journal.restoring import restore

SOME = Mark(7, b"d" * 32, 2, b"f" * 32)


def book(folder: Path) -> SqliteJournal:
    return SqliteJournal(folder, "K01", clock=now)


async def sell(folder: Path, count: int) -> None:
    journal = book(folder)
    await journal.open()
    for _ in range(count):
        asked = order()
        await journal.prepare(asked, NOON)
        await journal.sending(asked.uid, NOON)
        await journal.answered(asked.uid, answer())
        await journal.conclude(asked.uid, ISSUED, NOON)
    await journal.close()


def crash(folder: Path) -> None:
    """A counter that is killed with a prepared sale."""
    assert subprocess.run([sys.executable, "-c", CRASH, str(folder)], cwd=ROOT, check=False).returncode == -9


def mark_of(folder: Path) -> Mark:
    found = MarkFile(folder / "journal.mark").read()
    assert found is not None
    return found


def test_a_mark_is_read_as_it_was_written(tmp_path):
    file = MarkFile(tmp_path / "journal.mark")
    assert file.read() is None
    file.write(SOME)
    assert file.read() == SOME
    other = Mark(2**40, b"e" * 32, 2**33, b"f" * 32, running=True, last_z=2**31)
    file.write(other, durable=True)
    assert MarkFile(file.path).read() == other
    file.close()
    file.close()
    file.write(SOME)
    file.close()
    assert file.read() == SOME
    assert file.path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("place", [0, 9, 30, 60, 127])
def test_a_torn_mark_says_nothing(tmp_path, place):
    file = MarkFile(tmp_path / "journal.mark")
    file.write(SOME, durable=True)
    file.close()
    data = bytearray(file.path.read_bytes())
    data[place] ^= 1
    file.path.write_bytes(data)
    assert file.read() is None
    file.path.write_bytes(data[:place])
    assert file.read() is None


def test_a_mark_of_another_make_says_nothing(tmp_path, monkeypatch):
    file = MarkFile(tmp_path / "journal.mark")
    monkeypatch.setattr("vendingdesk.journal.mark._MAGIC", b"VDMARK9\n")
    file.write(SOME)
    file.close()
    monkeypatch.undo()
    assert file.read() is None


async def test_the_mark_follows_every_entry(tmp_path):
    journal = book(tmp_path)
    await journal.open()
    assert (mark_of(tmp_path).seq, mark_of(tmp_path).number) == (1, 0)
    asked = order()
    await journal.prepare(asked, NOON)
    found = mark_of(tmp_path)
    assert (found.seq, found.number, found.digest.hex(), found.running) == (2, 1, await journal.head(), True)
    await journal.sending(asked.uid, NOON)
    assert (mark_of(tmp_path).seq, mark_of(tmp_path).number) == (3, 1)
    await journal.close()
    assert mark_of(tmp_path) == Mark(3, bytes.fromhex(verify(tmp_path).head), 1, found.first)


async def test_an_older_copy_in_the_journals_place_is_refused(tmp_path):
    await sell(tmp_path, 1)
    kept = (tmp_path / "journal.sqlite").read_bytes()
    await sell(tmp_path, 2)
    newer = (tmp_path / "journal.sqlite").read_bytes()
    (tmp_path / "journal.sqlite").write_bytes(kept)
    with pytest.raises(
        EnvironmentFault, match=r"older copy: it ends at entry 5, and .* to 13, receipts up to K01-000003"
    ):
        await book(tmp_path).open()
    assert (tmp_path / "journal.sqlite").read_bytes() == kept
    (tmp_path / "journal.sqlite").write_bytes(newer)
    await sell(tmp_path, 1)
    assert verify(tmp_path).sales == 4


async def test_another_branch_in_the_journals_place_is_refused(tmp_path):
    here, there = tmp_path / "here", tmp_path / "there"
    await sell(here, 1)
    shutil.copytree(here, there)
    await sell(here, 1)
    await sell(there, 2)
    shutil.copy(there / "journal.sqlite", here / "journal.sqlite")
    with pytest.raises(
        EnvironmentFault, match=r"not the one that this till wrote last: its entry 9 is another\..*restore FILE"
    ):
        await book(here).open()


async def test_a_mark_before_any_sale_names_no_receipt(tmp_path):
    await sell(tmp_path, 0)
    shutil.copytree(tmp_path, tmp_path / "other")
    (tmp_path / "journal.mark").unlink()
    (tmp_path / "journal.sqlite").unlink()
    await sell(tmp_path, 0)
    shutil.copy(tmp_path / "other" / "journal.sqlite", tmp_path)
    with pytest.raises(EnvironmentFault, match="its entry 1 is another"):
        await book(tmp_path).open()


async def test_a_mark_that_is_behind_torn_or_missing_is_no_reason_not_to_sell(tmp_path):
    await sell(tmp_path, 1)
    file = MarkFile(tmp_path / "journal.mark")
    file.write(replace(mark_of(tmp_path), running=True))  # as a power cut leaves one: nothing closed it
    file.close()
    behind = file.path.read_bytes()
    await sell(tmp_path, 1)
    for content in (behind, b"torn", None):
        (tmp_path / "journal.mark").unlink()
        if content is not None:
            (tmp_path / "journal.mark").write_bytes(content)
        await sell(tmp_path, 0)
        assert (mark_of(tmp_path).seq, mark_of(tmp_path).number) == (9, 2)


@pytest.mark.parametrize("content", [None, b"torn"])
async def test_a_mark_without_its_journal_is_not_given_to_a_new_one(tmp_path, content):
    await sell(tmp_path, 1)
    (tmp_path / "journal.sqlite").unlink()
    if content is not None:
        (tmp_path / "journal.mark").write_bytes(content)
    with pytest.raises(EnvironmentFault, match=r"is gone but its file journal\.mark is there.*restore FILE"):
        await book(tmp_path).open()
    assert not (tmp_path / "journal.sqlite").exists()


async def test_the_side_file_left_behind_in_copying_is_missed(tmp_path):
    """A copy of the journal's file alone, after a crash: what stood in its -wal is lost with it."""
    crash(tmp_path)
    (tmp_path / "journal.sqlite-wal").unlink()
    with pytest.raises(EnvironmentFault, match="is an older copy"):
        await book(tmp_path).open()


CRASH = """
import asyncio, os, signal, sys
sys.path.insert(0, "tests")
from pathlib import Path
from journal.test_journal_mark import NOON, book, order

async def main():
    journal = book(Path(sys.argv[1]))
    await journal.open()
    await journal.prepare(order(), NOON)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


async def test_a_run_that_was_killed_is_known_at_the_next_start(tmp_path):
    crash(tmp_path)
    journal = book(tmp_path)
    assert journal.newest_at is None
    await journal.open()
    assert journal.ended_badly
    assert journal.newest_at == NOON
    await journal.conclude((await journal.open_sales())[0][0].uid, NOTHING_SENT, NOON - timedelta(hours=1))
    assert journal.newest_at == NOON - timedelta(hours=1)
    await journal.close()
    await journal.open()
    assert not journal.ended_badly
    await journal.close()


@pytest.mark.parametrize(("log", "badly"), [(b"", False), (None, False), (b"x" * 40, True)])
async def test_without_a_mark_the_log_tells_how_the_last_run_ended(tmp_path, log, badly):
    await sell(tmp_path, 1)
    (tmp_path / "journal.mark").unlink()
    if log is not None:
        (tmp_path / "journal.sqlite-wal").write_bytes(log)
    journal = book(tmp_path)
    await journal.open()
    assert journal.ended_badly is badly
    await journal.close()


async def test_another_books_log_is_recognised_and_not_written_into_the_journal(tmp_path):
    crash(tmp_path / "other")
    here = tmp_path / "here"
    await sell(here, 3)
    before = (here / "journal.sqlite").read_bytes()
    shutil.copy(tmp_path / "other" / "journal.sqlite-wal", here)
    with pytest.raises(EnvironmentFault, match="restore FILE"):
        await book(here).open()
    assert (here / "journal.sqlite").read_bytes() == before
    (here / "journal.sqlite-wal").unlink()
    (here / "journal.sqlite-shm").unlink(missing_ok=True)
    await sell(here, 1)


@pytest.mark.skipif(os.name != "posix", reason="elsewhere an open file can't be moved")
@pytest.mark.parametrize("how", ["removed", "replaced"])
async def test_a_folder_that_goes_away_while_the_till_is_open_stops_the_selling(tmp_path, how):
    folder = tmp_path / "data"
    journal = book(folder)
    await journal.open()
    asked = order()
    await journal.prepare(asked, NOON)
    if how == "removed":
        folder.rename(tmp_path / "elsewhere")
    else:
        shutil.copy(folder / "journal.sqlite", folder / "copy")
        (folder / "copy").replace(folder / "journal.sqlite")
    for step in (journal.prepare(order(), NOON), journal.sending(asked.uid, NOON)):
        with pytest.raises(
            EnvironmentFault, match="moved, removed or replaced while Vending Desk is open, so nothing"
        ):
            await step
    assert await journal.sale("K01-000001")
    await journal.close()


async def test_a_mark_that_can_not_be_written_any_more_costs_no_sale(tmp_path):
    journal = book(tmp_path)
    await journal.open()
    journal._watch._file.close()
    (tmp_path / "journal.mark").unlink()
    (tmp_path / "journal.mark").mkdir()
    await journal.prepare(order(), NOON)
    await journal.close()
    (tmp_path / "journal.mark").rmdir()
    assert verify(tmp_path).sales == 1


async def test_a_mark_that_can_not_be_written_at_the_start_is_said(tmp_path):
    (tmp_path / "journal.mark").mkdir()
    with pytest.raises(EnvironmentFault, match="can't be used"):
        await book(tmp_path).open()


def test_a_hand_that_edits_the_last_entry_is_noticed_by_the_mark(tmp_path):
    """Even one who computes the hashes anew."""
    asyncio.run(sell(tmp_path, 2))
    rechain(tmp_path, "UPDATE entry SET at = '2026-03-29T13:00:00+03:00' WHERE seq = 9")
    with raw_file(tmp_path) as connection:
        connection.execute("UPDATE sale SET concluded_at = '2026-03-29T13:00:00+03:00' WHERE number = 2")
    assert verify(tmp_path).unbroken
    with pytest.raises(EnvironmentFault, match="its entry 9 is another"):
        asyncio.run(book(tmp_path).open())


async def test_what_came_behind_a_close_in_order_is_refused_until_it_is_restored_on_purpose(tmp_path):
    await sell(tmp_path, 1)
    closed = (tmp_path / "journal.mark").read_bytes()
    await sell(tmp_path, 1)
    (tmp_path / "journal.mark").write_bytes(closed)  # as where another program added entries
    with pytest.raises(EnvironmentFault, match=r"closed with entry 5, and something else .* wrote entries up to 9"):
        await book(tmp_path).open()
    assert restore(tmp_path, "K01", tmp_path / "journal.sqlite", NOON, last_receipt=2).path.exists()
    await sell(tmp_path, 1)
    assert verify(tmp_path).unbroken
