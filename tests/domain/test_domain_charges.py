"""Taxes and fees: exact, to the minor unit, and never more than what is there."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from vendingdesk.domain.charges import Charge, ChargeLine, charge_lines, price
from vendingdesk.domain.errors import AmountRefused
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.sale import Order

USD = Currency("USD")


def lines(minor: int, *charges: Charge) -> list[int]:
    return [line.amount.minor for line in charge_lines(Money(minor, USD), charges)]


def test_included_vat_is_a_part_of_the_amount() -> None:
    vat = Charge("VAT", Decimal(20))
    [line] = charge_lines(Money(12_00, USD), [vat])
    assert line == ChargeLine("VAT", "20 %", included=True, amount=Money(2_00, USD))
    assert price(Money(12_00, USD), [line]) == Money(12_00, USD)


def test_what_comes_on_top_is_paid_beside_the_amount() -> None:
    made = charge_lines(
        Money(10_00, USD),
        [Charge("Levy", Decimal("2.5"), included=False), Charge("Service", fixed=50, included=False)],
    )
    assert [(line.rate, line.amount.minor) for line in made] == [("2.5 %", 25), ("", 50)]
    assert price(Money(10_00, USD), made) == Money(10_75, USD)


def test_several_included_rates_are_of_one_net_and_fees_go_first() -> None:
    vat, levy, fee = Charge("VAT", Decimal(20)), Charge("Levy", Decimal(5)), Charge("Fee", fixed=50)
    assert lines(13_00, vat, levy, fee) == [2_00, 50, 50]


def test_half_a_cent_is_rounded_up() -> None:
    assert lines(50, Charge("Levy", Decimal(1), included=False)) == [1]
    assert lines(49, Charge("Levy", Decimal(1), included=False)) == [0]


def test_an_amount_that_is_all_fee_is_refused() -> None:
    with pytest.raises(AmountRefused, match=r"0\.50 USD is no more than the fees in it \(0\.50 USD\)"):
        lines(50, Charge("Fee", fixed=50))
    assert lines(51, Charge("Fee", fixed=50)) == [50]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": ""}, "a name"),
        ({"name": "x" * 33}, "a name"),
        ({"name": "a\nb"}, "a name"),
        ({"percent": None}, "either"),
        ({"fixed": 5}, "either"),
        ({"percent": Decimal(0)}, "above 0"),
        ({"percent": Decimal("100.001")}, "above 0"),
        ({"percent": Decimal("0.0001")}, "three digits"),
        ({"percent": Decimal("NaN")}, "above 0"),
        ({"percent": Decimal("Infinity")}, "above 0"),
        ({"percent": None, "fixed": 0}, "above zero"),
        ({"percent": None, "fixed": True}, "above zero"),
        ({"percent": None, "fixed": 10**9 + 1}, "above zero"),
    ],
)
def test_what_can_not_be_computed_is_refused(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Charge(**{"name": "VAT", "percent": Decimal(20), **wrong})


def test_charges_are_of_money_alone() -> None:
    line = ChargeLine("VAT", "20 %", included=True, amount=Money(1, USD))
    from vendingdesk.domain.energy import Energy

    asked: dict[str, Any] = {"uid": "u", "request_id": "r", "meter": "1", "operator": "a", "server": "s"}
    with pytest.raises(ValueError, match="money alone"):
        Order(**asked, amount=Energy(1000), charges=(line,))
    order = Order(**asked, amount=Money(100, USD), charges=(line,))
    assert order.price == Money(100, USD)
    assert Order(**asked, amount=Energy(1000)).price is None


percents = some.decimals(min_value="0.001", max_value=100, places=3).map(lambda value: round(value, 3))


@given(
    some.integers(1, 10**9 - 1),
    some.lists(some.tuples(percents, some.booleans()), max_size=6),
)
def test_any_charges(minor: int, asked: list[tuple[Decimal, bool]]) -> None:
    amount = Money(minor, USD)
    made = charge_lines(amount, [Charge("c", percent, included=included) for percent, included in asked])
    inside = sum(line.amount.minor for line in made if line.included)
    assert 0 <= inside <= minor + len(made)  # each line is rounded by itself
    on_top = sum((amount.minor * percent / 100 for percent, included in asked if not included), Decimal(0))
    assert abs(price(amount, made).minor - amount.minor - on_top) <= Decimal(len(made)) / 2
