import inspect
import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journal.journal_samples import (
    DECLINED,
    ISSUED,
    NOON,
    NOTHING_SENT,
    UNCLEAR,
    answer,
    fill,
    open_book,
    order,
    raw_file,
    sell,
)

from vendingdesk.counter import ports
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.receipt import SlipKind
from vendingdesk.domain.sale import MoveRefused, VendState
from vendingdesk.journal import JOURNAL_NAME, SqliteJournal, SqliteRegister, verify
from vendingdesk.journal.book import Book
from vendingdesk.journal.projection import rebuild


def rows(connection):
    return connection.execute("SELECT * FROM sale ORDER BY number").fetchall()


def test_what_is_written_is_read_the_same_after_a_new_start(tmp_path):
    with open_book(tmp_path) as book:
        credit, energy, management = order(), order(amount=Energy(500_000)), order(management=True)
        made = [book.prepare(asked, NOON) for asked in (credit, energy, management)]
        assert [sale.receipt_no for sale in made] == ["K01-000001", "K01-000002", "K01-000003"]
        assert [sale.order for sale in made] == [credit, energy, management]
        assert book.sale("K01-000002") == made[1]
        sent = book.sending(credit.uid, NOON)
        assert sent == made[0].sending() == book.sale("K01-000001")
        book.answered(credit.uid, answer())
        done = book.conclude(credit.uid, ISSUED, NOON + timedelta(seconds=1))
        assert done == sent.concluded(ISSUED, NOON + timedelta(seconds=1))
    with open_book(tmp_path) as book:
        assert book.sale("K01-000001") == done
        assert book.sale("K01-000001").prepared_at.utcoffset() == timedelta(hours=3)
        assert book.sale("K01-000003") == made[2]
        assert book.raw_answer(credit.uid) == answer()
        assert book.prepare(order(), NOON).number == 4


@pytest.mark.parametrize("outcome", [ISSUED, DECLINED, NOTHING_SENT, UNCLEAR])
def test_every_outcome_is_kept(tmp_path, outcome):
    with open_book(tmp_path) as book:
        asked = order()
        sell(book, asked, outcome)
        assert book.sale("K01-000001").outcome == outcome
        assert book.open_sales() == ()


def test_open_sales_come_oldest_first_with_the_answer_on_disk(tmp_path):
    with open_book(tmp_path) as book:
        asked = [order() for _ in range(3)]
        for each in asked:
            book.prepare(each, NOON)
        book.sending(asked[1].uid, NOON)
        book.answered(asked[1].uid, answer(b"first"))
        book.answered(asked[1].uid, answer(b"second"))
        before = book.open_sales()
    with open_book(tmp_path) as book:
        found = book.open_sales()
    assert found == before
    assert [(sale.uid, sale.state, raw and raw.body) for sale, raw in found] == [
        (asked[0].uid, VendState.PREPARED, None),
        (asked[1].uid, VendState.SENDING, b"second"),
        (asked[2].uid, VendState.PREPARED, None),
    ]


def test_a_move_that_the_states_refuse_writes_nothing(tmp_path):
    with open_book(tmp_path) as book:
        done, fresh = order(), order()
        sell(book, done)
        book.prepare(fresh, NOON)
        head = book.head
        refused = [
            lambda: book.sending(done.uid, NOON),
            lambda: book.conclude(done.uid, DECLINED, NOON),
            lambda: book.conclude(fresh.uid, ISSUED, NOON),
            lambda: book.answered(fresh.uid, answer()),
            lambda: book.answered(done.uid, answer()),
            lambda: book.sending("nobody", NOON),
            lambda: book.slip_made("nobody", SlipKind.SALE, "ann", "pdf", NOON),
            lambda: book.prepare(fresh, NOON),
            lambda: book.prepare(done, NOON),
        ]
        for move in refused:
            with pytest.raises(MoveRefused):
                move()
        assert book.head == head
        assert book.prepare(order(), NOON).number == 3
        book.sending(fresh.uid, NOON)
    assert verify(tmp_path).unbroken


