"""Taxes and fees stay with their sale in the journal; a file of version 3, which knew none, is brought along."""

import csv
import io
import sqlite3
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from journal.journal_samples import ISSUED, NOON, TOKEN, USD, now, older, open_book, order, raw_file, sell
from journal.test_journal_backup import opened

from vendingdesk.domain.charges import Charge, ChargeLine, charge_lines
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.money import Currency, Money
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
from vendingdesk.journal.salvage import highest_number
from vendingdesk.journal.verification import verify

CHARGES = (
    Charge("TVA “réduite”", percent=Decimal("7.5")),
    Charge("Guichet", fixed=50, included=False),
)


def charged(amount: Money | None = None) -> Order:
    asked = order(amount=amount or Money(1235, USD))
    assert isinstance(asked.amount, Money)
    return replace(asked, charges=charge_lines(asked.amount, CHARGES))


def test_only_a_sale_with_charges_is_written_with_them():
    assert b"charges" not in encode(prepared(1, order()))
    asked = charged()
    body = prepared(1, asked)
    assert encode(body).endswith(
        ',"charges":[{"name":"TVA “réduite”","minor":86,"rate":"7.5 %"},'
        '{"name":"Guichet","minor":50,"included":false}]}'.encode()
    )
    assert order_of(asked.uid, body) == asked
    odd = replace(asked, charges=(ChargeLine("half \ud800", "", True, Money(1, USD)),))
    assert order_of(odd.uid, prepared(1, odd)).charges[0].name == "half \\ud800"


@pytest.mark.parametrize("currency", [USD, Currency("XOF", 0), Currency("KWD", 3)])
def test_the_charges_of_a_sale_come_back_as_they_were(tmp_path, currency):
    asked = charged(Money(999_999_999, currency))
    with open_book(tmp_path) as book:
        assert book.prepare(asked, NOON).order == asked
    with open_book(tmp_path) as book:
        [sale] = book.sales("", "", (), 0, 9)
        assert sale.order == asked
        assert sale.order.price == Money(999_999_999 + 50, currency)
        book.sending(asked.uid, NOON)
        book.conclude(asked.uid, ISSUED, NOON)
        assert book.sale("K01-000001").order == asked
    assert verify(tmp_path).unbroken


def test_the_table_is_held_to_the_charges_and_rebuilt_with_them(tmp_path):
    with open_book(tmp_path) as book:
        sell(book, order(), ISSUED)
        known = Mark(book._seq, book._hash, 1, b"")
        asked = charged()
        sell(book, asked, ISSUED)
        with raw_file(tmp_path) as file:
            file.execute("UPDATE sale SET charges = replace(charges, '86', '85') WHERE number = 2")
        with pytest.raises(JournalDamaged, match="K01-000002 does not stand"):
            book.slip_made(asked.uid, SlipKind.SALE, "ann", "pdf", NOON)
    assert "otherwise than" in verify(tmp_path).problem
    assert "otherwise than" in verify_since(tmp_path / JOURNAL_NAME, known).problem
    with raw_file(tmp_path) as file:
        rebuild(file)
    assert verify(tmp_path).unbroken
    assert verify_since(tmp_path / JOURNAL_NAME, known).unbroken


@pytest.mark.parametrize("stored", ["[", '[{"name":"x","minor":"1"}]', '[{"name":"x"}]'])
def test_charges_that_can_not_be_read_are_said_as_damage(tmp_path, stored):
    with open_book(tmp_path) as book:
        sell(book, charged(), ISSUED)
        with raw_file(tmp_path) as file:
            file.execute("UPDATE sale SET charges = ?", (stored,))
        with pytest.raises(JournalDamaged, match="its sale 1 can't be read"):
            book.sale("K01-000001")


def test_the_export_says_price_and_charges_in_columns_at_the_end(tmp_path):
    with open_book(tmp_path) as book:
        sell(book, charged(), ISSUED)
        sell(book, order(), ISSUED)
        sell(book, order(management=True), ISSUED)
        formula = ChargeLine("=cmd()", "", False, Money(1, USD))
        sell(book, replace(order(), charges=(formula,)), ISSUED)
    out = io.StringIO(newline="")
    write_csv(tmp_path, out)
    assert COLUMNS.index("charges") == COLUMNS.index("price") + 1 > COLUMNS.index("part")
    table = list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))
    assert [(row["amount"], row["price"], row["charges"]) for row in table] == [
        ("12.35", "12.85", "TVA “réduite” 7.5 % in it 0.86 USD; Guichet on top 0.50 USD"),
        ("12.35", "12.35", ""),
        ("5000", "", ""),
        ("12.35", "12.36", "'=cmd() on top 0.01 USD"),
    ]


