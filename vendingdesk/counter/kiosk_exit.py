"""The way out of a kiosk: who let whom leave it is written down."""

from __future__ import annotations

import logging

from vendingdesk.counter.authority import Authority
from vendingdesk.counter.permits import Permits
from vendingdesk.domain.errors import VendingDeskError
from vendingdesk.domain.people import Right

log = logging.getLogger(__name__)

ABOUT = "the kiosk was left"


class LeaveKiosk:
    """Writes down that a supervisor let somebody leave; it never holds anybody there."""

    def __init__(self, permits: Permits) -> None:
        self._permits = permits

    async def __call__(self, authority: Authority) -> None:
        """Write it down; where that fails the log says so: a full disk may be why somebody wants to leave."""
        try:
            await self._permits.answered_for(Right.LEAVE_KIOSK, authority, about=ABOUT)
        except VendingDeskError as fault:
            log.warning("the kiosk is left, and the journal could not be told: %s", fault)
