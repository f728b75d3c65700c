"""People, shifts and cash in the journal: what must follow what, and what a verification says of the rest."""

from contextlib import closing
from dataclasses import replace

import pytest
from journal.journal_samples import DECLINED, ISSUED, NOON, UNCLEAR, USD, older, open_book, order, raw_file, sell

from vendingdesk.domain.charges import ChargeLine
from vendingdesk.domain.doubt import Settlement, Verdict
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.errors import ShiftWanted
from vendingdesk.domain.money import Money
from vendingdesk.domain.sale import MoveRefused
from vendingdesk.domain.tender import Tender, TenderKind
from vendingdesk.journal import schema
from vendingdesk.journal.day_entries import (
    PEOPLE,
    SHIFTS,
    Allowed,
    AtTill,
    CashMoved,
    PersonNamed,
    ReportSlip,
    ShiftClosed,
    ShiftCounted,
    ShiftOpened,
    Switched,
)
from vendingdesk.journal.entries import Concluded
from vendingdesk.journal.export import COLUMNS, export_rows
from vendingdesk.journal.opening import connect
from vendingdesk.journal.outcomes import body_of
from vendingdesk.journal.verification import verify

ON = Switched(SHIFTS, on=True, by="Ann")
OPENED = ShiftOpened(1, 5000, "USD", 2, "Ann")


def test_a_sale_belongs_to_the_shift_that_is_open(tmp_path):
    with open_book(tmp_path) as book:
        before, inside, after = order(), order(), order()
        sell(book, before)
        book.append(ON, NOON)
        with pytest.raises(ShiftWanted, match="F7"):
            book.prepare(order(), NOON)
        book.append(ShiftOpened(1, 5000, "USD", 2, "Ann", base=1235), NOON)
        assert book.day.shift.opening_float == Money(5000, USD)
        assert book.prepare(inside, NOON).shift == 1
        book.append(ShiftClosed(1, "Ann", 5000), NOON)
        book.append(ShiftOpened(2, 5000, "USD", 2, "Ann", base=1235), NOON)
        sell(book, after)
        assert [sale.shift for sale in book.sales("", "", (), 0, 9)] == [2, 1, 0]
    with open_book(tmp_path) as book:
        assert (book.day.shift.number, book.day.opened_seq, book.day.is_on(SHIFTS)) == (2, book.day.opened_seq, True)
        assert book.open_sales()[0][0].shift == 1
    assert verify(tmp_path).unbroken


def test_all_of_an_order_comes_back(tmp_path):
    tender = Tender(TenderKind("Cash", cash=True), Money(2000, USD))
    paid = replace(order(), account="shop1", tender=tender, allowed="sell_above", allowed_by="Grace", operator="Ann")
    card = replace(order(), tender=Tender(TenderKind("Card")))
    energy = replace(order(amount=Energy(5_000_000)), energy_price=Money(125, USD), tender=tender)
    with open_book(tmp_path) as book:
        for asked in (paid, card, energy):
            sell(book, asked)
        assert [sale.order for sale in book.sales("", "", (), 0, 9)] == [energy, card, paid]
        assert not card.in_cash
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in export_rows(tmp_path)]
    assert [(row["tender"], row["tendered"], row["price"]) for row in rows] == [
        ("Cash", "20.00", "12.35"),
        ("Card", "", "12.35"),
        ("Cash", "20.00", "1.25"),
    ]
    assert [rows[0][name] for name in ("account", "allowed", "allowed_by", "shift")] == [
        "shop1",
        "sell_above",
        "Grace",
        "",
    ]
    with raw_file(tmp_path) as file:
        assert file.execute("SELECT price, cash, tendered FROM sale").fetchall() == [
            (1235, 1, 2000),
            (1235, 0, None),
            (125, 1, 2000),
        ]
    assert verify(tmp_path).unbroken


def test_prices_of_older_sales_are_worked_out_once(tmp_path):
    on_top = ChargeLine("Fee", "", included=False, amount=Money(50, USD))
    inside = ChargeLine("VAT", "20 %", included=True, amount=Money(200, USD))
    (tmp_path / "now").mkdir(mode=0o700)
    with open_book(tmp_path / "now") as book:
        sell(book, replace(order(), charges=(on_top, inside, on_top)))
        sell(book, replace(order(), charges=(inside,)))
        sell(book, order())
        sell(book, order(amount=Energy(1_000_000)))
        sell(book, order(management=True))
    path = older(tmp_path, 4, lacks="price")
    with closing(connect(path)) as connection:
        schema.migrate(connection)
        assert [row for (row,) in connection.execute("SELECT price FROM sale")] == [1335, 1235, 1235, None, None]
    assert verify(path).unbroken