# Version 3 of the file knew no charges and no reasons.


def third_version(folder: Path) -> Path:
    """A book of version 3: its tables, its entries (the same bytes as today's), its rows."""
    (folder / "now").mkdir(mode=0o700)
    with open_book(folder / "now") as book:
        asked = order("37000000017")
        sell(book, asked, ISSUED)
        book.slip_made(asked.uid, SlipKind.SALE, "ann", "pdf", NOON)
        sell(book, order("37000000025", management=True))
    return older(folder, 3, lacks="charges")


def test_a_file_of_version_3_is_kept_and_brought_to_this_one(tmp_path):
    file = third_version(tmp_path)
    before = verify(file)
    assert (before.sales, before.unbroken) == (2, True)
    with pytest.raises(EnvironmentFault, match="was written by an older Vending Desk"):
        write_csv(file, io.StringIO())
    assert opened(file.parent, schema.MIGRATIONS) == schema.VERSION
    [kept] = (file.parent / "backups").iterdir()
    assert kept.name.startswith(f"before-version-{schema.VERSION}-")
    with closing(sqlite3.connect(kept)) as connection:
        assert schema.version(connection) == 3
    assert verify(kept) == before == verify(file)
    with open_book(file.parent) as book:
        first = book.sale("K01-000001")
        assert first.order.charges == ()
        assert [made.why for made in book.slips_of(first.uid)] == [""]
        assert book.count_of_day(NOON.date()) == 2
        assert book.slip_made(first.uid, SlipKind.SALE, "ben", "pdf", NOON, why="lost") == 2
        asked = charged()
        sell(book, asked, ISSUED)
        assert book.sale("K01-000003").order == asked
    assert verify(file).unbroken


def test_a_backup_of_version_3_can_be_restored_and_goes_on_with_charges(tmp_path):
    file = third_version(tmp_path)
    done = restore(tmp_path / "new", "K01", file, NOON, last_receipt=2)
    assert (done.found.unbroken, done.found.sales) == (True, 2)
    asked = charged()
    with open_book(tmp_path / "new") as book:
        sell(book, asked, ISSUED)
        book.slip_made(asked.uid, SlipKind.SALE, "ben", "pdf", NOON, why="shop")
    copy = tmp_path / "copy.sqlite"
    back_up(tmp_path / "new" / JOURNAL_NAME, copy)
    again = restore(tmp_path / "again", "K01", copy, NOON, last_receipt=9)
    assert again.found.unbroken
    with open_book(tmp_path / "again") as book:
        [newest] = book.sales("", "", (), 0, 1)
        assert newest.order == asked
        assert [made.why for made in book.slips_of(asked.uid)] == ["shop"]
    assert verify(tmp_path / "again").unbroken


def test_numbers_are_found_in_a_damaged_file_with_charges(tmp_path):
    with open_book(tmp_path) as book:
        sell(book, charged(), ISSUED)
        sell(book, charged(), ISSUED)
        book._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = (tmp_path / JOURNAL_NAME).read_bytes()
    assert TOKEN.encode() in data
    assert highest_number(data[4096:]) == 2


def test_a_program_that_knows_no_charges_refuses_a_file_with_them(tmp_path, monkeypatch):
    """It would leave them out of a reprint, and a copy would say another price than the original."""
    with open_book(tmp_path) as book:
        sell(book, charged(), ISSUED)
    monkeypatch.setattr(schema, "VERSION", 3)
    with pytest.raises(
        EnvironmentFault, match=f"has version {len(schema.MIGRATIONS)}, written by a newer Vending Desk"
    ):
        verify(tmp_path)
    with pytest.raises(EnvironmentFault, match="install the newer program again"):
        writable_book(tmp_path / JOURNAL_NAME, "K01", now, schema.MIGRATIONS[:3])
