import sqlite3
from contextlib import closing

import pytest
from journal.journal_samples import NOON, fill, open_book, order, raw_file

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.sale import VendState
from vendingdesk.journal import schema, verify
from vendingdesk.journal.faults import fault, told
from vendingdesk.journal.opening import read_only


def open_told(folder, till="K01"):
    with told(folder / "journal.sqlite"), open_book(folder, till):
        pass


def test_a_newer_version_is_refused_naming_both(tmp_path):
    fill(tmp_path)
    with raw_file(tmp_path) as connection:
        connection.execute(f"PRAGMA user_version = {schema.VERSION + 6}")
    for attempt in (open_told, verify):
        with pytest.raises(
            EnvironmentFault, match=rf"has version {schema.VERSION + 6}.* knows version {schema.VERSION}\."
        ):
            attempt(tmp_path)


def test_another_programs_database_is_refused(tmp_path):
    with raw_file(tmp_path) as connection:
        connection.execute("CREATE TABLE recipe (name TEXT)")
    for attempt in (open_told, verify):
        with pytest.raises(EnvironmentFault, match="is not a Vending Desk journal"):
            attempt(tmp_path)


def test_another_tills_journal_is_refused(tmp_path):
    fill(tmp_path)
    with pytest.raises(EnvironmentFault, match="belongs to till K01, and this till is K02"):
        open_told(tmp_path, "K02")
    with raw_file(tmp_path) as connection:
        connection.execute("DROP TRIGGER entry_is_kept")
        connection.execute("DELETE FROM entry WHERE seq = 1")
    with pytest.raises(EnvironmentFault, match="has no first entry"):
        open_told(tmp_path)


@pytest.mark.parametrize("keep", [0.5, 0.9])
def test_a_truncated_file_is_refused_at_opening(tmp_path, keep):
    fill(tmp_path)
    path = tmp_path / "journal.sqlite"
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])
    for attempt in (open_told, verify):
        with pytest.raises(EnvironmentFault, match="is damaged"):
            attempt(tmp_path)


def test_an_emptied_file_never_becomes_a_new_book(tmp_path):
    fill(tmp_path)
    (tmp_path / "journal.sqlite").write_bytes(b"")
    with pytest.raises(EnvironmentFault, match="is empty, which it never was"):
        open_told(tmp_path)


def test_a_file_that_is_no_database_is_refused(tmp_path):
    (tmp_path / "journal.sqlite").write_bytes(b"Dear diary, " * 1000)
    with pytest.raises(EnvironmentFault, match="is damaged or is not one of Vending Desk's"):
        open_told(tmp_path)


def test_a_log_whose_journal_is_gone_is_not_given_to_a_new_one(tmp_path):
    (tmp_path / "journal.sqlite-wal").write_bytes(b"x")
    with pytest.raises(EnvironmentFault, match=r"is gone but its file journal\.sqlite-wal is there"):
        open_told(tmp_path)
    assert not (tmp_path / "journal.sqlite").exists()


def test_a_half_made_journal_is_made_again(tmp_path):
    for name in ("journal.sqlite.new", "journal.sqlite.new-wal"):
        (tmp_path / name).write_bytes(b"half")
    open_told(tmp_path)
    assert verify(tmp_path).unbroken
    assert [path.name for path in tmp_path.glob("*.new*")] == []


def test_the_last_entries_are_looked_at_before_anything_is_sold(tmp_path):
    fill(tmp_path)
    with raw_file(tmp_path) as connection:
        connection.execute("DROP TRIGGER entry_stays")
        connection.execute("UPDATE entry SET at = at || 'x' WHERE seq = (SELECT max(seq) FROM entry)")
    with pytest.raises(EnvironmentFault, match=r"entry [0-9]+ is not what was written"):
        open_told(tmp_path)


def test_a_full_disk_is_said_and_survived(tmp_path):
    with open_book(tmp_path) as book:
        asked = order()
        book.prepare(asked, NOON)
        ask = book._connection.execute
        ask(f"PRAGMA max_page_count = {ask('PRAGMA page_count').fetchone()[0]}")
        head, large = book.head, order("37000000017", customer="x" * 100_000)
        with pytest.raises(EnvironmentFault, match="The disk is full"), told(tmp_path):
            book.prepare(large, NOON)
        ask("PRAGMA max_page_count = 1000000")
        assert book.sending(asked.uid, NOON).state is VendState.SENDING
        assert book.prepare(large, NOON).number == 2
        assert book.head != head
    assert verify(tmp_path).unbroken


