"""The vend itself: every step on disk before it is taken, sent once, never again by itself."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from vendingdesk.counter.guard import Guard
from vendingdesk.counter.ports import Clock, Journal, VendingServer
from vendingdesk.counter.session import Session
from vendingdesk.counter.session_check import CheckSession
from vendingdesk.domain.errors import EnvironmentFault, Refused
from vendingdesk.domain.key_change import KeyChangeSet
from vendingdesk.domain.outcome import Declined, Issued, RawAnswer, RefusalReason
from vendingdesk.domain.sale import Order, Sale


@dataclass(frozen=True, slots=True)
class VendResult:
    """What became of a vend; ``fault`` is set when the outcome is known but could not be written down.

    The sale then still carries its token: it must be shown with that warning, never thrown away. ``key_change`` is
    the whole set as it is now, for a sale that is a part of one.
    """

    sale: Sale
    fault: str = ""
    key_change: KeyChangeSet | None = None


class _JournalledSteps:
    """Writes SENDING and the raw answer at the moments the client calls for them."""

    def __init__(self, journal: Journal, clock: Clock, sale: Sale) -> None:
        self._journal = journal
        self._clock = clock
        self.sale = sale

    async def sending(self) -> None:
        """SENDING is on disk when this returns; raising keeps the first byte back."""
        self.sale = await self._journal.sending(self.sale.uid, self._clock.now())

    async def answered(self, raw: RawAnswer) -> None:
        """The answer is on disk before anyone reads it."""
        await self._journal.answered(self.sale.uid, raw)


class Vending:
    """Runs vends: PREPARED, SENDING, raw answer, outcome.

    At most one in flight for a meter, and ``at_once`` for the till: so a slow one does not stop the next customer,
    and a server that hangs does not collect doubts without end. ``check`` asks nothing while one is in flight.
    """

    def __init__(
        self,
        journal: Journal,
        server: VendingServer,
        session: Session,
        clock: Clock,
        *,
        guard: Guard,
        at_once: int = 3,
        check: CheckSession | None = None,
    ) -> None:
        self._journal = journal
        self._server = server
        self._session = session
        self._clock = clock
        self._guard = guard
        self._at_once = at_once
        self._silent: Callable[[], AbstractContextManager[None]] = check.silent if check is not None else nullcontext
        self._in_flight: dict[str, Order] = {}

    @property
    def in_flight(self) -> tuple[Order, ...]:
        """The orders whose answer is awaited."""
        return tuple(self._in_flight.values())

    def room_for(self, meter: str) -> None:
        """Raise ``Refused`` while a vend to this meter, or as many as a till may have, are in flight."""
        if meter in self._in_flight:
            raise Refused("A token for this meter is being asked for right now. Wait for its result.")
        if len(self._in_flight) >= self._at_once:
            raise Refused(
                f"The server has not answered {len(self._in_flight)} requests of this till yet. Wait until one of "
                "them has its result; nothing was sent for this one."
            )

    async def __call__(self, order: Order) -> VendResult:
        """Vend one order exactly once.

        Raises ``SessionExpired`` or ``Refused`` (``MeterHeld`` from the journal among them) before anything is
        written, and ``EnvironmentFault`` when the journal can't take PREPARED: in all of them nothing was sent.
        """
        token = self._session.token()
        self._guard.still(order.operator)
        self.room_for(order.meter)
        self._in_flight[order.meter] = order
        try:
            with self._silent():
                sale = await self._journal.prepare(order, self._clock.now())
                return await self._send(sale, token)
        finally:
            del self._in_flight[order.meter]

    async def _send(self, sale: Sale, token: str) -> VendResult:
        steps = _JournalledSteps(self._journal, self._clock, sale)
        outcome = await self._server.vend(sale.order, token, steps)
        if isinstance(outcome, Declined) and outcome.reason is RefusalReason.SESSION_ENDED:
            self._session.end(token)
        elif isinstance(outcome, Issued):
            self._session.prove(token)
        at = self._clock.now()
        try:
            return VendResult(await self._journal.conclude(sale.uid, outcome, at))
        except Exception as fault:  # noqa: BLE001 - whatever it is, a token in hand is never thrown away
            return VendResult(steps.sale.concluded(outcome, at), _sentence(fault))


def _sentence(fault: Exception) -> str:
    if isinstance(fault, EnvironmentFault):
        return str(fault)
    return f"The journal did not take this result ({fault}). Note it on paper, then start Vending Desk again."
