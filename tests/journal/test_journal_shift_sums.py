"""What a verification adds up of a shift: each line of a Z, each count, each move; made false once and noticed."""

from dataclasses import replace

import msgspec
import pytest
from journal.journal_samples import DECLINED, NOON, NOTHING_SENT, open_book, order, sell
from journal.journal_shifts import (
    CARD,
    begin,
    close,
    count,
    doubted,
    finished,
    later,
    move,
    on,
    paid,
    refund,
    settle,
    usd,
)

from vendingdesk.domain.charges import ChargeLine
from vendingdesk.domain.doubt import Verdict
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.errors import Refused
from vendingdesk.domain.receipt import SlipKind
from vendingdesk.domain.shift import CashKind
from vendingdesk.journal.day_entries import CashMoved, ShiftClosed, ShiftCounted, ShiftOpened
from vendingdesk.journal.report_body import DoubtBody
from vendingdesk.journal.verification import verify

FEE = ChargeLine("Fee", "", included=False, amount=usd(50))


def a_second_shift(book):
    """Everything that a Z can say; counted wrong once, then twice alike, and not closed yet."""
    on(book)
    earlier, by_card = paid(900, "37000000071"), paid(80, "37000000063", CARD)
    for each in (earlier, by_card):
        book.prepare(each, NOON)
        book.sending(each.uid, NOON)
    finished(book)
    begin(book, 5900)
    later(book, earlier, DECLINED)  # 9.00 went back
    later(book, by_card, DECLINED)  # no cash did
    copied = paid(1000)
    sell(book, copied)
    for _ in range(2):
        book.slip_made(copied.uid, SlipKind.SALE, "Ann", "pdf", NOON)
    sell(book, paid(2000, tender=CARD))
    sell(book, order("37000000017", Energy(5_000_000)))
    sell(book, order(management=True))
    sell(book, paid(), DECLINED)
    sell(book, paid(), NOTHING_SENT)
    doubted(book, 300, "37000000025")
    back, kept = doubted(book, 400), doubted(book, 700, "37000000041")
    settle(book, back, Verdict.LOST, alone=True)
    settle(book, kept, Verdict.NOT_ISSUED)
    refund(book, back)
    count(book, 1)
    move(book, CashKind.PAY_IN, 10)
    for found in (7010, 7009, 7010):
        count(book, found)


def written(book):
    """The close, kept back."""
    kept = []
    book.append = lambda body, at, uid="": kept.append(body)
    with pytest.raises(Refused):
        close(book, left=10, reason="why")
    del book.append
    return kept[0]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ""),
        ({"expected": 7011}, "other expected cash"),
        ({"tenders": (("", True, 1, 3000), ("Card", False, 2, 0))}, "other tenders"),
        ({"energy": None}, "other energy"),
        ({"charges": (("Fee", "", False, 1),)}, "other charges"),
        ({"first_receipt": "K01-000001"}, "other receipts"),
        ({"doubts": ()}, "other doubts"),
        ({"doubts": (DoubtBody("K01-000001", ""), DoubtBody("K01-000001", "", 1))}, "other doubts"),
        ({"management": 0}, "other management"),
        ({"refused": 0}, "other refused"),
        ({"not_sent": 3}, "other not_sent"),
        ({"overridden": 1}, "other overridden"),
        ({"copies": 0}, "other copies"),
        ({"settled_alone": 0}, "other settled_alone"),
        ({"released": None}, "other released"),
        ({"given_back": (1, 401)}, "other given_back"),
        ({"z_passed": (1, 1)}, "other numbers passed over"),
        ({"counts": ()}, "other counts than were made"),
        ({"recounted": 7009}, "other counts than were made"),
    ],
)
def test_a_line_of_a_z_that_is_not_as_the_entries_have_it_is_noticed(tmp_path, changes, said):
    with open_book(tmp_path) as book:
        a_second_shift(book)
        body = written(book)
        report = body.report
        tallies = {
            name: pair
            for name, pair in {**report.tallies, **{n: changes[n] for n in changes if n in report.tallies}}.items()
            if pair is not None
        }
        others = {name: value for name, value in changes.items() if name not in report.tallies}
        report = msgspec.structs.replace(report, tallies=tallies, **others)
        book.append(msgspec.structs.replace(body, report=report), NOON)
    found = verify(tmp_path)
    assert found.unbroken is (not said), found.problem
    assert said in found.problem


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"counted": 7011}, "other counts than were made"),
        ({"left": 7011}, "it leaves 7011 in the drawer, where 7010 was counted"),
        ({"left": -1}, "it leaves -1 in the drawer"),
        ({"left": None}, ""),
    ],
)
def test_a_close_is_of_counts_that_were_made(tmp_path, changes, said):
    with open_book(tmp_path) as book:
        a_second_shift(book)
        book.append(msgspec.structs.replace(written(book), **changes), NOON)
    found = verify(tmp_path)
    assert found.unbroken is (not said), found.problem
    assert said in found.problem


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (CashMoved(1, "pay_out", -5000, "Ann"), "it moves -5000"),
        (CashMoved(1, "pay_out", 0, "Ann"), "it moves 0"),
        (CashMoved(1, "pay_out", 1, "Ann"), ""),
        (ShiftCounted(1, "Ann", -1, 5000), "nobody finds less than nothing"),
        (ShiftCounted(1, "Ann", 99, 5000, ((100, 1),)), "counts 99 with 100 in pieces"),
        (ShiftCounted(1, "Ann", 100, 5000, ((100, 2), (-100, 1))), "nobody finds less than nothing"),
        (ShiftCounted(1, "Ann", 100, 4999), "it expects 4999 where the entries come to 5000"),
        (ShiftCounted(1, "Ann", 100, 5000, ((100, 1),)), ""),
    ],
)
def test_a_move_or_a_count_that_can_not_be_is_noticed(tmp_path, body, said):
    with open_book(tmp_path) as book:
        on(book)
        book.append(body, NOON)
    found = verify(tmp_path)
    assert found.unbroken is (not said), found.problem
    assert said in found.problem


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (ShiftOpened(1, -1, "USD", 2, "Ann"), "it begins with a float of -1"),
        (ShiftCounted(1, "Ann", 1, 1), "shift 1 is not open"),
        (ShiftClosed(1, "Ann", 1), "shift 1 is not open"),
        (CashMoved(1, "pay_in", 1, "Ann"), "shift 1 is not open"),
    ],
)
def test_outside_of_a_shift_there_is_none_of_it(tmp_path, body, said):
    with open_book(tmp_path) as book:
        on(book, opening=None)
        book.append(body, NOON)
    assert said in verify(tmp_path).problem


def test_taxes_are_added_up_by_name(tmp_path):
    with open_book(tmp_path) as book:
        on(book)
        for meter in ("01282444000", "37000000017"):
            sell(book, replace(paid(meter=meter), charges=(FEE,)))
        assert finished(book).sales.total == usd(2100)
    assert verify(tmp_path).unbroken
