"""The ways to paper of this machine, put together."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vendingdesk.printing.ways import PaperWays, SystemPrinters


def paper_ways(slips: Path) -> PaperWays:
    """All of them; PDF files go into ``slips``."""
    from vendingdesk.printing.ways import PaperWays
    from vendingdesk.receipts import render

    return PaperWays(render, slips, system=_system_printers())


def _system_printers() -> SystemPrinters:
    """The printers with a driver: through Qt on Windows, through CUPS where there is CUPS."""
    from vendingdesk.receipts import render

    if sys.platform == "win32":
        from vendingdesk.ui.system_printer import QtPrinters

        return QtPrinters(render)
    from vendingdesk.printing.cups import CupsPrinters

    return CupsPrinters(render)
