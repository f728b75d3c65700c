from typing import Any

import pytest

from tests.sts import vectors
from vendingdesk.sts import FieldError, FieldReason, MeterNumberError, MeterReason, decoder_key, meter_pan

FIELDS: dict[str, Any] = {
    "base": 2014,
    "supply_group": "201457",
    "key_type": 2,
    "key_revision": 1,
    "tariff_index": "01",
    "meter_pan": vectors.PAN_11,
}


def test_the_published_key() -> None:
    assert decoder_key(vectors.VENDING_KEY, **FIELDS).hex() == "929bd3a415c9420a05ec5ee9f3ce91c3"


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("base", 2035),
        ("base", 1993),
        ("supply_group", "201458"),
        ("key_type", 3),
        ("key_revision", 2),
        ("tariff_index", "02"),
        ("meter_pan", meter_pan("0128244400031")),
    ],
)
def test_every_field_makes_another_key(name: str, other: object) -> None:
    assert decoder_key(vectors.VENDING_KEY, **{**FIELDS, name: other}) != decoder_key(vectors.VENDING_KEY, **FIELDS)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("base", 2000, FieldReason.BASE),
        ("base", 93, FieldReason.BASE),
        ("supply_group", "20145", FieldReason.SUPPLY_GROUP),
        ("supply_group", "2014570", FieldReason.SUPPLY_GROUP),
        ("supply_group", "20145x", FieldReason.SUPPLY_GROUP),
        ("supply_group", "²01457", FieldReason.SUPPLY_GROUP),
        ("key_type", -1, FieldReason.KEY_TYPE),
        ("key_type", 4, FieldReason.KEY_TYPE),
        ("key_revision", 0, FieldReason.KEY_REVISION),
        ("key_revision", 10, FieldReason.KEY_REVISION),
        ("tariff_index", "1", FieldReason.TARIFF_INDEX),
        ("tariff_index", "001", FieldReason.TARIFF_INDEX),
        ("tariff_index", "a1", FieldReason.TARIFF_INDEX),
        ("meter_pan", vectors.PAN_11[:-1], FieldReason.METER_PAN),
        ("meter_pan", vectors.PAN_11 + "0", FieldReason.METER_PAN),
        ("meter_pan", "60072700000000000x", FieldReason.METER_PAN),
        ("meter_pan", "", FieldReason.METER_PAN),
    ],
)
def test_a_field_that_does_not_fit(name: str, value: object, reason: FieldReason) -> None:
    with pytest.raises(FieldError) as caught:
        decoder_key(vectors.VENDING_KEY, **{**FIELDS, name: value})
    assert caught.value.reason is reason


@pytest.mark.parametrize("length", [0, 16, 19, 21])
def test_a_vending_key_has_160_bits(length: int) -> None:
    with pytest.raises(FieldError, match=rf"20 bytes.*{length} bytes") as caught:
        decoder_key(bytes(length), **FIELDS)
    assert caught.value.reason is FieldReason.VENDING_KEY


def test_a_mistyped_meter_pan_makes_no_key() -> None:
    with pytest.raises(MeterNumberError) as caught:
        decoder_key(vectors.VENDING_KEY, **{**FIELDS, "meter_pan": vectors.PAN_11[:-1] + "8"})
    assert caught.value.reason is MeterReason.CHECK_DIGIT
