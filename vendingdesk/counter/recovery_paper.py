"""The recovery code on paper, with a line to sign for it: made while it is shown, and kept nowhere."""

from __future__ import annotations

import asyncio
from datetime import datetime

from vendingdesk.counter.paper_ports import PaperWork
from vendingdesk.counter.ports import Clock, Slips
from vendingdesk.counter.print_setup import WayKind
from vendingdesk.counter.printing import PrintQueue
from vendingdesk.counter.settings import Settings
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.slip_frame import PAGE_OF, SIGNATURE, banners, shop_head, when
from vendingdesk.counter.slip_words import slip_words
from vendingdesk.domain.errors import Refused
from vendingdesk.domain.printing import PrintJob
from vendingdesk.domain.receipt import Divider, Field, Heading, Note, Receipt, SlipKind

TITLE = "recovery-code"
"""What the spooler calls it."""


def recovery_paper(code: str, setup: DeskSetup, at: datetime) -> Receipt:
    """The paper; like a test page it belongs to no sale and has no number."""
    t = slip_words(setup.shop.language)
    blocks = (
        *shop_head(setup.shop, t),
        Note(t("RECOVERY CODE"), strong=True),
        Field(t("Till"), setup.till),
        Field(t("Date"), when(at)),
        *(Heading(line, large=True) for line in _lines(code)),
        Note(t("Keep it locked away, not at the till. With it a supervisor is named anew.")),
        Note(t("Kept by (name, signature):")),
        *SIGNATURE,
        Divider(),
    )
    return Receipt(SlipKind.TEST_PAGE, t("RECOVERY CODE"), blocks, banners(setup, 1, t), t.language, t(PAGE_OF))


def _lines(code: str) -> tuple[str, str]:
    """In two lines of whole groups: in one it is too wide for the narrowest roll."""
    groups = code.split("-")
    half = (len(groups) + 1) // 2
    return "-".join(groups[:half]) + "-", "-".join(groups[half:])


class PrintRecoveryCode:
    """Puts the paper in the queue, which keeps it until it is printed or let go. Never as a file that stays."""

    def __init__(self, slips: Slips, queue: PrintQueue, *, settings: Settings, clock: Clock) -> None:
        self._slips = slips
        self._queue = queue
        self._settings = settings
        self._clock = clock

    @property
    def possible(self) -> bool:
        """Whether there is a printer: where slips are saved as files this one must not be."""
        return self._settings.printing.way is not WayKind.PDF

    async def __call__(self, code: str, *, operator: str) -> PrintJob:
        """Print it; what becomes of it is the queue's to tell. Raises ``Refused`` without a printer."""
        if not self.possible:
            raise Refused("Slips are saved as files here. Write the code down by hand.")
        setup = self._settings.setup
        receipt = recovery_paper(code, setup, self._clock.now())
        pdf = await asyncio.to_thread(self._slips.pdf, receipt, setup.printing.paper)
        work = PaperWork(TITLE, pdf, setup.printing.paper)
        return await self._queue.submit(work, operator=operator, slip=SlipKind.TEST_PAGE)
