import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendingdesk.sts import (
    MeterNumberError,
    MeterReason,
    group_meter,
    is_valid_meter_number,
    luhn_digit,
    luhn_valid,
    meter_pan,
    parse_meter_number,
)

METERS = st.sampled_from([10, 12]).flatmap(
    lambda size: st.text("0123456789", min_size=size, max_size=size).map(lambda text: text + luhn_digit(text))
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0128244400031", "0128244400031"),
        (" 0128 2444 0003 1\r\n", "0128244400031"),
        ("01-28244400-03–1", "0128244400031"),
        ("\u202a0128\u00a02444\u20110003−1\u202c\ufeff", "0128244400031"),
        ("00000000000", "00000000000"),
        ("0100000000008", "0100000000008"),
    ],
)
def test_a_good_number_is_returned_bare(text: str, number: str) -> None:
    assert parse_meter_number(text) == number
    assert is_valid_meter_number(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("0128244400032", MeterReason.CHECK_DIGIT),
        ("", MeterReason.LENGTH),
        (" - ", MeterReason.LENGTH),
        ("0128244400", MeterReason.LENGTH),
        ("012824440003", MeterReason.LENGTH),
        ("01282444000310", MeterReason.LENGTH),
        ("012824440003O", MeterReason.NOT_DIGITS),
        ("012824440003١", MeterReason.NOT_DIGITS),
        ("012824440003¹", MeterReason.NOT_DIGITS),
        ("meter", MeterReason.NOT_DIGITS),
        ("0128244400_031", MeterReason.NOT_DIGITS),
    ],
)
def test_a_bad_number_is_refused_with_its_reason(text: str, reason: MeterReason) -> None:
    with pytest.raises(MeterNumberError) as caught:
        parse_meter_number(text)
    assert caught.value.reason is reason
    assert is_valid_meter_number(text) is False


def test_a_supervisor_may_let_a_bad_check_digit_through_but_nothing_else() -> None:
    assert parse_meter_number("0128 2444 0003 2", check=False) == "0128244400032"
    with pytest.raises(MeterNumberError) as caught:
        parse_meter_number("012824440003", check=False)
    assert caught.value.reason is MeterReason.LENGTH
    assert caught.value.found == "12 digits"


@pytest.mark.parametrize(
    ("number", "grouped"),
    [
        ("0128244400031", "0128 2444 0003 1"),
        ("60072700001", "6007 2700 001"),
        ("0128-2444-0003-2", "0128 2444 0003 2"),
        ("1234", "1234"),
        ("", ""),
        ("AB12345", "AB12 345"),
    ],
)
def test_grouping_never_refuses(number: str, grouped: str) -> None:
    assert group_meter(number) == grouped


@pytest.mark.parametrize(
    ("number", "pan"),
    [
        ("0128244400031", "000001282444000312"),
        ("0128 2444 0003 1", "000001282444000312"),
        ("00000000000", "600727000000000009"),
        ("0100000000008", "000001000000000082"),
    ],
)
def test_the_pan_is_issuer_meter_and_check_digit(number: str, pan: str) -> None:
    assert meter_pan(number) == pan


def test_no_pan_for_a_bad_check_digit() -> None:
    with pytest.raises(MeterNumberError) as caught:
        meter_pan("0128244400032")
    assert caught.value.reason is MeterReason.CHECK_DIGIT


@given(METERS)
def test_grouping_and_parsing_undo_each_other(number: str) -> None:
    grouped = group_meter(number)
    assert parse_meter_number(grouped) == number
    *full, last = [len(group) for group in grouped.split(" ")]
    assert set(full) == {4}
    assert last == len(number) % 4


@given(METERS)
def test_every_pan_is_18_digits_around_the_meter_number(number: str) -> None:
    pan = meter_pan(number)
    assert len(pan) == 18
    assert pan[:-1].endswith(number)
    assert luhn_valid(pan)
