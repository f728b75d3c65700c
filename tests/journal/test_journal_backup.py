"""Backups: whole, private, verified, and never half of one under the name of one."""

import asyncio
import io
import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from journal.journal_samples import NOON, TOKEN, fill, now, open_book, order, raw_file
from journal.test_journal_sqlite import ROOT
from journal.test_journal_verification import edit

from vendingdesk.domain.errors import EnvironmentFault, UserCancelled
from vendingdesk.journal import SqliteJournal, backup, schema, verify
from vendingdesk.journal.backup import back_up, backup_place
from vendingdesk.journal.chain import ORIGIN, link
from vendingdesk.journal.export import write_csv
from vendingdesk.journal.opening import writable_book
from vendingdesk.journal.restoring import restore


@pytest.fixture
def folder(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    fill(data)
    return data


def journal_in(folder):
    return folder / "journal.sqlite"


def test_a_backup_is_a_whole_private_journal_of_one_file(folder, tmp_path):
    old = os.umask(0)
    try:
        made = back_up(journal_in(folder), tmp_path / "out.sqlite")
    finally:
        os.umask(old)
    assert made.path == tmp_path / "out.sqlite"
    assert made.found == verify(folder) == verify(made.path)
    assert str(made) == f"{made.path}: {made.found}"
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "out.sqlite"]
    with closing(sqlite3.connect(made.path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_a_backup_by_default_goes_beside_the_journal_named_by_till_and_time(folder):
    place = backup_place(journal_in(folder), NOON)
    assert place == folder / "backups" / "journal-K01-20260329T090000Z.sqlite"
    back_up(journal_in(folder), place)
    assert place.parent.stat().st_mode & 0o777 == 0o700
    with pytest.raises(EnvironmentFault, match="is there already: name another file"):
        back_up(journal_in(folder), place)
    edit(folder, "DELETE FROM entry")
    assert backup_place(journal_in(folder), NOON).name == "journal-unknown-20260329T090000Z.sqlite"


def test_a_backup_of_a_journal_in_use_has_what_was_written_and_touches_nothing(folder, tmp_path):
    with open_book(folder) as book:
        book.prepare(order("37000000017"), NOON)
        before = {path.name: path.read_bytes() for path in folder.glob("journal.sqlite*") if "shm" not in path.name}
        assert back_up(journal_in(folder), tmp_path / "out.sqlite").found.sales == 9
        after = {path.name: path.read_bytes() for path in folder.glob("journal.sqlite*") if "shm" not in path.name}
        assert after == before
        assert book.prepare(order("37000000025"), NOON).number == 10
    assert verify(folder).sales == 10


async def test_a_backup_while_sales_go_on_is_one_moment_of_the_book(tmp_path):
    journal = SqliteJournal(tmp_path, "K01", clock=now)
    await journal.open()

    async def sell():
        for number in range(60):
            await journal.prepare(order(f"370{number:08d}"), NOON)

    selling = asyncio.create_task(sell())
    for number in range(3):
        made = await asyncio.to_thread(back_up, journal.path, tmp_path / f"{number}.sqlite")
        assert made.found.unbroken
        assert made.found.entries == made.found.sales + 1
    await selling
    await journal.close()
    assert verify(tmp_path).sales == 60


def test_a_place_that_is_none_is_said(folder, tmp_path):
    with pytest.raises(EnvironmentFault, match="There is no folder"):
        back_up(journal_in(folder), tmp_path / "nowhere" / "out.sqlite")
    with pytest.raises(EnvironmentFault, match="There is no journal at"):
        back_up(tmp_path / "journal.sqlite", tmp_path / "out.sqlite")
    (folder / "backups").write_text("not a folder")
    with pytest.raises(EnvironmentFault, match="can't be used"):
        back_up(journal_in(folder), backup_place(journal_in(folder), NOON))
    assert not list(tmp_path.glob("out*"))


def test_a_damaged_journal_gives_no_backup(folder, tmp_path):
    edit(folder, "UPDATE entry SET body = x'7b' WHERE seq = 3")
    with pytest.raises(EnvironmentFault, match=r"is damaged, so no backup of it was kept \(its content is not"):
        back_up(journal_in(folder), tmp_path / "out.sqlite")
    path = journal_in(folder)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(EnvironmentFault, match="is damaged") as refused:
        back_up(path, tmp_path / "out.sqlite")
    assert str(path) in str(refused.value)
    assert not list(tmp_path.glob("out*"))


def test_a_backup_that_is_given_up_leaves_nothing(folder, tmp_path):
    (tmp_path / "out.sqlite.part").write_bytes(b"left by a kill")
    seen = []
    with pytest.raises(UserCancelled):
        back_up(journal_in(folder), tmp_path / "out.sqlite", lambda *said: seen.append(said), lambda: True)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    back_up(journal_in(folder), tmp_path / "out.sqlite", lambda *said: seen.append(said))
    assert seen == [(0, verify(folder).entries)]


FULL = """
import resource, sys
from pathlib import Path
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.journal.backup import back_up
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
try:
    back_up(Path(sys.argv[1]), Path(sys.argv[2]))
except EnvironmentFault as error:
    print(error)
"""


def test_a_disk_that_takes_no_more_is_said_of_the_backup_not_of_the_journal(folder, tmp_path):
    out = tmp_path / "out.sqlite"
    command = [sys.executable, "-c", FULL, str(journal_in(folder)), str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert f"{out}.part" in done.stdout
    assert "disk" in done.stdout
    assert not list(tmp_path.glob("out*"))


def test_a_full_disk_is_said(folder, tmp_path, monkeypatch):
    class Small(sqlite3.Connection):
        def __init__(self, *given, **named):
            super().__init__(*given, **named)
            self.execute("PRAGMA max_page_count = 4")

    connect = sqlite3.connect

    def small(path, *given, **named):
        limited = {"factory": Small} if str(path).endswith(".part") else {}
        return connect(path, *given, **named, **limited)

    monkeypatch.setattr(backup.sqlite3, "connect", small)
    with pytest.raises(EnvironmentFault, match=r"The disk is full, so .*out\.sqlite\.part could not be written"):
        back_up(journal_in(folder), tmp_path / "out.sqlite")
    assert not list(tmp_path.glob("out*"))


def test_a_journal_that_another_program_holds_is_said(folder, tmp_path, monkeypatch):
    monkeypatch.setattr("vendingdesk.journal.opening._PATIENCE", 0)
    with raw_file(folder) as other:
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(EnvironmentFault, match=r"Another program is using .*data.journal\.sqlite"):
            back_up(journal_in(folder), tmp_path / "out.sqlite")


# Before a file is brought to a newer version


MORE = (*schema.MIGRATIONS, ("CREATE TABLE more (a)",))


def opened(folder, steps):
    connection, _book = writable_book(journal_in(folder), "K01", now, steps)
    with closing(connection):
        return schema.version(connection)


def test_a_backup_comes_before_a_new_version(folder):
    before = verify(folder)
    assert opened(folder, MORE) == len(MORE)
    [kept] = (folder / "backups").iterdir()
    assert kept.name == f"before-version-{len(MORE)}-20260329T090000Z.sqlite"
    assert verify(kept) == before
    with closing(sqlite3.connect(kept)) as connection:
        assert schema.version(connection) == schema.VERSION


def test_without_a_backup_nothing_is_migrated(folder):
    (folder / "backups").write_text("not a folder")
    with pytest.raises(EnvironmentFault, match=r"needs version .* can't be made\. Nothing was changed\. .*backups"):
        opened(folder, MORE)
    assert opened(folder, schema.MIGRATIONS) == schema.VERSION


def test_a_migration_that_fails_leaves_journal_and_backup(folder):
    with pytest.raises(sqlite3.OperationalError):
        opened(folder, (*schema.MIGRATIONS, ("CREATE TABLE sale (a)",)))
    assert len(list((folder / "backups").iterdir())) == 1
    assert verify(folder).unbroken
    assert opened(folder, schema.MIGRATIONS) == schema.VERSION


def first_version(folder):
    """A journal as the first version of the file had it, with an issued sale, its slip, and a refused one."""
    folder.mkdir()
    file = journal_in(folder)
    sale = "11111111-2222-4333-8444-55555555555"
    ordered = '"meter":"01282444000","operator":"ann","server":"https://server.example","minor":1235'
    asked = f'{ordered},"currency":"USD","exponent":2}}'
    written = [
        ("genesis", "", '{"till":"K01","book":"b","product":"vendingdesk 0.1","version":1}'),
        ("prepared", sale + "1", '{"number":1,"request_id":"r1",' + asked),
        ("sending", sale + "1", '{"number":1}'),
        ("answered", sale + "1", '{"number":1,"status":200}'),
        ("concluded", sale + "1", f'{{"number":1,"outcome":{{"what":"issued","tokens":["{TOKEN}"]}}}}'),
        ("slip", sale + "1", '{"number":1,"copy":1,"operator":"ann","medium":"pdf"}'),
        ("prepared", sale + "2", '{"number":2,"request_id":"r2",' + asked),
        ("sending", sale + "2", '{"number":2}'),
        (
            "concluded",
            sale + "2",
            '{"number":2,"outcome":{"what":"declined","reason":"no_such_meter","server_text":"no"}}',
        ),
    ]
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        schema.migrate(connection, schema.MIGRATIONS[:1])
        head = ORIGIN
        for seq, (kind, uid, body) in enumerate(written, 1):
            raw = b"{}" if kind == "answered" else None
            at = f"2026-03-29T12:00:0{seq}+03:00"
            texts = (f"u{seq}", "K01", uid, kind, at)
            new = link(head, seq, *(text.encode() for text in texts), body.encode(), raw)
            connection.execute(
                "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (seq, *texts, body.encode(), raw, head, new),
            )
            head = new
        connection.execute(
            "INSERT INTO sale (number, uid, till, request_id, kind, meter, meter_reversed, operator, server,"
            " customer, place, minor, currency, exponent, prepared_at, state, answer_seq, outcome, tokens, flow_no,"
            " concluded_at, copies) VALUES (1, ?, 'K01', 'r1', 'credit', '01282444000', '00044428210', 'ann',"
            " 'https://server.example', '', '', 1235, 'USD', 2, '2026-03-29T12:00:02+03:00', 'ISSUED', 4, ?, ?, '',"
            " '2026-03-29T12:00:05+03:00', 1)",
            (sale + "1", f'{{"what":"issued","tokens":["{TOKEN}"]}}', TOKEN),
        )
        connection.execute(
            "INSERT INTO sale (number, uid, till, request_id, kind, meter, meter_reversed, operator, server,"
            " customer, place, minor, currency, exponent, prepared_at, state, outcome, concluded_at) VALUES"
            " (2, ?, 'K01', 'r2', 'credit', '01282444000', '00044428210', 'ann', 'https://server.example', '', '',"
            " 1235, 'USD', 2, '2026-03-29T12:00:07+03:00', 'REFUSED', ?, '2026-03-29T12:00:09+03:00')",
            (sale + "2", '{"what":"declined","reason":"no_such_meter","server_text":"no"}'),
        )
    return file


def test_a_file_of_the_first_version_is_kept_and_brought_to_this_one(tmp_path):
    file = first_version(tmp_path / "old")
    before = verify(file)
    assert (before.entries, before.sales, before.unbroken) == (9, 2, True)
    assert opened(file.parent, schema.MIGRATIONS) == schema.VERSION
    [kept] = (file.parent / "backups").iterdir()
    assert kept.name == f"before-version-{schema.VERSION}-20260329T090000Z.sqlite"
    with closing(sqlite3.connect(kept)) as connection:
        assert schema.version(connection) == 1
    assert verify(kept) == before
    with open_book(file.parent) as book:
        assert book.sale("K01-000001").tokens == (TOKEN,)
        assert book.prepare(order("37000000017"), NOON).number == 3
    assert verify(file).unbroken


def test_a_file_of_the_first_version_is_brought_to_this_one_before_it_is_exported(tmp_path):
    file = first_version(tmp_path / "old")
    with pytest.raises(EnvironmentFault, match="was written by an older Vending Desk: start this one once"):
        write_csv(file, io.StringIO())
    opened(file.parent, schema.MIGRATIONS)
    assert write_csv(file, io.StringIO()) == 2


def test_a_backup_of_the_first_version_can_be_restored(tmp_path):
    file = first_version(tmp_path / "old")
    done = restore(tmp_path / "new", "K01", file, NOON, last_receipt=2)
    assert (done.found.unbroken, done.found.sales) == (True, 2)
    with open_book(tmp_path / "new") as book:
        assert book.prepare(order("37000000017"), NOON).number == 3


def test_a_file_of_the_first_version_that_is_damaged_is_not_migrated(tmp_path):
    file = first_version(tmp_path / "old")
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("DROP INDEX sale_meter")
        connection.execute("DROP TRIGGER entry_stays")
        connection.execute("UPDATE entry SET uid = 'x' WHERE seq = 1")
    with pytest.raises(EnvironmentFault, match="is damaged"):
        opened(file.parent, schema.MIGRATIONS)
