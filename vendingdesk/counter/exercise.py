"""The guided exercise at a training meter: seven steps that check themselves off as they happen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from vendingdesk.sts.virtual_meter import TENTH, Effect, Outcome, Refusal, VirtualMeter

READ_DIGITS = 8
"""So many digits of a sold token on the keypad show that it was read from the slip: two groups."""

WATCHED = TENTH
"""Energy that must be seen to run down: 0.1 kWh, the least that a token can bring."""


class Step(StrEnum):
    """What a trainee does, in this order; each may be done at any time."""

    SELL = "sell"
    READ = "read"
    TYPE = "type"
    WATCH = "watch"
    AGAIN = "again"
    OTHER = "other"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class SoldToken:
    """A token that this till has, and what it was sold for."""

    token: str
    meter: str
    credit: bool


class Exercise:
    """What was done at one meter. ``note_…`` is told what happens; it gives the steps that this has done."""

    def __init__(self, meter_number: str, done: Iterable[Step] = ()) -> None:
        self._meter = meter_number
        self._done = set(done)
        self._sold: dict[str, SoldToken] = {}
        self._seen_total: int | None = None

    @property
    def done(self) -> tuple[Step, ...]:
        """The steps that are done, in their order."""
        return tuple(step for step in Step if step in self._done)

    @property
    def next_step(self) -> Step | None:
        """The first step that is still to be done; None at the end."""
        return next((step for step in Step if step not in self._done), None)

    def note_sold(self, sold: Iterable[SoldToken]) -> None:
        """These tokens are known at the till."""
        self._sold = {each.token: each for each in sold}
        if any(each.meter == self._meter and each.credit for each in self._sold.values()):
            self._done.add(Step.SELL)

    def note_typed(self, digits: str) -> None:
        """These digits stand on the keypad."""
        if len(digits) >= READ_DIGITS and any(
            token.startswith(digits) and each.meter == self._meter for token, each in self._sold.items()
        ):
            self._done.add(Step.READ)

    def note_entered(self, token: str, outcome: Outcome, meter: VirtualMeter) -> None:
        """This was entered, and that came of it."""
        sold = self._sold.get(token)
        if outcome.effect is Effect.CREDIT:
            self._done.add(Step.TYPE)
            self._seen_total = meter.registers.supply.total
        elif outcome.effect is Effect.CREDIT_CLEARED:
            self._done.add(Step.CLEAR)
        elif outcome.refusal is Refusal.USED:
            self._done.add(Step.AGAIN)
        elif outcome.refusal is Refusal.CRC and sold is not None and sold.meter != self._meter:
            self._done.add(Step.OTHER)

    def note_time(self, meter: VirtualMeter) -> None:
        """Time went by at the meter."""
        if Step.TYPE not in self._done:
            return
        total = meter.registers.supply.total
        if self._seen_total is None:
            self._seen_total = total
        elif total - self._seen_total >= WATCHED:
            self._done.add(Step.WATCH)
