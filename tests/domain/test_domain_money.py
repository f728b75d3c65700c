"""Money and currency: what a cashier may type, and that not a cent is lost on the way to the server."""

from dataclasses import FrozenInstanceError
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendingdesk.domain.errors import AmountRefused, Refused
from vendingdesk.domain.money import MOST_DIGITS, Currency, Money, plain, plain_decimal, shifted

USD, XOF, KWD, CLF = Currency("USD"), Currency("XOF", 0), Currency("KWD", 3), Currency("CLF", 4)

currencies = st.sampled_from([USD, XOF, KWD, CLF])

SIGN = "Type the amount without a sign."
DIGITS = "Type the amount in digits, such as 10 or 12.50."
TOO_LARGE = "This amount is too large: 9 digits at most."
FINER = "Type at most 2 digits behind the point (USD)."
COMMAS = "Type the amount without commas, such as 1000 or 12.50."
ZERO = "Type an amount above zero."

REFUSED = {
    "": "Type the amount first.",
    "   ": "Type the amount first.",
    "\t\n\u00a0": "Type the amount first.",
    "ten": DIGITS,
    "10x": DIGITS,
    "10 USD": DIGITS,
    "$10": DIGITS,
    "0": ZERO,
    "000": ZERO,
    "0.00": ZERO,
    "0.": ZERO,
    "-5": SIGN,
    "−5": SIGN,
    "+5": SIGN,
    "5-": DIGITS,
    "1e3": DIGITS,
    "1E3": DIGITS,
    "0x10": DIGITS,
    "1_000": DIGITS,
    "12.345": FINER,
    "0.001": FINER,
    "10.000": FINER,
    "10,50": "Use a point, not a comma: 10.50",
    "10,5": "Use a point, not a comma: 10.5",
    "1,000": COMMAS,
    "10,": COMMAS,
    ",5": COMMAS,
    "1,000,000": COMMAS,
    "1,000.50": COMMAS,
    "1.000,50": COMMAS,
    "ten, please": COMMAS,
    "1234567890,50": COMMAS,
    "1 000": DIGITS,
    "1\u00a0000": DIGITS,
    "1'000": DIGITS,
    ".5": DIGITS,
    ".": DIGITS,
    "1.2.3": DIGITS,
    "NaN": DIGITS,
    "nan": DIGITS,
    "sNaN": DIGITS,
    "Infinity": DIGITS,
    "inf": DIGITS,
    "-Infinity": SIGN,
    "1000000000": TOO_LARGE,
    "9" * 1000: TOO_LARGE,
    "0." + "9" * 1000: FINER,
    "9" * 1000 + "," + "9" * 1000: COMMAS,
    "١٠": DIGITS,
    "１０": DIGITS,
    "१०.५०": DIGITS,
    "²": DIGITS,
    "½": DIGITS,
    "10\x00": DIGITS,
    "10;DROP": DIGITS,
}


@pytest.mark.parametrize(("typed", "sentence"), REFUSED.items(), ids=[repr(typed)[:20] for typed in REFUSED])
def test_what_is_no_amount_is_refused_with_what_to_type(typed: str, sentence: str) -> None:
    with pytest.raises(AmountRefused) as refusal:
        Money.parse(typed, USD)
    assert str(refusal.value) == sentence
    assert isinstance(refusal.value, Refused)
    assert refusal.value.server_text == ""


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("10", 1000),
        ("10.5", 1050),
        ("12.35", 1235),
        ("5.", 500),
        (" 7 ", 700),
        ("007.10", 710),
        ("0.01", 1),
        ("999999999.99", 99999999999),
        ("0" * 1000 + "1", 100),
    ],
)
def test_what_a_cashier_types(typed: str, minor: int) -> None:
    assert Money.parse(typed, USD) == Money(minor, USD)


def test_a_currency_without_a_smaller_unit_takes_whole_numbers_only() -> None:
    assert Money.parse("1500", XOF).minor == 1500
    assert Money.parse("1500.", XOF).minor == 1500
    with pytest.raises(AmountRefused, match=r"^XOF has no smaller unit: type a whole number\.$"):
        Money.parse("1500.5", XOF)
    with pytest.raises(AmountRefused, match=r"^Type the amount without commas"):
        Money.parse("1500,5", XOF)


def test_the_comma_never_turns_thousands_into_ones() -> None:
    for currency in (USD, XOF, KWD, CLF):  # three digits are a dinar's own: only a person knows
        with pytest.raises(AmountRefused, match=r"^Type the amount without commas"):
            Money.parse("1,000", currency)
    with pytest.raises(AmountRefused, match=r"^Use a point, not a comma: 1\.2500$"):
        Money.parse("1,2500", CLF)


