"""What a sale will be before it is one: every check of ours, made and shown before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from vendingdesk.counter.meters import Meters, MeterView
from vendingdesk.counter.ports import VendingServer
from vendingdesk.counter.session import Session
from vendingdesk.domain.errors import Refused
from vendingdesk.domain.management import ManagementOrder
from vendingdesk.domain.sale import Amount, Order, Sale


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the confirmation shows: nothing has been written or sent.

    ``repeats`` is a sale of the same to the same meter minutes ago; ``times_usual`` is set when the
    amount is many times what this meter usually buys.
    """

    order: Order
    meter: MeterView
    repeats: Sale | None = None
    times_usual: int = 0


class Proposals:
    """The checks that credit and management tokens share, and the order they make."""

    def __init__(self, meters: Meters, session: Session, server: VendingServer) -> None:
        self._meters = meters
        self._session = session
        self._server = server

    async def passable(self, meter: str, override: str) -> MeterView:
        """The meter, if it may be vended to.

        Raises ``Refused`` for a bad check digit unless ``override`` gives a reason, and for an open doubt
        whatever it says: who passes one rule has not been asked about the other.
        """
        view = await self._meters.look_up(meter)
        if not (view.check.good or override.strip()):
            raise Refused(view.check.problem)
        if view.doubts:
            raise Refused(
                f"The result of {view.doubts[0].receipt_no} for this meter is unknown: its token may have been "
                "issued. Do not sell to this meter until that is settled."
            )
        return view

    def order(
        self,
        view: MeterView,
        override: str,
        *,
        amount: Amount | None = None,
        management: ManagementOrder | None = None,
    ) -> Order:
        """The order that will be vended when confirmed; raises ``SessionExpired`` if a sign-in must come first."""
        self._session.token()
        needed = not view.check.good
        return Order(
            uid=uuid4().hex,
            request_id=str(uuid4()),
            meter=view.check.digits,
            operator=self._session.username,
            server=self._server.address,
            amount=amount,
            management=management,
            customer=view.customer.name if view.customer else "",
            place=view.customer.place if view.customer else "",
            override=override.strip() if needed else "",
        )
