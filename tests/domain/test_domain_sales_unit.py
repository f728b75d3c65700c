"""Where two units say different things, and how that is shown."""

import pytest

from vendingdesk.domain.money import Currency
from vendingdesk.domain.sales_unit import SalesUnit

KWD, USD, CENTS = Currency("KWD", 3), Currency("USD"), Currency("KWD", 2)


@pytest.mark.parametrize(
    ("books", "run", "shown"),
    [
        (SalesUnit(), SalesUnit("currency", USD), None),
        (SalesUnit("kwh"), SalesUnit("kwh", USD), None),
        (SalesUnit("currency", KWD), SalesUnit("currency", KWD), None),
        (SalesUnit("currency", KWD), SalesUnit("currency", USD), ("10.000 KWD", "10.00 USD")),
        (SalesUnit("currency", KWD), SalesUnit("currency", CENTS), ("10.000 KWD", "10.00 KWD")),
        (SalesUnit("kwh", KWD), SalesUnit("kwh", USD), ("10.000 KWD", "10.00 USD")),
        (SalesUnit("", KWD), SalesUnit("kwh", USD), ("10.000 KWD", "10.00 USD")),
        (SalesUnit("kwh"), SalesUnit("currency", USD), ("10 kWh", "10.00 USD")),
        (SalesUnit("currency", USD), SalesUnit("kwh", USD), ("10.00 USD", "10 kWh")),
    ],
)
def test_two_units_differ_where_both_say_something(
    books: SalesUnit, run: SalesUnit, shown: tuple[str, str] | None
) -> None:
    assert books.otherwise(run) == shown
