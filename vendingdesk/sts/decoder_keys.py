"""Decoder keys: what a meter's tokens are encrypted under, derived from the vending key of its supply group.

DKGA04 with EA11: HMAC-SHA-256 under the 160-bit vending key over one block of everything that tells meters apart.
"""

import hmac

from vendingdesk.sts.digits import is_digits
from vendingdesk.sts.errors import FieldError, FieldReason, MeterNumberError, MeterReason
from vendingdesk.sts.luhn import luhn_valid
from vendingdesk.sts.misty1 import KEY_BYTES

VENDING_KEY_BYTES = 20
_ALGORITHM = b"04"  # DKGA04
_ENCRYPTION = b"11"  # EA11
_PAN_DIGITS = 18
_SUPPLY_GROUP_DIGITS = 6
_TARIFF_DIGITS = 2
_KEY_BITS = 128
_BASE_CODES = {1993: b"93", 2014: b"14", 2035: b"35"}
BASE_YEARS = tuple(_BASE_CODES)
"""The years on whose first of January a token's minutes can be counted from."""


def decoder_key(
    vending_key: bytes,
    *,
    base: int,
    supply_group: str,
    key_type: int,
    key_revision: int,
    tariff_index: str,
    meter_pan: str,
) -> bytes:
    """Return the 16 bytes under which the tokens of one meter are encrypted.

    ``vending_key`` is the supply group's secret, 20 bytes; ``base`` 1993, 2014 or 2035; ``supply_group`` 6 digits;
    ``key_type`` 0 to 3 (2 is the common key of a supply group's meters); ``key_revision`` 1 to 9; ``tariff_index``
    2 digits; ``meter_pan`` the 18 digits that ``meter_pan()`` makes of a meter number. Raises ``FieldError`` naming
    the part that does not fit, ``MeterNumberError`` with reason ``CHECK_DIGIT`` for a MeterPAN that was mistyped.
    Rule: STS 531-1-11 (DKGA04 with EA11).
    """
    if len(vending_key) != VENDING_KEY_BYTES:
        raise FieldError(FieldReason.VENDING_KEY, f"{len(vending_key)} bytes")
    check_base(base)
    check_key_fields(
        supply_group=supply_group, key_type=key_type, key_revision=key_revision, tariff_index=tariff_index
    )
    if not is_digits(meter_pan) or len(meter_pan) != _PAN_DIGITS:
        raise FieldError(FieldReason.METER_PAN, f"{len(meter_pan)} characters")
    if not luhn_valid(meter_pan):
        raise MeterNumberError(MeterReason.CHECK_DIGIT)
    block = b"\x04" + b"".join(
        (
            _text(_ALGORITHM),
            _text(_BASE_CODES[base]),
            _text(_ENCRYPTION),
            _text(tariff_index.encode()),
            b"\x00\x04",
            _text(supply_group.encode()),
            _text(str(key_type).encode()),
            _text(str(key_revision).encode()),
            _text(meter_pan.encode()),
            _KEY_BITS.to_bytes(4, "big"),
        )
    )
    return hmac.digest(vending_key, block, "sha256")[:KEY_BYTES]


def check_base(base: int) -> None:
    """Raise ``FieldError`` with reason ``BASE`` unless ``base`` is 1993, 2014 or 2035."""
    if base not in _BASE_CODES:
        raise FieldError(FieldReason.BASE, str(base))


def check_key_fields(*, supply_group: str, key_type: int, key_revision: int, tariff_index: str) -> None:
    """Raise ``FieldError`` for the first of a key's attributes that the standard has no room for.

    Six digits, 0 to 3, 1 to 9, two digits: IEC 62055-41, 6.1 and 6.5.
    """
    if not is_digits(supply_group) or len(supply_group) != _SUPPLY_GROUP_DIGITS:
        raise FieldError(FieldReason.SUPPLY_GROUP, f"{len(supply_group)} characters")
    if not 0 <= key_type <= 3:
        raise FieldError(FieldReason.KEY_TYPE, str(key_type))
    if not 1 <= key_revision <= 9:
        raise FieldError(FieldReason.KEY_REVISION, str(key_revision))
    if not is_digits(tariff_index) or len(tariff_index) != _TARIFF_DIGITS:
        raise FieldError(FieldReason.TARIFF_INDEX, f"{len(tariff_index)} characters")


def _text(characters: bytes) -> bytes:
    """A text field: its length in one byte, then its characters."""
    return bytes((len(characters),)) + characters
