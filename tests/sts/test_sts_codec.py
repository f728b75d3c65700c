import contextlib
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sts import vectors
from tests.sts.vectors import Vector
from vendingdesk.sts import (
    FieldError,
    FieldReason,
    TokenError,
    TokenReason,
    TokenRejected,
    decode,
    display_token,
    encode,
    format_token,
    group_token,
    token_class,
)

KEY = vectors.key()
FIELDS: dict[str, Any] = {
    "token_class": 0,
    "subclass": 0,
    "issued_at": datetime(2026, 7, 11, 0, 30),
    "base": 2014,
    "amount_field": 256,
    "random": 5,
}
keys = st.binary(min_size=16, max_size=16)
kinds = st.tuples(st.just(0), st.integers(0, 3)) | st.tuples(
    st.just(2), st.sampled_from([subclass for subclass in range(16) if subclass not in {3, 4, 8, 9}])
)
fields = st.builds(
    lambda kind, issued_at, amount_field, random: {
        "token_class": kind[0],
        "subclass": kind[1],
        "issued_at": issued_at,
        "base": 2014,
        "amount_field": amount_field,
        "random": random,
    },
    kinds,
    st.datetimes(datetime(2014, 1, 1), datetime(2045, 1, 1)).filter(lambda when: (when.hour, when.minute) != (0, 1)),
    st.integers(0, 0xFFFF),
    st.integers(0, 15),
)


@pytest.mark.parametrize("name", vectors.VECTORS)
def test_the_published_tokens_are_made(name: str) -> None:
    vector: Vector = vectors.VECTORS[name]
    made = encode(
        vector.key,
        token_class=vector.token_class,
        subclass=vector.subclass,
        issued_at=vector.issued_at,
        base=vector.base,
        amount_field=vector.amount_field,
        random=vectors.RANDOM,
    )
    assert made == vector.token


@pytest.mark.parametrize("name", vectors.VECTORS)
def test_the_published_tokens_are_opened(name: str) -> None:
    vector: Vector = vectors.VECTORS[name]
    read = decode(vector.key, group_token(vector.token), base=vector.base)
    assert (read.token_class, read.subclass) == (vector.token_class, vector.subclass)
    assert (read.issued_at, read.amount_field) == (vector.issued_at, vector.amount_field)
    assert (read.random, read.section) == (vectors.RANDOM, None)


def test_the_first_published_token_inside() -> None:
    assert decode(KEY, vectors.VECTORS["electricity 0.1 kWh, 11 digits"].token, base=2014).token_minute == 0x014EEC


@given(keys, fields)
def test_what_is_made_is_opened_again(key: bytes, given_fields: dict[str, Any]) -> None:
    token = encode(key, **given_fields)
    assert len(token) == 20
    assert token_class(token) == given_fields["token_class"]
    read = decode(key, token, base=2014)
    assert (read.token_class, read.subclass) == (given_fields["token_class"], given_fields["subclass"])
    assert read.issued_at == given_fields["issued_at"].replace(second=0, microsecond=0)
    assert (read.amount_field, read.random) == (given_fields["amount_field"], given_fields["random"])


@given(st.integers(0, 65), fields)
def test_a_wrong_bit_does_not_pass_for_the_token(bit: int, given_fields: dict[str, Any]) -> None:
    token = encode(KEY, **given_fields)
    wrong = format_token(int(token) ^ 1 << bit)
    # One in 65,536 wrong tokens has a right checksum, but never the same contents.
    with contextlib.suppress(TokenRejected):
        assert decode(KEY, wrong, base=2014) != decode(KEY, token, base=2014)


def test_a_token_in_the_reserved_minute_says_the_next() -> None:
    token = encode(KEY, **{**FIELDS, "issued_at": datetime(2026, 7, 11, 0, 1)})
    assert decode(KEY, token, base=2014).issued_at == datetime(2026, 7, 11, 0, 2)


def test_the_token_of_another_meter_is_rejected() -> None:
    with pytest.raises(TokenRejected, match=r"another meter.*Compare the meter number") as caught:
        decode(vectors.key(vectors.PAN_13), encode(KEY, **FIELDS), base=2014)
    assert caught.value.reason is TokenReason.CRC
    assert isinstance(caught.value, TokenError)


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        ("2364155366539815470", TokenReason.LENGTH),
        ("236415536653981547020", TokenReason.LENGTH),
        ("2364155366539815470x", TokenReason.NOT_DIGITS),
        ("٢٣٦٤١٥٥٣٦٦٥٣٩٨١٥٤٧٠٢", TokenReason.NOT_DIGITS),
        ("73786976294838206464", TokenReason.TOO_LARGE),
        ("99999999999999999999", TokenReason.TOO_LARGE),
        ("", TokenReason.LENGTH),
        (display_token(8, manufacturer_digits=2), TokenReason.NOT_KEYED),
        (format_token(3 << 27), TokenReason.NOT_KEYED),
    ],
)
def test_digits_that_are_no_token_under_a_key(token: str, reason: TokenReason) -> None:
    with pytest.raises(TokenRejected) as caught:
        decode(KEY, token, base=2014)
    assert caught.value.reason is reason
    assert token not in str(caught.value) or not token


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("token_class", 1, FieldReason.TOKEN_CLASS),
        ("token_class", 3, FieldReason.TOKEN_CLASS),
        ("subclass", -1, FieldReason.SUBCLASS),
        ("subclass", 4, FieldReason.SUBCLASS),
        ("subclass", 7, FieldReason.SUBCLASS),
        ("subclass", 8, FieldReason.SUBCLASS),
        ("subclass", 15, FieldReason.SUBCLASS),
        ("subclass", 16, FieldReason.SUBCLASS),
        ("random", -1, FieldReason.RANDOM),
        ("random", 16, FieldReason.RANDOM),
        ("amount_field", -1, FieldReason.AMOUNT_FIELD),
        ("amount_field", 0x10000, FieldReason.AMOUNT_FIELD),
        ("issued_at", datetime(2013, 12, 31), FieldReason.DATE),
        ("base", 2015, FieldReason.BASE),
    ],
)
def test_a_field_that_does_not_fit(name: str, value: object, reason: FieldReason) -> None:
    with pytest.raises(FieldError) as caught:
        encode(KEY, **{**FIELDS, name: value})
    assert caught.value.reason is reason


@pytest.mark.parametrize("subclass", [3, 4, 8, 9])
def test_a_section_of_a_key_change_is_not_made_alone(subclass: int) -> None:
    with pytest.raises(FieldError, match="key_change_tokens"):
        encode(KEY, **{**FIELDS, "token_class": 2, "subclass": subclass})


@pytest.mark.parametrize("key", [b"", KEY[:-1], KEY + b"\0"])
def test_a_key_of_another_length_neither_makes_nor_opens(key: bytes) -> None:
    with pytest.raises(FieldError) as made:
        encode(key, **FIELDS)
    with pytest.raises(FieldError) as opened:
        decode(key, "23641553665398154702", base=2014)
    assert made.value.reason is opened.value.reason is FieldReason.KEY
    assert KEY.hex() not in str(made.value)


def test_a_base_that_is_none_opens_nothing() -> None:
    with pytest.raises(FieldError) as caught:
        decode(KEY, "23641553665398154702", base=2000)
    assert caught.value.reason is FieldReason.BASE
