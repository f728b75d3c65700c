"""What slips will look like: the pixels of sample slips with settings that are not kept yet."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from vendingdesk.counter.paper_ports import CheckLogo, MissingScripts, PaperPictures
from vendingdesk.counter.ports import Clock, Picture, Slips
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.slip import slip_for
from vendingdesk.domain.charges import charge_lines
from vendingdesk.domain.errors import AmountRefused
from vendingdesk.domain.money import Money
from vendingdesk.domain.outcome import Issued
from vendingdesk.domain.receipt import Receipt
from vendingdesk.domain.sale import Order, Sale, VendState


@dataclass(frozen=True, slots=True)
class Preview:
    """A slip's pages as they will be printed, and the scripts in it that no font of this machine has."""

    pages: Sequence[Picture]
    missing: tuple[str, ...] = ()


class PreviewSlips:
    """Draws slips as their printer will; counts nothing and writes nothing down."""

    def __init__(
        self,
        slips: Slips,
        pictures: PaperPictures,
        clock: Clock,
        check_logo: CheckLogo,
        missing_scripts: MissingScripts,
    ) -> None:
        self._slips = slips
        self._pictures = pictures
        self._clock = clock
        self._missing = missing_scripts
        self.check_logo = check_logo

    async def sample(self, setup: DeskSetup) -> Preview:
        """A sample slip, drawn in a worker thread."""
        return await asyncio.to_thread(self._drawn, setup)

    def _drawn(self, setup: DeskSetup) -> Preview:
        paper, shop = setup.printing.paper, setup.shop
        words = [shop.name, shop.utility, shop.tax_number, shop.help_line, *shop.lines, *shop.footer]
        words += [each.name for each in shop.charges]
        pages = self._pictures(self._slips.pdf(_sale(setup, self._clock.now()), paper), paper)
        return Preview(pages, self._missing("".join(words)))


def _sale(setup: DeskSetup, now: datetime) -> Receipt:
    amount = setup.amount("10")
    try:
        charges = charge_lines(amount, setup.shop.charges) if isinstance(amount, Money) else ()
    except AmountRefused:
        charges = ()
    order = Order(
        "sample", "7c1f0a2b", "0128244400031", "amina", "", amount, customer="Okonkwo, Blessing", charges=charges
    )
    sale = Sale(order, setup.till, 1, now, VendState.ISSUED, Issued(("49335795185499399179",)), now)
    return slip_for(sale, setup, copy=1, printed_at=now, printed_by="amina")
