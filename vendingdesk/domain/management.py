"""The management tokens of the manual, which are the STS class 2 subclasses."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from vendingdesk.domain.errors import AmountRefused

LARGEST_VALUE = 2**31 - 1
"""Larger parameters are refused here: the server reads them into a 32-bit column [I]."""


class ManagementKind(IntEnum):
    """``subClass`` as the manual's table numbers it [D]."""

    MAXIMUM_POWER_LIMIT = 0
    CLEAR_CREDIT = 1
    TARIFF_RATE = 2
    KEY_SECTION_1 = 3
    KEY_SECTION_2 = 4
    CLEAR_TAMPER = 5
    MAXIMUM_PHASE_UNBALANCE = 6
    WATER_METER_FACTOR = 7
    KEY_SECTION_3 = 8
    KEY_SECTION_4 = 9
    EXTENDED_TOKEN_SET = 10
    PROPRIETARY = 11


@dataclass(frozen=True, slots=True)
class KindRule:
    """What a kind of management token takes: the manual's name, the unit, a value that is fixed, a danger."""

    manual_name: str
    unit: str = ""
    fixed: int | None = None
    erases_credit: bool = False
    key_change: bool = False


RULES: dict[ManagementKind, KindRule] = {
    ManagementKind.MAXIMUM_POWER_LIMIT: KindRule("MaximumPowerLimit", unit="W"),
    ManagementKind.CLEAR_CREDIT: KindRule("ClearCredit", fixed=0, erases_credit=True),
    ManagementKind.TARIFF_RATE: KindRule("TariffRate"),
    ManagementKind.KEY_SECTION_1: KindRule("1st SectionDecoderKey", key_change=True),
    ManagementKind.KEY_SECTION_2: KindRule("2nd SectionDecoderKey", key_change=True),
    ManagementKind.CLEAR_TAMPER: KindRule("ClearTamperCondition", fixed=0),
    ManagementKind.MAXIMUM_PHASE_UNBALANCE: KindRule("MaxPhasePowerUnbal", unit="W"),
    ManagementKind.WATER_METER_FACTOR: KindRule("WaterMeterFactor"),
    ManagementKind.KEY_SECTION_3: KindRule("3rd SectionDecoderKey", key_change=True),
    ManagementKind.KEY_SECTION_4: KindRule("4th SectionDecoderKey", key_change=True),
    ManagementKind.EXTENDED_TOKEN_SET: KindRule("Extended Token Set"),
    ManagementKind.PROPRIETARY: KindRule("Reserved for proprietary use"),
}
"""The manual's table of subclasses [D]: name, unit of ``value``, the value where it is fixed."""

KEY_SECTIONS = (
    ManagementKind.KEY_SECTION_1,
    ManagementKind.KEY_SECTION_2,
    ManagementKind.KEY_SECTION_3,
    ManagementKind.KEY_SECTION_4,
)
"""The four sections of one key change, in the order in which a meter is given them: subclasses 3, 4, 8, 9 [D]."""

METHOD = 1
"""``method`` of a management request: 1, fixed [D]."""


@dataclass(frozen=True, slots=True)
class KeyChangePart:
    """One section of a key change that was asked for as a set: the set's id and which of the four it is, from 1.

    Raises ``ValueError`` for a set without an id and a part that no key change has.
    """

    set_uid: str
    part: int

    def __post_init__(self) -> None:
        """Hold both to what a set has."""
        if not self.set_uid or self.part not in range(1, len(KEY_SECTIONS) + 1):
            raise ValueError(f"a key change has {len(KEY_SECTIONS)} parts and an id, not part {self.part!r}")

    @property
    def kind(self) -> ManagementKind:
        """The subclass that this part is."""
        return KEY_SECTIONS[self.part - 1]


@dataclass(frozen=True, slots=True)
class ManagementOrder:
    """A management token as asked for: its kind, its value in the kind's unit, and why. Checked when made.

    Raises ``AmountRefused`` for a value that the kind does not take, ``TypeError`` for one that is no whole number.
    """

    kind: ManagementKind
    value: int
    reason: str

    def __post_init__(self) -> None:
        """Hold the value to the kind's rule."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise TypeError(f"the value is a whole number, not {type(self.value).__name__}")
        rule = RULES[self.kind]
        if rule.fixed is not None and self.value != rule.fixed:
            raise AmountRefused(f"{rule.manual_name} always takes the value {rule.fixed}.")
        if not 0 <= self.value <= LARGEST_VALUE:
            raise AmountRefused(f"The value must be between 0 and {LARGEST_VALUE}.")
        if not self.reason.strip():
            raise AmountRefused("Say why this token is needed: it stays in the journal.")

    @classmethod
    def parse(cls, kind: ManagementKind, value: str, reason: str) -> ManagementOrder:
        """From typed text: ``value`` in whole units of the kind; raises ``AmountRefused``."""
        typed = value.strip()
        if not (typed.isascii() and typed.isdigit()) or len(typed) > 12:
            raise AmountRefused("Type the value as a whole number, such as 5000.")
        return cls(kind, int(typed), reason.strip())

    @property
    def parameter(self) -> str:
        """The value with its unit, for screens and slips: ``5000 W``; empty where it is fixed."""
        rule = RULES[self.kind]
        if rule.fixed is not None:
            return ""
        return f"{self.value} {rule.unit}".strip()
