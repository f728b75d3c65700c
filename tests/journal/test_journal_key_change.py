"""Key changes in the journal: written with their set, found by their meter, unknown to files of version 2."""

import csv
import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from journal.journal_samples import ISSUED, NOON, TOKEN, UNCLEAR, now, older, open_book, order, raw_file, sell
from journal.test_journal_backup import opened

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.management import KEY_SECTIONS, KeyChangePart, ManagementOrder
from vendingdesk.domain.outcome import Issued
from vendingdesk.domain.receipt import SlipKind
from vendingdesk.domain.sale import Order
from vendingdesk.journal import schema
from vendingdesk.journal.backup import back_up
from vendingdesk.journal.entries import encode
from vendingdesk.journal.export import COLUMNS, write_csv
from vendingdesk.journal.faults import JournalDamaged
from vendingdesk.journal.inspection import verify_since
from vendingdesk.journal.mark import Mark
from vendingdesk.journal.opening import JOURNAL_NAME, writable_book
from vendingdesk.journal.orders import order_of, prepared
from vendingdesk.journal.projection import rebuild
from vendingdesk.journal.restoring import restore
from vendingdesk.journal.verification import verify

METER = "37000000017"


def section(part: int, set_uid: str = "s1", meter: str = METER) -> Order:
    asked = ManagementOrder(KEY_SECTIONS[part - 1], 7, "new key")
    return Order(
        f"{set_uid}-{part}", "r", meter, "ann", "x", management=asked, key_change=KeyChangePart(set_uid, part)
    )


def outcome(part: int) -> Issued:
    return Issued((f"{part}" * 20,))


def change(book: object, set_uid: str = "s1", parts: tuple[int, ...] = (1, 2, 3, 4), meter: str = METER) -> None:
    for part in parts:
        sell(book, section(part, set_uid, meter), outcome(part))


def test_only_a_part_of_a_set_is_written_with_one():
    """The bytes of every other entry are what they were before there were sets."""
    assert encode(prepared(1, order(management=True))) == (
        b'{"number":1,"request_id":"req-1","meter":"01282444000","operator":"ann","server":"https://server.example",'
        b'"customer":"Ama","place":"Plot 4","management":0,"value":5000,"reason":"new line","override":"ruled"}'
    )
    body = prepared(2, section(3))
    assert encode(body).endswith(b'"management":8,"value":7,"reason":"new key","key_set":"s1","key_part":3}')
    assert order_of("s1-3", body) == section(3)


def test_a_meters_newest_set_and_a_named_one(tmp_path):
    with open_book(tmp_path) as book:
        change(book, "s1", (1, 2))
        sell(book, order(METER), ISSUED)
        change(book, "s2", (1, 2, 3, 4))
        change(book, "s3", (1,), "37000000025")
        assert book.key_change("37000000041", "") == ()
        assert [sale.number for sale in book.key_change(METER, "")] == [4, 5, 6, 7]
        assert [sale.number for sale in book.key_change(METER, "s1")] == [1, 2]
        assert [sale.order for sale in book.key_change("37000000025", "")] == [section(1, "s3", "37000000025")]
        sell(book, section(3, "s1"), UNCLEAR)
        assert [sale.number for sale in book.key_change(METER, "")] == [1, 2, 9]
    with open_book(tmp_path) as book:
        assert [sale.number for sale in book.key_change(METER, "")] == [1, 2, 9]
    assert verify(tmp_path).unbroken


def test_it_is_looked_up_in_an_index_that_has_nothing_else(tmp_path):
    asked = []
    with open_book(tmp_path) as book:
        sell(book, order(METER), ISSUED)
        change(book)
        book._connection.set_trace_callback(asked.append)
        book.key_change(METER, "")
        book.key_change(METER, "s1")
        book._connection.set_trace_callback(None)
        plans = [step[3] for each in asked for step in book._connection.execute(f"EXPLAIN QUERY PLAN {each}")]
    assert plans
    assert not [plan for plan in plans if plan.startswith("SCAN") and "CONSTANT" not in plan]
    assert sum("sale_key_change (meter=?)" in plan for plan in plans) == 3