def test_one_digit_is_singular() -> None:
    with pytest.raises(AmountRefused, match=r"^Type at most one digit behind the point \(kWh\)\.$"):
        plain_decimal("1.25", places=1, unit="kWh")


@given(st.integers(1, 10**MOST_DIGITS - 1), currencies)
def test_text_is_read_back_as_the_same_sum(major: int, currency: Currency) -> None:
    for minor in (major, major * 10**currency.exponent):
        money = Money(minor, currency)
        assert Money.parse(money.text, currency) == money
        assert Money.parse(f"{money.number:f}", currency) == money


@given(st.integers(), currencies)
def test_number_is_exact_and_plain(minor: int, currency: Currency) -> None:
    number = Money(minor, currency).number
    assert isinstance(number, Decimal)
    assert number.as_integer_ratio() == Decimal(f"{minor}e-{currency.exponent}").as_integer_ratio()
    text = str(number)
    assert "E" not in text or abs(minor) < 10
    assert not ("." in f"{number:f}" and f"{number:f}".endswith("0"))


@given(st.integers(-(10**60), 10**60), currencies)
def test_text_shows_every_minor_digit(minor: int, currency: Currency) -> None:
    text = Money(minor, currency).text
    sign, digits = "-" * (minor < 0), str(abs(minor)).rjust(currency.exponent + 1, "0")
    point = len(digits) - currency.exponent
    assert text == sign + digits[:point] + ("." + digits[point:] if currency.exponent else "")


@given(st.text(max_size=30))
def test_any_text_is_an_exact_amount_or_refused(text: str) -> None:
    try:
        money = Money.parse(text, USD)
    except AmountRefused as refusal:
        assert 0 < len(str(refusal)) < 120  # noqa: PT017
    else:
        assert money.number == Decimal(text.strip())
        assert 0 < money.minor < 10 ** (MOST_DIGITS + 2)


@pytest.mark.parametrize("minor", [10.0, 0.1, Decimal(10), "10", None, True, 1 + 0j, float("nan")])
def test_money_is_made_of_whole_minor_units_only(minor: Any) -> None:
    with pytest.raises(TypeError, match="whole number of minor units"):
        Money(minor, USD)


@given(st.floats())
def test_no_float_ever_becomes_money(number: float) -> None:
    with pytest.raises(TypeError):
        Money(number, USD)  # type: ignore[arg-type]


def test_sums_of_one_currency() -> None:
    ten, three = Money(1000, USD), Money(300, USD)
    assert ten + three == Money(1300, USD)
    assert three - ten == Money(-700, USD)
    assert three < ten
    assert not ten < three
    assert not ten < Money(1000, USD)
    assert max(three, ten) is ten
    assert str(ten) == "10.00 USD"
    assert (ten - ten).text == "0.00"
    assert ten.unit == "USD"


def test_two_currencies_never_meet() -> None:
    ten, other = Money(10, USD), Money(10, Currency("EUR"))
    for meet in (lambda: ten + other, lambda: ten - other, lambda: ten < other):
        with pytest.raises(ValueError, match="USD and EUR can't be added or compared"):
            meet()
    assert ten != other
    assert Money(10, Currency("USD", 3)) != ten


def test_money_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        Money(1, USD).minor = 2  # type: ignore[misc]


@pytest.mark.parametrize("code", ["", "US", "USDX", "usd", "U5D", "USD\n", " USD", "ÄÖÜ", "ＵＳＤ"])
def test_a_currency_code_is_three_capital_letters(code: str) -> None:
    with pytest.raises(ValueError, match="three capital letters"):
        Currency(code)


@pytest.mark.parametrize("exponent", [-1, 5, 2.0])
def test_a_minor_unit_has_0_to_4_digits(exponent: Any) -> None:
    with pytest.raises(ValueError, match="0 to 4 digits"):
        Currency("USD", exponent)


def test_currencies_that_exist() -> None:
    assert [Currency("AAA", exponent).exponent for exponent in range(5)] == [0, 1, 2, 3, 4]
    assert USD.exponent == 2


@given(st.integers(-(10**100), 10**100), st.integers(0, 20))
def test_moving_the_point_loses_nothing(number: int, places: int) -> None:
    there = shifted(number, -places)
    assert shifted(there, places) == number
    assert plain(there) == there
