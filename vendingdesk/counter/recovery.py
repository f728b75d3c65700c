"""Start-up: what the last run left unfinished is settled as far as this machine alone can know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from vendingdesk.counter.ports import Clock, VendingServer
from vendingdesk.domain.key_change import KeyChangeSet
from vendingdesk.domain.outcome import DoubtCause, NothingSent, NotSentCause, Outcome, RawAnswer, Unclear
from vendingdesk.domain.program import ProgramUpdate
from vendingdesk.domain.sale import Sale, VendState


class UnfinishedBook(Protocol):
    """The part of the journal that recovery needs."""

    async def open_sales(self) -> tuple[tuple[Sale, RawAnswer | None], ...]:
        """Sales without an outcome, oldest first, each with the raw answer if one is on disk."""

    async def conclude(self, uid: str, outcome: Outcome, at: datetime) -> Sale:
        """Write the outcome."""

    async def sales(self, *, limit: int) -> tuple[Sale, ...]:
        """The newest sales."""

    async def key_change(self, meter: str, set_uid: str = "") -> tuple[Sale, ...]:
        """The sales of a key change."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """What start-up found: sales by the state they were settled in.

    ``unprinted`` is the newest sale of a run that ended badly when its token never had a slip: perhaps nobody saw it.
    ``unseen`` are results that the last run was made to close over, or was cut off over, before somebody saw them.
    ``changes`` are the key changes that any of these are parts of.
    ``cut_off`` tells that the last run ended badly: a crash, a power cut, a kill.
    ``update`` tells that another version of the program goes on with the books.
    """

    sales: tuple[Sale, ...] = ()
    unprinted: Sale | None = None
    unseen: tuple[Sale, ...] = ()
    cut_off: bool = False
    changes: tuple[KeyChangeSet, ...] = ()
    update: ProgramUpdate | None = None

    def count(self, state: VendState) -> int:
        """How many were settled in a state."""
        return sum(sale.state is state for sale in self.sales)


class RecoverSales:
    """An answer on disk is read again; SENDING without one becomes IN_DOUBT; PREPARED becomes NOT_SENT."""

    def __init__(self, book: UnfinishedBook, server: VendingServer, clock: Clock) -> None:
        self._book = book
        self._server = server
        self._clock = clock

    async def __call__(self, *, ended_badly: bool = False) -> Recovered:
        """Settle every unfinished sale; raises ``EnvironmentFault`` when the journal can't be written.

        ``ended_badly`` says that the last run was cut off.
        """
        settled = []
        for sale, raw in await self._book.open_sales():
            outcome: Outcome
            if raw is not None:
                outcome = self._server.read(sale.order, raw)
            elif sale.state is VendState.SENDING:
                outcome = Unclear(DoubtCause.INTERRUPTED, "the program ended while the server was asked")
            else:
                outcome = NothingSent(NotSentCause.INTERRUPTED, "the program ended before anything was sent")
            settled.append(await self._book.conclude(sale.uid, outcome, self._clock.now()))
        unprinted = await self._unprinted({sale.uid for sale in settled}) if ended_badly else None
        return Recovered(tuple(settled), unprinted, cut_off=ended_badly)

    async def _unprinted(self, settled: set[str]) -> Sale | None:
        """The newest sale, if it has a token, no slip, and is not among those that were settled just now."""
        for sale in await self._book.sales(limit=1):
            if sale.state is VendState.ISSUED and sale.uid not in settled and not await self._printed(sale):
                return sale
        return None

    async def _printed(self, sale: Sale) -> bool:
        """Whether there was a slip; that of a key change is counted with its first section."""
        part = sale.order.key_change
        if part is None:
            return bool(sale.copies)
        held = KeyChangeSet(await self._book.key_change(sale.order.meter, part.set_uid)).held
        return 1 in held and bool(held[1].copies)
