"""PDF pages as pixels, for the print head and for the preview: both show the same ones."""

from __future__ import annotations

import threading
from typing import Any, NamedTuple

_one_at_a_time = threading.Lock()
"""PDFium may be used by one thread at a time."""


ALMOST = 1 - 1e-6
"""Keeps 640.0001 pixels from being rounded up to 641, which would blur every bar of a barcode."""


class Picture(NamedTuple):
    """One page: its size in pixels, and four bytes a pixel, blue first, the fourth unused, without padding."""

    width: int
    height: int
    bgrx: bytes


def render(pdf: bytes, dpi: float) -> list[Picture]:
    """Every page of a PDF on white at ``dpi`` (203.2 for the dots of a print head); callable from any thread."""
    import pypdfium2

    with _one_at_a_time:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return [_picture(document, at, dpi / 72) for at in range(len(document))]
        finally:
            document.close()


def text(pdf: bytes) -> str:
    """The words of a PDF's pages, in the order in which they were drawn; callable from any thread."""
    import pypdfium2

    with _one_at_a_time:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return "\n".join(_words(document, at) for at in range(len(document)))
        finally:
            document.close()


def _words(document: Any, at: int) -> str:
    page = document[at]
    try:
        words = page.get_textpage()
        try:
            return str(words.get_text_range())
        finally:
            words.close()
    finally:
        page.close()


def _picture(document: Any, at: int, scale: float) -> Picture:
    """One page."""
    page = document[at]
    try:
        bitmap = page.render(scale=scale * ALMOST, prefer_bgrx=True)
        try:
            return Picture(bitmap.width, bitmap.height, bytes(bitmap.buffer))
        finally:
            bitmap.close()
    finally:
        page.close()
