"""Make a slip: count it, write down who made it, then draw it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from vendingdesk.counter.guard import Leave
from vendingdesk.counter.key_change import set_of
from vendingdesk.counter.key_change_slip import key_change_slip
from vendingdesk.counter.permits import Permits
from vendingdesk.counter.ports import Clock, Journal, KeepFile, Slips
from vendingdesk.counter.settings import Settings
from vendingdesk.counter.slip import slip_for
from vendingdesk.counter.slip_frame import Printed
from vendingdesk.domain.key_change import KeyChangeSet
from vendingdesk.domain.people import Right
from vendingdesk.domain.printing import PaperName
from vendingdesk.domain.receipt import Receipt, SlipKind
from vendingdesk.domain.sale import Sale
from vendingdesk.domain.slips import SlipMade

_FILES = {
    SlipKind.SALE: "receipt",
    SlipKind.MANAGEMENT: "receipt",
    SlipKind.HOLD: "hold",
    SlipKind.RESOLUTION: "settled",
    SlipKind.KEY_CHANGE: "key-change",
    SlipKind.CANCELLED: "cancelled",
}
"""What the files of each kind are called: a token's slip must not replace the hold slip before it."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A drawn slip: the PDF, for which paper, what it is, which copy (1: the original), and a name for its file."""

    pdf: bytes
    paper: PaperName
    kind: SlipKind
    copy: int
    file_name: str


@dataclass(frozen=True, slots=True)
class NextSlip:
    """What a slip would be: its kind, which copy, and when and by whom its first was made if there is one."""

    kind: SlipKind
    copy: int
    first: SlipMade | None = None


@dataclass(frozen=True, slots=True)
class _Plan:
    """Whose slip it is: of a key change the first section's, with the others beside it."""

    sale: Sale
    change: KeyChangeSet | None
    kind: SlipKind

    @property
    def beside(self) -> tuple[str, ...]:
        """The other sales that stand on it."""
        if self.change is None:
            return ()
        return tuple(other.uid for other in self.change.held.values() if other.uid != self.sale.uid)


class MakeSlip:
    """Every slip is counted before it exists, so that no two say that they are the original."""

    def __init__(
        self,
        journal: Journal,
        slips: Slips,
        *,
        settings: Settings,
        clock: Clock,
        keep: KeepFile,
        permits: Permits,
    ) -> None:
        self._keep = keep
        self._permits = permits
        self._journal = journal
        self._slips = slips
        self._settings = settings
        self._clock = clock

    async def __call__(
        self, sale: Sale, *, operator: str, medium: str, why: str = "", leave: Leave | None = None
    ) -> Slip:
        """Make a slip of a sale; raises ``Refused`` when there is none, ``EnvironmentFault`` from the journal.

        A copy needs the right to make one (``NotAllowed``; ``leave`` is a supervisor's); a first slip does not.
        ``medium`` is ``print`` or ``pdf``; ``why`` is the reason of a copy: a ``CopyWhy``, or a person's own words. A
        section of a key change gives the slip of all four, counted with the first.
        """
        now = self._clock.now()
        plan = await self._plan(sale, now)
        if await self._journal.next_copy(plan.sale.uid, plan.kind) > 1:
            await self._permits(Right.COPY, leave=leave, about=f"a copy of {plan.sale.receipt_no}")
        copy = await self._journal.slip_made(
            plan.sale.uid, kind=plan.kind, operator=operator, medium=medium, at=now, beside=plan.beside, why=why
        )
        receipt = self._drawn(plan.sale, plan.change, Printed(copy, now, operator, why))
        suffix = f"-copy{copy - 1}" if copy > 1 else ""
        name = f"{_FILES[plan.kind]}-{plan.sale.receipt_no}{suffix}.pdf"
        paper = self._settings.printing.paper  # it may be another when the slip is drawn
        return Slip(await asyncio.to_thread(self._slips.pdf, receipt, paper), paper, plan.kind, copy, name)

    async def next(self, sale: Sale) -> NextSlip:
        """What the next slip of a sale would be; nothing is counted. Raises like making it."""
        plan = await self._plan(sale, self._clock.now())
        copy = await self._journal.next_copy(plan.sale.uid, plan.kind)
        made = await self._journal.slips_of(plan.sale.uid)
        first = next((slip for slip in made if slip.kind in {plan.kind, None}), None)
        return NextSlip(plan.kind, copy, first)

    async def would_be(self, sale: Sale, *, operator: str) -> Receipt:
        """The slip that would be made next, to look at; nothing is counted. Raises like making it."""
        now = self._clock.now()
        plan = await self._plan(sale, now)
        copy = await self._journal.next_copy(plan.sale.uid, plan.kind)
        return self._drawn(plan.sale, plan.change, Printed(copy, now, operator))

    async def _plan(self, sale: Sale, now: datetime) -> _Plan:
        change = await set_of(self._journal, sale) if sale.tokens else None
        if change is not None:
            sale = next(iter(change.held.values()))
        return _Plan(sale, change, self._drawn(sale, change, Printed(1, now, "")).kind)

    def _drawn(self, sale: Sale, change: KeyChangeSet | None, printed: Printed) -> Receipt:
        setup = self._settings.setup
        copy, at, by, why = printed.copy, printed.at, printed.by, printed.why
        if change is not None:
            return key_change_slip(change, setup, copy=copy, printed_at=at, printed_by=by, why=why)
        return slip_for(sale, setup, copy=copy, printed_at=at, printed_by=by, why=why)

    async def save(self, sale: Sale, *, operator: str, why: str = "", leave: Leave | None = None) -> Path:
        """Make a slip and write it into the folder of slips; returns the file.

        Raises ``EnvironmentFault`` when the folder can't be written; the sale stays as it is.
        """
        slip = await self(sale, operator=operator, medium="pdf", why=why, leave=leave)
        return await asyncio.to_thread(self._keep, slip.file_name, slip.pdf)
