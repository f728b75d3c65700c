"""Decoder keys: what a meter's tokens are encrypted under, derived from the vending key of its supply group.

DKGA04 with EA11: HMAC-SHA-256 under the 160-bit vending key over one block of everything that tells meters apart.
"""

import hmac

from vendingdesk.sts.errors import FieldError, FieldReason, MeterNumberError, MeterReason
from vendingdesk.sts.fields import digits, octets, whole
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
    ``key_type`` 0 initialisation, 1 default, 2 unique (a meter in service), 3 common; ``key_revision`` 1 to 9;
    ``tariff_index`` 2 digits; ``meter_pan`` the 18 digits that ``meter_pan()`` makes of a meter number. Raises
    ``FieldError`` naming the part that does not fit, ``MeterNumberError`` with reason ``CHECK_DIGIT`` for a MeterPAN
    that was mistyped, ``TypeError`` for a part of another type. Of the MeterPAN its own check digit is verified, not
    that of the meter number inside: a meter that a supervisor let through has a key too. Rule: STS 531-1-11 (DKGA04
    with EA11).
    """
    secret = octets(vending_key, FieldReason.VENDING_KEY, VENDING_KEY_BYTES)
    check_base(base)
    check_key_fields(
        supply_group=supply_group, key_type=key_type, key_revision=key_revision, tariff_index=tariff_index
    )
    if not luhn_valid(digits(meter_pan, FieldReason.METER_PAN, _PAN_DIGITS)):
        raise MeterNumberError(MeterReason.CHECK_DIGIT)
    block = b"\x04" + b"".join(
        (
            _text(_ALGORITHM),
            _text(_BASE_CODES[base]),
            _text(_ENCRYPTION),
            _text(tariff_index.encode()),
            b"\x00\x04",
            _text(supply_group.encode()),
            _text(b"%d" % key_type),
            _text(b"%d" % key_revision),
            _text(meter_pan.encode()),
            _KEY_BITS.to_bytes(4, "big"),
        )
    )
    return hmac.digest(secret, block, "sha256")[:KEY_BYTES]


def check_base(base: int) -> None:
    """Raise ``FieldError`` with reason ``BASE`` unless ``base`` is 1993, 2014 or 2035, a whole number."""
    if whole(base, FieldReason.BASE, BASE_YEARS[0], BASE_YEARS[-1]) not in _BASE_CODES:
        raise FieldError(FieldReason.BASE, str(base))


def check_key_fields(*, supply_group: str, key_type: int, key_revision: int, tariff_index: str) -> None:
    """Raise ``FieldError`` for the first of a key's attributes that the standard has no room for.

    Six digits, 0 to 3, 1 to 9, two digits: IEC 62055-41, 6.1 and 6.5. Raises ``TypeError`` for one of another type.
    """
    digits(supply_group, FieldReason.SUPPLY_GROUP, _SUPPLY_GROUP_DIGITS)
    whole(key_type, FieldReason.KEY_TYPE, 0, 3)
    whole(key_revision, FieldReason.KEY_REVISION, 1, 9)
    digits(tariff_index, FieldReason.TARIFF_INDEX, _TARIFF_DIGITS)


def _text(characters: bytes) -> bytes:
    """A text field: its length in one byte, then its characters."""
    return bytes((len(characters),)) + characters
