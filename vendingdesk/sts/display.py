"""Class-1 tokens: the same for every meter, not encrypted, they make a meter test itself or show a value.

The block, left to right: subclass 4 bits, then for subclass 0 (11-digit meters) control 36 and manufacturer 8,
for subclass 1 (13-digit meters) control 28 and manufacturer 16, then CRC 16.
"""

from dataclasses import dataclass
from enum import IntFlag
from typing import Literal

from vendingdesk.sts.blocks import extract_class, insert_class
from vendingdesk.sts.crc import token_crc
from vendingdesk.sts.errors import FieldError, FieldReason, TokenError, TokenReason
from vendingdesk.sts.fields import whole
from vendingdesk.sts.tokens import TokenClass, format_token, parse_token

MeterDigits = Literal[11, 13]


class DisplayTest(IntFlag):
    """One thing a meter can be asked to test or show: a bit of the control field (IEC 62055-41, 6.3.8)."""

    SWITCH = 0x001
    DISPLAY = 0x002
    TOTAL_ENERGY = 0x004
    KEY_REVISION = 0x008
    TARIFF_INDEX = 0x010
    TOKEN_READER = 0x020
    POWER_LIMIT = 0x040
    TAMPER_STATUS = 0x080
    POWER = 0x100
    SOFTWARE_VERSION = 0x200
    PHASE_UNBALANCE_LIMIT = 0x400


@dataclass(frozen=True, slots=True)
class _Layout:
    subclass: int
    meter_digits: MeterDigits
    control_bits: int
    manufacturer_bits: int
    manufacturer_digits: int

    @property
    def everything(self) -> int:
        return (1 << self.control_bits) - 1


_LAYOUTS = (_Layout(0, 11, 36, 8, 2), _Layout(1, 13, 28, 16, 4))


@dataclass(frozen=True, slots=True)
class DisplayToken:
    """What a class-1 token says.

    ``control`` is the whole field as a number; ``tests`` are the bits of it that have a name, lowest first;
    ``everything`` is true when all its bits are set. ``manufacturer`` is 2 digits for 11-digit meters and 4
    for 13-digit meters, the field read as a binary number; all zero in a token for meters of any make.
    """

    subclass: int
    control: int
    manufacturer: str
    meter_digits: MeterDigits
    tests: tuple[DisplayTest, ...]
    everything: bool


def decode_display_token(token: str) -> DisplayToken:
    """Return what a class-1 token makes the meter do.

    Accepts what ``parse_token`` accepts and raises ``TokenError`` as it does, and with reason ``CLASS`` when
    the token is of another class, ``CRC`` when its checksum is wrong, ``SUBCLASS`` when it is no standard
    test or display token, ``MANUFACTURER`` when the manufacturer has too many digits. Rule: IEC 62055-41,
    6.2.3, 6.3.7 and 6.3.8.
    """
    number, block = extract_class(int(parse_token(token)))
    if number != TokenClass.TEST:
        raise TokenError(TokenReason.CLASS, f"class {number}")
    fields, crc = block >> 16, block & 0xFFFF
    if token_crc(number << 48 | fields) != crc:
        raise TokenError(TokenReason.CRC)
    subclass = fields >> 44
    if subclass >= len(_LAYOUTS):
        raise TokenError(TokenReason.SUBCLASS, f"subclass {subclass}")
    layout = _LAYOUTS[subclass]
    manufacturer = f"{fields & (1 << layout.manufacturer_bits) - 1:0{layout.manufacturer_digits}d}"
    if len(manufacturer) != layout.manufacturer_digits:
        raise TokenError(TokenReason.MANUFACTURER, f"{len(manufacturer)} digits")
    control = fields >> layout.manufacturer_bits & layout.everything
    return DisplayToken(
        subclass=subclass,
        control=control,
        manufacturer=manufacturer,
        meter_digits=layout.meter_digits,
        tests=tuple(test for test in DisplayTest if test & control),
        everything=control == layout.everything,
    )


def encode_display_token(control: int | None, *, meter_digits: MeterDigits) -> str:
    """Return the token, 20 digits, that makes any meter with numbers of this length do the given tests.

    ``control`` is a ``DisplayTest`` or several joined by ``|``; ``None`` is everything the meter has. Raises
    ``FieldError`` with reason ``CONTROL`` when it does not fit the field, ``MANUFACTURER`` when ``meter_digits`` is
    neither 11 nor 13. Rule: IEC 62055-41, 6.2.3 and 6.3.8.
    """
    whole(meter_digits, FieldReason.MANUFACTURER, 0, _LAYOUTS[-1].meter_digits)
    layout = next((known for known in _LAYOUTS if known.meter_digits == meter_digits), None)
    if layout is None:
        raise FieldError(FieldReason.MANUFACTURER, f"a meter number of {meter_digits} digits")
    wanted = layout.everything if control is None else whole(control, FieldReason.CONTROL, 0, layout.everything)
    fields = layout.subclass << 44 | wanted << layout.manufacturer_bits
    block = fields << 16 | token_crc(TokenClass.TEST << 48 | fields)
    return format_token(insert_class(block, TokenClass.TEST))


def display_token(control: int, *, manufacturer_digits: int) -> str:
    """Return the token, 20 digits, with which a meter of any make does what ``control`` says (``DisplayTest``).

    ``manufacturer_digits`` is 2 for meters whose numbers have 11 digits, 4 for those with 13. Raises ``FieldError``
    with reason ``CONTROL`` or ``MANUFACTURER``. Rule: IEC 62055-41, 6.2.3 and 6.3.8.
    """
    whole(manufacturer_digits, FieldReason.MANUFACTURER, 0, _LAYOUTS[-1].manufacturer_digits)
    layout = next((known for known in _LAYOUTS if known.manufacturer_digits == manufacturer_digits), None)
    if layout is None:
        raise FieldError(FieldReason.MANUFACTURER, f"{manufacturer_digits} digits")
    return encode_display_token(control, meter_digits=layout.meter_digits)
