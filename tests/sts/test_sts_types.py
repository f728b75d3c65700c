"""A number is a whole number, a key is bytes, a text is text: anything else is refused and never shown."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.sts import vectors
from vendingdesk import sts

KEY = vectors.key()
MADE = {
    "token_class": 0,
    "subclass": 0,
    "issued_at": datetime(2026, 7, 11),
    "base": 2014,
    "amount_field": 256,
    "random": 5,
}
DERIVED = {
    "base": 2014,
    "supply_group": "201457",
    "key_type": 2,
    "key_revision": 1,
    "tariff_index": "01",
    "meter_pan": vectors.PAN_11,
}
CHANGED = {"supply_group": "201457", "key_type": 2, "key_revision": 2, "tariff_index": "01", "key_expiry": 255}
NEW = bytes(range(16))
CALLS: dict[str, Callable[[Any], object]] = {
    **{f"encode {name}": lambda wrong, name=name: sts.encode(KEY, **{**MADE, name: wrong}) for name in MADE},
    **{
        f"decoder_key {name}": lambda wrong, name=name: sts.decoder_key(
            vectors.VENDING_KEY, **{**DERIVED, name: wrong}
        )
        for name in DERIVED
    },
    **{
        f"key_change {name}": lambda wrong, name=name: sts.key_change_tokens(KEY, NEW, **{**CHANGED, name: wrong})
        for name in CHANGED
    },
    "encode key": lambda wrong: sts.encode(wrong, **MADE),
    "decode key": lambda wrong: sts.decode(wrong, vectors.KEY_CHANGE[0], base=2014),
    "decode token": lambda wrong: sts.decode(KEY, wrong, base=2014),
    "decode base": lambda wrong: sts.decode(KEY, vectors.KEY_CHANGE[0], base=wrong),
    "vending key": lambda wrong: sts.decoder_key(wrong, **DERIVED),
    "old key": lambda wrong: sts.key_change_tokens(wrong, NEW, **CHANGED),
    "new key": lambda wrong: sts.key_change_tokens(KEY, wrong, **CHANGED),
    "amount": sts.amount_to_field,
    "field": sts.field_to_amount,
    "minute": lambda wrong: sts.token_time(wrong, base=2014),
    "control": lambda wrong: sts.display_token(wrong, manufacturer_digits=2),
    "manufacturer": lambda wrong: sts.display_token(1, manufacturer_digits=wrong),
    "meter digits": lambda wrong: sts.encode_display_token(1, meter_digits=wrong),
    "tokens": sts.split_tokens,
    "token": sts.parse_token,
    "meter": sts.parse_meter_number,
}
TEXTS = {"supply_group", "tariff_index", "meter_pan", "token", "tokens", "meter"}
BYTES = {"key"}


def takes(name: str) -> type:
    last = name.rsplit(" ", maxsplit=1)[-1]
    if last in TEXTS:
        return str
    if last in BYTES:
        return bytes
    return datetime if last == "issued_at" else int


WRONG = (1.0, True, "1", b"1", Decimal(1), None, [1], float("nan"))


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        pytest.param(name, wrong, id=f"{name}-{wrong!r}")
        for name in CALLS
        for wrong in WRONG
        if type(wrong) is not takes(name) and (name, wrong) != ("control", None)
    ],
)
def test_another_type_is_refused_by_its_type(name: str, wrong: object) -> None:
    with pytest.raises(TypeError) as caught:
        CALLS[name](wrong)
    assert not isinstance(caught.value, sts.StsError)


@pytest.mark.parametrize("name", [name for name in CALLS if takes(name) is int])
def test_a_number_beyond_all_bounds_is_a_field_that_does_not_fit(name: str) -> None:
    for number in (10**5000, -(10**5000)):
        with pytest.raises(sts.FieldError) as caught:
            CALLS[name](number)
        assert "far larger" in str(caught.value)


@pytest.mark.parametrize("name", CALLS)
def test_a_key_at_the_wrong_place_is_not_shown(name: str) -> None:
    secret = vectors.VENDING_KEY[:11]
    with pytest.raises((TypeError, sts.StsError)) as caught:
        CALLS[name](secret)
    for shown in (repr(secret)[2:-1], secret.hex(), str(int.from_bytes(secret, "big"))):
        assert shown not in str(caught.value)


def test_a_key_in_a_buffer_is_a_key_and_a_view_of_words_is_none() -> None:
    assert sts.encode(bytearray(KEY), **MADE) == sts.encode(KEY, **MADE)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="memoryview"):
        sts.encode(memoryview(bytes(32)).cast("H"), **MADE)  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [b"12", None, 12, ["1", "2"]])
def test_the_check_digit_is_of_text_alone(wrong: Any) -> None:
    assert not sts.luhn_valid(wrong)
    with pytest.raises(sts.MeterNumberError):
        sts.luhn_digit(wrong)