def test_what_cannot_follow_is_no_good_in_a_verification(tmp_path):
    cases = {
        "is not open": ShiftClosed(1, "Ann", 0),
        "shift 4 is not open": CashMoved(4, "pay_in", 100, "Ann"),
        "can't follow": ShiftOpened(3, 0, "USD", 2, "Ann"),
        "there is no switch": Switched("moods", on=True, by="Ann"),
        "are off already": Switched(SHIFTS, on=False, by="Ann"),
    }
    for number, (said, body) in enumerate(cases.items()):
        folder = tmp_path / str(number)
        folder.mkdir(mode=0o700)
        with open_book(folder) as book:
            book.append(body, NOON)
        found = verify(folder)
        assert not found.unbroken
        assert said in found.problem
        assert found.first_break == 2


def test_a_refund_names_its_sale(tmp_path):
    for number, (sale, uid_of, good) in enumerate(((1, 0, True), (2, 0, False), (1, 1, False), (0, 0, False))):
        folder = tmp_path / str(number)
        folder.mkdir(mode=0o700)
        with open_book(folder) as book:
            asked = [order("37000000033"), order("37000000041")]
            for each in asked:
                sell(book, each, UNCLEAR)
                book.settle(each.uid, Settlement(Verdict.LOST, "Ann", NOON, "utility", "T1", "Grace"))
            book.append(OPENED, NOON)
            book.append(CashMoved(1, "refund", 1235, "Ann", sale=sale), NOON, asked[uid_of].uid)
        found = verify(folder)
        assert found.unbroken is good
        assert good or "gives money back" in found.problem


def test_a_sale_of_another_shift_is_noticed(tmp_path):
    with open_book(tmp_path) as book:
        book.append(OPENED, NOON)
        book.day.shift = None
        sell(book, order())
    assert "of shift 0 where 1 is open" in verify(tmp_path).problem


def test_the_rest_of_a_day_is_only_read(tmp_path):
    with open_book(tmp_path) as book:
        book.append(PersonNamed("Ann", ("cashier",), "ab", "demo"), NOON)
        book.append(PersonNamed("ANN ", ("supervisor",), "cd", "demo"), NOON)
        book.append(OPENED, NOON)
        book.append(CashMoved(1, "pay_in", 100, "Ann"), NOON)
        book.append(AtTill("Ann", "demo"), NOON)
        book.append(Allowed("export", "Ann", "Grace"), NOON)
        book.append(ReportSlip("X", 1, 1, "Ann", "print"), NOON)
        assert {key: each.mark for key, each in book.day.persons.items()} == {"ann": "cd"}
    with open_book(tmp_path) as book:
        assert book.day.persons["ann"].roles == ("supervisor",)
        sell(book, order(), ISSUED)
    assert verify(tmp_path).unbroken


def test_a_day_refuses_what_the_books_must_not_have(tmp_path):
    with open_book(tmp_path) as book:
        book.append(ON, NOON)
        book.append(OPENED, NOON)
        day = book.day
        for refused in (
            lambda: day.check_open(2),
            lambda: day.check_switch(SHIFTS, on=False),
            lambda: day.check_switch(SHIFTS, on=True),
            lambda: day.check_running(2),
        ):
            with pytest.raises(MoveRefused):
                refused()
        day.check_running(1)
        book.append(ShiftClosed(1, "Ann", 5000), NOON)
        with pytest.raises(MoveRefused):
            day.check_running(1)
        day.check_open(2)
        day.check_switch(SHIFTS, on=False)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (Switched(PEOPLE, on=False, by="Ann"), "no supervisor did or allowed it, only Ann"),
        (CashMoved(1, "pay_in", -1, "Ann"), "it moves -1: cash moves by more than nothing"),
        (ShiftCounted(1, "Ann", -5, 0), "it counts -5 with 0 in pieces: nobody finds less than nothing"),
        (ShiftClosed(1, "Ann", -5), "it has -5 of cash"),
    ],
)
def test_nobody_but_a_supervisor_ends_people_and_no_cash_is_below_nothing(tmp_path, wrong, said):
    with open_book(tmp_path) as book:
        book.append(PersonNamed("Grace", ("supervisor",), "ab", "demo"), NOON)
        book.append(PersonNamed("Ann", ("cashier",), "cd", "demo", "Grace"), NOON)
        book.append(Switched(PEOPLE, on=True, by="demo", allowed_by="Grace"), NOON)
        book.append(Switched(PEOPLE, on=False, by="Ann", allowed_by="GRACE"), NOON)
        book.append(Switched(PEOPLE, on=True, by="demo", allowed_by="Grace"), NOON)
        book.append(ON, NOON)
        book.append(OPENED, NOON)
    assert verify(tmp_path).unbroken
    with open_book(tmp_path) as book:
        book.append(wrong, NOON)
    assert verify(tmp_path).problem == said


def test_a_sale_that_ends_twice_is_noticed(tmp_path):
    with open_book(tmp_path) as book:
        asked = order()
        sell(book, asked, DECLINED)
        book.append(Concluded(1, body_of(DECLINED)), NOON, asked.uid)
    assert "which REFUSED can't become" in verify(tmp_path).problem