def test_a_connection_that_may_not_write_is_said(tmp_path):
    with open_book(tmp_path) as book:
        book._connection.execute("PRAGMA query_only = ON")
        with pytest.raises(EnvironmentFault, match="may not be written"), told(tmp_path):
            book.prepare(order(), NOON)
        book._connection.execute("PRAGMA query_only = OFF")
        assert book.prepare(order(), NOON).number == 1


def test_a_file_that_another_program_holds_is_said(tmp_path):
    fill(tmp_path)
    with open_book(tmp_path) as book, raw_file(tmp_path) as other:
        book._connection.execute("PRAGMA busy_timeout = 0")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(EnvironmentFault, match="Another program is using"), told(tmp_path):
            book.prepare(order(), NOON)
        other.execute("ROLLBACK")
        assert book.prepare(order(), NOON).number == 9


def test_a_reader_can_not_write(tmp_path):
    fill(tmp_path)
    with pytest.raises(EnvironmentFault, match="may not be written"), read_only(tmp_path) as connection:
        connection.execute("DELETE FROM sale")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("SQLITE_IOERR_FSYNC", "The disk failed"),
        ("SQLITE_FULL", "The disk is full"),
        ("SQLITE_CANTOPEN_ISDIR", "can't be opened"),
        ("SQLITE_BUSY_SNAPSHOT", "Another program"),
    ],
)
def test_every_family_of_codes_has_a_sentence(tmp_path, name, words):
    error = sqlite3.OperationalError("x")
    error.sqlite_errorname = name
    assert words in str(fault(error, tmp_path))


def test_what_disks_do_not_do_is_a_bug(tmp_path):
    assert fault(sqlite3.ProgrammingError("x"), tmp_path) is None
    with pytest.raises(sqlite3.IntegrityError), told(tmp_path):
        raise sqlite3.IntegrityError("x")
    assert "The disk is full" in str(fault(OSError(28, "No space left on device"), tmp_path))
    assert "(odd)" in str(fault(OSError("odd"), tmp_path))


def test_text_that_is_no_text_is_damage(tmp_path):
    damaged = pytest.raises(EnvironmentFault, match="is damaged")
    with closing(sqlite3.connect(":memory:")) as connection, damaged, told(tmp_path):
        connection.execute("SELECT CAST(x'ff' AS TEXT)").fetchone()


def test_steps_that_fail_are_taken_back_all_of_them(tmp_path):
    with raw_file(tmp_path) as connection:
        schema.migrate(connection, schema.MIGRATIONS[:2])
        connection.execute("CREATE INDEX entry_program ON entry (seq)")
        with pytest.raises(sqlite3.OperationalError, match="entry_program already exists"):
            schema.migrate(connection)
        assert (schema.version(connection), connection.in_transaction) == (2, False)


def test_a_disk_that_is_full_in_the_middle_of_the_steps_is_what_is_said(tmp_path):
    with raw_file(tmp_path) as connection:
        schema.migrate(connection, schema.MIGRATIONS[:2])
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 3}")
        with pytest.raises(sqlite3.OperationalError) as failed:
            schema.migrate(connection)
        assert failed.value.sqlite_errorname == "SQLITE_FULL"
        assert (schema.version(connection), connection.in_transaction) == (2, False)


def test_a_step_that_fails_is_taken_back(tmp_path):
    fill(tmp_path)
    with raw_file(tmp_path) as connection:
        with pytest.raises(sqlite3.OperationalError):
            schema.migrate(connection, (*schema.MIGRATIONS, ("CREATE TABLE more (a)", "CREATE TABLE more (a)")))
        assert schema.version(connection) == schema.VERSION
        schema.migrate(connection, (*schema.MIGRATIONS, ("CREATE TABLE more (a)",)))
        assert schema.version(connection) == schema.VERSION + 1