def test_a_late_answer_to_a_doubt_is_still_kept(tmp_path):
    with open_book(tmp_path) as book:
        asked = order()
        sell(book, asked, UNCLEAR)
        book.answered(asked.uid, answer(b"late"))
        assert book.raw_answer(asked.uid).body == b"late"
        assert book.sale("K01-000001").state is VendState.IN_DOUBT


def test_slips_are_counted_in_every_state_and_over_a_new_start(tmp_path):
    with open_book(tmp_path) as book:
        asked = order()
        book.prepare(asked, NOON)
        assert book.slip_made(asked.uid, SlipKind.SALE, "ann", "pdf", NOON) == 1
        assert book.sending(asked.uid, NOON).copies == 1
        assert book.conclude(asked.uid, ISSUED, NOON).copies == 1
        assert book.slip_made(asked.uid, SlipKind.SALE, "ann", "print", NOON) == 2
    with open_book(tmp_path) as book:
        assert book.slip_made(asked.uid, SlipKind.SALE, "ben", "print", NOON) == 3
        assert book.sale("k01-1").copies == 3


def test_a_clock_that_goes_backwards_changes_no_order(tmp_path):
    with open_book(tmp_path) as book:
        for hours in (0, -5, 3):
            book.prepare(order(), NOON + timedelta(hours=hours))
        newest = book.sales("", "", (), 0, 10)
    assert [sale.number for sale in newest] == [3, 2, 1]
    assert verify(tmp_path).unbroken


def test_entries_can_be_neither_changed_nor_deleted_nor_left_out(tmp_path):
    fill(tmp_path)
    with raw_file(tmp_path) as connection:
        for statement in (
            "UPDATE entry SET kind = 'slip' WHERE seq = 3",
            "DELETE FROM entry WHERE seq = 3",
            "DELETE FROM entry",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(statement)
        skipped = (
            "INSERT INTO entry SELECT seq + 2, 'new', till, sale_uid, kind, at, body, raw, previous, hash FROM entry"
        )
        with pytest.raises(sqlite3.IntegrityError, match="no gaps"):
            connection.execute(f"{skipped} ORDER BY seq DESC LIMIT 1")
        with pytest.raises(sqlite3.IntegrityError, match="no gaps"):
            connection.execute("INSERT OR REPLACE INTO entry SELECT * FROM entry WHERE seq = 2")


def test_the_book_is_written_to_survive_a_power_cut(tmp_path):
    with open_book(tmp_path) as book:
        ask = book._connection.execute
        assert ask("PRAGMA journal_mode").fetchone() == ("wal",)
        assert ask("PRAGMA synchronous").fetchone() == (2,)
        assert ask("PRAGMA foreign_keys").fetchone() == (1,)


def test_an_entry_and_what_it_changes_are_one_transaction(tmp_path):
    with open_book(tmp_path) as book:
        asked = order()
        book.prepare(asked, NOON)
        book._connection.execute(
            "CREATE TEMP TRIGGER stop BEFORE UPDATE ON main.sale BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
        with pytest.raises(sqlite3.IntegrityError):
            book.sending(asked.uid, NOON)
        assert book._connection.execute("SELECT count(*) FROM entry").fetchone() == (2,)
        book._connection.execute("DROP TRIGGER stop")
        assert book.sending(asked.uid, NOON).state is VendState.SENDING
    assert verify(tmp_path).unbroken


def test_the_table_of_sales_is_rebuilt_from_the_entries(tmp_path):
    fill(tmp_path)
    with raw_file(tmp_path) as connection:
        before = rows(connection)
        assert len(before) == 8
        connection.execute("DELETE FROM sale WHERE number = 3")
        connection.execute("UPDATE sale SET state = 'ISSUED', outcome = NULL, meter = '0', copies = 9")
        rebuild(connection)
        assert rows(connection) == before
    assert verify(tmp_path).unbroken


def test_a_rebuilding_that_fails_leaves_the_table(tmp_path):
    fill(tmp_path)
    with raw_file(tmp_path) as connection:
        before = rows(connection)
        connection.execute("DROP TRIGGER entry_stays")
        connection.execute("UPDATE entry SET kind = 'riddle' WHERE seq = 9")
        with pytest.raises(KeyError):
            rebuild(connection)
        assert rows(connection) == before


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.sampled_from(["prepare", "sending", "answer", "end", "slip"]), st.integers(0, 5)), max_size=25
    )
)
def test_any_course_of_events_leaves_a_whole_book(tmp_path_factory, events):
    folder = tmp_path_factory.mktemp("book")
    with open_book(folder) as book:
        asked = []
        for event, index in events:
            if event == "prepare":
                asked.append(order(f"3700000{len(asked):04}"))
                book.prepare(asked[-1], NOON)
                continue
            uid = asked[index % len(asked)].uid if asked else "none"
            try:
                match event:
                    case "sending":
                        book.sending(uid, NOON)
                    case "answer":
                        book.answered(uid, answer())
                    case "end":
                        book.conclude(uid, (ISSUED, DECLINED, NOTHING_SENT, UNCLEAR)[index % 4], NOON)
                    case "slip":
                        book.slip_made(uid, SlipKind.SALE, "ann", "pdf", NOON)
            except MoveRefused:
                pass
        kept = book.open_sales()
        listed = book.sales("", "", (), 0, 100)
    assert [sale.number for sale in listed] == list(range(len(asked), 0, -1))
    assert all(one.number > two.number for one, two in pairwise(listed))
    assert verify(folder).unbroken
    with open_book(folder) as book:
        assert book.open_sales() == kept


