"""Issue a management token: an engineer's request, with a reason, as irrevocable as a sale."""

from __future__ import annotations

from vendingdesk.counter.guard import Leave
from vendingdesk.counter.meters import check_meter
from vendingdesk.counter.proposal import DoubtOverride, Proposal, Proposals
from vendingdesk.counter.vend import Vending, VendResult
from vendingdesk.domain.management import ManagementKind, ManagementOrder
from vendingdesk.domain.people import Right


class IssueManagementToken:
    """Propose a management token, then issue what was confirmed."""

    def __init__(self, proposals: Proposals, vending: Vending) -> None:
        self._proposals = proposals
        self._vending = vending

    async def propose(
        self,
        meter: str,
        kind: ManagementKind,
        *,
        value: str,
        reason: str,
        override: str = "",
        doubt: DoubtOverride | None = None,
        leave: Leave | None = None,
    ) -> Proposal:
        """Check the request; raises as ``SellCredit.propose`` does."""
        permit = self._proposals.guard.permit(Right.MANAGE, leave=leave)
        self._vending.room_for(check_meter(meter).digits)
        view = await self._proposals.passable(meter, override, doubt)
        wanted = ManagementOrder.parse(kind, value, reason)
        view = await self._proposals.signed_in(view, override, doubt)
        order = self._proposals.order(view, override, permit=permit, management=wanted, doubt=doubt)
        return Proposal(order, view, clock_behind=self._proposals.clock_behind())

    async def __call__(self, proposal: Proposal) -> VendResult:
        """Vend what was proposed, exactly once; raises as ``Vending`` does."""
        return await self._vending(proposal.order)
