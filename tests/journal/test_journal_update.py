"""An update on the books of every older version: kept, brought on, nothing lost, and sold from."""

import errno
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from journal.journal_samples import NOON, now, open_book, order, sell
from journal.old_books import ENTRIES, REGISTERS, SALES, VERSIONS, put, version_of
from journal.test_journal_sqlite import ROOT
from journal.test_journal_verification import edit

from vendingdesk import __version__
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.program import ProgramUpdate
from vendingdesk.journal import SqliteJournal, SqliteRegister, register_schema, schema, verify
from vendingdesk.journal.backup import back_up
from vendingdesk.journal.newer import NewerBooks
from vendingdesk.journal.opening import check_versions
from vendingdesk.journal.program_entries import PRODUCT, ProgramChanged
from vendingdesk.journal.restoring import restore
from vendingdesk.journal.server_entries import ClockNoted

SUMS = (
    "SELECT state, count(*), sum(minor), sum(price), sum(milliwatt_hours), group_concat(tokens), max(number), "
    "sum(copies) FROM sale GROUP BY state ORDER BY state"
)
ROWS = "SELECT * FROM entry ORDER BY seq"


def asked(file, question):
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as read:
        return read.execute(question).fetchall()


async def started(folder):
    """What a start of this program says of an update, and the customers that it knows."""
    journal, register = SqliteJournal(folder, "K01", clock=now), SqliteRegister(folder)
    try:
        await journal.open()
        await register.open()
        return journal.update, [each.name for each in await register.search("")]
    finally:
        await register.close()
        await journal.close()


def backups(folder):
    return sorted(path.name for path in (folder / "backups").iterdir())


@pytest.mark.parametrize("version", VERSIONS)
async def test_the_books_of_every_version_are_kept_brought_on_and_sold_from(version, tmp_path):
    file = put(tmp_path, version)
    before, rows = verify(file), asked(file, ROWS)
    sums = asked(file, SUMS.replace("price", "minor"))
    assert (before.unbroken, before.entries, before.sales) == (True, ENTRIES[version], SALES[version])
    update, people = await started(tmp_path)
    kept = f"backups/before-version-{schema.VERSION}-20260329T090000Z.sqlite"
    assert update == ProgramUpdate(__version__, "0.1.0", kept)
    assert people == ["Amina Okoro", "Émile Dupré"]
    assert (version_of(tmp_path / kept), verify(tmp_path / kept)) == (version, before)
    register = f"register-before-version-{register_schema.VERSION}-20260329T090000Z.sqlite"
    older = REGISTERS[version] < register_schema.VERSION
    assert backups(tmp_path) == sorted([Path(kept).name, *([register] if older else [])])
    if older:
        assert version_of(tmp_path / "backups" / register) == REGISTERS[version]
    assert version_of(file) == schema.VERSION
    assert version_of(tmp_path / "register.sqlite") == register_schema.VERSION
    assert asked(file, ROWS)[:-1] == rows
    assert asked(file, SUMS.replace("price", "minor")) == sums
    check_versions(tmp_path)
    assert await started(tmp_path) == (None, people)
    with open_book(tmp_path) as book:
        [(under_way, raw)] = book.open_sales()
        assert (under_way.number, raw) == (SALES[version], None)
        sell(book, order("37000000017"))
    after = verify(file)
    assert (after.unbroken, after.sales, after.last_number) == (True, SALES[version] + 1, SALES[version] + 1)


