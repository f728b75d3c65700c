"""Numbers: exact out, bounded in."""

from decimal import Decimal

import pytest

from vendingdesk.api.numbers import bounded_decimal, json_body


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Decimal("12.35"), b"12.35"),
        (Decimal("10"), b"10"),
        (Decimal("1E+3"), b"1000"),
        (Decimal("0.000001"), b"0.000001"),
        (Decimal("1E-7"), b"0.0000001"),
        (Decimal("123456789012345678901234567890.01"), b"123456789012345678901234567890.01"),
        (Decimal("0.1") + Decimal("0.2"), b"0.3"),
    ],
)
def test_a_decimal_is_written_exactly_and_without_an_exponent(number: Decimal, text: bytes) -> None:
    assert json_body({"money": number}) == b'{"money":' + text + b"}"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_finite_number_is_not_written(number: str) -> None:
    with pytest.raises(ValueError, match="finite"):
        json_body({"money": Decimal(number)})


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("10", Decimal(10)),
        ("10.00", Decimal(10)),
        ("-0.5", Decimal("-0.5")),
        ("1e2", Decimal(100)),
        ("1E-2", Decimal("0.01")),
        ("1" * 40, Decimal("1" * 40)),
        ("1e40", Decimal("1e40")),
        ("1" * 41, None),
        ("1" * 20 + "." + "1" * 21, None),
        ("1e41", None),
        ("1e-41", None),
        ("1e999999999", None),
        ("NaN", None),
        ("Infinity", None),
        ("1_000", None),
        ("1,5", None),
        ("", None),
        (" 1", None),
        ("٣", None),
        ("9" * 100_000, None),
    ],
)
def test_a_number_is_read_exactly_within_bounds(text: str, number: Decimal | None) -> None:
    assert bounded_decimal(text) == number
