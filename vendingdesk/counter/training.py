"""Training: virtual meters beside the demo's counter, each kept from one day to the next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
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
class Bench:
    """A meter on the training bench with its exercise."""

    meter: VirtualMeter
    exercise: Exercise


class Training:
    """Brings meters to the bench and puts them away; its files are read and written in a worker thread.

    ``fitting_of`` says what key a meter left the factory with; it raises ``MeterNumberError`` for a number that is
    none. A meter that is put away stands still: its time goes on when it is brought again.
    """

    def __init__(
        self,
        fitting_of: Callable[[str], Fitting],
        states: MeterStates,
        register: Register,
        journal: Journal,
        clock: Clock,
    ) -> None:
        self._fitting_of = fitting_of
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
        """The meter as it was put away, or a new one.

        Raises ``MeterStateError`` when what was kept is damaged (``new_bench`` is the way out), ``Refused`` for a
        number that is none, ``EnvironmentFault`` for a disk that can't be read.
        """
        async with self._busy:  # what is being written is read when it is whole
            kept = await asyncio.to_thread(self._states.read, meter_number)
        if kept is None:
            return self.new_bench(meter_number)
        if not isinstance(kept, Mapping) or set(kept) != {"meter", "exercise"}:
            raise MeterStateError("contents")
        meter = meter_from(kept["meter"])
        if meter.fitting.meter_number != meter_number:
            raise MeterStateError("meter_number")
        return Bench(meter, Exercise(meter_number, _steps(kept["exercise"])))

    def new_bench(self, meter_number: str, before: VirtualMeter | None = None) -> Bench:
        """A new meter with this number: no credit, nothing remembered, no lock.

        It holds the key that ``before`` holds, so that tokens sold today fit; without one, the factory's. Raises
        ``Refused`` for a number that is none.
        """
        if before is not None:
            return Bench(before.renewed(), Exercise(meter_number))
        try:
            fitting = self._fitting_of(meter_number)
        except MeterNumberError as error:
            raise Refused("There is no meter of this number. Choose another one.") from error
        now = self._clock.now().replace(tzinfo=None)
        return Bench(VirtualMeter.from_factory(fitting, now), Exercise(meter_number))

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

    def _has_fitting(self, meter_number: str) -> bool:
        try:
            self._fitting_of(meter_number)
        except MeterNumberError:
            return False
        return True


def _steps(kept: object) -> tuple[Step, ...]:
    if not isinstance(kept, list) or not all(isinstance(each, str) and each in set(Step) for each in kept):
        raise MeterStateError("exercise")
    return tuple(Step(each) for each in kept)
