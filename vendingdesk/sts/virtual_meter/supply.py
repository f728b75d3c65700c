"""The supply behind the meter: energy that runs down, and the relay that switches it off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

TENTH = 360_000_000_000
"""Microjoules in 0.1 kWh: 100 W for an hour. In this unit a load in W and a time in µs multiply exactly."""

WATT_HOUR = TENTH // 100
LARGEST_CREDIT = 9_999_999 * TENTH
"""The credit register ends at 999,999.9 kWh. Ours: the standard leaves its size to the meter."""

FACTORY_POWER_LIMIT = 10_000
"""Watts, before any token says otherwise. Ours."""

RETRY = timedelta(seconds=30)
"""After an overload the meter tries again this often. Ours."""

_MICROSECOND = timedelta(microseconds=1)


class Relay(StrEnum):
    """Whether the power is on, and if not, why."""

    CLOSED = "closed"
    TAMPER = "tamper"
    NO_CREDIT = "no_credit"
    OVERLOAD = "overload"


@dataclass(slots=True)
class Supply:
    """Credit and total in microjoules, load and limits in watts.

    Standard: no supply without credit, after a tampering, or above the maximum power limit. Ours: the relay opens
    the moment one of these comes true. It closes by itself when credit arrives; after an overload within 30 s of
    the load being low enough; after a tampering only when a token clears it. The unbalance limit of the phases is
    kept and shown, but one load on one phase can't be unbalanced.
    """

    credit: int = 0
    total: int = 0
    load: int = 0
    power_limit: int = FACTORY_POWER_LIMIT
    unbalance_limit: int = 0
    tampered: bool = False
    retry_at: datetime | None = None

    @property
    def relay(self) -> Relay:
        """Closed, or the first reason why it is not."""
        if self.tampered:
            return Relay.TAMPER
        if self.credit == 0:
            return Relay.NO_CREDIT
        return Relay.CLOSED if self.retry_at is None else Relay.OVERLOAD

    def run(self, start: datetime, end: datetime) -> None:
        """Let the load draw from ``start`` to ``end``; nothing else changes meanwhile."""
        if self.retry_at is not None:
            # The first try that is still to come; an overload that lasts fails every one of them.
            missed = max(-((self.retry_at - start) // RETRY), 0)
            self.retry_at += missed * RETRY
            if self.load > self.power_limit or self.retry_at > end:
                return
            start, self.retry_at = self.retry_at, None
        if not self.tampered:
            drawn = min(self.load * ((end - start) // _MICROSECOND), self.credit)
            self.credit -= drawn
            self.total += drawn

    def settle(self, at: datetime) -> None:
        """Something was changed ``at`` this moment: see whether the load is too much now."""
        if self.relay is Relay.CLOSED and self.load > self.power_limit:
            self.retry_at = at + RETRY
