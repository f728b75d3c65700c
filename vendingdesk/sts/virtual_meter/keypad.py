"""The keypad: ten digits, Enter, and a key that takes back; and the short codes that a meter knows."""

from __future__ import annotations

from enum import StrEnum

from vendingdesk.sts.tokens import TOKEN_DIGITS
from vendingdesk.sts.virtual_meter.display import Screen


class Key(StrEnum):
    """A key; the value of a digit's key is the digit."""

    D0 = "0"
    D1 = "1"
    D2 = "2"
    D3 = "3"
    D4 = "4"
    D5 = "5"
    D6 = "6"
    D7 = "7"
    D8 = "8"
    D9 = "9"
    ENTER = "enter"
    BACK = "back"


SHORT_CODES: dict[str, Screen] = {
    "800": Screen.TOTAL,
    "801": Screen.CREDIT,
    "802": Screen.POWER,
    "803": Screen.POWER_LIMIT,
    "804": Screen.METER_NUMBER,
    "805": Screen.TARIFF_INDEX,
    "806": Screen.KEY_REVISION,
    "807": Screen.SUPPLY_GROUP,
    "808": Screen.RELAY,
    "809": Screen.TAMPER,
    "810": Screen.UNBALANCE_LIMIT,
}
"""Three digits and Enter show a register. Ours: every maker prints codes of its own on the meter's lid."""

CODE_DIGITS = 3


class Entry:
    """The digits that were typed and not yet entered; a 21st is not taken."""

    def __init__(self) -> None:
        self.digits = ""

    def add(self, digit: str) -> None:
        """Take one more, if there is room."""
        if len(self.digits) < TOKEN_DIGITS:
            self.digits += digit

    def take_back(self) -> None:
        """Take the last one back; without one nothing happens."""
        self.digits = self.digits[:-1]

    def finish(self) -> str:
        """The digits, and an empty entry for the next."""
        digits, self.digits = self.digits, ""
        return digits
