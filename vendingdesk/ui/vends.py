"""The vends of this window: the application owns them, a page watches one until it is answered or left alone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from typing import Any

from PySide6.QtCore import QObject, Signal

from vendingdesk.counter.vend import VendResult
from vendingdesk.domain.errors import Refused, VendingDeskError
from vendingdesk.domain.key_change import KeyChangeSet
from vendingdesk.domain.sale import Order, Sale, VendState
from vendingdesk.ui.tasks import TaskRegistry

NOTHING_SOLD = frozenset({VendState.REFUSED, VendState.NOT_SENT})
"""Ends that leave the form as it was: there is nothing to hand over, and nobody has to say that it was seen."""


class Vend:
    """One order on its way. ``result`` is there once it is known what became of it.

    ``error`` is there instead when it ended before anything was written or sent; neither is there, though it is
    ``answered``, when the program itself failed. ``found`` marks a sale that the start-up read from the disk.
    """

    def __init__(self, order: Order, *, found: bool = False) -> None:
        self.order = order
        self.found = found
        self.result: VendResult | None = None
        self.error: VendingDeskError | None = None
        self.answered = False
        self.left = found
        self._begun = time.monotonic()
        self._news = asyncio.Event()

    @property
    def seconds(self) -> int:
        """Whole seconds since it was asked for."""
        return int(time.monotonic() - self._begun)

    async def news(self) -> None:
        """Until it is answered or left by the page that asked for it."""
        await self._news.wait()

    def leave(self) -> None:
        """The counter is wanted for the next customer: from here on it is waited for without a page."""
        self.left = True
        self._news.set()

    def settle(self, result: VendResult | None = None, error: VendingDeskError | None = None) -> None:
        """The end is known."""
        self.result, self.error, self.answered = result, error, True
        self._news.set()


class Vends(QObject):
    """Runs vends and keeps those that were left until a person has seen what became of them.

    ``answered`` tells of every end, ``came_late`` carries one whose page was left; ``changed`` says that
    what nobody has acknowledged is another. While ``closing`` nothing new is begun.
    """

    answered = Signal()
    came_late = Signal(object)
    changed = Signal()

    def __init__(self, tasks: TaskRegistry) -> None:
        super().__init__()
        self._tasks = tasks
        self._running: list[Vend] = []
        self._left: list[Vend] = []
        self._in_front: list[Vend] = []
        self.closing = False

    @property
    def running(self) -> tuple[Vend, ...]:
        """Those whose answer is awaited, with a page or without."""
        return tuple(self._running)

    @property
    def left(self) -> tuple[Vend, ...]:
        """Those without a page that nobody has seen the end of, oldest first."""
        return tuple(self._left)

    @property
    def late(self) -> tuple[Vend, ...]:
        """Answers that stand there unseen, oldest first."""
        return tuple(vend for vend in self._left if vend.answered)

    @property
    def in_front(self) -> tuple[Vend, ...]:
        """Ends on the pages that asked for them, which nobody has acknowledged."""
        return tuple(self._in_front)

    @property
    def unacknowledged(self) -> tuple[Vend, ...]:
        """Ends that nobody has said to have seen: the late ones, and those that stand on a page."""
        return tuple(dict.fromkeys((*self.late, *self._in_front)))

    def start(self, order: Order, work: Coroutine[Any, Any, VendResult]) -> Vend:
        """Begin a vend that nothing cancels; raises ``Refused`` while the program is closing."""
        if self.closing:
            work.close()
            raise Refused("Vending Desk is closing: nothing was sent. Start it again to go on selling.")
        vend = Vend(order)
        self._running.append(vend)
        self._tasks.start(self._run(vend, work), name="vend", vital=True)
        return vend

    def leave(self, vend: Vend) -> None:
        """Free the page: the vend goes on in the list that every page shows, also one answered this very moment."""
        if vend not in self._left:
            vend.leave()
            self._left.append(vend)
            self.changed.emit()
            if vend.answered:
                self.came_late.emit(vend)

    def find(self, sale: Sale, change: KeyChangeSet | None = None) -> None:
        """A sale whose answer was found on disk, with the key change that it is a part of: nobody has seen it yet."""
        vend = Vend(sale.order, found=True)
        vend.settle(VendResult(sale, key_change=change))
        self._left.append(vend)
        self.changed.emit()

    def acknowledge(self, vend: Vend) -> None:
        """A person has seen what became of it."""
        for kept in (self._left, self._in_front):
            if vend in kept:
                kept.remove(vend)
        self.changed.emit()

    def settled(self, sale: Sale) -> None:
        """A doubt came to its end and somebody saw that: nothing says any more that its result is unknown."""
        for vend in self.unacknowledged:
            if vend.result is not None and vend.result.sale.uid == sale.uid:
                self.acknowledge(vend)

    async def _run(self, vend: Vend, work: Coroutine[Any, Any, VendResult]) -> None:
        result: VendResult | None = None
        error: VendingDeskError | None = None
        try:
            result = await work
        except VendingDeskError as raised:
            error = raised
        finally:
            # Also after a bug: a page that waits for ever would say less than one that says that it does not know.
            vend.settle(result, error)
            self._running.remove(vend)
            if not vend.left and result is not None and result.sale.state not in NOTHING_SOLD:
                self._in_front.append(vend)
                self.changed.emit()
            self.answered.emit()
            if vend.left:
                self.changed.emit()
                self.came_late.emit(vend)
