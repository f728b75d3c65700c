"""The calls of a slip, drawn by fpdf2 with the same fonts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import fontpkg_ibm_plex_mono
import fontpkg_ibm_plex_sans
import fontpkg_ibm_plex_sans_arabic
from fpdf import FPDF
from fpdf.enums import TextMode
from PIL import Image, ImageChops

FONTS = {
    "VendingDeskWords": Path(fontpkg_ibm_plex_sans.ROOT) / "files" / "IBMPlexSans[wdth,wght].ttf",
    "VendingDeskDigits": Path(fontpkg_ibm_plex_mono.ROOT) / "files" / "IBMPlexMono-Bold.ttf",
    "VendingDeskArabic": Path(fontpkg_ibm_plex_sans_arabic.ROOT) / "files" / "IBMPlexSansArabic-Regular.ttf",
}


def drawn_by_fpdf(calls: list[Any]) -> bytes:
    """The same ink at the same places. fpdf2 reads its fonts for every document: it has no other way."""
    size = next(arguments[0] for _, name, arguments, _ in calls if name == "setPageSize")
    document = FPDF(unit="pt", format=size)
    document.set_auto_page_break(False)
    document.add_page()
    height = size[1]
    for name in dict.fromkeys(arguments[0] for _, name, arguments, _ in calls if name == "setFont"):
        document.add_font(name, fname=FONTS[name])
    for kind, name, arguments, words in calls:
        match kind, name, arguments:
            case "canvas", "setFont", (font, points):
                document.set_font(font, size=points)
            case "canvas", "setLineWidth", (width,):
                document.set_line_width(width)
            case "canvas", "drawString", (x, y, text):
                document.text_mode = TextMode.FILL_STROKE if words.get("mode") == 2 else TextMode.FILL
                document.text(x, height - y, text)
            case "canvas", "rect", (x, y, wide, high):
                document.rect(x, height - y - high, wide, high)
            case "path", "rect", (x, y, wide, high):
                document.rect(x, height - y - high, wide, high, style="F")
            case "canvas", "mask", (bits, columns, rows, (x, y, wide, high)):
                picture = ImageChops.invert(Image.frombytes("1", (columns, rows), bits))
                document.image(picture, x, height - y - high, wide, high)
    return bytes(document.output())
