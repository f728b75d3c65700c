"""What the book keeps of doubts and their ends, of overrides, of slips by kind, and of a book that goes on."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from journal.journal_samples import (
    DOUBTED,
    ISSUED,
    NOON,
    TOKEN,
    UNCLEAR,
    fill,
    now,
    open_book,
    order,
    raw_file,
    sell,
)
from journal.test_journal_verification import JSON, rechain

from vendingdesk.domain.doubt import Evidence, Proof, Settlement, Verdict
from vendingdesk.domain.errors import MeterHeld, Refused
from vendingdesk.domain.outcome import Issued
from vendingdesk.domain.receipt import SlipKind
from vendingdesk.domain.sale import MoveRefused, VendState
from vendingdesk.journal import SqliteJournal, verify
from vendingdesk.journal.book import Book
from vendingdesk.journal.day import Day
from vendingdesk.journal.entries import Genesis, Slip
from vendingdesk.journal.export import COLUMNS as EXPORTED
from vendingdesk.journal.export import export_rows
from vendingdesk.journal.opening import connect, private_file
from vendingdesk.journal.projection import rebuild
from vendingdesk.journal.reading import _OF_TOKEN
from vendingdesk.journal.schema import MIGRATIONS, VERSION, migrate, version
from vendingdesk.journal.slips import MOST, next_copy

LATER = NOON + timedelta(hours=1)
FOUND = "12345678901234567890"
RECOVERED = Settlement(Verdict.RECOVERED, "ann", LATER, "the utility, by phone", tokens=(FOUND,), flow_no="F9")
NOT_ISSUED = Settlement(
    Verdict.NOT_ISSUED, "ann", LATER, "no such request", "T77", "grace", single_owner=True, proof=Proof.SERVER_RECORDS
)
LOST = Settlement(Verdict.LOST, "ann", LATER, "minted, not kept", "T78", "grace")


def doubted(book):
    asked = order(DOUBTED)
    sell(book, asked, UNCLEAR)
    return asked


@pytest.mark.parametrize("settlement", [RECOVERED, NOT_ISSUED, LOST], ids=lambda each: each.verdict.value)
def test_a_doubt_and_its_end_are_read_as_they_were_written(tmp_path, settlement):
    with open_book(tmp_path) as book:
        asked = doubted(book)
        first, second = Evidence("ann", "asked the utility", "T77", NOON), Evidence("ben", "no answer yet", "", LATER)
        book.add_evidence(asked.uid, first)
        book.add_evidence(asked.uid, second)
        settled = book.settle(asked.uid, settlement)
        assert settled.settlement == settlement
        book.add_evidence(asked.uid, second)
    with open_book(tmp_path) as book:
        assert book.sale("K01-000001") == settled
        assert book.evidence(asked.uid) == (first, second, second)
        assert book.evidence("nobody") == ()
        with pytest.raises(MoveRefused):
            book.settle(asked.uid, settlement)
        before = book._connection.execute("SELECT * FROM sale").fetchall()
        rebuild(book._connection)
        assert book._connection.execute("SELECT * FROM sale").fetchall() == before
    assert verify(tmp_path).unbroken


def test_evidence_belongs_to_doubts_alone(tmp_path):
    with open_book(tmp_path) as book:
        asked = order()
        sell(book, asked, ISSUED)
        with pytest.raises(MoveRefused, match="no evidence belongs"):
            book.add_evidence(asked.uid, Evidence("ann", "note", "", NOON))
        with pytest.raises(MoveRefused):
            book.settle(asked.uid, LOST)


def test_a_meter_in_doubt_gets_no_number_without_an_override(tmp_path):
    with open_book(tmp_path) as book:
        asked = doubted(book)
        with pytest.raises(MeterHeld, match="K01-000001") as held:
            book.prepare(order(DOUBTED), NOON)
        assert held.value.receipt_no == "K01-000001"
        passing = order(DOUBTED, doubt_override="a hospital", overridden_by="grace")
        assert book.prepare(passing, NOON).order == passing
        book.sending(passing.uid, NOON)
        with pytest.raises(MeterHeld, match="K01-000002"):
            book.prepare(order(DOUBTED), NOON)
        book.conclude(passing.uid, ISSUED, NOON)
        book.settle(asked.uid, NOT_ISSUED)
        assert book.prepare(order(DOUBTED), NOON).number == 3
    with open_book(tmp_path) as book:
        assert book.sale("K01-000002").order == passing


def test_each_kind_of_slip_has_an_original(tmp_path):
    with open_book(tmp_path) as book:
        asked = doubted(book)

        def made(kind):
            return book.slip_made(asked.uid, kind, "ann", "pdf", NOON)

        assert [made(SlipKind.HOLD), made(SlipKind.HOLD)] == [1, 2]
        book.settle(asked.uid, RECOVERED)
        assert [made(SlipKind.SALE), made(SlipKind.SALE), made(SlipKind.HOLD)] == [1, 2, 3]
        assert book.sale("K01-000001").copies == 5
    assert verify(tmp_path).unbroken


@pytest.mark.parametrize(
    ("outcome", "own", "other"), [(ISSUED, SlipKind.SALE, SlipKind.HOLD), (UNCLEAR, SlipKind.HOLD, SlipKind.SALE)]
)
def test_slips_of_the_first_version_count_with_their_kind(tmp_path, outcome, own, other):
    with open_book(tmp_path) as book:
        asked = order()
        sell(book, asked, outcome)
        for copy in (1, 2):
            book.append(Slip(1, copy, "ann", "print"), NOON, asked.uid)
        assert book.slip_made(asked.uid, own, "ann", "print", NOON) == 3
        assert book.slip_made(asked.uid, other, "ann", "print", NOON) == 1
        book.append(Slip(1, 5, "ann", "print"), NOON, asked.uid)
    assert verify(tmp_path).unbroken


def test_there_is_an_end_to_slips(tmp_path):
    many = (Slip(1, copy, "ann", "pdf", "sale") for copy in range(1, MOST + 1))
    with pytest.raises(Refused, match="no more are"):
        next_copy(many, SlipKind.SALE, has_token=True)


def test_a_sale_is_found_by_its_token(tmp_path):
    with open_book(tmp_path) as book:
        sold, doubt = order(), doubted(book)
        sell(book, sold, Issued((TOKEN,)))
        book.settle(doubt.uid, RECOVERED)
        assert book.sale_of_token(TOKEN).order == sold
        assert book.sale_of_token(FOUND).order == doubt
        assert book.sale_of_token("1" * 20) is None
        several = order()
        sell(book, several, Issued(("7" * 20, "6" * 20)))
        assert book.sale_of_token("7" * 20).order == several
        plan = book._connection.execute(f"EXPLAIN QUERY PLAN {_OF_TOKEN}", (TOKEN,)).fetchall()
        assert not any("SCAN" in row[3] for row in plan)
        assert [sale.order for sale in book.sales("", FOUND, (), 0, 9)] == [doubt]
        assert [sale.order for sale in book.sales("", TOKEN, (), 0, 9)] == [sold]
        assert book.sales("", "1" * 20, (), 0, 9) == ()


def test_the_export_says_how_a_doubt_ended(tmp_path):
    with open_book(tmp_path) as book:
        for settlement in (RECOVERED, NOT_ISSUED, LOST):
            book.settle(doubted(book).uid, settlement)
        sell(book, order(DOUBTED, doubt_override="a hospital", overridden_by="grace"), ISSUED)
    rows = [dict(zip(EXPORTED, row, strict=True)) for row in export_rows(tmp_path)]
    told = ("verdict", "token", "flow_no", "supervisor", "single_owner", "proof", "settlement_reference")
    assert [tuple(row[name] for name in told) for row in rows] == [
        ("recovered", FOUND, "F9", "", "", "", ""),
        ("not_issued", "", "", "grace", "yes", "server_records", "T77"),
        ("lost", "", "", "grace", "", "", "T78"),
        ("", " ".join(ISSUED.tokens), "F1", "", "", "", ""),
    ]
    assert {row["settled_at"] for row in rows[:3]} == {LATER.isoformat()}
    assert (rows[0]["settled_by"], rows[0]["settlement_source"]) == ("ann", "the utility, by phone")
    assert (rows[3]["doubt_override"], rows[3]["overridden_by"]) == ("a hospital", "grace")


def test_supervisors_stand_in_the_book(tmp_path):
    with open_book(tmp_path) as book:
        head = book.head
        book.supervisor_named("Grace", "ann", "", NOON)
        assert book.head != head
    with raw_file(tmp_path) as file:
        body = file.execute("SELECT CAST(body AS TEXT) FROM entry WHERE kind = 'supervisor'").fetchall()
    assert body == [('{"name":"Grace","by":"ann"}',)]
    assert verify(tmp_path).unbroken


def test_a_book_that_goes_on_from_a_backup_uses_no_number_again(tmp_path):
    with open_book(tmp_path) as book:
        first = order()
        sell(book, first)
        for taken in (0, 1):
            with pytest.raises(MoveRefused, match="given out before"):
                book.restored(taken, 5, "ab" * 32, NOON)
        book.restored(41, 5, "ab" * 32, NOON)
        assert book.last_number == 40
    with open_book(tmp_path) as book:
        assert book.last_number == 40
        second = order()
        sell(book, second)
        book.slip_made(first.uid, SlipKind.SALE, "ann", "pdf", NOON)
        book.slip_made(second.uid, SlipKind.SALE, "ann", "pdf", NOON)
        book.restored(43, 5, "ab" * 32, NOON)
        book.restored(50, 5, "ab" * 32, NOON)
        assert [book.prepare(order(), NOON).number for _ in range(2)] == [50, 51]
    with open_book(tmp_path) as book:
        assert book.last_number == 51
        before = book._connection.execute("SELECT * FROM sale").fetchall()
        rebuild(book._connection)
        assert book._connection.execute("SELECT * FROM sale").fetchall() == before
    found = verify(tmp_path)
    assert (found.unbroken, found.sales) == (True, 4)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (f"UPDATE entry SET body = {JSON.format(path='$.next_number', value=1)} WHERE kind = 'restored'", "number 1"),
        (
            f"UPDATE entry SET body = {JSON.format(path='$.number', value=30)} WHERE kind = 'slip'",
            "about sale 30, which",
        ),
        (f"UPDATE entry SET body = {JSON.format(path='$.slip', value=chr(39) * 2)} WHERE kind = 'slip'", ""),
        (
            f"UPDATE entry SET body = {JSON.format(path='$.slip', value=chr(39) + 'leaflet' + chr(39))}"
            " WHERE kind = 'slip'",
            "a slip of an unknown kind leaflet",
        ),
        (
            "UPDATE entry SET kind = 'sending', body = CAST('{\"number\":41}' AS BLOB) WHERE kind = 'slip'",
            "it makes sale 41 SENDING, which ISSUED can't become",
        ),
    ],
)
def test_a_forged_book_that_goes_on_has_to_make_sense_too(tmp_path, change, problem):
    with open_book(tmp_path) as book:
        sell(book, order())
        book.restored(41, 5, "ab" * 32, NOON)
        last = order()
        sell(book, last)
        book.slip_made(last.uid, SlipKind.SALE, "ann", "pdf", NOON)
    rechain(tmp_path, change)
    assert problem in verify(tmp_path).problem
    assert verify(tmp_path).unbroken is not bool(problem)


def test_a_settlement_that_only_the_table_shows_is_found(tmp_path):
    with open_book(tmp_path) as book:
        doubted(book)
    with raw_file(tmp_path) as file:
        file.execute("UPDATE sale SET settlement = 'x'")
    assert "shows sale K01-000001 otherwise" in verify(tmp_path).problem


def test_a_missing_sale_behind_a_gap_is_named_by_its_number(tmp_path):
    with open_book(tmp_path) as book:
        sell(book, order())
        book.restored(41, 5, "ab" * 32, NOON)
        sell(book, order())
    with raw_file(tmp_path) as file:
        file.execute("DELETE FROM sale WHERE number = 41")
    assert "lacks sale K01-000041" in verify(tmp_path).problem


def test_a_book_of_the_first_version_goes_on(tmp_path):
    """Tables and entries as version 1 wrote them: they are read, and counted on from."""
    path = tmp_path / "journal.sqlite"
    private_file(path)
    with closing(connect(path)) as connection:
        migrate(connection, MIGRATIONS[:1])
        assert version(connection) == 1
        connection.execute("CREATE TABLE kept (entry INTEGER)")
        connection.execute("DROP TABLE kept")
        _write_version_1(connection)
    with open_book(tmp_path) as book:
        assert version(book._connection) == VERSION
        sale = book.sale("K01-000001")
        assert (sale.state, sale.copies, sale.settlement) == (VendState.ISSUED, 1, None)
        assert book.slip_made(sale.uid, SlipKind.SALE, "ann", "pdf", NOON) == 2
        assert [each.copies for each in book.sales("", TOKEN, (), 0, 9)] == [2]
    assert verify(tmp_path).unbroken


def _write_version_1(connection: sqlite3.Connection) -> None:
    """What the first version's program did, statement by statement, for one sale and its slip."""
    from vendingdesk.journal import projection

    newer = {"doubt_override", "overridden_by", "key_set", "key_part", "charges"}
    newer |= {"account", "tender", "cash", "tendered", "energy_price", "allowed", "allowed_by", "shift", "price"}
    columns = [name.strip() for name in projection.PREPARED_COLUMNS.split(",")]
    kept = [name for name in columns if name not in newer]

    class Old:
        """The connection, with the insert of a sale as it was."""

        def execute(self, statement, parameters=()):
            if statement == projection._PREPARE:
                values = dict(zip(columns, parameters, strict=True))
                places = ", ".join("?" * len(kept))
                statement = f"INSERT INTO sale ({', '.join(kept)}, state) VALUES ({places}, 'PREPARED')"
                parameters = [values[name] for name in kept]
            return connection.execute(statement, parameters)

    book = Book.__new__(Book)
    book._connection, book._till, book._till_bytes = Old(), "K01", b"K01"
    book._seq, book._hash, book._number, book._open, book._stale = 0, bytes(32), 0, {}, False
    book.newest_at = None
    book.day = Day()
    book.append(Genesis("K01", "b", "vendingdesk 0.1.0", 1), NOON)
    asked = order()
    book._hold = lambda _meter: None
    book.prepare(asked, NOON)
    book.sending(asked.uid, NOON)
    book.conclude(asked.uid, Issued((TOKEN,)), NOON)
    book.append(Slip(1, 1, "ann", "print"), NOON, asked.uid)


