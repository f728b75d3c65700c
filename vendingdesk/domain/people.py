"""Who stands at the till: people with roles, and what each may do. Rights belong to use cases, not to buttons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a person is at this till; one may be several."""

    CASHIER = "cashier"
    SUPERVISOR = "supervisor"
    ENGINEER = "engineer"


class Right(StrEnum):
    """What a use case asks leave for."""

    SELL = "sell"
    SELL_ABOVE = "sell_above"
    MANAGE = "manage"
    COPY = "copy"
    OPEN_SHIFT = "open_shift"
    CLOSE_SHIFT = "close_shift"
    PAY_IN = "pay_in"
    PAY_OUT = "pay_out"
    DROP = "drop"
    REFUND = "refund"
    SEE_TOTALS = "see_totals"
    EDIT_METERS = "edit_meters"
    IMPORT_METERS = "import_meters"
    EXPORT = "export"
    CHANGE_SETTINGS = "change_settings"
    CHANGE_PEOPLE = "change_people"
    LEAVE_KIOSK = "leave_kiosk"


_CASHIER = frozenset(
    {
        Right.SELL,
        Right.COPY,
        Right.OPEN_SHIFT,
        Right.CLOSE_SHIFT,
        Right.PAY_IN,
        Right.DROP,
        Right.EDIT_METERS,
    }
)

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.CASHIER: _CASHIER,
    Role.ENGINEER: frozenset({Right.MANAGE, Right.COPY, Right.EDIT_METERS}),
    Role.SUPERVISOR: frozenset(Right),
}
"""A cashier sees no totals before the count: the close is blind."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person with roles and a PIN of which only its hash is kept.

    ``misses`` counts wrong PINs since the last right one; until ``locked_until`` none is tried. One who left is not
    ``active``: the name stays, because the journal has it.
    """

    name: str
    roles: frozenset[Role]
    pin_hash: str = field(default="", repr=False)
    misses: int = 0
    locked_until: datetime | None = None
    active: bool = True

    def may(self, right: Right) -> bool:
        """Whether one of the roles has the right."""
        return self.active and any(right in RIGHTS[role] for role in self.roles)


@dataclass(frozen=True, slots=True)
class Named:
    """A person as the journal names one: ``mark`` tells the kept PIN hash from any other, and nothing of the PIN.

    ``anew``: named with the recovery code, or because the list of people was gone.
    """

    name: str
    roles: frozenset[Role]
    mark: str
    active: bool = True
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What the journal says of people: whether they are switched on, who was named, who ever was a supervisor.

    ``recovery`` is the hash of the code that was shown when they were switched on.
    """

    on: bool
    persons: tuple[Named, ...] = ()
    supervisors: tuple[str, ...] = ()
    recovery: str = field(default="", repr=False)


def roles_of(words: Iterable[str]) -> frozenset[Role]:
    """The roles among some words; what is none gives no right."""
    known = {role.value: role for role in Role}
    return frozenset(known[word] for word in words if word in known)
