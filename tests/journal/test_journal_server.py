"""The server in the journal: whom the till trusts, how the clocks stand, and a file that did not know of it."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from journal.journal_samples import ISSUED, NOON, now, older, open_book, order, raw_file, sell

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.sale import MoveRefused
from vendingdesk.domain.server_clock import ClockSeen
from vendingdesk.domain.trust import Trust
from vendingdesk.domain.trust_change import NOBODY, TrustChange
from vendingdesk.journal import SqliteJournal, schema
from vendingdesk.journal import book as book_module
from vendingdesk.journal.mark import Mark
from vendingdesk.journal.opening import JOURNAL_NAME, writable_book
from vendingdesk.journal.recent import verify_since
from vendingdesk.journal.restoring import restore
from vendingdesk.journal.server_book import LAST_CLOCK, ServerBook
from vendingdesk.journal.server_entries import ClockNoted, TrustBody, TrustChanged, clock_of
from vendingdesk.journal.verification import verify

SERVER = "https://192.0.2.7:4680"
PIN, OTHER_PIN = "ab" * 32, "cd" * 32
CHANGE = TrustChange(SERVER, Trust(fingerprint=PIN), Trust(fingerprint=OTHER_PIN), "Amina", "Grace")
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def journal(tmp_path):
    journal = SqliteJournal(tmp_path, "K01")
    await journal.open()
    yield journal
    await journal.close()


@pytest.fixture
def book(journal: SqliteJournal) -> ServerBook:
    return ServerBook(journal)


def entries(path: Path) -> list[tuple[str, bytes]]:
    with closing(sqlite3.connect(path)) as file:
        return file.execute("SELECT kind, body FROM entry WHERE seq > 1 ORDER BY seq").fetchall()


async def test_trust_that_changed_stands_there_with_both_sides_and_both_names(
    journal: SqliteJournal, book: ServerBook
) -> None:
    await book.trust_changed(CHANGE, NOON)
    authority = Trust(ca_file=Path("/till/utility-ca.pem"))
    moved = TrustChange("https://new.example", Trust(), authority, "Amina\ud800", "Grace", moved_from=SERVER)
    await book.trust_changed(moved, NOON)
    assert entries(journal.path) == [
        (
            "trust_changed",
            f'{{"address":"{SERVER}","before":{{"fingerprint":"{PIN}"}},"after":{{"fingerprint":"{OTHER_PIN}"}},'
            '"by":"Amina","allowed_by":"Grace"}'.encode(),
        ),
        (
            "trust_changed",
            b'{"address":"https://new.example","before":{},"after":{"ca_file":"/till/utility-ca.pem"},'
            b'"by":"Amina\\\\ud800","allowed_by":"Grace","moved_from":"' + SERVER.encode() + b'"}',
        ),
    ]
    assert verify(journal.path).unbroken


async def test_trust_in_the_same_as_before_is_no_change(journal: SqliteJournal, book: ServerBook) -> None:
    same = TrustChange(SERVER, Trust(fingerprint=PIN), Trust(fingerprint=PIN), "Amina", "Grace")
    with pytest.raises(MoveRefused, match="trusted before"):
        await book.trust_changed(same, NOON)
    assert entries(journal.path) == []
    await book.trust_changed(TrustChange(SERVER, Trust(), Trust(), "a", "g", moved_from="https://old.example"), NOON)
    assert [kind for kind, _body in entries(journal.path)] == ["trust_changed"]


async def test_what_was_said_of_the_clock_last_is_known_at_the_next_start(
    journal: SqliteJournal, book: ServerBook
) -> None:
    assert await book.last_clock() is None
    for minutes in (-7.5, 0.1):
        await book.clock_seen(ClockSeen(SERVER, minutes * MINUTE), NOON)
    await book.trust_changed(CHANGE, NOON)
    await journal.close()
    await journal.open()
    assert await book.last_clock() == ClockSeen(SERVER, timedelta(seconds=6))
    assert entries(journal.path)[:2] == [
        ("clock_seen", f'{{"server":"{SERVER}","seconds":-450,"off":true}}'.encode()),
        ("clock_seen", f'{{"server":"{SERVER}","seconds":6,"off":false}}'.encode()),
    ]
    assert verify(journal.path).unbroken


async def test_the_last_word_about_the_clock_is_found_by_its_index(journal: SqliteJournal, book: ServerBook) -> None:
    plan = await journal.ask(
        lambda asked: [step[3] for step in asked.connection.execute(f"EXPLAIN QUERY PLAN {LAST_CLOCK}")]
    )
    assert plan == ["SCAN entry USING INDEX entry_server"]


def test_a_verification_finds_trust_that_changed_nothing(tmp_path):
    with open_book(tmp_path) as book:
        book.append(ClockNoted(SERVER, -450, off=True), NOON)
        book.append(TrustChanged(SERVER, TrustBody(), TrustBody(), "Amina", "Grace"), NOON)
    found = verify(tmp_path)
    assert (found.unbroken, found.first_break) == (False, 3)
    assert "trusted before" in found.problem


PINNED = TrustBody(fingerprint=PIN)
NONSENSE = [
    (ClockNoted(SERVER, 3600, off=False), "does not fit"),
    (ClockNoted(SERVER, -119, off=True), "does not fit"),
    (ClockNoted(SERVER, 10**12, off=True), "by that much"),
    (ClockNoted(SERVER, -(10**12), off=True), "by that much"),
    (TrustChanged(SERVER, TrustBody(), TrustBody("/ca.pem", PIN), "Amina", "Grace"), "at once"),
    (TrustChanged(SERVER, TrustBody("/ca.pem", PIN), TrustBody(), "Amina", "Grace"), "at once"),
    (TrustChanged(SERVER, TrustBody(), TrustBody(fingerprint="zz"), "Amina", "Grace"), "fingerprint is none"),
    (TrustChanged(SERVER, PINNED, TrustBody(), "Amina", ""), "nobody answers"),
    (TrustChanged(SERVER, PINNED, TrustBody(), "", "Grace"), "nobody answers"),
]


@pytest.mark.parametrize(("body", "problem"), NONSENSE)
def test_bodies_that_this_program_never_writes_are_found(tmp_path, body, problem):
    with open_book(tmp_path) as book:
        known = Mark(book.entries, bytes.fromhex(book.head), 0, None)
        book.append(body, NOON)
    for found in (verify(tmp_path), verify_since(tmp_path, known)):
        assert found is not None
        assert (found.unbroken, found.first_break) == (False, 2)
        assert problem in found.problem


@pytest.mark.parametrize(("sale_uid", "raw"), [("a-sale", None), ("", b"")])
def test_an_entry_about_the_server_is_no_sale_s_and_no_answer(tmp_path, sale_uid, raw):
    with open_book(tmp_path) as book:
        known = Mark(book.entries, bytes.fromhex(book.head), 0, None)
        book.append(ClockNoted(SERVER, -450, off=True), NOON, sale_uid, raw)
    for found in (verify(tmp_path), verify_since(tmp_path, known)):
        assert found is not None
        assert "names a sale or holds an answer" in found.problem


@pytest.mark.parametrize(
    "body",
    [
        b'{"server":"x","seconds":450,"off":true,"x":1}',
        b'{"server":"x","seconds": 450,"off":true}',
    ],
)
def test_a_body_is_written_in_one_way(tmp_path, monkeypatch, body):
    with open_book(tmp_path) as book:
        known = Mark(book.entries, bytes.fromhex(book.head), 0, None)
        monkeypatch.setattr(book_module, "encode", lambda _: body)
        book.append(ClockNoted("x", 450, off=True), NOON)
    for found in (verify(tmp_path), verify_since(tmp_path, known)):
        assert found is not None
        assert "not written as" in found.problem


@pytest.mark.parametrize(
    "body",
    [
        TrustChanged(SERVER, PINNED, TrustBody(), NOBODY, "", lost="server.ca_file = x"),
        ClockNoted(SERVER, 120, off=True),
        ClockNoted(SERVER, -120, off=False),
        ClockNoted(SERVER, 250_000_000_000, off=True),
    ],
)
def test_bodies_that_it_may_write_are_right(tmp_path, body):
    with open_book(tmp_path) as book:
        book.append(body, NOON)
    assert verify(tmp_path).unbroken


@pytest.mark.parametrize("body", [b"{}", b'{"server":"x","seconds":%d,"off":true}' % 10**30])
def test_a_clock_that_nobody_could_have_seen_is_not_read(body):
    assert clock_of(body) is None


def test_what_is_new_since_the_last_verification_may_be_about_the_server(tmp_path):
    with open_book(tmp_path) as book:
        sell(book, order(), ISSUED)
        known = Mark(book.entries, bytes.fromhex(book.head), 1, None)
        book.append(ClockNoted(SERVER, -450, off=True), NOON)
    found = verify_since(tmp_path, known)
    assert found is not None
    assert found.unbroken
    assert found.entries == known.seq + 1


# Version 6 of the file knew nothing of the server.


def sixth_version(folder: Path) -> Path:
    (folder / "now").mkdir(mode=0o700)
    with open_book(folder / "now") as book:
        sell(book, order(), ISSUED)
        sell(book, order("37000000025", management=True))
    return older(folder, 6, lacks="trust")


def test_a_file_of_version_6_is_kept_and_brought_to_this_one(tmp_path):
    file = sixth_version(tmp_path)
    before = verify(file)
    assert (before.sales, before.unbroken) == (2, True)
    with open_book(file.parent) as book:
        assert schema.version(book.connection) == schema.VERSION
        assert book.connection.execute(LAST_CLOCK).fetchone() is None
        book.append(ClockNoted(SERVER, -450, off=True), NOON)
    [kept] = (file.parent / "backups").iterdir()
    assert kept.name.startswith(f"before-version-{schema.VERSION}-")
    with closing(sqlite3.connect(kept)) as connection:
        assert schema.version(connection) == 6
    assert verify(kept) == before
    after = verify(file)
    assert (after.unbroken, after.sales, after.entries) == (True, 2, before.entries + 1)


def test_a_backup_of_version_6_can_be_restored(tmp_path):
    file = sixth_version(tmp_path)
    done = restore(tmp_path / "new", "K01", file, NOON, last_receipt=2)
    assert (done.found.unbroken, done.found.sales) == (True, 2)
    with open_book(tmp_path / "new") as book:
        book.append(ClockNoted(SERVER, -450, off=True), NOON)
    assert verify(tmp_path / "new").unbroken


def test_a_file_of_version_6_that_is_damaged_is_not_brought_to_this_one(tmp_path):
    file = sixth_version(tmp_path)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER entry_stays")
        connection.execute("UPDATE entry SET at = at || 'x' WHERE seq = 3")
    with pytest.raises(EnvironmentFault, match="is damaged"):
        writable_book(file, "K01", now)
    with closing(sqlite3.connect(file)) as connection:
        assert schema.version(connection) == 6


def test_a_program_of_version_6_refuses_a_file_that_knows_of_the_server(tmp_path, monkeypatch):
    with open_book(tmp_path) as book:
        book.append(ClockNoted(SERVER, -450, off=True), NOON)
    monkeypatch.setattr(schema, "VERSION", 6)
    with pytest.raises(
        EnvironmentFault, match=f"has version {len(schema.MIGRATIONS)}, written by a newer Vending Desk"
    ):
        writable_book(tmp_path / JOURNAL_NAME, "K01", now, schema.MIGRATIONS[:6])
    with raw_file(tmp_path) as file:
        assert schema.version(file) == len(schema.MIGRATIONS)
