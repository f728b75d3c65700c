"""What stands on the meter's glass, as data: a window draws it and says in its own language what it means."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from vendingdesk.sts.digits import group_by_four
from vendingdesk.sts.fitting import Fitting
from vendingdesk.sts.virtual_meter.outcomes import Effect, Outcome, Refusal
from vendingdesk.sts.virtual_meter.supply import TENTH, WATT_HOUR, Relay, Supply

VERSION = "1.0"
ALL_SEGMENTS = "8888 8888 8888 8888 8888"


class Screen(StrEnum):
    """Which thing the glass shows."""

    CREDIT = "credit"
    ENTRY = "entry"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    LOCKED = "locked"
    TOTAL = "total"
    POWER = "power"
    POWER_LIMIT = "power_limit"
    UNBALANCE_LIMIT = "unbalance_limit"
    METER_NUMBER = "meter_number"
    TARIFF_INDEX = "tariff_index"
    KEY_REVISION = "key_revision"
    SUPPLY_GROUP = "supply_group"
    TAMPER = "tamper"
    RELAY = "relay"
    SWITCH_TEST = "switch_test"
    DISPLAY_TEST = "display_test"
    READER_TEST = "reader_test"
    VERSION = "version"


@dataclass(frozen=True, slots=True)
class Display:
    """One moment of the glass: ``text`` as it stands there with its ``unit``, and what it is about.

    ``outcome`` is that of the last entry while the glass shows it, else None. ``page`` of ``pages`` tells how far a
    test token has come that shows one value after the other.
    """

    screen: Screen
    text: str
    unit: str = ""
    outcome: Outcome | None = None
    page: int = 1
    pages: int = 1


REFUSAL_WORDS = {
    Refusal.LENGTH: "20 DIGITS",
    Refusal.TOO_LARGE: "ERROR",
    Refusal.CRC: "ERROR",
    Refusal.CLASS: "ERROR",
    Refusal.NOT_SUPPORTED: "NOT FOR ME",
    Refusal.OTHER_METER: "NOT FOR ME",
    Refusal.OLD: "OLD",
    Refusal.USED: "USED",
    Refusal.KEY_EXPIRED: "KEY EXPIRED",
    Refusal.OVERFLOW: "FULL",
    Refusal.MIXED: "KEY MIXED",
    Refusal.KEY_TYPE: "KEY TYPE",
    Refusal.SAME_KEY: "SAME KEY",
    Refusal.UNKNOWN_CODE: "NO CODE",
    Refusal.LOCKED: "LOCKED",
}
"""What the glass shows of a refusal. Ours: makers differ, and a cashier has to know the reason behind the word."""


def kilowatt_hours(microjoules: int) -> str:
    """Energy as the glass shows it, with two decimals, never more than there is: ``25.59``."""
    whole, rest = divmod(microjoules, 10 * TENTH)
    return f"{whole}.{rest // (10 * WATT_HOUR):02d}"


def register(screen: Screen, fitting: Fitting, supply: Supply) -> Display:
    """The display of a value that the meter holds, or of a test that it makes."""
    text, unit = _register(screen, fitting, supply)
    return Display(screen, text, unit)


def _register(screen: Screen, fitting: Fitting, supply: Supply) -> tuple[str, str]:
    on = supply.relay is Relay.CLOSED
    values: dict[Screen, tuple[str, str]] = {
        Screen.CREDIT: (kilowatt_hours(supply.credit), "kWh"),
        Screen.TOTAL: (kilowatt_hours(supply.total), "kWh"),
        Screen.POWER: (str(supply.load if on else 0), "W"),
        Screen.POWER_LIMIT: (str(supply.power_limit), "W"),
        Screen.UNBALANCE_LIMIT: (str(supply.unbalance_limit) if supply.unbalance_limit else "----", "W"),
        Screen.METER_NUMBER: (group_by_four(fitting.meter_number), ""),
        Screen.TARIFF_INDEX: (fitting.tariff_index, "TI"),
        Screen.KEY_REVISION: (f"{fitting.key_revision} {fitting.key_type}", "KRN KT"),
        Screen.SUPPLY_GROUP: (fitting.supply_group, "SGC"),
        Screen.TAMPER: ("1" if supply.tampered else "0", "TAMPER"),
        Screen.RELAY: ("ON" if on else "OFF", ""),
        Screen.SWITCH_TEST: ("SWITCH OK" if on else "SWITCH OFF", ""),
        Screen.DISPLAY_TEST: (ALL_SEGMENTS, ""),
        Screen.READER_TEST: ("KEYS OK", ""),
        Screen.VERSION: (VERSION, "VER"),
    }
    return values[screen]


def result(outcome: Outcome, credit: int) -> Display:
    """The display of an entry's end; ``credit`` is what there is now, in microjoules."""
    if outcome.refusal is not None:
        screen = Screen.LOCKED if outcome.refusal is Refusal.LOCKED else Screen.REFUSED
        unit = f"{outcome.value} s" if outcome.refusal is Refusal.LOCKED else ""
        return Display(screen, REFUSAL_WORDS[outcome.refusal], unit, outcome)
    text, unit = "ACCEPTED", ""
    match outcome.effect:
        case Effect.CREDIT:
            text, unit = f"+{outcome.value // 10}.{outcome.value % 10}", "kWh"
        case Effect.CREDIT_CLEARED:
            text, unit = kilowatt_hours(credit), "kWh"
        case Effect.POWER_LIMIT | Effect.UNBALANCE_LIMIT:
            text, unit = str(outcome.value), "W"
        case Effect.KEY_SECTION:
            text, unit = f"KEY {outcome.value}/4", ""
        case Effect.KEY_CHANGED | Effect.KEY_ROLLED_OVER:
            text, unit = "NEW KEY", ""
    return Display(Screen.ACCEPTED, text, unit, outcome)