def test_the_files_are_their_owners_alone_whatever_the_umask(tmp_path):
    folder = tmp_path / "new" / "data"
    old = os.umask(0)
    try:
        folder.parent.mkdir()
        folder.mkdir(mode=0o700)
        with open_book(folder) as book:
            book.prepare(order(), NOON)
            modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    finally:
        os.umask(old)
    assert modes == dict.fromkeys(("journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm"), 0o600)


@pytest.mark.parametrize(("port", "made"), [(ports.Journal, SqliteJournal), (ports.Register, SqliteRegister)])
def test_the_counter_can_use_it(port, made):
    names = [name for name in vars(port) if not name.startswith("_")]
    assert names
    for name in names:
        wanted, given_ = inspect.getattr_static(port, name), inspect.getattr_static(made, name)
        if isinstance(wanted, property):
            assert isinstance(given_, property)
            wanted, given_ = wanted.fget, given_.fget
        assert inspect.signature(given_) == inspect.signature(wanted), name
        assert inspect.iscoroutinefunction(given_) == inspect.iscoroutinefunction(wanted), name


class AnswerLost(sqlite3.Connection):
    """Commits, and then says that the disk failed: a failure behind the write, as a full or pulled disk has it."""

    lost = False

    def execute(self, statement, parameters=()):
        done = super().execute(statement, parameters)
        if statement == "COMMIT" and self.lost:
            raise sqlite3.OperationalError("disk I/O error")
        return done


def test_after_a_commit_that_failed_the_book_looks_what_is_on_the_disk(tmp_path):
    with open_book(tmp_path) as book:
        sell(book, order())
    with closing(sqlite3.connect(tmp_path / JOURNAL_NAME, isolation_level=None, factory=AnswerLost)) as connection:
        book = Book(connection, "K01")
        connection.lost = True
        with pytest.raises(sqlite3.OperationalError):
            book.supervisor_named("grace", "ben", "", NOON)
        connection.lost = False
        after = order("01282444000")
        assert book.prepare(after, NOON).receipt_no == "K01-000002"  # behind the entry that is there after all
        assert book.supervisors_named()
    assert verify(tmp_path).unbroken
