"""Sell credit: check what was typed, show what will happen, then vend once."""

from __future__ import annotations

from vendingdesk.counter.guard import Leave
from vendingdesk.counter.meters import TAKEN_AS_SOLD, MeterView, check_meter
from vendingdesk.counter.ports import Clock
from vendingdesk.counter.proposal import DoubtOverride, Proposal, Proposals
from vendingdesk.counter.settings import Settings
from vendingdesk.counter.vend import Vending, VendResult
from vendingdesk.domain.charges import charge_lines
from vendingdesk.domain.money import Money
from vendingdesk.domain.people import Right
from vendingdesk.domain.sale import Amount, Sale, VendState

UNUSUAL_FACTOR = 10
"""Ten times the usual amount is asked about: a zero too many is the commonest slip of the finger."""

MAYBE_SOLD = TAKEN_AS_SOLD | {VendState.PREPARED, VendState.SENDING, VendState.IN_DOUBT}


class SellCredit:
    """Propose a sale of credit, then sell what was confirmed."""

    def __init__(self, proposals: Proposals, vending: Vending, *, settings: Settings, clock: Clock) -> None:
        self._proposals = proposals
        self._vending = vending
        self._settings = settings
        self._clock = clock

    async def propose(
        self,
        meter: str,
        amount: str,
        *,
        override: str = "",
        doubt: DoubtOverride | None = None,
        leave: Leave | None = None,
    ) -> Proposal:
        """Check a sale; raises ``Refused`` (``MeterHeld`` for an open doubt) or ``SessionExpired``.

        ``override`` is why a bad check digit is passed, ``doubt`` a supervisor's leave to pass an open doubt,
        ``leave`` one to do what whoever stands here may not: without it that is ``NotAllowed``.
        """
        permit = self._proposals.guard.permit(Right.SELL, leave=leave)
        self._vending.room_for(check_meter(meter).digits)
        view = await self._proposals.passable(meter, override, doubt)
        wanted = self._settings.setup.amount(amount)
        charges = charge_lines(wanted, self._settings.shop.charges) if isinstance(wanted, Money) else ()
        order = self._proposals.order(view, override, permit=permit, amount=wanted, doubt=doubt, charges=charges)
        behind = self._proposals.clock_behind()
        return Proposal(order, view, self._repeated(view, wanted), _times(wanted, view.usual), behind)

    async def __call__(self, proposal: Proposal) -> VendResult:
        """Vend what was proposed, exactly once; raises as ``Vending`` does."""
        return await self._vending(proposal.order)

    def _repeated(self, view: MeterView, amount: Amount) -> Sale | None:
        since = self._clock.now() - self._settings.setup.repeat_within
        return next(
            (
                s
                for s in view.purchases
                if s.order.amount == amount and s.state in MAYBE_SOLD and s.prepared_at >= since
            ),
            None,
        )


def _times(amount: Amount, usual: Amount | None) -> int:
    """How many times the usual amount this is, when that is worth a question; else 0."""
    if usual is None or usual.unit != amount.unit or usual.number <= 0:
        return 0
    times = int(amount.number / usual.number)
    return times if times >= UNUSUAL_FACTOR else 0
