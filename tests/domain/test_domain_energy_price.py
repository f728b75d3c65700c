"""What energy costs at the shop's price of a kWh, and the round sums that people hand over."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendingdesk.domain.energy import Energy
from vendingdesk.domain.energy_price import energy_price
from vendingdesk.domain.errors import AmountRefused
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.tender import round_sums

USD, XOF = Currency("USD"), Currency("XOF", 0)


def kwh(text: str) -> Energy:
    return Energy.from_kwh(Decimal(text))


@pytest.mark.parametrize(
    ("energy", "per_kwh", "currency", "minor"),
    [
        ("25", "0.25", USD, 625),
        ("0.1", "0.25", USD, 3),  # 2.5 cents: half goes up
        ("0.1", "0.24", USD, 2),
        ("10", "0.123456", USD, 123),
        ("3", "109.5", XOF, 329),
        ("1", "0.005", USD, 1),
    ],
)
def test_a_price_is_rounded_half_up(energy: str, per_kwh: str, currency: Currency, minor: int) -> None:
    assert energy_price(kwh(energy), Decimal(per_kwh), currency) == Money(minor, currency)


@given(st.integers(1, 10**10), st.integers(1, 10**10))
def test_a_price_is_within_half_a_cent(tenths: int, millionths: int) -> None:
    energy, per_kwh = Energy(tenths * 100_000), Decimal(millionths).scaleb(-6)
    exact = Fraction(tenths, 10) * Fraction(millionths, 10**6) * 100
    if exact < Fraction(1, 2) or exact >= 10**11 - Fraction(1, 2):
        with pytest.raises(AmountRefused):
            energy_price(energy, per_kwh, USD)
    else:
        assert -Fraction(1, 2) < energy_price(energy, per_kwh, USD).minor - exact <= Fraction(1, 2)


def test_energy_that_would_cost_nothing_or_too_much_is_refused() -> None:
    with pytest.raises(AmountRefused, match=r"^0\.1 kWh would cost nothing: sell more of it\.$"):
        energy_price(kwh("0.1"), Decimal("0.04"), USD)
    with pytest.raises(AmountRefused, match=r"^100000\.0 kWh would cost 1000000000\.00 USD: that is too much"):
        energy_price(kwh("100000"), Decimal(10_000), USD)


@pytest.mark.parametrize(
    ("minor", "sums"),
    [
        (1250, (1500, 2000, 5000)),
        (638, (700, 1000, 2000)),
        (1000, (2000, 5000, 10000)),
        (9750, (10000, 20000)),
        (2000, (5000, 10000, 20000)),
        (1, (2, 5, 10)),
        (0, ()),
        (-5, ()),
    ],
)
def test_round_sums(minor: int, sums: tuple[int, ...]) -> None:
    assert round_sums(Money(minor, USD)) == tuple(Money(each, USD) for each in sums)


@given(st.integers(1, 10**12))
def test_a_round_sum_is_more_than_the_price_and_rounder(minor: int) -> None:
    found = round_sums(Money(minor, XOF))
    assert 1 <= len(found) <= 3
    assert all(each.minor > minor for each in found)
    assert list(found) == sorted(set(found))
    assert all(each.minor % (10 ** (len(str(minor)) - 1) // 2 or 1) == 0 for each in found)
