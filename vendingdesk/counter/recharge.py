"""Sell credit: check what was typed, show what will happen, then vend once."""

from __future__ import annotations

from collections.abc import Callable

from vendingdesk.counter.guard import Leave
from vendingdesk.counter.meters import TAKEN_AS_SOLD, MeterView, check_meter
from vendingdesk.counter.ports import Clock
from vendingdesk.counter.proposal import DoubtOverride, Proposal, Proposals
from vendingdesk.counter.quote import Quote, change_for, quote, tender_for
from vendingdesk.counter.settings import Settings
from vendingdesk.counter.vend import Vending, VendResult
from vendingdesk.domain.money import Money
from vendingdesk.domain.people import Right
from vendingdesk.domain.sale import Amount, Sale, VendState

UNUSUAL_FACTOR = 10
"""Ten times the usual amount is asked about: a zero too many is the commonest slip of the finger."""

MAYBE_SOLD = TAKEN_AS_SOLD | {VendState.PREPARED, VendState.SENDING, VendState.IN_DOUBT}


class SellCredit:
    """Propose a sale of credit, then sell what was confirmed.

    ``check_unit`` raises ``Refused`` while an amount may be of another unit than the books' sales are.
    """

    def __init__(
        self,
        proposals: Proposals,
        vending: Vending,
        *,
        settings: Settings,
        clock: Clock,
        check_unit: Callable[[], None],
    ) -> None:
        self._proposals = proposals
        self._vending = vending
        self._settings = settings
        self._clock = clock
        self._check_unit = check_unit

    async def propose(
        self,
        meter: str,
        amount: str,
        *,
        tender: str = "",
        tendered: str = "",
        override: str = "",
        doubt: DoubtOverride | None = None,
        leave: Leave | None = None,
    ) -> Proposal:
        """Check a sale; raises ``Refused`` (``MeterHeld`` for an open doubt) or ``SessionExpired``.

        ``tender`` names the kind of payment and ``tendered`` is the cash that was handed over, as it was typed; both
        empty: nobody was asked. Too little is ``TenderedRefused``, an ``AmountRefused``. ``override`` is why a bad
        check digit is passed, ``doubt`` a supervisor's leave to pass an open doubt, ``leave`` one to do what whoever
        stands here may not: without it that is ``NotAllowed``.
        """
        guard, setup = self._proposals.guard, self._settings.setup
        guard.permit(Right.SELL, leave=leave)
        self._check_unit()
        self._vending.room_for(check_meter(meter).digits)
        view = await self._proposals.passable(meter, override, doubt)
        quoted = quote(setup, amount)
        paid_by = tender_for(setup, quoted, tender, tendered)
        wanted, limit = quoted.amount, setup.money.cashier_limit
        rights = (Right.SELL, Right.SELL_ABOVE) if limit and wanted.number > limit else (Right.SELL,)
        permit = guard.permit(*rights, leave=leave)
        view = await self._proposals.signed_in(view, override, doubt)
        order = self._proposals.order(
            view,
            override,
            permit=permit,
            amount=wanted,
            doubt=doubt,
            charges=quoted.charges,
            tender=paid_by,
            energy_price=quoted.energy_price,
        )
        behind = self._proposals.clock_behind()
        return Proposal(order, view, self._repeated(view, wanted), _times(wanted, view.usual), behind)

    def quote(self, amount: str) -> Quote:
        """What an amount costs, while it is typed; raises ``AmountRefused``."""
        return quote(self._settings.setup, amount)

    def change(self, quoted: Quote, tendered: str) -> Money | None:
        """The change while it is typed, negative for what is missing, None without a price; ``TenderedRefused``."""
        return change_for(self._settings.setup, quoted, tendered)

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