async def test_another_version_of_the_program_is_an_entry_also_where_the_file_stays(tmp_path, monkeypatch):
    assert await started(tmp_path) == (None, [])
    monkeypatch.setattr("vendingdesk.journal.program_book.PRODUCT", "vendingdesk 9.9.9")
    assert (await started(tmp_path))[0] == ProgramUpdate("9.9.9", __version__)
    assert await started(tmp_path) == (None, [])
    monkeypatch.undo()
    assert (await started(tmp_path))[0] == ProgramUpdate(__version__, "9.9.9")
    assert verify(tmp_path).unbroken
    assert not (tmp_path / "backups").exists()


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (ProgramChanged("", schema.VERSION), "it names no program"),
        (ProgramChanged(PRODUCT, schema.VERSION - 1), f"version {schema.VERSION} was written before"),
    ],
)
def test_a_verification_finds_a_program_that_can_not_have_written(body, says, tmp_path):
    with open_book(tmp_path) as book:
        book.append(ProgramChanged("vendingdesk 9", schema.VERSION), NOON)
        book.append(body, NOON)
    assert says in verify(tmp_path).problem


async def test_a_journal_that_does_not_say_who_wrote_it_is_not_sold_with(tmp_path):
    with open_book(tmp_path) as book:
        for _ in range(70):
            book.append(ClockNoted("https://server.example", 300, off=True), NOON)
    edit(tmp_path, "UPDATE entry SET body = x'00' WHERE seq = 1")
    with pytest.raises(EnvironmentFault, match="does not say which program wrote it"):
        await started(tmp_path)


# What goes wrong


