"""What a token is to say: the kWh that money buys, and the register of each management token."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from vendingdesk.simulator.orders import OrderRefused
from vendingdesk.sts import FieldError, amount_to_field, field_to_amount

CREDIT_CLASS = 0
MANAGEMENT_CLASS = 2

POWER_LIMIT, CLEAR_CREDIT, CLEAR_TAMPER, PHASE_UNBALANCE = 0, 1, 5, 6
KEY_SECTIONS = (3, 4, 8, 9)
"""The subclasses of a key change, in the order in which they are entered (D)."""

MOST_TARIFF = 99
_WATTS = (POWER_LIMIT, PHASE_UNBALANCE)
_EVERY_REGISTER = 0xFFFF
_FIELD_MAX = 0xFFFF
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class TokenContents:
    """What one token says: class, subclass and the 16-bit field.

    A section of a key change has no such field: there ``field`` is the value asked for, 0 to 99.
    """

    token_class: int
    subclass: int
    field: int

    @property
    def is_section(self) -> bool:
        """Whether it is a part of a key change, which has neither time nor chance in it."""
        return self.token_class == MANAGEMENT_CLASS and self.subclass in KEY_SECTIONS


def credit(kwh_asked: Fraction, count: int) -> tuple[TokenContents, ...]:
    """Return credit tokens that come to the energy, rounded up to what their fields can hold, each at least 0.1 kWh.

    Raises `OrderRefused` for more than a token holds.
    """
    tenths = math.ceil(kwh_asked * 10)
    share, more = divmod(tenths, count)
    shares = [max(1, share + (at < more)) for at in range(count)]
    try:
        return tuple(TokenContents(CREDIT_CLASS, 0, amount_to_field(share)) for share in shares)
    except FieldError:
        raise OrderRefused("money buys more than a token can hold") from None


def management(subclass: int, value: Decimal, count: int) -> tuple[TokenContents, ...]:
    """Return management tokens that say the value; raises `OrderRefused` for one that the field can't hold.

    Power limit and phase unbalance are W in the form of an amount, rounded up where the form has no exact one. The
    standard gives a clear-credit token the register to clear, all here, and a clear-tamper token zeros. Tariff rate,
    water factor, extended set and proprietary use are a plain 16-bit number: what a meter makes of it is its maker's.
    Several sections of a key change are the one asked for and those after it.
    """
    if subclass in KEY_SECTIONS:
        number = _whole(value, MOST_TARIFF)
        first = KEY_SECTIONS.index(subclass)
        order = (KEY_SECTIONS[first:] + KEY_SECTIONS[:first])[:count]
        return tuple(TokenContents(MANAGEMENT_CLASS, section, number) for section in order)
    return (TokenContents(MANAGEMENT_CLASS, subclass, _field(subclass, value)),) * count


def of_the_other_class(contents: Sequence[TokenContents]) -> tuple[TokenContents, ...]:
    """Return what a server that mixes classes up mints: a clear-tamper token for a charge, 0.1 kWh for the rest."""
    return tuple(
        TokenContents(MANAGEMENT_CLASS, CLEAR_TAMPER, 0)
        if one.token_class == CREDIT_CLASS
        else TokenContents(CREDIT_CLASS, 0, 1)
        for one in contents
    )


def energy_of(contents: Sequence[TokenContents]) -> Decimal:
    """Return the kWh that a meter adds when it takes the tokens."""
    return sum(field_to_amount(one.field) for one in contents if one.token_class == CREDIT_CLASS) * _TENTH


def energy_text(contents: Sequence[TokenContents]) -> str:
    """Return the kWh with one digit behind the point, as a meter shows them; empty where none of them is credit."""
    return f"{energy_of(contents):.1f}" if any(one.token_class == CREDIT_CLASS for one in contents) else ""


def value_of(contents: TokenContents, asked: Decimal) -> Decimal:
    """Return the value that a meter takes from a management token: W as the field has them, else what was asked."""
    return Decimal(field_to_amount(contents.field)) if contents.subclass in _WATTS else asked


def _field(subclass: int, value: Decimal) -> int:
    if subclass == CLEAR_CREDIT:
        return _EVERY_REGISTER
    if subclass == CLEAR_TAMPER:
        return 0
    if subclass not in _WATTS:
        return _whole(value, _FIELD_MAX)
    try:
        return amount_to_field(_whole(value, 10**9))
    except FieldError:
        raise OrderRefused("value out of range") from None


def _whole(value: Decimal, most: int) -> int:
    if value != value.to_integral_value() or value > most:
        raise OrderRefused(f"value must be a whole number up to {most}")
    return int(value)
