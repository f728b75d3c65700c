"""Print the slip of a sale: counted and drawn first, then put in the queue."""

from __future__ import annotations

from vendingdesk.counter.copies import CopyWhy
from vendingdesk.counter.guard import Leave
from vendingdesk.counter.history import History
from vendingdesk.counter.paper_ports import PaperWork
from vendingdesk.counter.permits import Permits
from vendingdesk.counter.print_setup import WayKind
from vendingdesk.counter.printing import PrintQueue
from vendingdesk.counter.receipt import MakeSlip, Slip
from vendingdesk.counter.settings import Settings
from vendingdesk.domain.errors import EnvironmentFault, Refused, VendingDeskError
from vendingdesk.domain.people import Right
from vendingdesk.domain.printing import PrintJob
from vendingdesk.domain.receipt import SlipKind
from vendingdesk.domain.sale import Sale, VendState

_HANDED_OVER = frozenset({SlipKind.SALE, SlipKind.MANAGEMENT, SlipKind.KEY_CHANGE})
"""Slips that a customer takes away, and of which a shop may want some of its own."""

_REPORTS = frozenset({SlipKind.X_REPORT, SlipKind.Z_REPORT})

REPORT_AGAIN = "Some of that report may have come out. Print it again under Shift (F7): a Z will be a numbered copy."

SHOP_SLIP_MISSING = (
    "The customer’s slip of {0} is with the printer, but the shop’s slip could not be made. Print it again from "
    "History. {1}"
)

OTHER_PAPER = "That test page was for other paper, so it was let go. Print a new one in Settings (F10)."


class PrintSlips:
    """Never decides about a sale: it is sold before its slip is asked for."""

    def __init__(
        self, make_slip: MakeSlip, queue: PrintQueue, *, settings: Settings, history: History, permits: Permits
    ) -> None:
        self._make = make_slip
        self._queue = queue
        self._settings = settings
        self._history = history
        self._permits = permits
        self._repeating: set[str] = set()

    async def __call__(self, sale: Sale, *, operator: str, why: str = "", leave: Leave | None = None) -> PrintJob:
        """Print a slip, and with the first one those that the shop keeps; gives the job of the first.

        ``why`` is what a copy is made for, ``leave`` a supervisor's to make it.

        Raises ``Refused`` where a sale has no slip, ``EnvironmentFault`` when it
        can't be counted: nothing is printed then; or with a sentence that names the shop's slip, when only that one
        is missing. What becomes of a slip on its way is the queue's to tell.
        """
        slip = await self._slip(sale, operator, why, leave)
        job = await self._submit(sale, slip, operator)
        await self._for_the_shop(sale, slip, operator)
        return job

    async def again(self, job: PrintJob, *, operator: str, leave: Leave | None = None) -> PrintJob | None:
        """Print what did not come out: the very same slip where none of it can have, else a numbered copy.

        None for one that somebody else took care of. A report is only for who may see totals, or has leave.
        Raises ``VendingDeskError`` as printing does; ``Refused`` for what is of no sale and is let go: a test page of
        another paper, and a report, whose copy its own page makes.
        """
        if job.uid in self._repeating or all(job.uid != kept.uid for kept in self._queue.jobs):
            return None
        if job.slip in _REPORTS:
            await self._permits(Right.SEE_TOTALS, leave=leave, about=job.title)
        if self._queue.same_again(job):
            return await self._queue.again(job.uid)
        if job.slip is SlipKind.TEST_PAGE:
            await self._queue.let_go(job.uid)
            raise Refused(OTHER_PAPER)
        if job.slip in _REPORTS:
            await self._queue.let_go(job.uid)
            raise Refused(REPORT_AGAIN)
        self._repeating.add(job.uid)
        try:
            sale = await self._history.sale(job.receipt_no)
            slip = await self._slip(sale, operator, CopyWhy.NOT_PRINTED, leave)
            new = await self._submit(sale, slip, operator)
            await self._queue.let_go(job.uid)  # in any case: what follows is no paper of this job
            await self._for_the_shop(sale, slip, operator)
        finally:
            self._repeating.remove(job.uid)
        return new

    async def _for_the_shop(self, sale: Sale, slip: Slip, operator: str) -> None:
        """The slips that the shop keeps of a sale, when ``slip`` is the customer's first."""
        if slip.copy > 1 or slip.kind not in _HANDED_OVER:
            return
        for _ in range(1, self._settings.printing.copies):
            try:
                kept = await self._slip(sale, operator, CopyWhy.SHOP)
            except VendingDeskError as fault:
                raise EnvironmentFault(SHOP_SLIP_MISSING.format(sale.receipt_no, fault)) from fault
            await self._submit(sale, kept, operator)

    async def _slip(self, sale: Sale, operator: str, why: str, leave: Leave | None = None) -> Slip:
        medium = "pdf" if self._settings.printing.way is WayKind.PDF else "print"
        return await self._make(sale, operator=operator, medium=medium, why=why, leave=leave)

    async def _submit(self, sale: Sale, slip: Slip, operator: str) -> PrintJob:
        printing = self._settings.printing
        paid_now = slip.copy == 1 and slip.kind is SlipKind.SALE and sale.state is VendState.ISSUED
        title = slip.file_name.removesuffix(".pdf")
        return await self._queue.submit(
            PaperWork(title, slip.pdf, slip.paper, open_drawer=printing.open_drawer and paid_now),
            operator=operator,
            receipt_no=sale.receipt_no,
            sale_uid=sale.uid,
            slip=slip.kind,
            copy=slip.copy,
        )
