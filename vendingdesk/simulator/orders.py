"""What a vend asks for: the bodies of the two vending calls, read strictly and without a float."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

MANAGEMENT_NAMES = (
    "MaximumPowerLimit",
    "ClearCredit",
    "TariffRate",
    "1st SectionDecoderKey",
    "2nd SectionDecoderKey",
    "ClearTamperCondition",
    "MaxPhasePowerUnbal",
    "WaterMeterFactor",
    "3rd SectionDecoderKey",
    "4th SectionDecoderKey",
    "Extended Token Set",
    "Reserved for proprietary use",
)
"""The manual's name of each management subclass, by number (D)."""

FIXED_AT_ZERO = (1, 5)
"""The subclasses that take no value but 0 (D)."""

_MOST_DIGITS = 15


class OrderRefused(Exception):
    """The body is no order; the text says why, as a handler would (I)."""


@dataclass(frozen=True, slots=True)
class Recharge:
    """A charge: money, or kWh where the account counts in kWh (D, O)."""

    meter: str
    money: Decimal


@dataclass(frozen=True, slots=True)
class Management:
    """A management token: its subclass and value (D)."""

    meter: str
    subclass: int
    value: Decimal


def document(body: bytes) -> dict[str, Any]:
    """Return the body as an object whose numbers are exact, or refuse."""
    try:
        read = json.loads(body, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise OrderRefused("invalid character in body") from None
    if not isinstance(read, dict):
        raise OrderRefused("json: cannot unmarshal value into Go value of type request")
    return read


def meter_in(read: dict[str, Any]) -> str:
    """Return the meter number, which must be a string; without one no record is found (I).

    Half a character (a lone surrogate) becomes the replacement character, as the framework's language reads it (S).
    """
    meter = read.get("meterNo", "")
    if not isinstance(meter, str):
        raise OrderRefused("json: cannot unmarshal number into Go struct field meterNo of type string")
    return meter.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def recharge(read: dict[str, Any]) -> Recharge:
    """Read a charge: ``money`` a number above 0 with two decimals at most."""
    money = _number(read, "money")
    if money <= 0 or money != round(money, 2):
        raise OrderRefused("money must be more than 0, with two decimals at most")
    return Recharge(meter_in(read), money)


def management(read: dict[str, Any]) -> Management:
    """Read a management order: ``method`` 1, ``subClass`` 0 to 11 as a number, ``value`` 0 where it is fixed (D)."""
    if _number(read, "method") != 1:
        raise OrderRefused("method must be 1")
    subclass = _number(read, "subClass")
    if subclass not in range(len(MANAGEMENT_NAMES)):
        raise OrderRefused("subClass must be 0 to 11")
    value = _number(read, "value")
    if value < 0 or (subclass in FIXED_AT_ZERO and value != 0):
        raise OrderRefused("value out of range")
    return Management(meter_in(read), int(subclass), value)


def _number(read: dict[str, Any], key: str) -> Decimal:
    number = read.get(key)
    if not isinstance(number, Decimal):
        raise OrderRefused(f"json: cannot unmarshal value into Go struct field {key} of type number")
    digits = number.as_tuple().digits
    if len(digits) > _MOST_DIGITS or abs(number.adjusted()) > _MOST_DIGITS:
        raise OrderRefused(f"{key} out of range")
    return number


def _no_constant(name: str) -> Decimal:
    raise ValueError(name)