async def test_the_counters_journal_has_it_all(tmp_path):
    journal = SqliteJournal(tmp_path, "K01", clock=now)
    assert journal.newest_at is None
    await journal.open()
    try:
        asked = order(DOUBTED)
        await journal.prepare(asked, NOON)
        assert journal.newest_at == NOON
        await journal.sending(asked.uid, NOON)
        await journal.conclude(asked.uid, UNCLEAR, NOON)
        await journal.add_evidence(asked.uid, Evidence("ann", "asked", "", NOON))
        assert [each.note for each in await journal.evidence(asked.uid)] == ["asked"]
        await journal.supervisor_named("Grace", by="ann", introduced_by="", at=NOON)
        assert (await journal.settle(asked.uid, RECOVERED)).state is VendState.RECOVERED
        assert (await journal.sale_of_token(FOUND)).uid == asked.uid
        assert await journal.slip_made(asked.uid, kind=SlipKind.SALE, operator="a", medium="pdf", at=NOON) == 1
    finally:
        await journal.close()
    journal = SqliteJournal(tmp_path, "K01", clock=now)
    await journal.open()
    assert journal.newest_at == NOON
    await journal.close()


def test_evidence_of_an_old_book_is_none(tmp_path):
    fill(tmp_path)
    with open_book(tmp_path) as book:
        assert all(book.evidence(sale.uid) == () for sale in book.sales("", "", (), 0, 99))
