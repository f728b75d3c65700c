"""A key change: four management tokens that a meter takes only together, asked for one after the other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any, TypeAlias
from uuid import uuid4

from vendingdesk.counter.guard import Leave
from vendingdesk.counter.meters import MeterView, check_meter
from vendingdesk.counter.ports import Clock, Journal
from vendingdesk.counter.proposal import DoubtOverride, Proposal, Proposals
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.vend import Vending, VendResult
from vendingdesk.domain.errors import Refused, VendingDeskError
from vendingdesk.domain.key_change import PARTS, KeyChangePlan, KeyChangeSet, named
from vendingdesk.domain.management import KeyChangePart, ManagementOrder
from vendingdesk.domain.people import Right
from vendingdesk.domain.sale import Order, Sale, VendState

Asking: TypeAlias = Callable[[Order, Coroutine[Any, Any, VendResult]], Awaitable[VendResult | None]]
"""Runs the vend of one part; ``None`` when nobody stays with it any more, so that nothing else is asked for."""


@dataclass(frozen=True, slots=True)
class KeyChangeEnd:
    """Where a run over the parts ended.

    ``last`` is the last part that was asked for, with the set as it is now; ``error`` why the next one was not, when
    nothing of it was written or sent. Neither is there when nobody stayed with the first.
    """

    last: VendResult | None
    error: VendingDeskError | None = None


async def _alone(_order: Order, work: Coroutine[Any, Any, VendResult]) -> VendResult:
    return await work


class IssueKeyChange:
    """Propose a key change or the rest of one, then ask for its parts as they were confirmed.

    Every part is a sale of its own with a number of its own: written before it is sent, sent once. What was issued
    or is in doubt is never asked for again, and nothing goes on by itself.
    """

    def __init__(
        self, proposals: Proposals, vending: Vending, *, journal: Journal, setup: DeskSetup, clock: Clock
    ) -> None:
        self._proposals = proposals
        self._vending = vending
        self._journal = journal
        self._setup = setup
        self._clock = clock

    async def set_of(self, sale: Sale) -> KeyChangeSet | None:
        """The key change that a sale is a part of; None for any other. Raises ``EnvironmentFault``."""
        return await set_of(self._journal, sale)

    async def propose(
        self,
        meter: str,
        *,
        value: str,
        reason: str,
        override: str = "",
        doubt: DoubtOverride | None = None,
        leave: Leave | None = None,
    ) -> Proposal:
        """Check a new key change; raises as ``SellCredit.propose`` does."""
        permit = self._proposals.guard.permit(Right.MANAGE, leave=leave)
        view = await self._passable(meter, override, doubt)
        set_uid = uuid4().hex
        sections = [KeyChangePart(set_uid, part) for part in PARTS]
        wanted = [ManagementOrder.parse(section.kind, value, reason) for section in sections]
        view = await self._proposals.signed_in(view, override, doubt)
        orders = tuple(
            self._proposals.order(view, override, permit=permit, management=each, key_change=section, doubt=doubt)
            for section, each in zip(sections, wanted, strict=True)
        )
        return self._proposal(view, KeyChangePlan(orders, before=self._before(view)))

    async def propose_rest(
        self, meter: str, *, override: str = "", doubt: DoubtOverride | None = None, leave: Leave | None = None
    ) -> Proposal:
        """Check what is left of the unfinished key change of a meter: the same value and reason, the missing parts.

        Raises as ``propose`` does, and ``Refused`` when there is nothing that may be asked for.
        """
        permit = self._proposals.guard.permit(Right.MANAGE, leave=leave)
        view = await self._passable(meter, override, doubt)
        view = await self._proposals.signed_in(view, override, doubt)
        known = view.unfinished
        if known is None:
            raise Refused("No key change of this meter is unfinished.")
        if not known.missing:
            raise Refused(
                f"{named(known.unknown)} of key change {known.name} may have been issued: settle that first, then "
                "ask for what is missing."
            )
        sections = [KeyChangePart(known.set_uid, part) for part in known.missing]
        orders = tuple(
            self._proposals.order(
                view,
                override,
                permit=permit,
                management=replace(known.asked, kind=section.kind),
                key_change=section,
                doubt=doubt,
            )
            for section in sections
        )
        return self._proposal(view, KeyChangePlan(orders, known=known))

    async def __call__(self, plan: KeyChangePlan, asking: Asking = _alone) -> KeyChangeEnd:
        """Ask for the parts one after the other, each exactly once, as long as each is issued.

        Raises what ``Vending`` raises for the first part: nothing was written or sent then.
        """
        known, last = plan.known, None
        for order in plan.orders:
            try:
                result = await asking(order, self._vend(order, known))
            except VendingDeskError as error:
                if last is None:
                    raise
                return KeyChangeEnd(last, error)
            if result is None:
                break
            last, known = result, result.key_change
            if result.fault or result.sale.state is not VendState.ISSUED:
                break
        return KeyChangeEnd(last)

    async def _vend(self, order: Order, known: KeyChangeSet | None) -> VendResult:
        result = await self._vending(order)
        change = KeyChangeSet((result.sale,)) if known is None else known.with_sale(result.sale)
        return replace(result, key_change=change)

    async def _passable(self, meter: str, override: str, doubt: DoubtOverride | None) -> MeterView:
        self._vending.room_for(check_meter(meter).digits)
        return await self._proposals.passable(meter, override, doubt)

    def _proposal(self, view: MeterView, plan: KeyChangePlan) -> Proposal:
        behind = self._proposals.clock_behind()
        return Proposal(plan.orders[0], view, clock_behind=behind, key_change=plan)

    def _before(self, view: MeterView) -> KeyChangeSet | None:
        """The meter's last key change, if a new one must not be asked for without a word about it."""
        change = view.key_change
        if change is None or not change.complete:
            return view.unfinished
        return change if self._clock.now() - change.sales[-1].prepared_at <= self._setup.repeat_within else None


async def set_of(journal: Journal, sale: Sale) -> KeyChangeSet | None:
    """The key change that a sale is a part of, read from the journal; None for any other sale."""
    part = sale.order.key_change
    if part is None:
        return None
    return KeyChangeSet(await journal.key_change(sale.order.meter, part.set_uid))
