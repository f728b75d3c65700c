"""What reports need of the journal; ``wiring`` hands in what fits."""

from __future__ import annotations

from typing import Protocol

from vendingdesk.domain.report import Period
from vendingdesk.domain.report_facts import CopyMade, Irregular, SalesFacts, SalesSum, ShiftFacts, Slot
from vendingdesk.domain.sale import Sale


class ReportFacts(Protocol):
    """The journal's sums and lists, taken beside the counter's work: no sale waits for them.

    Each answer is of one look at the journal. All raise ``EnvironmentFault``.
    """

    async def sales(self, period: Period, slot: Slot) -> SalesFacts:
        """The sums of the sales of a period, cut into slots."""

    async def shifts(self, period: Period) -> tuple[tuple[ShiftFacts, ...], tuple[SalesSum, ...], Irregular]:
        """The shifts of a period and the sums of their sales."""

    async def doubts(self, period: Period) -> tuple[tuple[Sale, ...], Irregular]:
        """Doubts that were open in a period or settled in it, oldest first."""

    async def management(self, period: Period) -> tuple[tuple[Sale, ...], Irregular]:
        """Engineering tokens that were asked for in a period, oldest first."""

    async def copies(self, period: Period) -> tuple[tuple[CopyMade, ...], Irregular]:
        """Slips that were made again in a period, oldest first."""
