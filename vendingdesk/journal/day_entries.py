"""Bodies of the entries about people, shifts and cash; those about sales stand in ``entries``."""

from __future__ import annotations

import msgspec

from vendingdesk.journal.report_body import ReportBody

PEOPLE = "people"
SHIFTS = "shifts"
"""What can be switched on and off: by entries, so that no edited file switches it off."""


class PersonNamed(msgspec.Struct, frozen=True, omit_defaults=True):
    """A person was added, changed, given a new PIN or let go; the last entry of a name counts.

    ``mark`` is the SHA-256 of the kept PIN hash in hexadecimal: a hash that was put into the register by another
    program has another. It tells nothing of the PIN, because the salt stands in the register alone. ``anew``: named
    with the recovery code, because the list of people was gone.
    """

    name: str
    roles: tuple[str, ...]
    mark: str
    by: str
    allowed_by: str = ""
    active: bool = True
    anew: bool = False


class Switched(msgspec.Struct, frozen=True, omit_defaults=True):
    """``people`` or ``shifts`` were switched on or off. ``recovery`` is the hash of the code that was shown then."""

    what: str
    on: bool
    by: str
    allowed_by: str = ""
    recovery: str = ""


class AtTill(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who typed a PIN and stands at the till now; empty when it was locked or left. ``account`` is the server's."""

    person: str
    account: str = ""


class Allowed(msgspec.Struct, frozen=True, omit_defaults=True):
    """A supervisor let somebody do what that one may not do alone, and no entry of its own says so."""

    right: str
    person: str
    allowed_by: str
    about: str = ""


class ShiftOpened(msgspec.Struct, frozen=True, omit_defaults=True):
    """A shift began with a float, in minor units of its currency; ``suggested`` is what the close before had left.

    ``base`` is the money of all sales before it: what its perpetual total begins with.
    """

    number: int
    minor: int
    currency: str
    exponent: int
    by: str
    suggested: int | None = None
    allowed_by: str = ""
    base: int = 0


class CashMoved(msgspec.Struct, frozen=True, omit_defaults=True):
    """Cash went into the drawer or out of it; a refund's entry is about its sale, whose number is ``sale``."""

    shift: int
    what: str
    minor: int
    by: str
    reason: str = ""
    allowed_by: str = ""
    sale: int = 0
    cash: bool = True


class ShiftCounted(msgspec.Struct, frozen=True, omit_defaults=True):
    """The cash of an open shift was counted, before anybody saw what was ``expected``. No count is undone.

    ``pieces`` are denominations in minor units with how many there were, ``counted`` is all of the cash.
    """

    number: int
    by: str
    counted: int
    expected: int
    pieces: tuple[tuple[int, int], ...] = ()
    allowed_by: str = ""


class ShiftClosed(msgspec.Struct, frozen=True, omit_defaults=True):
    """A counted shift was closed: its Z, whole in ``report``. ``left`` stays in the drawer as the next float."""

    number: int
    by: str
    counted: int
    pieces: tuple[tuple[int, int], ...] = ()
    reason: str = ""
    allowed_by: str = ""
    left: int | None = None
    report: ReportBody | None = None


class ReportSlip(msgspec.Struct, frozen=True, omit_defaults=True):
    """An X or Z report is about to be made; ``copy`` counts those of one Z, 1 the first; an X is always the first."""

    report: str
    number: int
    copy: int
    operator: str
    medium: str
    why: str = ""


DAY_BODIES = (
    PersonNamed,
    Switched,
    AtTill,
    Allowed,
    ShiftOpened,
    CashMoved,
    ShiftCounted,
    ShiftClosed,
    ReportSlip,
)
"""All of them, for ``isinstance``."""