def contents(folder):
    """Every file that matters; SQLite's index of its log and the lock are made by every reader."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in {"journal.lock", "journal.sqlite-shm", "journal.sqlite-wal"}
    }


@pytest.mark.parametrize("version", [2, 7])
async def test_without_room_for_the_copies_nothing_is_brought_on(version, tmp_path):
    put(tmp_path, version)
    (tmp_path / "backups").write_text("not a folder")
    before = contents(tmp_path)
    which = "register" if version == 2 else "journal"
    with pytest.raises(
        EnvironmentFault, match=rf"The {which} needs version .* can't be made\. Nothing was changed\."
    ):
        await started(tmp_path)
    assert contents(tmp_path) == before
    (tmp_path / "backups").unlink()
    assert (await started(tmp_path))[0].kept


FULL = """
import asyncio, resource, sys
from pathlib import Path
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.journal import SqliteJournal
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    asyncio.run(SqliteJournal(Path(sys.argv[1]), "K01").open())
except EnvironmentFault as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a limit of the system stands for the disk")
def test_a_disk_that_is_full_in_the_middle_leaves_the_books_as_they_were(tmp_path):
    file = put(tmp_path, 4, mark=False)
    before = contents(tmp_path)
    for room in (0, 8_000, 60_000):
        command = [sys.executable, "-c", FULL, str(tmp_path), str(room)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        assert "Nothing was changed." in done.stdout
        assert "disk" in done.stdout
        (tmp_path / "backups").rmdir()  # it is there, and empty
        assert contents(tmp_path) == before
    assert version_of(file) == 4
    with open_book(tmp_path):
        pass
    assert len(backups(tmp_path)) == 2


async def test_where_the_journal_can_not_be_copied_the_registers_copy_goes_again(tmp_path, monkeypatch):
    put(tmp_path, 4)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("vendingdesk.journal.backup.copy", full)
    with pytest.raises(EnvironmentFault, match=r"Nothing was changed\. The disk is"):
        await started(tmp_path)
    assert backups(tmp_path) == []


async def test_a_register_is_copied_again_only_when_it_is_another(tmp_path):
    put(tmp_path, 4)
    for _ in range(2):
        with open_book(tmp_path):
            pass
    assert len([name for name in backups(tmp_path) if name.startswith("register")]) == 1
    with closing(sqlite3.connect(tmp_path / "register.sqlite")) as file:
        file.execute("DELETE FROM customer WHERE meter LIKE '01282%'")
        file.commit()
    with open_book(tmp_path):
        pass
    assert len([name for name in backups(tmp_path) if name.startswith("register")]) == 2
    assert await started(tmp_path) == (
        ProgramUpdate(__version__, "0.1.0", "backups/" + backups(tmp_path)[0]),
        ["Émile Dupré"],
    )


def test_an_empty_register_needs_no_copy(tmp_path):
    file = put(tmp_path, 7)
    (tmp_path / "register.sqlite").write_bytes(b"")
    with open_book(tmp_path):
        pass
    assert [name for name in backups(tmp_path) if name.startswith("register")] == []
    assert verify(file).unbroken


async def test_a_register_that_is_damaged_gives_no_copy_and_nothing_is_brought_on(tmp_path):
    file = put(tmp_path, 4)
    register = tmp_path / "register.sqlite"
    content = bytearray(register.read_bytes())
    content[4096:4196] = b"\xff" * 100
    register.write_bytes(content)
    with pytest.raises(EnvironmentFault, match=r"Nothing was changed\."):
        await started(tmp_path)
    assert version_of(file) == 4
    assert backups(tmp_path) == []


# An older program on newer books


def newer(folder, file, by=1):
    with closing(sqlite3.connect(folder / file, isolation_level=None)) as opened:
        found = opened.execute("PRAGMA user_version").fetchone()[0] + by
        opened.execute(f"PRAGMA user_version = {found}")
    return found


async def test_newer_books_are_left_alone_and_named(tmp_path):
    put(tmp_path, 7)
    await started(tmp_path)
    with open_book(tmp_path) as book:
        book.append(ProgramChanged("vendingdesk 0.2.0", schema.VERSION + 1), NOON)
    (tmp_path / "journal.mark").unlink()
    found = newer(tmp_path, "journal.sqlite")
    [as_it_was] = (tmp_path / "backups").iterdir()
    for name in (f"before-version-{found + 1}-20270101T000000Z", f"before-version-{found}-20270101T000000Z", "x"):
        (tmp_path / "backups" / f"{name}.sqlite").write_bytes(as_it_was.read_bytes())
    before = contents(tmp_path)
    for attempt in (started, check_versions, verify):
        with pytest.raises(NewerBooks) as refused:
            await attempt(tmp_path)
        assert str(refused.value).endswith(
            f"has version {found}, written by Vending Desk 0.2.0; this is Vending Desk {__version__} and knows "
            f"version {schema.VERSION}. Nothing was changed: install Vending Desk 0.2.0 again. To stay with this one "
            "means to go on from the copy kept before the update, "
            f"backups/before-version-{found}-20270101T000000Z.sqlite, "
            "without what came since: docs/update.md says how."
        )
    assert contents(tmp_path) == before


@pytest.mark.parametrize("version", [1, 4, 7])
async def test_an_older_journal_beside_a_newer_register_is_not_touched_either(version, tmp_path):
    put(tmp_path, version)
    found = newer(tmp_path, "register.sqlite", 9)
    before = contents(tmp_path)
    for attempt in (started, check_versions):
        with pytest.raises(
            NewerBooks, match=rf"The register .* has version {found}, written by a newer Vending Desk;"
        ):
            await attempt(tmp_path)
    assert contents(tmp_path) == before


async def test_an_older_register_beside_a_newer_journal_is_not_touched_either(tmp_path):
    put(tmp_path, 4)
    newer(tmp_path, "journal.sqlite", 9)
    before = contents(tmp_path)
    with pytest.raises(NewerBooks, match="a backup made before the update without what came since"):
        await started(tmp_path)
    assert contents(tmp_path) == before


async def test_a_newer_register_makes_no_new_journal(tmp_path):
    put(tmp_path, 4).unlink()
    (tmp_path / "journal.mark").unlink()
    newer(tmp_path, "register.sqlite", 9)
    before = contents(tmp_path)
    with pytest.raises(NewerBooks, match="The register"):
        await started(tmp_path)
    assert contents(tmp_path) == before


def test_what_else_is_wrong_is_left_to_who_opens_the_books(tmp_path):
    check_versions(tmp_path)
    file = put(tmp_path, 4)
    file.write_bytes(b"no journal" * 100)
    (tmp_path / "register.sqlite").write_bytes(b"no register" * 100)
    check_versions(tmp_path)


async def test_going_back_on_purpose_goes_on_behind_the_newest_receipt(tmp_path):
    """The newer journal is put away by hand, and the copy from before the update restored: see docs/update.md."""
    data = tmp_path / "data"
    put(data, 7)
    await started(data)
    copy = data / "backups" / f"before-version-{schema.VERSION + 1}-20260329T090000Z.sqlite"
    back_up(data / "journal.sqlite", copy)
    journal = SqliteJournal(data, "K01", clock=now)
    await journal.open()
    for number in range(3):
        await journal.prepare(order(f"3700000001{number}"), NOON)
    await journal.close()
    newer(data, "journal.sqlite")
    with pytest.raises(NewerBooks, match=re.escape(f"backups/{copy.name}")):
        restore(data, "K01", copy, NOON)
    for path in data.glob("journal.sqlite*"):
        path.rename(tmp_path / path.name)
    done = restore(data, "K01", copy, NOON)
    assert (done.missing, done.found.unbroken) == (range(11, 14), True)
    await started(data)
    with open_book(data) as book:
        assert book.prepare(order("37000000025"), NOON).number == 14


# Cut off at any moment

CUT_OFF = """
import asyncio, os, shutil, signal, sqlite3, sys
from pathlib import Path
sys.path.insert(0, "tests")
from journal.old_books import SALES, put, version_of
from vendingdesk.journal import SqliteJournal, SqliteRegister, schema, verify

places, version = Path(sys.argv[1]), int(sys.argv[2])
begun = places / "begun"
put(begun, version)
found = verify(begun)
left = [0]

def count(said):
    left[0] -= 1
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)

class Counted(sqlite3.Connection):
    def execute(self, statement, *more):
        if not statement.startswith(("SELECT", "PRAGMA cache", "PRAGMA cell", "PRAGMA temp", "PRAGMA trusted")):
            count(statement)
        done = super().execute(statement, *more)
        if statement == "COMMIT":
            count("behind it")
        return done

def counted(call):
    def counting(*given, **named):
        count(call)
        return call(*given, **named)
    return counting

async def start(folder):
    journal, register = SqliteJournal(folder, "K01"), SqliteRegister(folder)
    await journal.open()
    await register.open()
    known = len(await register.search(""))
    await register.close()
    await journal.close()
    return known

def cut_off_at(step, folder):
    left[0] = step
    connect = sqlite3.connect
    sqlite3.connect = lambda *given, **named: connect(*given, **named, factory=Counted)
    for name in ("open", "rename", "replace", "unlink", "fsync"):
        setattr(os, name, counted(getattr(os, name)))
    asyncio.run(start(folder))

between = set()
for step in range(1, 1000):
    place = places / str(step)
    shutil.copytree(begun, place)
    child = os.fork()
    if not child:
        cut_off_at(step, place)
        os._exit(0)
    finished = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    reached = version_of(place / "journal.sqlite")
    between.add(reached)
    copies = list(place.glob("backups/before-version-*.sqlite"))
    assert reached in {version, schema.VERSION}, step
    if reached > version:
        assert any(verify(each) == found and version_of(each) == version for each in copies), step
    if list(place.glob("backups/*")) and version_of(place / "register.sqlite") > 2:
        assert list(place.glob("backups/register-before-version-*.sqlite")), step
    assert asyncio.run(start(place)) == 2, step
    after = verify(place)
    assert (after.unbroken, after.sales, after.entries) == (True, SALES[version], found.entries + 1), (step, after)
    assert version_of(place / "journal.sqlite") == schema.VERSION
    assert len(list(place.glob("backups/before-version-*"))) == 1, step
    assert len(list(place.glob("backups/register-before-version-*"))) == 1, step
    shutil.rmtree(place)
    if finished:
        print(step, len(between))
        break
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="each kill is one of a forked process")
def test_an_update_that_is_killed_at_any_step_is_finished_by_the_next_start(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", CUT_OFF, str(tmp_path), "2"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    steps, versions = map(int, done.stdout.split())
    assert steps > 60
    assert versions == 2  # the old and the new one; none in between is ever seen
