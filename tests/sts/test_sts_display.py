from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendingdesk.sts import (
    DisplayTest,
    DisplayToken,
    FieldError,
    FieldReason,
    TokenError,
    TokenReason,
    decode_display_token,
    display_token,
    encode_display_token,
    format_token,
    insert_class,
    token_crc,
)

# Published for every meter: control field, token for 11-digit meters, token for 13-digit meters.
PUBLISHED = [
    (0x001, "00000000000150997584", "01152921509036054672"),
    (0x002, "00000000000167774880", "01152921513331042448"),
    (0x004, "00000000000201328896", "01152921521920952465"),
    (0x008, "18446744073843772416", "01152921539100838034"),
    (0x010, "36893488147553322496", "01152921573460543637"),
    (0x020, "00000000000671093248", "01152921642180020378"),
    (0x040, "00000000001207974400", "01152921779618973828"),
    (0x080, "00000000002281728512", "01152922054496880824"),
    (0x100, "00000000004429208064", "01152922604252694700"),
    (0x200, "00000000008724195840", "01152923703764322536"),
    (0x400, "00000000017314105857", "01152925902787577952"),
    (None, "56493153725450313471", "02305843005052951967"),
]


def token_of(subclass: int, rest: int, *, kind: int = 1, damage: int = 0) -> str:
    fields = subclass << 44 | rest
    crc = token_crc(kind << 48 | fields) ^ damage
    return format_token(insert_class(fields << 16 | crc, kind))


@pytest.mark.parametrize(("control", "short", "long"), PUBLISHED)
def test_published_tokens_are_made_and_read(control: int | None, short: str, long: str) -> None:
    digits: Literal[11, 13]
    for digits, token, bits in ((11, short, 36), (13, long, 28)):
        assert encode_display_token(control, meter_digits=digits) == token
        expected = 2**bits - 1 if control is None else control
        assert decode_display_token(token).control == expected
        assert decode_display_token(token).everything is (control is None)


def test_show_key_revision_on_11_digit_meters() -> None:
    assert decode_display_token("1844 6744 0738 4377 2416") == DisplayToken(
        subclass=0,
        control=0x008,
        manufacturer="00",
        meter_digits=11,
        tests=(DisplayTest.KEY_REVISION,),
        everything=False,
    )


def test_show_key_revision_on_13_digit_meters() -> None:
    assert decode_display_token("01152921539100838034") == DisplayToken(
        subclass=1,
        control=0x008,
        manufacturer="0000",
        meter_digits=13,
        tests=(DisplayTest.KEY_REVISION,),
        everything=False,
    )


def test_names_of_the_control_bits() -> None:
    assert {test.name: int(test) for test in DisplayTest} == {
        "SWITCH": 0x001,
        "DISPLAY": 0x002,
        "TOTAL_ENERGY": 0x004,
        "KEY_REVISION": 0x008,
        "TARIFF_INDEX": 0x010,
        "TOKEN_READER": 0x020,
        "POWER_LIMIT": 0x040,
        "TAMPER_STATUS": 0x080,
        "POWER": 0x100,
        "SOFTWARE_VERSION": 0x200,
        "PHASE_UNBALANCE_LIMIT": 0x400,
    }


def test_everything_names_every_test() -> None:
    assert decode_display_token("56493153725450313471").tests == tuple(DisplayTest)


def test_several_tests_in_one_token() -> None:
    token = encode_display_token(DisplayTest.TOTAL_ENERGY | DisplayTest.SWITCH | 0x8000, meter_digits=13)
    assert decode_display_token(token).tests == (DisplayTest.SWITCH, DisplayTest.TOTAL_ENERGY)
    assert decode_display_token(token).control == 0x8005


def test_the_manufacturer_has_two_digits_or_four() -> None:
    assert decode_display_token(token_of(0, 1 << 8 | 7)).manufacturer == "07"
    assert decode_display_token(token_of(0, 1 << 8 | 99)).manufacturer == "99"
    assert decode_display_token(token_of(1, 1 << 16 | 128)).manufacturer == "0128"
    assert decode_display_token(token_of(1, 1 << 16 | 9999)).manufacturer == "9999"


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        ("49335795185499399179", TokenReason.CLASS),
        ("58625789986991357486", TokenReason.CLASS),
        ("18446744073843772417", TokenReason.CRC),
        (token_of(0, 8 << 8, damage=0x8000), TokenReason.CRC),
        (token_of(0, 8 << 8, kind=3), TokenReason.CLASS),
        (token_of(2, 0), TokenReason.SUBCLASS),
        (token_of(15, 0), TokenReason.SUBCLASS),
        (token_of(0, 100), TokenReason.MANUFACTURER),
        (token_of(1, 10000), TokenReason.MANUFACTURER),
        ("1844674407384377241", TokenReason.LENGTH),
    ],
)
def test_what_is_no_display_token_is_refused_with_its_reason(token: str, reason: TokenReason) -> None:
    with pytest.raises(TokenError) as caught:
        decode_display_token(token)
    assert caught.value.reason is reason


@pytest.mark.parametrize(("control", "digits"), [(-1, 11), (2**36, 11), (2**28, 13)])
def test_a_control_field_that_does_not_fit(control: int, digits: Literal[11, 13]) -> None:
    with pytest.raises(FieldError, match=r"control field does not fit") as caught:
        encode_display_token(control, meter_digits=digits)
    assert caught.value.reason is FieldReason.CONTROL


def test_no_token_for_meters_of_another_length() -> None:
    with pytest.raises(FieldError, match=r"12 digits") as caught:
        encode_display_token(1, meter_digits=12)  # type: ignore[arg-type]
    assert caught.value.reason is FieldReason.MANUFACTURER


@pytest.mark.parametrize(
    ("digits", "token"), [(2, "18446744073843772416"), (4, "01152921539100838034")], ids=["11", "13"]
)
def test_the_token_that_shows_the_key_revision(digits: int, token: str) -> None:
    assert display_token(DisplayTest.KEY_REVISION, manufacturer_digits=digits) == token


@pytest.mark.parametrize("digits", [0, 3, 11])
def test_a_manufacturer_code_has_two_or_four_digits(digits: int) -> None:
    with pytest.raises(FieldError, match=f"Found: {digits}") as caught:
        display_token(1, manufacturer_digits=digits)
    assert caught.value.reason is FieldReason.MANUFACTURER


@given(st.integers(0, 2**28 - 1), st.sampled_from([11, 13]))
def test_what_is_made_is_read_again(control: int, digits: Literal[11, 13]) -> None:
    read = decode_display_token(encode_display_token(control, meter_digits=digits))
    assert read.control == control
    assert read.meter_digits == digits
    assert sum(read.tests) == control & 0x7FF


@given(st.integers(0, 2**28 - 1), st.sampled_from([11, 13]), st.integers(0, 65))
def test_one_turned_bit_is_noticed(control: int, digits: Literal[11, 13], place: int) -> None:
    token = format_token(int(encode_display_token(control, meter_digits=digits)) ^ 1 << place)
    with pytest.raises(TokenError) as caught:
        decode_display_token(token)
    assert caught.value.reason is (TokenReason.CLASS if place in {27, 28} else TokenReason.CRC)
