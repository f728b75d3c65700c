"""What became of an entry at the meter's keypad: what it did, or why it was refused."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Effect(StrEnum):
    """What an accepted entry did."""

    CREDIT = "credit"
    CREDIT_CLEARED = "credit_cleared"
    TAMPER_CLEARED = "tamper_cleared"
    POWER_LIMIT = "power_limit"
    UNBALANCE_LIMIT = "unbalance_limit"
    TARIFF_RATE = "tariff_rate"
    WATER_FACTOR = "water_factor"
    KEY_SECTION = "key_section"
    KEY_CHANGED = "key_changed"
    KEY_ROLLED_OVER = "key_rolled_over"
    SHOWN = "shown"


class Refusal(StrEnum):
    """Why an entry was refused."""

    LENGTH = "length"
    TOO_LARGE = "too_large"
    CRC = "crc"
    CLASS = "class"
    NOT_SUPPORTED = "not_supported"
    OTHER_METER = "other_meter"
    OLD = "old"
    USED = "used"
    KEY_EXPIRED = "key_expired"
    OVERFLOW = "overflow"
    MIXED = "mixed"
    KEY_TYPE = "key_type"
    SAME_KEY = "same_key"
    UNKNOWN_CODE = "unknown_code"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Outcome:
    """An entry's end: exactly one of ``effect`` and ``refusal`` is set.

    ``value`` belongs to the effect: tenths of a kWh that ``CREDIT`` added, watts of a limit, the rate or factor as
    the token has it, how many of the four sections the meter holds. With the refusal ``LOCKED`` it is the seconds
    that the keypad stays locked. Else it is 0.
    """

    effect: Effect | None = None
    refusal: Refusal | None = None
    value: int = 0

    @property
    def accepted(self) -> bool:
        """Whether the meter took the entry."""
        return self.effect is not None
