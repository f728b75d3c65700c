from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendingdesk.sts import AMOUNT_MAX, FieldError, FieldReason, amount_to_field, field_to_amount

amounts = st.integers(0, AMOUNT_MAX) | st.integers(0, 200_000)


def by_the_book(tenths: int) -> int:
    """The standard's own procedure, step by step, in exact fractions."""
    exponent, rest = 0, Fraction(tenths)
    while exponent < 3 and rest >= 16384:
        rest, exponent = (rest - 16384) / 10, exponent + 1
    mantissa = ceil(rest)
    if mantissa == 16384:
        exponent, mantissa = exponent + 1, 0
    return exponent << 14 | mantissa


@pytest.mark.parametrize(
    ("tenths", "exponent", "mantissa", "shown"),
    [
        (0, 0, 0, 0),
        (1, 0, 1, 1),
        (256, 0, 256, 256),
        (16383, 0, 16383, 16383),
        (16384, 1, 0, 16384),
        (16385, 1, 1, 16394),
        (180214, 1, 16383, 180214),
        (180215, 2, 0, 180224),
        (1818525, 3, 0, 1818624),
        (18201624, 3, 16383, 18201624),
    ],
)
def test_known_fields(tenths: int, exponent: int, mantissa: int, shown: int) -> None:
    field = amount_to_field(tenths)
    assert (field >> 14, field & 0x3FFF) == (exponent, mantissa)
    assert field_to_amount(field) == shown


@given(amounts)
def test_the_field_is_the_standard_s(tenths: int) -> None:
    assert amount_to_field(tenths) == by_the_book(tenths)


@given(amounts)
def test_the_customer_never_gets_less_and_at_most_a_step_more(tenths: int) -> None:
    field = amount_to_field(tenths)
    assert 0 <= field_to_amount(field) - tenths < 10 ** (field >> 14) or field & 0x3FFF == 0
    assert field == 0 or field_to_amount(field - 1) < tenths


@given(st.integers(0, 0xFFFF))
def test_every_field_is_what_its_own_amount_takes(field: int) -> None:
    assert amount_to_field(field_to_amount(field)) == field


def test_the_largest_amount() -> None:
    assert AMOUNT_MAX == field_to_amount(0xFFFF) == 18_201_624


@pytest.mark.parametrize("tenths", [-1, AMOUNT_MAX + 1])
def test_an_amount_that_no_token_carries(tenths: int) -> None:
    with pytest.raises(FieldError, match=r"1820162\.4 kWh") as caught:
        amount_to_field(tenths)
    assert caught.value.reason is FieldReason.AMOUNT


@pytest.mark.parametrize("tenths", [1.0, True, "1"])
def test_an_amount_is_a_whole_number(tenths: object) -> None:
    with pytest.raises(TypeError, match=type(tenths).__name__):
        amount_to_field(tenths)  # type: ignore[arg-type]


@pytest.mark.parametrize("field", [-1, 0x10000])
def test_a_field_has_16_bits(field: int) -> None:
    with pytest.raises(FieldError) as caught:
        field_to_amount(field)
    assert caught.value.reason is FieldReason.AMOUNT_FIELD
