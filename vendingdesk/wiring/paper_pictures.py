"""Slips as the window shows them: the same pixels that are printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vendingdesk.domain.printing import PaperName

if TYPE_CHECKING:
    from vendingdesk.counter.ports import Picture

SHEET_DPI = 110.0
"""Dots an inch of an office page on the screen: small print can still be read."""


def paper_pictures(pdf: bytes, paper: PaperName) -> Sequence[Picture]:
    """Every page of a slip; fits ``counter.paper_ports.PaperPictures``."""
    from vendingdesk.printing.raster import preview
    from vendingdesk.receipts import render

    return preview(render, pdf, paper) if paper.is_roll else render(pdf, SHEET_DPI)
