"""A sale is held to its own entries before a slip of it is made."""

import pytest
from journal.journal_samples import DOUBTED, ISSUED, NOON, TOKEN, UNCLEAR, open_book, order, raw_file, sell
from journal.test_journal_doubts import FOUND, RECOVERED
from journal.test_journal_verification import JSON

from vendingdesk.domain.receipt import SlipKind
from vendingdesk.journal.entries import DECODERS
from vendingdesk.journal.faults import JournalDamaged

WRONG = TOKEN[:-1] + "5"
LAST = 9


def filled(folder):
    """Sales 1 to 9 with other entries between them: 4 is in doubt, 5 was recovered, 9 is under way; their uids."""
    uids = []
    with open_book(folder) as book:
        for number in range(1, LAST):
            asked = order(DOUBTED if number in (4, 5) else "01282444000", doubt_override="must", overridden_by="eve")
            uids.append(asked.uid)
            sell(book, asked, UNCLEAR if number in (4, 5) else ISSUED)
            for _ in range(number):
                book.slip_made(uids[0], SlipKind.SALE, "ann", "pdf", NOON)
        book.settle(uids[4], RECOVERED)
        last = order("37000000041")
        uids.append(last.uid)
        book.prepare(last, NOON)
        for _ in range(20):
            book.supervisor_named("eve", "ann", "", NOON)
    return uids


def slip(book, uid):
    return book.slip_made(uid, SlipKind.HOLD, "ann", "pdf", NOON)


def test_a_sale_that_is_as_it_was_written_gets_its_slip(tmp_path):
    uids = filled(tmp_path)
    with open_book(tmp_path) as book:
        assert [slip(book, uid) for uid in uids[1:]] == [1] * (LAST - 1)
        book.sending(uids[-1], NOON)
        assert slip(book, uids[-1]) == 2


@pytest.mark.parametrize(
    ("number", "change"),
    [
        (2, f"UPDATE sale SET outcome = replace(outcome, '{TOKEN}', '{WRONG}') WHERE number = 2"),
        (2, f"UPDATE sale SET tokens = replace(tokens, '{TOKEN}', '{WRONG}') WHERE number = 2"),
        (3, "UPDATE sale SET meter = '01282444001' WHERE number = 3"),
        (3, "UPDATE sale SET minor = 9235 WHERE number = 3"),
        (5, f"UPDATE sale SET settlement = replace(settlement, '{FOUND}', '{WRONG}') WHERE number = 5"),
        (9, "UPDATE sale SET state = 'ISSUED' WHERE number = 9"),
        (4, "UPDATE sale SET (state, outcome) = (SELECT state, outcome FROM sale WHERE number = 3) WHERE number = 4"),
    ],
)
def test_a_sale_that_the_table_shows_otherwise_gets_none(tmp_path, number, change):
    uids = filled(tmp_path)
    with open_book(tmp_path) as book:
        with raw_file(tmp_path) as file:
            file.execute(change)
        with pytest.raises(JournalDamaged, match=rf"sale K01-00000{number} .*vendingdesk journal restore"):
            slip(book, uids[number - 1])
        slip(book, uids[5])


@pytest.mark.parametrize("kind", ["prepared", "concluded", "resolved"])
@pytest.mark.parametrize(
    "change", [f"body = {JSON.format(path='$.number', value=6)}", "body = x'7b'", "at = '2026-01-01T00:00:00+03:00'"]
)
def test_entries_that_are_not_as_written_give_none(tmp_path, kind, change):
    uids = filled(tmp_path)
    with open_book(tmp_path) as book:
        with raw_file(tmp_path) as file:
            file.execute("DROP TRIGGER entry_stays")
            file.execute(f"UPDATE entry SET {change} WHERE kind = ? AND sale_uid = ?", (kind, uids[4]))
        with pytest.raises(JournalDamaged):
            slip(book, uids[4])


def test_a_sale_without_entries_or_without_a_row_gets_none(tmp_path):
    uids = filled(tmp_path)
    with open_book(tmp_path) as book:
        with raw_file(tmp_path) as file:
            file.execute("UPDATE sale SET number = 99 WHERE number = 2")
            file.execute("UPDATE sale SET number = 0 WHERE number = 3")
            file.execute("DELETE FROM sale WHERE number = 9")
        for index in (1, 2, 8):
            with pytest.raises(JournalDamaged):
                slip(book, uids[index])


def test_it_reads_a_few_entries_of_a_long_book(tmp_path, monkeypatch):
    class Counting:
        decoded = 0

        def decode(self, body):
            Counting.decoded += 1
            return kept.decode(body)

    kept = DECODERS["prepared"]
    uids = []
    with open_book(tmp_path) as book:
        book._connection.execute("PRAGMA synchronous = OFF")
        for _ in range(512):
            asked = order()
            uids.append(asked.uid)
            sell(book, asked)
        monkeypatch.setitem(DECODERS, "prepared", Counting())
        for uid in uids[::50]:
            slip(book, uid)
    assert Counting.decoded <= 11 * len(uids[::50])


def test_what_no_sale_can_be_is_said_as_damage(tmp_path):
    filled(tmp_path)
    with open_book(tmp_path) as book:
        with raw_file(tmp_path) as file:
            file.execute("UPDATE sale SET outcome = 'x' WHERE number = 2")
        with pytest.raises(JournalDamaged, match="its sale 2 can't be read"):
            book.sale("K01-000002")
