"""Energy: an exact number of milliwatt-hours, shown in kWh."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from vendingdesk.domain.money import plain, plain_decimal, shifted

_PLACES = 6
"""1 mWh is 10^-6 kWh: finer than any STS amount (0.1 kWh), so a server's decimals stay exact."""

TYPED_PLACES = 1
"""A credit token carries tenths of a kWh (IEC 62055-41, amount field): nothing finer can be sold."""


@dataclass(frozen=True, slots=True, order=True)
class Energy:
    """An exact amount of energy in whole milliwatt-hours. Refuses floats with ``TypeError``."""

    milliwatt_hours: int

    def __post_init__(self) -> None:
        """Refuse anything that is not a whole number."""
        if isinstance(self.milliwatt_hours, bool) or not isinstance(self.milliwatt_hours, int):
            raise TypeError(f"energy is a whole number of mWh, not {type(self.milliwatt_hours).__name__}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read kWh as a cashier types them; raises ``AmountRefused`` with a sentence on what to type."""
        return cls.from_kwh(plain_decimal(text, places=TYPED_PLACES, unit="kWh"))

    @classmethod
    def from_kwh(cls, kwh: Decimal) -> Self:
        """From exact kWh; raises ``ValueError`` for what is finer than 1 mWh or no finite number."""
        if not kwh.is_finite():
            raise ValueError("energy must be a finite number of kWh")
        scaled = shifted(kwh, _PLACES)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"energy finer than 1 mWh: {kwh} kWh")
        return cls(int(scaled))

    @property
    def number(self) -> Decimal:
        """kWh, exact, without needless zeros."""
        return plain(shifted(self.milliwatt_hours, -_PLACES))

    @property
    def text(self) -> str:
        """kWh with at least one digit behind the point and no unit: ``64.5``, ``10.0``."""
        text = f"{self.number:f}"
        return text if "." in text else f"{text}.0"

    @property
    def unit(self) -> str:
        """Always ``kWh``."""
        return "kWh"

    def __str__(self) -> str:
        """``64.5 kWh``."""
        return f"{self.text} {self.unit}"


ZERO_ENERGY = Energy(0)
