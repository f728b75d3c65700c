"""How the till stands: who may stand at it, what is switched on, which shift is open. Kept beside the book's end."""

from __future__ import annotations

import sqlite3
from bisect import bisect
from datetime import datetime

from vendingdesk.domain.doubt import person_key
from vendingdesk.domain.errors import Refused, ShiftWanted
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.people import Role
from vendingdesk.domain.sale import MoveRefused, Order
from vendingdesk.domain.shift import Shift
from vendingdesk.journal.day_entries import (
    PEOPLE,
    SHIFTS,
    CashMoved,
    PersonNamed,
    ShiftClosed,
    ShiftCounted,
    ShiftOpened,
    Switched,
)
from vendingdesk.journal.entries import DECODERS, Body, Restored
from vendingdesk.journal.schema import DAY

OTHER_CURRENCY = (
    "Shift {0} counts cash in {1}, and this till sells in {2} now. Close the shift (F7) and open a new one first."
)

_ENTRIES = (
    f"SELECT seq, kind, at, body FROM entry WHERE kind IN {DAY} "  # noqa: S608
    "UNION ALL SELECT seq, kind, at, body FROM entry WHERE kind = 'restored' ORDER BY seq"
)


class Day:
    """What the entries about people and shifts come to; read whole at the opening, then entry by entry.

    ``opened`` is the entry of the open shift, or of the last one; ``closed`` that of the last Z since shifts were
    switched on. What ended after the entry ``since`` belongs to the open shift's report. ``counts`` are those of
    the open shift, each with its time; ``z_passed`` the numbers of Z reports that were given out before the book went
    on from a backup that has not got them: the next Z says so.
    """

    def __init__(self) -> None:
        self.shift: Shift | None = None
        self.opened_seq = 0
        self.opened: ShiftOpened | None = None
        self.closed: ShiftClosed | None = None
        self.since = 0
        self._switches: list[int] = []
        self.counts: list[tuple[datetime, ShiftCounted]] = []
        self.last_number = 0
        self.z_passed: tuple[int, int] | None = None
        self.persons: dict[str, PersonNamed] = {}
        self.switched: dict[str, Switched] = {}

    @classmethod
    def of(cls, connection: sqlite3.Connection) -> Day:
        """As a file has it."""
        day = cls()
        for seq, kind, at, body in connection.execute(_ENTRIES):
            day.take(seq, datetime.fromisoformat(at), DECODERS[kind].decode(body))
        return day

    def take(self, seq: int, at: datetime, body: Body) -> None:
        """Take in an entry; of others than these nothing changes."""
        match body:
            case PersonNamed():
                self.persons[person_key(body.name)] = body
            case Switched():
                self.switched[body.what] = body
                if body.what == SHIFTS:
                    self.closed = None
                    self._switches.append(seq)
            case ShiftOpened():
                currency = Currency(body.currency, body.exponent)
                self.shift = Shift(body.number, Money(body.minor, currency), at, body.by)
                self.opened, self.opened_seq, self.last_number = body, seq, body.number
                self.counts = []
                if self.closed is None:
                    self.since = seq
            case ShiftCounted():
                self.counts.append((at, body))
            case ShiftClosed():
                self.shift, self.closed, self.since = None, body, seq
                self.z_passed = None
            case Restored():
                self._pass_over(body.last_z)

    def _pass_over(self, last_z: int) -> None:
        """Z reports up to a number were made; those from the open shift's on, or the next one's, are not here."""
        first = self.last_number + 1 if self.shift is None else self.shift.number
        if last_z >= first:
            self.z_passed = (first if self.z_passed is None else self.z_passed[0], last_z)
            self.last_number = max(self.last_number, last_z)

    def is_on(self, what: str) -> bool:
        """Whether ``people`` or ``shifts`` are switched on."""
        return what in self.switched and self.switched[what].on

    def kept_shifts(self, seq: int) -> bool:
        """Whether shifts were on at an entry: they begin off, and every switch turns them over."""
        return bool(bisect(self._switches, seq) % 2)

    def shift_for(self, order: Order) -> int:
        """The shift that a sale made now belongs to, 0 for none; raises ``ShiftWanted`` where there must be one.

        Raises ``Refused`` for a price in another currency than the shift's cash.
        """
        if self.shift is not None:
            counted, price = self.shift.opening_float.currency, order.price
            if price is not None and price.currency != counted:
                raise Refused(OTHER_CURRENCY.format(self.shift.number, counted.code, price.currency.code))
            return self.shift.number
        if self.is_on(SHIFTS):
            raise ShiftWanted
        return 0

    def check_open(self, number: int) -> None:
        """Hold a new shift to what was: raises ``MoveRefused``."""
        if self.shift is not None:
            raise MoveRefused(f"shift {self.shift.number} is open: it is closed first")
        if number != self.last_number + 1:
            raise MoveRefused(f"shift {number} can't follow shift {self.last_number}")

    def check_running(self, number: int) -> None:
        """Hold what happens in a shift to the one that is open: raises ``MoveRefused``."""
        if self.shift is None or self.shift.number != number:
            raise MoveRefused(f"shift {number} is not open")

    def check_switch(self, what: str, *, on: bool) -> None:
        """Hold a switch to what is: raises ``MoveRefused``."""
        if what not in (PEOPLE, SHIFTS):
            raise MoveRefused(f"there is no switch {what}")
        if self.is_on(what) == on:
            raise MoveRefused(f"{what} are {'on' if on else 'off'} already")
        if what == SHIFTS and self.shift is not None:
            raise MoveRefused(f"shift {self.shift.number} is open: it is closed first")


def _check_cash(minor: int) -> None:
    """There is no cash below nothing: raises ``MoveRefused``."""
    if minor < 0:
        raise MoveRefused(f"it has {minor} of cash")


class DayCheck:
    """The same rules for a verification: what an entry about the day must be after those before it."""

    def __init__(self) -> None:
        self._day = Day()

    @property
    def day(self) -> Day:
        """What the entries so far come to."""
        return self._day

    def enter(self, seq: int, at: str, body: Body) -> str:
        """Take one entry in; returns what is wrong with it, empty for nothing."""
        try:
            match body:
                case ShiftOpened():
                    self._day.check_open(body.number)
                    _check_cash(body.minor)
                case Switched():
                    self._day.check_switch(body.what, on=body.on)
                    if body.what == PEOPLE and not body.on:
                        self._check_let(body.by, body.allowed_by)
                case ShiftClosed():
                    self._day.check_running(body.number)
                    _check_cash(body.counted)
                case CashMoved():
                    self._day.check_running(body.shift)
                    _check_cash(body.minor)
                case ShiftCounted():
                    self._day.check_running(body.number)
                    _check_cash(body.counted)
            self._day.take(seq, datetime.fromisoformat(at), body)
        except MoveRefused as refused:
            return str(refused)
        return ""

    def _check_let(self, by: str, allowed_by: str) -> None:
        """Hold the end of people to who may answer for it, where anybody may: raises ``MoveRefused``."""
        persons = self._day.persons
        may = {key for key, each in persons.items() if each.active and Role.SUPERVISOR.value in each.roles}
        if may and not may & {person_key(by), person_key(allowed_by)}:
            raise MoveRefused(f"no supervisor did or allowed it, only {by}")

    @property
    def shift(self) -> int:
        """The number of the open shift, 0 for none."""
        return 0 if self._day.shift is None else self._day.shift.number
