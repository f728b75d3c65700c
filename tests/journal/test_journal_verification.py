import sqlite3

import pytest
from journal.journal_samples import NOON, TOKEN, fill, open_book, order, raw_file

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.journal import opening, verify
from vendingdesk.journal.chain import ORIGIN, link


@pytest.fixture
def folder(tmp_path):
    fill(tmp_path)
    return tmp_path


def edit(folder, *statements):
    with raw_file(folder) as connection:
        for trigger in ("entry_stays", "entry_is_kept", "entry_follows"):
            connection.execute(f"DROP TRIGGER {trigger}")
        for statement in statements:
            connection.execute(statement)


def rechain(folder, *statements):
    """A forger who knows the recipe: edits, then computes every hash again."""
    edit(folder, *statements)
    with raw_file(folder) as connection:
        connection.text_factory = bytes
        head = ORIGIN
        for row in connection.execute(
            "SELECT seq, uid, till, sale_uid, kind, at, body, raw FROM entry ORDER BY seq"
        ).fetchall():
            new = link(head, *row)
            connection.execute("UPDATE entry SET previous = ?, hash = ? WHERE seq = ?", (head, new, row[0]))
            head = new


def test_a_whole_book(folder):
    with open_book(folder) as book:
        head, entries = book.head, book._seq
    found = verify(folder)
    assert found == verify(folder / "journal.sqlite")
    assert (found.unbroken, found.first_break, found.problem) == (True, None, "")
    assert (found.head, found.entries, found.sales) == (head, entries, 8)
    assert str(found) == f"{entries} entries, 8 sales, unbroken. Head: {head}"


def test_a_book_in_use_is_read_without_touching_it(folder):
    with open_book(folder) as book:
        book.prepare(order(), NOON)
        before = {path.name: path.read_bytes() for path in folder.glob("journal.sqlite*") if "shm" not in path.name}
        assert verify(folder).sales == 9
        after = {path.name: path.read_bytes() for path in folder.glob("journal.sqlite*") if "shm" not in path.name}
        assert after == before
        book.prepare(order(), NOON)


@pytest.mark.parametrize(
    "change",
    [
        "uid = 'x' || uid",
        "till = 'K02'",
        "sale_uid = uid",
        "kind = 'slip'",
        "at = '2026-03-29T12:00:00+00:00'",
        "body = CAST(replace(CAST(body AS TEXT), '1', '2') AS BLOB)",
        "raw = x'00'",
        "hash = zeroblob(32)",
    ],
)
def test_a_hand_edited_row_is_named(folder, change):
    edit(folder, f"UPDATE entry SET {change} WHERE seq = 7")
    found = verify(folder)
    assert (found.unbroken, found.first_break, found.entries) == (False, 7, 6)
    assert found.problem == "its content is not what was written"
    assert str(found).startswith("Broken at entry 7: its content is not what was written. 6 entries before")


def test_a_dropped_row_is_named(folder):
    edit(folder, "DELETE FROM entry WHERE seq = 7")
    found = verify(folder)
    assert (found.first_break, found.problem) == (7, "entry 7 is missing")


def test_a_dropped_row_with_the_rest_moved_up_is_named(folder):
    moved = [f"UPDATE entry SET seq = {seq - 1} WHERE seq = {seq}" for seq in range(8, 12)]
    edit(folder, "DELETE FROM entry WHERE seq = 7", *moved)
    found = verify(folder)
    assert (found.first_break, found.problem) == (7, "it does not follow the entry before it")


def test_swapped_rows_are_named(folder):
    edit(
        folder,
        "UPDATE entry SET seq = -1 WHERE seq = 6",
        "UPDATE entry SET seq = 6 WHERE seq = 7",
        "UPDATE entry SET seq = 7 WHERE seq = -1",
    )
    assert verify(folder).first_break == 6


def test_a_dropped_first_row_and_an_emptied_book(folder):
    edit(folder, "DELETE FROM entry WHERE seq = 1")
    assert verify(folder).first_break == 1
    with raw_file(folder) as connection:
        connection.execute("DELETE FROM entry")
    found = verify(folder)
    assert (found.first_break, found.problem) == (1, "there is no first entry")


def test_a_row_cut_off_at_the_end_shows_in_the_table(folder):
    edit(folder, "DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)")
    found = verify(folder)
    assert (found.unbroken, found.first_break) == (False, None)
    assert found.problem == "the table shows sale K01-000008 otherwise than its entries"
    assert str(found).startswith("Broken: the table shows")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("UPDATE sale SET meter = '1' WHERE number = 2", "shows sale K01-000002 otherwise"),
        ("UPDATE sale SET tokens = '1' WHERE number = 1", "shows sale K01-000001 otherwise"),
        ("UPDATE sale SET state = 'ISSUED' WHERE number = 4", "shows sale K01-000004 otherwise"),
        ("UPDATE sale SET copies = 0 WHERE number = 4", "shows sale K01-000004 otherwise"),
        ("UPDATE sale SET answer_seq = 1 WHERE number = 4", "shows sale K01-000004 otherwise"),
        ("DELETE FROM sale WHERE number = 5", "lacks sale K01-000005"),
        ("DELETE FROM sale WHERE number = 8", "lacks sale K01-000008"),
        ("UPDATE sale SET number = 99 WHERE number = 8", "lacks sale K01-000008"),
        (
            "INSERT INTO sale (number, uid, till, request_id, kind, meter, meter_reversed, operator, server,"
            " customer, place, prepared_at, state) VALUES (9, '', '', '', '', '', '', '', '', '', '', '', '')",
            "has a sale 9 that no entry made",
        ),
    ],
)
def test_a_table_that_says_otherwise_than_the_entries_is_found(folder, change, problem):
    with raw_file(folder) as connection:
        connection.execute(change)
    found = verify(folder)
    assert not found.unbroken
    assert problem in found.problem


