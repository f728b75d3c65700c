"""The virtual meter: a keypad meter for electricity that opens tokens with its own key. Others hold its clock."""

from __future__ import annotations

from datetime import datetime

from vendingdesk.sts.codec import decode
from vendingdesk.sts.errors import TokenError, TokenReason, TokenRejected
from vendingdesk.sts.fitting import Fitting
from vendingdesk.sts.meters import parse_meter_number
from vendingdesk.sts.tokens import TOKEN_DIGITS, TokenClass, parse_token, token_class
from vendingdesk.sts.virtual_meter.display import Display, Screen
from vendingdesk.sts.virtual_meter.execution import execute
from vendingdesk.sts.virtual_meter.glass import Glass
from vendingdesk.sts.virtual_meter.keypad import CODE_DIGITS, SHORT_CODES, Entry, Key
from vendingdesk.sts.virtual_meter.moments import check_moment
from vendingdesk.sts.virtual_meter.outcomes import Effect, Outcome, Refusal
from vendingdesk.sts.virtual_meter.registers import Registers
from vendingdesk.sts.virtual_meter.self_tests import screens_of
from vendingdesk.sts.virtual_meter.supply import Relay

LARGEST_LOAD = 20_000
"""Watts that can be connected. Ours."""


class VirtualMeter:
    """One meter: press its keys, connect a load, read its display.

    Every call that something can happen in takes ``at``, the meter's local time, naive; it never runs backwards: an
    earlier moment than the one before raises ``ValueError``, as does one with a time zone or of a year outside 1993
    to 2199; what is no ``datetime`` raises ``TypeError``. Nothing has happened then. The meter has no clock of its
    own and starts nothing. ``state_of`` and ``meter_from`` keep it as plain JSON.
    """

    def __init__(self, registers: Registers, at: datetime) -> None:
        check_moment(at)
        self.registers = registers
        self._at = at
        self._entry = Entry()
        self._glass = Glass(at)

    @classmethod
    def from_factory(cls, fitting: Fitting, at: datetime) -> VirtualMeter:
        """A new meter: no credit, nothing remembered.

        Raises ``MeterNumberError`` for a number that is none, ``TypeError`` for what is no ``Fitting``. A key that is
        none makes ``FieldError`` of every token.
        """
        if not isinstance(fitting, Fitting):
            raise TypeError("A meter is made from a Fitting.")
        parse_meter_number(fitting.meter_number)
        return cls(Registers(fitting), at)

    def renewed(self) -> VirtualMeter:
        """A new meter with this one's number and with the key that it holds now, all else as from the factory."""
        renewed = Registers(self.registers.fitting, key_expiry=self.registers.key_expiry)
        return VirtualMeter(renewed, self._at)

    @property
    def at(self) -> datetime:
        """The last moment that the meter was told."""
        return self._at

    @property
    def fitting(self) -> Fitting:
        """The key in force and its attributes."""
        return self.registers.fitting

    @property
    def credit(self) -> int:
        """Remaining credit in microjoules; ``TENTH`` of them are 0.1 kWh."""
        return self.registers.supply.credit

    @property
    def relay(self) -> Relay:
        """Whether the power is on, and if not, why."""
        return self.registers.supply.relay

    @property
    def typed(self) -> str:
        """The digits that are not entered yet."""
        return self._entry.digits

    @property
    def locked_s(self) -> int:
        """Whole seconds until the keypad takes something again; 0 when it does."""
        return self.registers.lock.seconds_left(self._at)

    @property
    def sections(self) -> int:
        """How many of the four sections of a key change the meter holds."""
        return len(self.registers.sections.tokens)

    @property
    def display(self) -> Display:
        """What stands on the glass at the last moment that the meter was told."""
        if self.locked_s:
            return Display(Screen.LOCKED, "LOCKED", f"{self.locked_s} s", self._glass.outcome)
        return self._glass.display(self.typed, self.fitting, self.registers.supply, self._at)

    def pass_time(self, at: datetime) -> None:
        """Let it become ``at``: the load draws, what waits runs out."""
        check_moment(at)
        if at < self._at:
            raise ValueError("A meter's time never runs backwards.")
        self.registers.supply.run(self._at, at)
        self.registers.sections.forget_late(at)
        self._at = at

    def connect_load(self, watts: int, at: datetime) -> None:
        """Connect a load of 0 to 20,000 W instead of the one before.

        Raises ``ValueError`` for another, ``TypeError`` for what is no ``int``.
        """
        if isinstance(watts, bool) or not isinstance(watts, int):
            raise TypeError("A load is a whole number of watts.")
        if not 0 <= watts <= LARGEST_LOAD:
            raise ValueError(f"A load is 0 to {LARGEST_LOAD} W.")
        self.pass_time(at)
        self.registers.supply.load = watts
        self.registers.supply.settle(at)

    def tamper(self, at: datetime) -> None:
        """Somebody opens the meter: the power goes off until a token clears it."""
        self.pass_time(at)
        self.registers.supply.tampered = True

    def press(self, key: Key, at: datetime) -> Outcome | None:
        """Press a key; gives the end of an entry when the key was Enter and something was entered.

        Ours: Enter on an empty entry shows the next of several values, or the credit. While the keypad is locked
        every key only says so. A digit too many is not taken. Raises ``TypeError`` for what is no ``Key``.
        """
        if not isinstance(key, Key):
            raise TypeError("What can be pressed is a Key.")
        self.pass_time(at)
        if self.locked_s:
            return Outcome(refusal=Refusal.LOCKED, value=self.locked_s)
        if key is Key.ENTER:
            if self.typed:
                return self._enter(self._entry.finish())
            self._glass.turn(at)
        elif key is Key.BACK:
            self._glass.clear()
            self._entry.take_back()
        else:
            self._glass.clear()
            self._entry.add(key.value)
        return None

    def type_token(self, digits: str, at: datetime) -> Outcome:
        """Type these digits on an empty keypad and press Enter.

        More than 20 are refused for their length: the keypad would take the first 20 alone. Raises ``ValueError``
        for anything but digits, and for none.
        """
        keys = [Key(digit) for digit in digits]
        while self.typed:
            self.press(Key.BACK, at)
        for key in keys:
            self.press(key, at)
        if len(keys) > TOKEN_DIGITS and not self.locked_s:
            self._entry.finish()
            return self._finish(Outcome(refusal=Refusal.LENGTH))
        outcome = self.press(Key.ENTER, at)
        if outcome is None:
            raise ValueError("There was nothing to enter.")
        return outcome

    def _enter(self, digits: str) -> Outcome:
        if len(digits) <= CODE_DIGITS:
            return self._show(SHORT_CODES.get(digits, Refusal.UNKNOWN_CODE))
        try:
            token = parse_token(digits)
        except TokenError as error:
            wrong = Refusal.LENGTH if error.reason is TokenReason.LENGTH else Refusal.TOO_LARGE
            return self._finish(Outcome(refusal=wrong))
        match token_class(token):
            case TokenClass.TEST:
                return self._show(screens_of(token, self.fitting.meter_number))
            case TokenClass.RESERVED:
                return self._finish(Outcome(refusal=Refusal.CLASS))
        try:
            opened = decode(self.fitting.key, token, base=self.fitting.base)
        except TokenRejected:
            return self._finish(Outcome(refusal=Refusal.CRC))
        return self._finish(execute(self.registers, token, opened, self._at))

    def _show(self, what: Screen | tuple[Screen, ...] | Refusal) -> Outcome:
        if isinstance(what, Refusal):
            return self._finish(Outcome(refusal=what))
        shown = Outcome(Effect.SHOWN)
        self._glass.show_registers(shown, (what,) if isinstance(what, Screen) else what, self._at)
        return shown

    def _finish(self, outcome: Outcome) -> Outcome:
        if outcome.refusal in {Refusal.CRC, Refusal.CLASS, Refusal.TOO_LARGE}:
            self.registers.lock.note_wrong(self._at)
        self._glass.show_result(outcome, self._at)
        return outcome
