"""What ends up on paper: runs of text, bars and frames, gathered in strips.

Everything is in points; ``x`` counts from the column's left edge, ``y`` downwards from the strip's top.
"""

from __future__ import annotations

from typing import NamedTuple

from vendingdesk.receipts.fonts import Face


class Run(NamedTuple):
    """A piece of one line of text; ``y`` is its baseline."""

    face: Face
    size: float
    bold: bool
    x: float
    y: float
    text: str


class Bars(NamedTuple):
    """Filled upright bars of one height, each ``(x, width)``: a barcode, or with a single bar a rule."""

    y: float
    height: float
    bars: tuple[tuple[float, float], ...]


class Frame(NamedTuple):
    """The outline of a box; ``x`` and ``y`` are the middle of its line."""

    x: float
    y: float
    width: float
    height: float
    line: float


class Squares(NamedTuple):
    """Black squares of a grid, each row's neighbours as one piece ``(column, row, how many)``: a QR code."""

    x: float
    y: float
    side: float
    pieces: tuple[tuple[int, int, int], ...]


class Mask(NamedTuple):
    """A picture of black dots: rows from the top, eight dots a byte, the first in the highest bit, 1 is black."""

    x: float
    y: float
    width: float
    height: float
    columns: int
    rows: int
    bits: bytes


Ink = Run | Bars | Frame | Squares | Mask


class Strip(NamedTuple):
    """What is never cut by a page's end: a height and the ink in it."""

    height: float
    inks: tuple[Ink, ...] = ()
