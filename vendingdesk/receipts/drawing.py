"""Measured pages drawn on a reportlab canvas: the only place that knows where PDF's y axis points."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from vendingdesk.receipts.fonts import BOLD_STROKE, Faces
from vendingdesk.receipts.ink import Bars, Frame, Mask, Run, Squares
from vendingdesk.receipts.layout import Page
from vendingdesk.receipts.paper import DOT

INSIDE = DOT / 50
"""A picture that touched a dot's edge would be stretched over the next dot: PDFium rounds outwards."""


def blank(faces: Faces, title: str) -> tuple[Any, BytesIO]:
    """An empty canvas that names no font we don't embed and no moment in time, and the bytes it will fill."""
    from vendingdesk.receipts.canvas import SlipCanvas

    file = BytesIO()
    canvas = SlipCanvas(file, invariant=1, pageCompression=1, initialFontName=faces.words.name)
    canvas.setTitle(title)
    canvas.setCreator("Vending Desk")
    canvas.setAuthor("")
    canvas.setSubject("")
    return canvas, file


def draw(canvas: Any, pages: Iterable[Page]) -> None:
    """Put the ink of every page on the canvas."""
    for page in pages:
        canvas.setPageSize((page.width, page.height))
        put(canvas, page)
        canvas.showPage()


def put(canvas: Any, page: Page) -> None:
    """Put the ink of one page on the canvas, and leave it open for more."""
    for top, strip in page.strips:
        y = page.height - top
        for ink in strip.inks:
            if isinstance(ink, Run):
                _run(canvas, ink, page.left + ink.x, y - ink.y)
            elif isinstance(ink, Bars):
                _bars(canvas, ink, page.left, y - ink.y - ink.height)
            elif isinstance(ink, Squares):
                _squares(canvas, ink, page.left + ink.x, y - ink.y)
            elif isinstance(ink, Mask):
                _mask(canvas, ink, page.left + ink.x, y - ink.y - ink.height)
            else:
                _frame(canvas, ink, page.left + ink.x, y - ink.y - ink.height)


def _run(canvas: Any, run: Run, x: float, y: float) -> None:
    """Text; bold is the letter and a thin stroke along its outline."""
    canvas.setFont(run.face.name, run.size)
    if run.bold:
        canvas.setLineWidth(run.size * BOLD_STROKE)
        canvas.drawString(x, y, run.text, mode=2)
    else:
        canvas.drawString(x, y, run.text)


def _bars(canvas: Any, ink: Bars, left: float, y: float) -> None:
    """All bars as one path."""
    path = canvas.beginPath()
    for x, width in ink.bars:
        path.rect(left + x, y, width, ink.height)
    canvas.drawPath(path, stroke=0, fill=1)


def _frame(canvas: Any, ink: Frame, x: float, y: float) -> None:
    """An outline."""
    canvas.setLineWidth(ink.line)
    canvas.rect(x, y, ink.width, ink.height)


def _squares(canvas: Any, ink: Squares, left: float, top: float) -> None:
    """All squares as one path."""
    path, side = canvas.beginPath(), ink.side
    for column, row, count in ink.pieces:
        path.rect(left + column * side, top - (row + 1) * side, count * side, side)
    canvas.drawPath(path, stroke=0, fill=1)


def _mask(canvas: Any, ink: Mask, x: float, y: float) -> None:
    """The dots as an image mask, one bit each: what is white stays paper."""
    place = (x + INSIDE, y + INSIDE, ink.width - 2 * INSIDE, ink.height - 2 * INSIDE)
    canvas.mask(ink.bits, ink.columns, ink.rows, place)
