"""Numbers in JSON, exact both ways: no amount is ever a float."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

import msgspec

from vendingdesk.api.limits import MOST_DIGITS

JsonScalar = str | int | bool | Decimal

_NUMBER = re.compile(
    rf"(?P<number>-?(?P<whole>[0-9]{{1,{MOST_DIGITS}}})(?:\.(?P<part>[0-9]{{1,{MOST_DIGITS}}}))?)"
    r"(?:[eE](?P<power>[+-]?[0-9]{1,3}))?",
    re.ASCII,
)


def json_body(document: Mapping[str, JsonScalar]) -> bytes:
    """The document as JSON; decimals become plain numbers, never with an exponent.

    Raises ``ValueError`` for what JSON can't hold (NaN, text with half a surrogate pair).
    """
    return msgspec.json.encode({key: _plain(value) for key, value in document.items()})


def bounded_decimal(text: str) -> Decimal | None:
    """A number as a server writes it, exact; None for anything else and for digits or powers beyond all sense."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    power = int(found["power"] or 0)
    if len(found["whole"]) + len(found["part"] or "") > MOST_DIGITS or abs(power) > MOST_DIGITS:
        return None
    return Decimal(text)


def _plain(value: JsonScalar) -> str | int | bool | msgspec.Raw:
    if not isinstance(value, Decimal):
        return value
    if not value.is_finite():
        raise ValueError("an amount is a finite number")
    return msgspec.Raw(f"{value:f}".encode())
