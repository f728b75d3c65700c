"""Disks and files that fail under the counter's journal: each is recognised before a sale, said, and survived."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from journal.journal_samples import NOON, TOKEN, fill, order, raw_file
from journal.restoring_shop import journal_in, sell, sell_one
from journal.test_journal_sqlite import ROOT

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.journal import SqliteJournal, verify

NOBODY = 65534


@contextmanager
def without_rights():
    """Who is root may write everywhere: be somebody else for the moment."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def anyones():
    """A folder that whoever ``without_rights`` is can get at."""
    place = Path(tempfile.mkdtemp(prefix="vendingdesk-"))
    place.chmod(0o755)
    yield place
    for path in (place, *place.rglob("*")):
        path.chmod(0o700)
    shutil.rmtree(place)


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
@pytest.mark.parametrize("what", ["journal.sqlite", "journal.mark", "", "all"])
async def test_what_may_not_be_written_is_said_at_the_start_and_nothing_is_sold(anyones, what):
    folder = anyones / "data"
    await sell(folder, 1)
    files = {"": [folder], "all": [folder, *folder.iterdir()]}.get(what, [folder / what])
    for path in (folder, *folder.iterdir()):
        path.chmod(0o500 if path in files else 0o700)
        if os.geteuid() == 0:
            os.chown(path, NOBODY, NOBODY)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    journal = journal_in(folder)
    with without_rights():
        with pytest.raises(EnvironmentFault, match=r"rights|may not be written|can't be opened"):
            await journal.open()
        with pytest.raises(EnvironmentFault, match="is closed"):
            await journal.prepare(order(), NOON)
    for path in files:
        path.chmod(0o700)
    assert (folder / "journal.mark").read_bytes() == before["journal.mark"]
    assert verify(folder).entries == 5
    await sell(folder, 1)
    assert verify(folder).sales == 2


FULL = """
import asyncio, resource, sys
from pathlib import Path
sys.path.insert(0, "tests")
from journal.journal_samples import NOON, order
from journal.restoring_shop import journal_in
from vendingdesk.domain.errors import EnvironmentFault

async def main():
    journal = journal_in(Path(sys.argv[1]))
    await journal.open()
    wal = Path(f"{journal.path}-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (wal, wal))
    count = 0
    try:
        while True:
            await journal.prepare(order(f"370{count:08d}", customer="x" * 50_000), NOON)
            count += 1
    except EnvironmentFault as error:
        print(count, error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    await journal.prepare(order("99999999999"), NOON)
    await journal.close()

asyncio.run(main())
"""


@pytest.mark.skipif(os.name != "posix", reason="the limit is POSIX's")
def test_a_disk_that_takes_no_more_stops_the_sale_and_the_next_goes_when_there_is_room(tmp_path):
    script = FULL.replace("(wal, wal)", "(wal, resource.RLIM_INFINITY)")
    command = [sys.executable, "-c", script, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    count, _space, said = done.stdout.partition(" ")
    assert "disk" in said
    assert str(tmp_path) in said
    assert int(count) > 0
    found = verify(tmp_path)
    assert (found.unbroken, found.sales) == (True, int(count) + 1)


@pytest.mark.parametrize("mode", ["EXCLUSIVE", "IMMEDIATE"])
async def test_a_journal_that_another_program_writes_is_said_at_the_start(tmp_path, monkeypatch, mode):
    monkeypatch.setattr("vendingdesk.journal.opening._PATIENCE", 0)
    await sell(tmp_path, 1)
    with raw_file(tmp_path) as other:
        if mode == "EXCLUSIVE":
            other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute(f"BEGIN {mode}")
        with pytest.raises(EnvironmentFault, match=r"Another program is using .*journal\.sqlite: close it"):
            await journal_in(tmp_path).open()
        other.execute("ROLLBACK")
    await sell(tmp_path, 1)
    assert verify(tmp_path).sales == 2


async def test_a_journal_that_another_program_locks_between_two_sales_is_said_and_survived(tmp_path, monkeypatch):
    monkeypatch.setattr("vendingdesk.journal.opening._PATIENCE", 0)
    journal = journal_in(tmp_path)
    await journal.open()
    await sell_one(journal)
    with raw_file(tmp_path) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(EnvironmentFault, match="Another program is using"):
            await journal.prepare(order("99999999999"), NOON)
        other.execute("ROLLBACK")
    assert (await sell_one(journal)).number == 2
    await journal.close()


async def test_a_flipped_byte_at_the_end_is_seen_at_the_start(tmp_path):
    fill(tmp_path)
    path = tmp_path / "journal.sqlite"
    data = bytearray(path.read_bytes())
    data[data.rindex(b'{"number":8')] ^= 1
    path.write_bytes(data)
    with pytest.raises(EnvironmentFault, match=r"entry [0-9]+ is not what was written.*restore FILE"):
        await journal_in(tmp_path).open()
    assert path.read_bytes() == data


async def test_a_flipped_byte_in_the_middle_is_found_beside_the_first_sales_and_stops_them(tmp_path):
    await sell(tmp_path, 30)
    path = tmp_path / "journal.sqlite"
    data = bytearray(path.read_bytes())
    data[data.index(TOKEN.encode())] ^= 1
    path.write_bytes(data)
    journal = journal_in(tmp_path)
    await journal.open()
    await sell_one(journal)
    assert not (await journal.verify_new()).unbroken
    with pytest.raises(EnvironmentFault, match=r"is damaged .*nothing more is sold"):
        await sell_one(journal)
    await journal.close()
    await journal.open()  # the next start looks again, from where all was right
    assert not (await journal.verify_new()).unbroken
    await journal.close()


@pytest.mark.parametrize("keep", [0.5, 0.99])
async def test_a_truncated_journal_is_refused(tmp_path, keep):
    await sell(tmp_path, 5)
    path = tmp_path / "journal.sqlite"
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])
    with pytest.raises(EnvironmentFault, match="is damaged"):
        await journal_in(tmp_path).open()


async def test_a_folder_that_was_never_there_and_can_not_be_made_is_said(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(EnvironmentFault, match="can't be used"):
        await SqliteJournal(tmp_path / "file" / "data", "K01").open()


def test_an_error_of_the_source_is_said_of_the_journal(tmp_path, monkeypatch):
    """A journal that goes bad between being opened and being copied."""
    from vendingdesk.journal import backup

    fill(tmp_path)

    class Failing(sqlite3.Connection):
        def backup(self, *given, **named):
            error = sqlite3.OperationalError("database disk image is malformed")
            error.sqlite_errorname = "SQLITE_CORRUPT"
            raise error

    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *given, **named: connect(*given, **{"factory": Failing, **named}))
    with pytest.raises(EnvironmentFault, match=r"The file .*journal\.sqlite is damaged"):
        backup.back_up(tmp_path / "journal.sqlite", tmp_path / "out.sqlite")
