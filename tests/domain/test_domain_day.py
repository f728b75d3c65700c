"""People, tenders, shifts and cash: what they hold themselves to."""

from datetime import UTC, datetime

import pytest

from vendingdesk.domain.energy import Energy
from vendingdesk.domain.management import ManagementKind, ManagementOrder
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.people import RIGHTS, Person, Right, Role
from vendingdesk.domain.sale import Order
from vendingdesk.domain.shift import CashKind, CashMove, DrawerCount
from vendingdesk.domain.tender import LONGEST_NAME, Tender, TenderKind

USD = Currency("USD")
NOW = datetime(2026, 3, 29, 12, tzinfo=UTC)


def test_rights_are_those_of_all_roles_and_of_who_still_works_here():
    both = Person("Ann", frozenset({Role.CASHIER, Role.ENGINEER}), "hash")
    assert both.may(Right.SELL)
    assert both.may(Right.MANAGE)
    assert not both.may(Right.PAY_OUT)
    assert not Person("Ann", both.roles, active=False).may(Right.SELL)
    assert "hash" not in repr(both)


def test_a_supervisor_may_everything_and_a_cashier_sees_no_totals():
    assert RIGHTS[Role.SUPERVISOR] == frozenset(Right)
    assert Right.SEE_TOTALS not in RIGHTS[Role.CASHIER]
    assert Right.MANAGE not in RIGHTS[Role.CASHIER]
    assert Right.SELL not in RIGHTS[Role.ENGINEER]


def test_change_is_what_was_given_beyond_the_price():
    cash = TenderKind("Cash", cash=True)
    assert Tender(cash, Money(2000, USD)).change(Money(1235, USD)) == Money(765, USD)
    assert Tender(cash, Money(1000, USD)).change(Money(1235, USD)) == Money(-235, USD)
    assert Tender(cash).change(Money(1235, USD)) is None
    with pytest.raises(ValueError, match="only cash"):
        Tender(TenderKind("Card"), Money(1, USD))


@pytest.mark.parametrize("name", ["", "  ", "x" * (LONGEST_NAME + 1)])
def test_a_kind_of_payment_has_a_name(name):
    with pytest.raises(ValueError, match="has a name"):
        TenderKind(name)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": CashKind.PAY_IN, "amount": Money(0, USD)},
        {"kind": CashKind.PAY_IN, "amount": Money(-1, USD)},
        {"kind": CashKind.REFUND, "amount": Money(1, USD)},
        {"kind": CashKind.REFUND, "amount": Money(1, USD), "sale_uid": "u"},
        {"kind": CashKind.DROP, "amount": Money(1, USD), "sale_uid": "u", "receipt_no": "K01-000001"},
        {"kind": CashKind.DROP, "amount": Money(1, USD), "cash": False},
    ],
)
def test_cash_that_can_not_move_so(wrong):
    with pytest.raises(ValueError, match=r"than nothing|of a sale|otherwise than in cash"):
        CashMove(by="Ann", at=NOW, **wrong)


def test_cash_that_moves():
    CashMove(CashKind.REFUND, Money(1, USD), "Ann", NOW, sale_uid="u", receipt_no="K01-000001", cash=False)
    CashMove(CashKind.PAY_OUT, Money(1, USD), "Ann", NOW, "Milk", "Grace")


def test_a_count_adds_up():
    assert DrawerCount(USD, ((10000, 2), (25, 3)), 4).total == Money(20079, USD)
    assert DrawerCount(USD).total == Money(0, USD)


@pytest.mark.parametrize(("pieces", "loose"), [(((100, -1),), 0), (((0, 1),), 0), ((), -1)])
def test_nobody_counts_less_than_nothing(pieces, loose):
    with pytest.raises(ValueError, match="nothing or more"):
        DrawerCount(USD, pieces, loose)


def test_an_order_is_paid_as_it_can_be():
    asked = {"uid": "u", "request_id": "r", "meter": "0", "operator": "Ann", "server": "s"}
    cash = Tender(TenderKind("Cash", cash=True))
    engineering = ManagementOrder(ManagementKind.CLEAR_CREDIT, 0, "moved")
    energy = Order(amount=Energy(1_000_000), energy_price=Money(25, USD), tender=cash, **asked)
    assert (energy.price, energy.in_cash) == (Money(25, USD), True)
    with pytest.raises(ValueError, match="price of its own"):
        Order(amount=Money(1, USD), energy_price=Money(25, USD), **asked)
    with pytest.raises(ValueError, match="nobody pays"):
        Order(management=engineering, tender=cash, **asked)
    with pytest.raises(ValueError, match="leave is given"):
        Order(amount=Money(1, USD), allowed="sell", **asked)
