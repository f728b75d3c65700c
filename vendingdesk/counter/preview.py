"""What slips will look like: their very pixels, before one is made or a setting is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vendingdesk.counter.paper_ports import CheckLogo, MissingScripts, PaperPictures
from vendingdesk.counter.ports import Clock, Picture, Slips
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.shop import Shop
from vendingdesk.domain.printing import PaperName
from vendingdesk.domain.receipt import Receipt

if TYPE_CHECKING:
    from vendingdesk.counter.samples import SampleKind


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

    async def slip(self, receipt: Receipt, paper: PaperName) -> Preview:
        """A slip on a paper, drawn in a worker thread."""
        return await asyncio.to_thread(self._drawn, receipt, paper)

    async def sample(self, kind: SampleKind, setup: DeskSetup) -> Preview:
        """A sample slip with settings that need not be kept, drawn in a worker thread."""
        return await asyncio.to_thread(self._sample, kind, setup)

    def _sample(self, kind: SampleKind, setup: DeskSetup) -> Preview:
        from vendingdesk.counter.samples import sample  # nobody needs one at the counter

        drawn = self._drawn(sample(kind, setup, self._clock.now()), setup.printing.paper)
        return replace(drawn, missing=self._missing(shop_words(setup.shop)))

    def _drawn(self, receipt: Receipt, paper: PaperName) -> Preview:
        return Preview(self._pictures(self._slips.pdf(receipt, paper), paper))


def shop_words(shop: Shop) -> str:
    """All that the shop itself has on its slips, in one text."""
    own = (shop.name, shop.utility, shop.tax_number, shop.help_line)
    return " ".join((*own, *shop.lines, *shop.footer, *(each.name for each in shop.charges)))
