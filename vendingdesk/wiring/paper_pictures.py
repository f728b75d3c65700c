"""Slips as the window shows them: the same pixels that are printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vendingdesk.domain.errors import EnvironmentFault
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


def check_logo(picture: bytes) -> None:
    """Raises ``EnvironmentFault`` for what is no picture."""
    import io

    from PIL import Image

    try:
        with Image.open(io.BytesIO(picture)) as file:
            file.load()
    except Exception as error:  # Pillow's readers raise whatever a broken file makes them trip over
        raise EnvironmentFault("The logo can’t be read as a picture: save it as PNG and choose it again.") from error


def missing_scripts(text: str) -> tuple[str, ...]:
    """Names of the scripts in ``text`` that slips have no font for."""
    import unicodedata

    from vendingdesk.receipts.fonts import faces

    missing = {sign for sign in text if sign not in faces().words.plain and sign.isprintable()}
    return tuple(sorted({unicodedata.name(sign, "other").split()[0] for sign in missing}))
