"""What shifts need of the journal; ``wiring`` hands in what fits."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from vendingdesk.domain.money import Money
from vendingdesk.domain.shift import CashMove, CountMade, DrawerCount, TillStanding
from vendingdesk.domain.shift_report import ReportKind, ShiftReport


class ShiftJournal(Protocol):
    """The part of the journal that is about shifts. What is written is on disk on return.

    All raise ``EnvironmentFault`` when the disk or the file is at fault, and ``ShiftWanted`` where a shift must be
    open and none is.
    """

    async def standing(self) -> TillStanding:
        """How the till stands."""

    async def switch(self, *, on: bool, by: str, allowed_by: str, at: datetime) -> TillStanding:
        """Switch shifts on or off; raises ``Refused`` while one is open."""

    async def open(self, opening: Money, *, by: str, allowed_by: str, at: datetime) -> TillStanding:
        """Open the next shift; raises ``Refused`` where one is open or the till keeps none."""

    async def move(self, move: CashMove) -> None:
        """Write down cash that came or went."""

    async def refund(self, uid: str, *, by: str, note: str, allowed_by: str, at: datetime) -> CashMove:
        """Write down that the money of a sale without a token was given back; raises ``Refused``."""

    async def owed(self, uid: str) -> Money | None:
        """What has to be given back for a sale; None for nothing."""

    async def count(self, count: DrawerCount, *, by: str, allowed_by: str, at: datetime) -> CountMade:
        """Write down what was counted; only then it is told what was expected."""

    async def report(self, *, by: str, at: datetime, single_owner: bool) -> ShiftReport:
        """The X of the open shift."""

    async def close(
        self, *, by: str, reason: str, left: Money, allowed_by: str, at: datetime, single_owner: bool
    ) -> ShiftReport:
        """Close the shift with its last count; gives its Z. Raises ``Refused`` where cash moved since the count."""

    async def reports(self, before: int = 0, limit: int = 50) -> tuple[ShiftReport, ...]:
        """The newest Zs, newest first, with numbers below ``before``."""

    async def z(self, number: int) -> ShiftReport:
        """One Z as its entry has it; raises ``Refused`` when there is none."""

    async def next_copy(self, number: int) -> int:
        """Which copy of a Z would be made next, 1 the first."""

    async def slip_made(
        self, kind: ReportKind, number: int, *, operator: str, medium: str, why: str, at: datetime
    ) -> int:
        """Count a report that is about to be made; gives which copy it is."""
