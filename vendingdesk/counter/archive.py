"""All slips of a day in one file: each is counted as a copy first, then drawn."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime

from vendingdesk.counter.copies import CopyWhy
from vendingdesk.counter.file_ports import SlipFile
from vendingdesk.counter.key_change import set_of
from vendingdesk.counter.key_change_slip import key_change_slip
from vendingdesk.counter.ports import Journal
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.slip import slip_for
from vendingdesk.counter.slip_words import slip_key, slip_words
from vendingdesk.domain.errors import Refused
from vendingdesk.domain.key_change import KeyChangeSet
from vendingdesk.domain.receipt import Receipt
from vendingdesk.domain.sale import Sale, VendState
from vendingdesk.domain.slips import SlipAsked

AT_ONCE = 50
"""Slips that are counted in one transaction: a sale at the counter waits for no more than these."""

FROM_THE_ARCHIVE = slip_key("Archive file")
"""Stands on a slip that nobody was given before: it is the original by its number, but not the customer's."""


class DaysSlips:
    """The slips of one day, put into a file batch by batch; ``counted`` says how many the journal counted so far."""

    def __init__(self, journal: Journal, setup: DeskSetup, *, operator: str, at: datetime) -> None:
        self._journal = journal
        self._setup = setup
        self._operator = operator
        self._at = at
        self._sets: set[str] = set()
        self.counted = 0

    async def into(self, file: SlipFile, day: date, went: Callable[[int], None]) -> None:
        """Count and draw them all, oldest first; ``went`` hears how many sales are done and may raise."""
        done = 0
        last = 0
        while sales := await self._journal.sales_of_day(day, after=last, limit=AT_ONCE):
            receipts = await self._receipts(sales)
            await asyncio.to_thread(file.add, receipts)
            done, last = done + len(sales), sales[-1].number
            went(done)

    async def _receipts(self, sales: Sequence[Sale]) -> list[Receipt]:
        """The slips of some sales, counted; a sale without one has none, a key change one for all of its sections."""
        drawn = []
        for sale in sales:
            if (asked := await self._asked(sale)) is not None:
                drawn.append(asked)
        copies = await self._journal.slips_made(
            [slip for slip, _ in drawn],
            operator=self._operator,
            medium="pdf",
            at=self._at,
            why=CopyWhy.ARCHIVE.value,
        )
        self.counted += len(copies)
        return [self._marked(draw(copy), copy) for (_, draw), copy in zip(drawn, copies, strict=True)]

    async def _asked(self, sale: Sale) -> tuple[SlipAsked, Callable[[int], Receipt]] | None:
        if sale.state is VendState.SENDING:
            return None  # its end comes in a moment
        change = await set_of(self._journal, sale) if sale.tokens else None

        def draw(copy: int) -> Receipt:
            return self._drawn(sale, change, copy)

        try:
            kind = draw(1).kind
        except Refused:
            return None
        if change is None:
            return SlipAsked(sale.uid, kind), draw
        if change.set_uid in self._sets:
            return None
        self._sets.add(change.set_uid)
        first, *others = change.held.values()
        return SlipAsked(first.uid, kind, tuple(other.uid for other in others)), draw

    def _drawn(self, sale: Sale, change: KeyChangeSet | None, copy: int) -> Receipt:
        at, by, why = self._at, self._operator, CopyWhy.ARCHIVE.value
        if change is not None:
            return key_change_slip(change, self._setup, copy=copy, printed_at=at, printed_by=by, why=why)
        return slip_for(sale, self._setup, copy=copy, printed_at=at, printed_by=by, why=why)

    def _marked(self, receipt: Receipt, copy: int) -> Receipt:
        if copy > 1:
            return receipt
        t = slip_words(self._setup.shop.language)
        return replace(receipt, banners=(t(FROM_THE_ARCHIVE), *receipt.banners))
