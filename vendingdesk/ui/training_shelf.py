"""The training shelf: writes down how the meter on the bench stands, so that a killed program loses little of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine

from PySide6.QtCore import QElapsedTimer

from vendingdesk.counter.training import Bench, Training
from vendingdesk.domain.errors import VendingDeskError
from vendingdesk.ui import words
from vendingdesk.ui.tasks import TaskRegistry

log = logging.getLogger(__name__)

PACE_MS = 10_000
"""Between two times that running time alone is written down: as much as a killed program may lose."""


class TrainingShelf:
    """What it writes is vital: the end of the program waits for it. ``say`` is told when the disk fails."""

    def __init__(self, training: Training, tasks: TaskRegistry, say: Callable[[str], None]) -> None:
        self._training = training
        self._tasks = tasks
        self._say = say
        self.pace_ms = PACE_MS
        self._since = QElapsedTimer()
        self._kept: tuple[object, ...] = ()

    def take_from(self, bench: Bench) -> None:
        """This meter was just brought: what stands in its file is what it is."""
        self._since.start()
        self._kept = _standing(bench)

    def put_down(self, bench: Bench) -> asyncio.Task[None]:
        """Write it down now, in a worker."""
        self.take_from(bench)
        return self._tasks.start(self._keep(self._training.keep(bench)), name="training: keep", vital=True)

    def keep_up(self, bench: Bench) -> None:
        """Write it down if somebody would miss it: a step that was checked off at once, all else at a pace."""
        standing = _standing(bench)
        if standing != self._kept and (standing[0] != self._kept[0] or self._since.hasExpired(self.pace_ms)):
            self.put_down(bench)

    async def _keep(self, keeping: Coroutine[object, object, None]) -> None:
        try:
            await keeping
        except VendingDeskError as fault:
            log.warning("%s", fault)
            self._say(words.fault_text(fault))


def _standing(bench: Bench) -> tuple[object, ...]:
    """The steps that are done, and what changes at the meter by time alone; its clock only while something waits."""
    meter, supply = bench.meter, bench.meter.registers.supply
    waits = meter.locked_s or meter.sections or supply.retry_at is not None
    return (bench.exercise.done, bench.meter.fitting.meter_number, supply.total, meter.at if waits else None)
