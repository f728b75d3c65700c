"""Test and display tokens (class 1): the same for every meter, they make it show or test something."""

from __future__ import annotations

from vendingdesk.sts.display import DisplayTest, decode_display_token
from vendingdesk.sts.errors import TokenError, TokenReason
from vendingdesk.sts.virtual_meter.display import Screen
from vendingdesk.sts.virtual_meter.outcomes import Refusal

_SCREENS = {
    DisplayTest.SWITCH: Screen.SWITCH_TEST,
    DisplayTest.DISPLAY: Screen.DISPLAY_TEST,
    DisplayTest.TOTAL_ENERGY: Screen.TOTAL,
    DisplayTest.KEY_REVISION: Screen.KEY_REVISION,
    DisplayTest.TARIFF_INDEX: Screen.TARIFF_INDEX,
    DisplayTest.TOKEN_READER: Screen.READER_TEST,
    DisplayTest.POWER_LIMIT: Screen.POWER_LIMIT,
    DisplayTest.TAMPER_STATUS: Screen.TAMPER,
    DisplayTest.POWER: Screen.POWER,
    DisplayTest.SOFTWARE_VERSION: Screen.VERSION,
    DisplayTest.PHASE_UNBALANCE_LIMIT: Screen.UNBALANCE_LIMIT,
}
_ANY_MAKE = ("00", "0000")


def screens_of(token: str, meter_number: str) -> tuple[Screen, ...] | Refusal:
    """What a class-1 token shows on the meter of this number, lowest control bit first, or why it shows nothing.

    Raises nothing for 20 digits below 2**66. Standard: it is for the meters of one number length, and of one make
    unless the manufacturer in it is zero. Ours: a control field of bits that have no name is not supported.
    """
    try:
        asked = decode_display_token(token)
    except TokenError as error:
        return Refusal.CRC if error.reason is TokenReason.CRC else Refusal.NOT_SUPPORTED
    make = meter_number[: len(asked.manufacturer)]
    if len(meter_number) != asked.meter_digits or asked.manufacturer not in {*_ANY_MAKE, make}:
        return Refusal.OTHER_METER
    return tuple(_SCREENS[test] for test in asked.tests) or Refusal.NOT_SUPPORTED
