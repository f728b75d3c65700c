"""What a sale will be before it is one: every check of ours, made and shown before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from vendingdesk.counter.authority import Authority
from vendingdesk.counter.guard import Guard, Permit
from vendingdesk.counter.meters import Meters, MeterView
from vendingdesk.counter.ports import Clock, Journal, VendingServer
from vendingdesk.counter.session import Session
from vendingdesk.counter.session_check import CheckSession
from vendingdesk.domain.charges import ChargeLine
from vendingdesk.domain.errors import MeterHeld, Refused
from vendingdesk.domain.key_change import KeyChangePlan
from vendingdesk.domain.management import KeyChangePart, ManagementOrder
from vendingdesk.domain.money import Money
from vendingdesk.domain.sale import Amount, Order, Sale
from vendingdesk.domain.tender import Tender

CLOCK_MOMENT = timedelta(minutes=2)
"""What a clock may go back by without a word: time servers correct by less."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the confirmation shows: nothing has been written or sent.

    ``repeats`` is a sale of the same to the same meter minutes ago; ``times_usual`` is set when the
    amount is many times what this meter usually buys; ``clock_behind`` by how much this machine's clock stands
    before the journal's newest entry, when that is more than a moment. ``key_change`` is there when this is about a
    whole key change; ``order`` is the first of its orders then.
    """

    order: Order
    meter: MeterView
    repeats: Sale | None = None
    times_usual: int = 0
    clock_behind: timedelta = timedelta()
    key_change: KeyChangePlan | None = None


@dataclass(frozen=True, slots=True)
class DoubtOverride:
    """A supervisor's leave to vend to a meter with an open doubt, and why. Raises ``Refused`` without a reason."""

    authority: Authority
    reason: str

    def __post_init__(self) -> None:
        """A reason stays in the journal: there is one."""
        if not self.reason.strip():
            raise Refused("Say why this meter is sold to before its doubt is settled: it stays in the journal.")


class Proposals:
    """The checks that credit and management tokens share, and the order they make."""

    def __init__(
        self,
        meters: Meters,
        session: Session,
        server: VendingServer,
        *,
        journal: Journal,
        clock: Clock,
        guard: Guard,
        check: CheckSession | None = None,
    ) -> None:
        self._meters = meters
        self._session = session
        self.guard = guard
        self._server = server
        self._journal = journal
        self._clock = clock
        self._check = check

    async def passable(self, meter: str, override: str, doubt: DoubtOverride | None = None) -> MeterView:
        """The meter, if it may be vended to.

        Raises ``Refused`` for a bad check digit unless ``override`` gives a reason, and ``MeterHeld`` for an open
        doubt unless ``doubt`` is a supervisor's leave: who passes one rule has not been asked about the other.
        """
        view = await self._meters.look_up(meter)
        if not (view.check.good or override.strip()):
            raise Refused(view.check.problem)
        if view.doubts and doubt is None:
            raise MeterHeld(view.doubts[0].receipt_no)
        return view

    async def signed_in(self, view: MeterView, override: str, doubt: DoubtOverride | None = None) -> MeterView:
        """The last step before an order, when all of our own rules are kept: the server may want a sign-in first.

        Gives the meter as it is then: while the server was asked, something may have been sold to it. Raises
        ``SessionExpired``, and as ``passable`` does.
        """
        if self._check is not None and await self._check():
            return await self.passable(view.check.digits, override, doubt)
        return view

    def clock_behind(self) -> timedelta:
        """By how much the clock went back since the journal's newest entry; nothing for less than a moment."""
        newest = self._journal.newest_at
        behind = newest - self._clock.now() if newest is not None else timedelta()
        return behind if behind >= CLOCK_MOMENT else timedelta()

    def order(
        self,
        view: MeterView,
        override: str,
        *,
        permit: Permit,
        amount: Amount | None = None,
        management: ManagementOrder | None = None,
        key_change: KeyChangePart | None = None,
        doubt: DoubtOverride | None = None,
        charges: tuple[ChargeLine, ...] = (),
        tender: Tender | None = None,
        energy_price: Money | None = None,
    ) -> Order:
        """The order that will be vended when confirmed; raises ``SessionExpired`` if a sign-in must come first."""
        self._session.token()
        needed = not view.check.good
        passed = doubt if view.doubts else None
        return Order(
            uid=uuid4().hex,
            request_id=str(uuid4()),
            meter=view.check.digits,
            operator=permit.person,
            account=self.guard.account,
            allowed=permit.allowed,
            allowed_by=permit.allowed_by,
            server=self._server.address,
            amount=amount,
            charges=charges,
            tender=tender,
            energy_price=energy_price,
            management=management,
            key_change=key_change,
            customer=view.customer.name if view.customer else "",
            place=view.customer.place if view.customer else "",
            override=override.strip() if needed else "",
            doubt_override=" ".join(passed.reason.split()) if passed else "",
            overridden_by=passed.authority.supervisor if passed else "",
        )