JSON = "CAST(json_set(CAST(body AS TEXT), '{path}', {value}) AS BLOB)"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("UPDATE entry SET kind = 'riddle' WHERE seq = 3", "its kind riddle is unknown"),
        ("UPDATE entry SET body = x'7b' WHERE seq = 3", "it can't be read"),
        ("UPDATE entry SET kind = CAST(x'ff' AS TEXT) WHERE seq = 3", "it can't be read"),
        ("UPDATE entry SET till = 'K02' WHERE seq = 3", "it is of till K02, and the book of K01"),
        ("UPDATE entry SET till = 'K02' WHERE seq = 1", "a book has one first entry"),
        (
            "UPDATE entry SET kind = 'genesis', body = (SELECT body FROM entry WHERE seq = 1) WHERE seq = 3",
            "a book has one first entry",
        ),
        ("UPDATE entry SET sale_uid = 'other' WHERE seq = 3", "it is about sale 1, which is not the one it names"),
        (f"UPDATE entry SET body = {JSON.format(path='$.number', value=7)} WHERE seq = 3", "it is about sale 7"),
        (f"UPDATE entry SET body = {JSON.format(path='$.number', value=0)} WHERE seq = 3", "it is about sale 0"),
        (
            f"UPDATE entry SET body = {JSON.format(path='$.number', value=5)} WHERE seq = 2",
            "gives the number 5 where 1",
        ),
        (
            f"UPDATE entry SET body = {JSON.format(path='$.copy', value=5)} WHERE kind = 'slip'",
            "counts slip 5 where 1",
        ),
        (
            "UPDATE entry SET kind = 'sending', body = CAST('{\"number\":1}' AS BLOB) WHERE seq = 4",
            "it makes sale 1 SENDING, which SENDING can't become",
        ),
    ],
)
def test_a_forgery_with_every_hash_made_anew_still_has_to_make_sense(folder, change, problem):
    rechain(folder, change)
    found = verify(folder)
    assert not found.unbroken
    assert found.first_break is not None
    assert problem in found.problem


def test_rechaining_alone_is_no_break(folder):
    before = verify(folder)
    rechain(folder)
    assert verify(folder) == before


def test_a_flipped_bit_in_the_middle_of_the_file_is_found(folder):
    path = folder / "journal.sqlite"
    data = bytearray(path.read_bytes())
    place = data.index(TOKEN.encode())
    data[place] ^= 1
    path.write_bytes(data)
    assert not verify(folder).unbroken


def pages(folder, name):
    with raw_file(folder) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (name,)).fetchone()[0]
        return root, connection.execute("PRAGMA page_size").fetchone()[0]


def overwrite(folder, name, offset, new):
    root, size = pages(folder, name)
    with (folder / "journal.sqlite").open("r+b") as file:
        file.seek((root - 1) * size + offset)
        file.write(new)


def test_a_damaged_page_of_entries_is_found(folder):
    overwrite(folder, "entry", 0, b"\xff" * 64)
    found = verify(folder)
    assert (found.unbroken, found.first_break) == (False, 1)
    assert "the file is damaged there" in found.problem


def test_a_damaged_page_of_sales_is_found(folder):
    overwrite(folder, "sale", 0, b"\xff" * 64)
    found = verify(folder)
    assert (found.unbroken, found.first_break) == (False, None)
    assert "the file is damaged" in found.problem


def test_what_sqlite_says_in_lines_of_its_own_stands_in_the_one_sentence(folder):
    overwrite(folder, "sale_meter", 5, b"\xff" * 3)
    found = verify(folder)
    assert found.problem.startswith("the file is damaged (")
    assert not {"\n", "*"} & set(str(found))


def test_a_damaged_index_is_found(folder):
    root, size = pages(folder, "sale_meter")
    data = (folder / "journal.sqlite").read_bytes()[(root - 1) * size : root * size]
    overwrite(folder, "sale_meter", data.index(b"37000000017"), b"9")
    found = verify(folder)
    assert not found.unbroken
    assert "the file is damaged (row" in found.problem


def test_a_file_that_is_none_is_said_so(tmp_path):
    with pytest.raises(EnvironmentFault, match="There is no journal at"):
        verify(tmp_path)
    (tmp_path / "journal.sqlite").write_bytes(b"Dear diary, " * 1000)
    with pytest.raises(EnvironmentFault, match="is damaged or is not one of"):
        verify(tmp_path)


def test_a_bug_is_not_taken_for_damage(folder, monkeypatch):
    monkeypatch.setattr("vendingdesk.journal.verification._ENTRIES", "SELECT * FROM nowhere")
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        verify(folder)


def test_without_a_log_a_folder_that_refuses_one_is_read_as_it_lies(folder, monkeypatch):
    tried = opening._tried

    def refusing(uri):
        if "immutable" not in uri:
            error = sqlite3.OperationalError("attempt to write a readonly database")
            error.sqlite_errorname = "SQLITE_READONLY_DIRECTORY"
            raise error
        return tried(uri)

    monkeypatch.setattr(opening, "_tried", refusing)
    assert verify(folder).unbroken
    log = folder / "journal.sqlite-wal"
    log.touch()  # an empty one holds nothing that would be overlooked
    assert verify(folder).unbroken
    log.write_bytes(b"x")
    with pytest.raises(EnvironmentFault, match="may not be written"):
        verify(folder)


def test_a_log_that_can_not_be_opened_is_said(folder):
    (folder / "journal.sqlite-wal").mkdir()
    with pytest.raises(EnvironmentFault, match="can't be opened"):
        verify(folder)
