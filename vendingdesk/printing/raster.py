"""A page's pixels as the dots of a print head: what is printed, and what the preview shows, are the same bits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from vendingdesk.domain.paper import Picture, Pictures
from vendingdesk.domain.printing import PaperName

DPI = 203.2
"""Dots an inch of a thermal print head: 8 in a millimetre."""

COLUMN_DOTS = {PaperName.ROLL_58: 384, PaperName.ROLL_80: 576}
"""Dots across the printed column of each roll (48 and 72 mm); the rest of the paper can't be printed on."""

PAPER_DOTS = {PaperName.ROLL_58: 464, PaperName.ROLL_80: 640}
"""Dots across the whole paper, margins included."""

_AT_ONCE = re.compile(rb"\x10(?=\x04[\x01-\x08]|\x05[\x00-\x02]|\x14[\x01-\x08])")

WHITE_FROM = 128
"""From this grey on (0 black, 255 white) a dot stays white."""


@dataclass(frozen=True, slots=True)
class Raster:
    """Rows of dots, eight in a byte, leftmost in the highest bit, 1 is black; ``width`` is a multiple of 8."""

    width: int
    height: int
    rows: bytes

    @property
    def row_bytes(self) -> int:
        """Bytes in a row."""
        return self.width // 8


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of what will be printed, on paper of its whole width."""

    width: int
    height: int
    bgrx: bytes


def rasters(pages: Sequence[Picture], paper: PaperName) -> list[Raster]:
    """The printed column of every page, pictured at ``DPI``, as dots; raises ``KeyError`` for what is no roll."""
    return [_raster(page, COLUMN_DOTS[paper]) for page in pages]


def shown(raster: Raster, paper: PaperName) -> Shown:
    """The preview of a page: its very dots, with the paper's margins beside them."""
    from PIL import Image

    dots = Image.frombuffer("1", (raster.width, raster.height), raster.rows, "raw", "1;I", 0, 1)
    sheet = Image.new("L", (PAPER_DOTS[paper], raster.height), 255)
    sheet.paste(dots.convert("L"), ((sheet.width - raster.width) // 2, 0))
    return Shown(sheet.width, sheet.height, sheet.convert("RGB").tobytes("raw", "BGRX"))


def preview(pictures: Pictures, pdf: bytes, paper: PaperName) -> list[Shown]:
    """Every page of a roll's PDF as it will come out of the print head."""
    return [shown(raster, paper) for raster in rasters(pictures(pdf, DPI), paper)]


def _raster(page: Picture, dots: int) -> Raster:
    from PIL import Image

    image: Any = Image.frombuffer("RGB", (page.width, page.height), page.bgrx, "raw", "BGRX", 0, 1).convert("L")
    left = (page.width - dots) // 2
    column = Image.new("L", (dots, page.height), 255)
    column.paste(image, (-left, 0))
    black = column.point([255] * WHITE_FROM + [0] * (256 - WHITE_FROM), "1")
    return Raster(dots, page.height, without_commands(black.tobytes()))


def without_commands(rows: bytes) -> bytes:
    """The same dots, but for one in each sequence that a printer would obey in the middle of a picture.

    Epson's printers act at once on DLE EOT, DLE ENQ and DLE DC4 (which opens the drawer or switches off), wherever
    they stand; their reference tells programs to keep them out of data.
    """
    return _AT_ONCE.sub(b"\x00", rows)