def test_the_table_is_held_to_the_set_and_rebuilt_with_it(tmp_path):
    with open_book(tmp_path) as book:
        sell(book, order(METER), ISSUED)
        known = Mark(book._seq, book._hash, 1, b"")
        change(book)
    assert verify_since(tmp_path / JOURNAL_NAME, known).unbroken
    with raw_file(tmp_path) as file:
        file.execute("UPDATE sale SET key_part = 2 WHERE number = 2")
    assert "otherwise than" in verify(tmp_path).problem
    assert "otherwise than" in verify_since(tmp_path / JOURNAL_NAME, known).problem
    with raw_file(tmp_path) as file:
        rebuild(file)
    assert verify(tmp_path).unbroken


def test_the_slip_of_a_set_is_held_to_every_part(tmp_path):
    others = tuple(f"s1-{part}" for part in (2, 3, 4))
    with open_book(tmp_path) as book:
        change(book)

        def made(beside: tuple[str, ...] = others) -> int:
            return book.slip_made("s1-1", SlipKind.KEY_CHANGE, "ann", "pdf", NOON, beside=beside)

        assert [made(), made()] == [1, 2]
        with raw_file(tmp_path) as file:
            file.execute(
                "UPDATE sale SET tokens = ?, outcome = replace(outcome, ?, ?) WHERE number = 3",
                (TOKEN, "3" * 20, TOKEN),
            )
        with pytest.raises(JournalDamaged, match="sale K01-000003 does not stand"):
            made()
        assert made(()) == 3
        assert [sale.copies for sale in book.key_change(METER, "s1")] == [3, 0, 0, 0]


def test_the_export_names_set_and_part_in_new_columns_at_the_end(tmp_path):
    with open_book(tmp_path) as book:
        sell(book, order(METER), ISSUED)
        change(book, parts=(1, 2))
    out = io.StringIO(newline="")
    write_csv(tmp_path, out)
    table = list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))
    assert COLUMNS[38:40] == ("key_change", "part")
    assert [(row["key_change"], row["part"], row["management"]) for row in table] == [
        ("", "", ""),
        ("s1", "1", "1st SectionDecoderKey"),
        ("s1", "2", "2nd SectionDecoderKey"),
    ]


# Version 2 of the file knew no sets.


def second_version(folder: Path) -> Path:
    """A book of version 2: its tables, its entries (the same bytes as today's), its rows."""
    (folder / "now").mkdir(mode=0o700)
    with open_book(folder / "now") as book:
        sell(book, order(METER), ISSUED)
        sell(book, order("37000000025", management=True))
    return older(folder, 2, lacks="key_set")


def test_a_file_of_version_2_is_kept_and_brought_to_this_one(tmp_path):
    file = second_version(tmp_path)
    before = verify(file)
    assert (before.sales, before.unbroken) == (2, True)
    with pytest.raises(EnvironmentFault, match="was written by an older Vending Desk"):
        write_csv(file, io.StringIO())
    assert opened(file.parent, schema.MIGRATIONS) == schema.VERSION
    [kept] = (file.parent / "backups").iterdir()
    assert kept.name.startswith(f"before-version-{schema.VERSION}-")
    with closing(sqlite3.connect(kept)) as connection:
        assert schema.version(connection) == 2
    assert verify(kept) == before == verify(file)
    with open_book(file.parent) as book:
        assert book.key_change(METER, "") == ()
        change(book)
        assert len(book.key_change(METER, "")) == 4
    assert verify(file).unbroken


def test_a_backup_of_version_2_can_be_restored(tmp_path):
    file = second_version(tmp_path)
    done = restore(tmp_path / "new", "K01", file, NOON, last_receipt=2)
    assert (done.found.unbroken, done.found.sales) == (True, 2)
    with open_book(tmp_path / "new") as book:
        change(book)
    assert verify(tmp_path / "new").unbroken


def test_a_program_that_knows_no_sets_refuses_a_file_with_them(tmp_path, monkeypatch):
    """It would take a part of a set for a token of its own, and print it alone."""
    with open_book(tmp_path) as book:
        change(book, parts=(1,))
    back_up(tmp_path / JOURNAL_NAME, tmp_path / "copy.sqlite")
    monkeypatch.setattr(schema, "VERSION", 2)
    for file in (tmp_path / JOURNAL_NAME, tmp_path / "copy.sqlite"):
        with pytest.raises(
            EnvironmentFault, match=f"has version {len(schema.MIGRATIONS)}, written by a newer Vending Desk"
        ):
            verify(file)
    with pytest.raises(EnvironmentFault, match="install the newer program again"):
        writable_book(tmp_path / JOURNAL_NAME, "K01", now, schema.MIGRATIONS[:2])
