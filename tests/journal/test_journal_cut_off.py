"""An update that is cut off, by a disk that fills too: nothing in between, one copy, and that one is named."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from journal.journal_samples import NOON, now, open_book
from journal.old_books import put, version_of
from journal.small_disk import on_small_disk
from journal.test_journal_update import backups, started
from journal.test_journal_verification import edit

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.journal import schema, verify
from vendingdesk.journal.backup import back_up, back_up_before
from vendingdesk.journal.book import Book
from vendingdesk.journal.chain import ORIGIN
from vendingdesk.journal.kept_copies import BACKUPS, Kept, clear_parts, copies_of, copy_before
from vendingdesk.journal.opening import connect
from vendingdesk.journal.server_entries import ClockNoted

AT = "20260101T00000{}Z"


def kept_name(number: int, version: int = schema.VERSION) -> str:
    return f"before-version-{version}-{AT.format(number)}.sqlite"


def keep(file: Path, number: int) -> str:
    """Copy a journal as an update does that begins at another moment."""
    back_up(file, file.parent / BACKUPS / kept_name(number))
    return f"{BACKUPS}/{kept_name(number)}"


def bring_to(file: Path, version: int) -> None:
    """Leave a journal in between, as a program did that took each step for itself and was cut off."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        schema.migrate(connection, schema.MIGRATIONS[:version])


def spoil(copy: Path) -> None:
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER entry_stays")
        connection.execute("UPDATE entry SET body = x'00' WHERE seq = 2")


@pytest.mark.parametrize("between", [1, 2, 5])
async def test_a_copy_that_is_there_is_verified_and_kept_and_named(between, tmp_path):
    file = put(tmp_path, 1, mark=False)
    before, true = verify(file), keep(file, 1)
    bring_to(file, between)
    update, _people = await started(tmp_path)
    assert update.kept == true == copy_before(tmp_path, 1)
    assert [name for name in backups(tmp_path) if not name.startswith("register")] == [kept_name(1)]
    assert verify(tmp_path / true) == before
    assert version_of(tmp_path / true) == 1
    assert verify(file).unbroken


async def test_of_two_copies_of_one_update_the_one_from_before_it_is_named(tmp_path):
    file = put(tmp_path, 1, mark=False)
    true = keep(file, 1)
    bring_to(file, 5)
    in_between = keep(file, 2)
    update, _people = await started(tmp_path)
    assert update.kept == true
    for known in (1, 4):
        assert copy_before(tmp_path, known) == true
    assert copy_before(tmp_path, 5) == in_between  # a program of that version opens both, and both have the same


async def test_a_copy_that_is_not_whole_is_made_again_and_stays(tmp_path):
    file = put(tmp_path, 4, mark=False)
    spoiled = keep(file, 1)
    spoil(tmp_path / spoiled)
    update, _people = await started(tmp_path)
    assert update.kept == f"{BACKUPS}/before-version-{schema.VERSION}-20260329T090000Z.sqlite"
    assert verify(tmp_path / update.kept).unbroken
    assert (tmp_path / spoiled).exists()


async def test_a_copy_of_an_earlier_stand_or_an_earlier_update_is_not_taken_for_this_one(tmp_path):
    """The books were gone back with, and sold from, between two updates."""
    file = put(tmp_path, 7, mark=False)
    earlier = keep(file, 1)
    (tmp_path / BACKUPS / kept_name(2, 5)).write_bytes((tmp_path / earlier).read_bytes())
    (tmp_path / BACKUPS / kept_name(3)).write_bytes(b"SQLite format 3\0" + bytes(500))
    (tmp_path / BACKUPS / kept_name(4)).touch()
    one_more(file)
    update, _people = await started(tmp_path)
    assert update.kept == f"{BACKUPS}/before-version-{schema.VERSION}-20260329T090000Z.sqlite"
    assert verify(tmp_path / update.kept).entries == verify(tmp_path / earlier).entries + 1


def one_more(file: Path) -> None:
    """An entry more, as the program of that time wrote it."""
    with closing(connect(file)) as connection:
        Book(connection, "K01").append(ClockNoted("https://server.example", 300, off=True), NOON)


async def test_books_that_were_brought_on_without_a_copy_name_none(tmp_path):
    file = put(tmp_path, 4, mark=False)
    bring_to(file, schema.VERSION)
    assert (await started(tmp_path))[0].kept == ""


def test_a_damaged_journal_is_not_brought_on_beside_a_copy_that_is_whole(tmp_path):
    file = put(tmp_path, 4, mark=False)
    keep(file, 1)
    edit(tmp_path, "UPDATE entry SET body = x'00' WHERE seq = 2")
    with pytest.raises(EnvironmentFault, match=r"Nothing was changed\. The journal .* is damaged"):
        back_up_before(schema.VERSION, file, now())
    assert backups(tmp_path) == [kept_name(1)]


