"""Money on the Settings page: every bad input says what to do beside its field, the others are read all the same."""

from decimal import Decimal
from typing import Any

import pytest

from vendingdesk.counter.money_draft import read_money, typed_money
from vendingdesk.counter.money_setup import MoneySetup
from vendingdesk.domain.tender import CASH, TenderKind

FULL = MoneySetup((CASH, TenderKind("Card")), True, 50, Decimal("0.25"))


@pytest.mark.parametrize("money", [FULL, MoneySetup()])
def test_what_is_not_touched_is_the_same(money: MoneySetup) -> None:
    faults: dict[str, str] = {}
    assert read_money(typed_money(money), MoneySetup(), faults) == money
    assert read_money({}, money, faults) == money
    assert faults == {}


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        ("tenders", " \n", "Name at least cash, one kind of payment a line."),
        ("tenders", "Card\nCash", "This must begin with cash: the first kind goes into the drawer."),
        ("tenders", "Cash\nCash", "This must not name a kind of payment twice."),
        ("tenders", "Cash\n" + "x" * 25, "A kind of payment has a name of 1 to 24 characters."),
        ("cashier_limit", "", "Type a whole number, or 0 for no limit."),
        ("cashier_limit", "5.5", "Type a whole number, or 0 for no limit."),
        ("cashier_limit", "٥", "Type a whole number, or 0 for no limit."),
        ("kwh_price", "0,25", "Type the price in digits with a point, such as 0.25."),
        ("kwh_price", "0", "This must be above zero and at most 10000, with at most 6 digits behind the point."),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_read(name: str, typed: Any, says: str) -> None:
    faults: dict[str, str] = {}
    read = read_money(typed_money(FULL) | {name: typed, "ask_tendered": False}, FULL, faults)
    assert faults == {name: says}
    assert getattr(read, name) == getattr(FULL, name)
    assert not read.ask_tendered


def test_blanks_are_no_part_of_a_setting() -> None:
    typed = {"tenders": " Cash \n\n Mobile  money ", "cashier_limit": " 7 ", "kwh_price": " "}
    read = read_money(typed, FULL, {})
    assert read == MoneySetup((CASH, TenderKind("Mobile money")), True, 7, None)
