"""The ways to paper of this machine, put together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vendingdesk.printing.ways import PaperWays


def paper_ways(slips: Path) -> PaperWays:
    """All of them; PDF files go into ``slips``."""
    from vendingdesk.printing.cups import CupsPrinters
    from vendingdesk.printing.ways import PaperWays
    from vendingdesk.receipts import render

    return PaperWays(render, slips, system=CupsPrinters(render))
