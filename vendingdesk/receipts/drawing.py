"""Measured pages drawn on a reportlab canvas: the only place that knows where PDF's y axis points."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from vendingdesk.receipts.fonts import BOLD_STROKE, Faces
from vendingdesk.receipts.ink import Bars, Frame, Run
from vendingdesk.receipts.layout import Page


def blank(faces: Faces, title: str) -> tuple[Any, BytesIO]:
    """An empty canvas that names no font we don't embed and no moment in time, and the bytes it will fill."""
    from reportlab.pdfgen.canvas import Canvas

    file = BytesIO()
    canvas = Canvas(file, invariant=1, pageCompression=1, initialFontName=faces.words.name)
    canvas.setTitle(title)
    canvas.setCreator("Vending Desk")
    canvas.setAuthor("")
    canvas.setSubject("")
    return canvas, file


def draw(canvas: Any, pages: Iterable[Page]) -> None:
    """Put the ink of every page on the canvas."""
    for page in pages:
        canvas.setPageSize((page.width, page.height))
        for top, strip in page.strips:
            y = page.height - top
            for ink in strip.inks:
                if isinstance(ink, Run):
                    _run(canvas, ink, page.left + ink.x, y - ink.y)
                elif isinstance(ink, Bars):
                    _bars(canvas, ink, page.left, y - ink.y - ink.height)
                else:
                    _frame(canvas, ink, page.left + ink.x, y - ink.y - ink.height)
        canvas.showPage()


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