def test_a_journal_without_entries_and_one_that_can_not_be_read_are_copied_as_ever(tmp_path):
    file = put(tmp_path, 4, mark=False)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER entry_is_kept")
        connection.execute("DELETE FROM sale")
        connection.execute("DELETE FROM entry")
    with pytest.raises(EnvironmentFault, match="there is no first entry"):
        back_up_before(schema.VERSION, file, now())
    file.write_bytes(b"no journal" * 100)
    with pytest.raises(EnvironmentFault, match="Nothing was changed"):
        back_up_before(schema.VERSION, file, now())


async def test_what_a_kill_left_of_copies_is_taken_away_and_no_copy_is(tmp_path):
    put(tmp_path, 4)
    folder = tmp_path / BACKUPS
    folder.mkdir()
    for name in (
        f"{kept_name(1)}.part",
        f"{kept_name(1)}.part-journal",
        f"register-{kept_name(1, 4)}.part",
        "before-version-8-by-hand.sqlite",
        "journal-K01-20260101T000000Z.sqlite.part",
    ):
        (folder / name).write_bytes(b"x")
    await started(tmp_path)
    assert [name for name in backups(tmp_path) if "20260329" not in name] == [
        "before-version-8-by-hand.sqlite",
        "journal-K01-20260101T000000Z.sqlite.part",
    ]
    clear_parts(tmp_path / "nowhere")
    (tmp_path / BACKUPS / f"{kept_name(2)}.part").mkdir()
    clear_parts(tmp_path)  # it can't be removed: who copies says so, if it is in the way


def test_a_copy_that_can_not_be_read_is_none(tmp_path):
    (tmp_path / BACKUPS).mkdir()
    (tmp_path / BACKUPS / kept_name(1)).mkdir()
    assert copy_before(tmp_path, 1) == ""
    assert copies_of(tmp_path, schema.VERSION, 7, (1, ORIGIN)) == []
    assert Kept(tmp_path / "x", 8, "", 7).name == f"{BACKUPS}/x"


FULL = """
import asyncio, shutil, sys
from pathlib import Path
sys.path.insert(0, "tests")
from journal.old_books import put, version_of
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.journal import SqliteJournal, schema, verify

place, sizes = Path(sys.argv[1]), [int(each) for each in sys.argv[2:]]
met = set()
for left in sizes:
    data = place / "data"
    file = put(data, 1, 4)
    before = verify(file)
    filler = place / "filler"
    filler.write_bytes(bytes(shutil.disk_usage(place).free - left * 1024))
    journal = SqliteJournal(data, "K01")
    said = ""
    try:
        asyncio.run(journal.open())
        asyncio.run(journal.close())
    except EnvironmentFault as error:
        said = str(error)
    reached = version_of(file)
    assert reached in {1, schema.VERSION}, (left, reached)
    if said:
        assert "isk" in said and "full" in said, said
        assert ("changed." in said) is (reached == 1), (said, reached)
    what = "no copy" if "must come before" in said else "no steps" if "brought to it" in said else "the disk"
    met.add(f"{what if said else 'nothing'} {reached}")
    copies = list(data.glob("backups/before-version-*"))
    assert len(copies) <= 1, copies
    if reached == 1:
        assert said and verify(file) == before
    else:
        assert verify(copies[0]) == before
    filler.unlink()
    journal = SqliteJournal(data, "K01")
    asyncio.run(journal.open())
    asyncio.run(journal.close())
    assert verify(file).unbroken and version_of(file) == schema.VERSION
    assert len(list(data.glob("backups/before-version-*"))) == 1
    shutil.rmtree(data)
for each in sorted(met):
    print(each)
"""


def test_a_disk_that_fills_during_the_update_leaves_the_old_books_or_the_new_ones(tmp_path):
    met = on_small_disk(tmp_path / "disk", 1_000, FULL, *map(str, range(40, 260, 12)))
    assert met.splitlines() == [  # what is said, and the version that the books have then
        "no copy 1",
        "no steps 1",
        f"nothing {schema.VERSION}",
        f"the disk {schema.VERSION}",
    ]


def test_a_journal_that_does_not_get_its_steps_says_that_the_disk_is_full(tmp_path, monkeypatch):
    file = put(tmp_path, 4, mark=False)
    before = verify(file)

    def full(connection, _steps):
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        schema.migrate(connection)

    monkeypatch.setattr("vendingdesk.journal.opening.migrate", full)
    said = (
        r"needs version 8 of its file and could not be brought to it\. Nothing of it was changed\. The disk is full"
    )
    with pytest.raises(EnvironmentFault, match=said), open_book(tmp_path):
        pass
    monkeypatch.undo()
    assert (version_of(file), verify(file)) == (4, before)
    with open_book(tmp_path):
        pass
    assert version_of(file) == schema.VERSION
    assert len([name for name in backups(tmp_path) if not name.startswith("register")]) == 1
