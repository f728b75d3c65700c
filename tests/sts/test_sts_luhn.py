import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendingdesk.sts import MeterNumberError, MeterReason, luhn_digit, luhn_valid

DIGITS = st.text("0123456789", min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("payload", "digit"),
    [
        ("012824440003", "1"),
        ("60072700000000000", "9"),
        ("00000100000000008", "2"),
        ("7992739871", "3"),
        ("0", "0"),
        ("5", "9"),
        ("4", "2"),
    ],
)
def test_known_check_digits(payload: str, digit: str) -> None:
    assert luhn_digit(payload) == digit
    assert luhn_valid(payload + digit)


@pytest.mark.parametrize("payload", ["", "12a", "1 2", "-1", "٣", "²"])
def test_only_ascii_digits_have_a_check_digit(payload: str) -> None:
    with pytest.raises(MeterNumberError) as caught:
        luhn_digit(payload)
    assert caught.value.reason is MeterReason.NOT_DIGITS


@pytest.mark.parametrize("number", ["", "0", "٣٣", "18a", "18 "])
def test_what_is_no_number_is_not_valid(number: str) -> None:
    assert luhn_valid(number) is False


def test_the_shortest_number_has_two_digits() -> None:
    assert luhn_valid("18")
    assert not luhn_valid("19")


@given(DIGITS)
def test_exactly_one_check_digit_fits(payload: str) -> None:
    fitting = [digit for digit in "0123456789" if luhn_valid(payload + digit)]
    assert fitting == [luhn_digit(payload)]


@given(DIGITS, st.data())
def test_one_changed_digit_is_found(payload: str, data: st.DataObject) -> None:
    number = payload + luhn_digit(payload)
    place = data.draw(st.integers(0, len(number) - 1))
    other = data.draw(st.sampled_from("0123456789").filter(lambda digit: digit != number[place]))
    assert not luhn_valid(number[:place] + other + number[place + 1 :])


@given(DIGITS, st.data())
def test_swapped_neighbours_are_found_except_09_and_90(payload: str, data: st.DataObject) -> None:
    number = payload + luhn_digit(payload)
    place = data.draw(st.integers(0, len(number) - 2))
    pair = number[place : place + 2]
    swapped = number[:place] + pair[::-1] + number[place + 2 :]
    assert luhn_valid(swapped) is (pair[0] == pair[1] or pair in {"09", "90"})
