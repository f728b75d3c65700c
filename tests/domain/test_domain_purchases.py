"""How often somebody buys, and what a year comes to."""

from datetime import date

import pytest

from vendingdesk.domain.energy import Energy
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.purchases import Bought, MonthBought, months_until, rhythm

USD = Currency("USD")


@pytest.mark.parametrize(
    ("days", "every"),
    [
        ([], None),
        ([1, 8], None),
        ([1, 1, 8], None),
        ([1, 8, 15], 7),
        ([15, 1, 8, 8], 7),
        ([1, 2, 3, 30], 1),
        ([1, 14, 28], 14),
        ([1, 3, 6], 2),
    ],
)
def test_the_middle_gap_is_the_rhythm(days: list[int], every: int | None) -> None:
    assert rhythm(date(2026, 1, day) for day in days) == every


def test_months_run_over_new_year() -> None:
    assert months_until(date(2026, 2, 28), 3) == (date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1))


def test_a_year_is_the_sum_of_its_months() -> None:
    january = MonthBought(date(2026, 1, 1), 2, Money(1000, USD), Energy(5))
    february = MonthBought(date(2026, 2, 1), 1, Money(500, USD), Energy(3))
    bought = Bought((january, february))
    assert (bought.purchases, bought.money, bought.energy) == (3, Money(1500, USD), Energy(8))
    energy = Bought((MonthBought(date(2026, 1, 1), 2, None, Energy(5)),))
    assert (energy.purchases, energy.money, energy.energy) == (2, None, Energy(5))
    assert (Bought().purchases, Bought().money) == (0, None)
