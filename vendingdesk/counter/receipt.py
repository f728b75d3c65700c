"""Make a slip: count it, write down who made it, then draw it."""

from __future__ import annotations

from dataclasses import dataclass

from vendingdesk.counter.ports import Clock, Journal, Slips
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.slip import slip_for
from vendingdesk.domain.sale import Sale


@dataclass(frozen=True, slots=True)
class Slip:
    """A drawn slip: the PDF, which copy it is (1: the original), and a name for its file."""

    pdf: bytes
    copy: int
    file_name: str


class MakeSlip:
    """Every slip is counted before it exists, so that no two say that they are the original."""

    def __init__(self, journal: Journal, slips: Slips, *, setup: DeskSetup, clock: Clock) -> None:
        self._journal = journal
        self._slips = slips
        self._setup = setup
        self._clock = clock

    async def __call__(self, sale: Sale, *, operator: str, medium: str) -> Slip:
        """Make a slip of a sale; raises ``Refused`` when there is none, ``EnvironmentFault`` from the journal.

        ``medium`` is ``print`` or ``pdf``.
        """
        now = self._clock.now()
        slip_for(sale, self._setup, copy=1, printed_at=now, printed_by=operator)
        copy = await self._journal.slip_made(sale.uid, operator=operator, medium=medium, at=now)
        receipt = slip_for(sale, self._setup, copy=copy, printed_at=now, printed_by=operator)
        suffix = f"-copy{copy - 1}" if copy > 1 else ""
        return Slip(self._slips.pdf(receipt), copy, f"receipt-{sale.receipt_no}{suffix}.pdf")
