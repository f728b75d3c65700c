"""Training: virtual meters beside the demo's counter, each kept from one day to the next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from vendingdesk.counter.exercise import Exercise, SoldToken, Step
from vendingdesk.counter.meters import TAKEN_AS_SOLD
from vendingdesk.counter.ports import Clock, Journal, Register
from vendingdesk.domain.customer import Customer
from vendingdesk.domain.errors import Refused
from vendingdesk.domain.sale import SaleKind
from vendingdesk.sts import MeterNumberError
from vendingdesk.sts.fitting import Fitting
from vendingdesk.sts.virtual_meter import MeterStateError, VirtualMeter, meter_from, state_of

RECENT = 100
"""Sales that are looked through for tokens and meters."""

MOST_METERS = 200


class MeterStates(Protocol):
    """Where the states of training meters are kept. Both raise ``EnvironmentFault`` for a disk that fails."""

    def read(self, meter_number: str) -> object:
        """What was kept for a meter as plain JSON values; None for nothing. Raises ``MeterStateError`` for damage."""

    def write(self, meter_number: str, state: Mapping[str, object]) -> None:
        """Keep this in place of what there was; all of it or nothing."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Where a meter's key is looked up; both raise ``MeterNumberError`` for a number that is none.

    ``factory`` is pure and gives the key that a meter left the factory with. ``house`` reads a file and gives the key
    that the vending house has for it by now, None where that can't be known.
    """

    factory: Callable[[str], Fitting]
    house: Callable[[str], Fitting | None]


class KeyOrigin(StrEnum):
    """Where the key of a meter on the bench comes from."""

    KEPT = "kept"
    """Kept with the meter: it changes by key-change tokens alone."""

    FACTORY = "factory"
    """From the factory, and as far as is known the house never changed it."""

    BEHIND = "behind"
    """From the factory, and the house has changed it since: the meter waits for its key-change tokens."""

    HOUSE = "house"
    """The key of the house by now: what is sold from now on fits."""


@dataclass(frozen=True, slots=True)
class Bench:
    """A meter on the training bench with its exercise."""

    meter: VirtualMeter
    exercise: Exercise
    key_origin: KeyOrigin


class Training:
    """Brings meters to the bench and puts them away; its files are read and written in a worker thread.

    A meter that is put away stands still: its time goes on when it is brought again.
    """

    def __init__(
        self,
        keys: Keys,
        states: MeterStates,
        register: Register,
        journal: Journal,
        clock: Clock,
    ) -> None:
        self._keys = keys
        self._states = states
        self._register = register
        self._journal = journal
        self._clock = clock
        self._busy = asyncio.Lock()

    async def sold(self) -> tuple[SoldToken, ...]:
        """The tokens of the last sales, newest first."""
        sales = await self._journal.sales(limit=RECENT)
        return tuple(
            SoldToken(token, sale.order.meter, sale.order.kind is SaleKind.CREDIT)
            for sale in sales
            if sale.state in TAKEN_AS_SOLD
            for token in sale.tokens
        )

    async def customers(self) -> tuple[Customer, ...]:
        """Whose meters can be on the bench: those of the register, and before them those sold to without being in it.

        A number that no factory gives a meter, because somebody overrode its check digit, is left out.
        """
        known = await self._register.search("", limit=MOST_METERS)
        numbers = {customer.meter for customer in known}
        others = dict.fromkeys(each.meter for each in await self.sold() if each.meter not in numbers)
        return tuple(
            each for each in (*(Customer(meter) for meter in others), *known) if self._has_fitting(each.meter)
        )

    async def bring(self, meter_number: str) -> Bench:
        """The meter as it was put away; one that never was has the key of the factory, as a meter on the wall has.

        Raises ``MeterStateError`` when what was kept is damaged (``new_bench`` is the way out), ``Refused`` for a
        number that is none, ``EnvironmentFault`` for a disk that can't be read.
        """
        async with self._busy:  # what is being written is read when it is whole
            kept = await asyncio.to_thread(self._states.read, meter_number)
        if kept is None:
            fitting, todays = self._factory_key(meter_number), await self._todays_key(meter_number)
            origin = KeyOrigin.FACTORY if todays in (None, fitting) else KeyOrigin.BEHIND
            return Bench(VirtualMeter.from_factory(fitting, self._now()), Exercise(meter_number), origin)
        if not isinstance(kept, Mapping) or set(kept) != {"meter", "exercise"}:
            raise MeterStateError("contents")
        meter = meter_from(kept["meter"])
        if meter.fitting.meter_number != meter_number:
            raise MeterStateError("meter_number")
        return Bench(meter, Exercise(meter_number, _steps(kept["exercise"])), KeyOrigin.KEPT)

    async def new_bench(self, meter_number: str, before: VirtualMeter | None = None) -> Bench:
        """A new meter with this number: no credit, nothing remembered, no lock.

        It holds the key that the house has for it by now, so that tokens sold from now on fit; where that can't be
        known the key of ``before``, and without one the factory's. Raises ``Refused`` for a number that is none.
        """
        factory, todays = self._factory_key(meter_number), await self._todays_key(meter_number)
        exercise = Exercise(meter_number)
        if todays is not None:
            at = before.at if before is not None else self._now()
            return Bench(VirtualMeter.from_factory(todays, at), exercise, KeyOrigin.HOUSE)
        if before is not None:
            return Bench(before.renewed(), exercise, KeyOrigin.KEPT)
        return Bench(VirtualMeter.from_factory(factory, self._now()), exercise, KeyOrigin.FACTORY)

    def keep(self, bench: Bench) -> Coroutine[object, object, None]:
        """Put down how the meter stands at the call; later calls never lose to earlier ones.

        To be awaited; raises ``EnvironmentFault`` then, when the disk fails.
        """
        number = bench.meter.fitting.meter_number
        state = {"meter": state_of(bench.meter), "exercise": [str(step) for step in bench.exercise.done]}
        return self._write(number, state)

    async def _write(self, number: str, state: Mapping[str, object]) -> None:
        async with self._busy:
            await asyncio.to_thread(self._states.write, number, state)

    def _now(self) -> datetime:
        return self._clock.now().replace(tzinfo=None)

    def _factory_key(self, meter_number: str) -> Fitting:
        try:
            return self._keys.factory(meter_number)
        except MeterNumberError as error:
            raise Refused("There is no meter of this number. Choose another one.") from error

    async def _todays_key(self, meter_number: str) -> Fitting | None:
        return await asyncio.to_thread(self._keys.house, meter_number)

    def _has_fitting(self, meter_number: str) -> bool:
        try:
            self._keys.factory(meter_number)
        except MeterNumberError:
            return False
        return True


def _steps(kept: object) -> tuple[Step, ...]:
    if not isinstance(kept, list) or not all(isinstance(each, str) and each in set(Step) for each in kept):
        raise MeterStateError("exercise")
    return tuple(Step(each) for each in kept)
