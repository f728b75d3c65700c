"""Fonts made for tests: black boxes for the characters that are asked for."""

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont

from vendingdesk.receipts.installed import InstalledFonts

NO_FONTS = InstalledFonts([])
"""A computer without any."""


def make_font(file: Path, characters: str, *, outlines: str = "glyf", embedding: int = 0) -> Path:
    """A font file; ``outlines`` "glyf" or "CFF", ``embedding`` the licence bits of its OS/2 table."""
    names = {ord(char): f"u{ord(char):X}" for char in characters}
    order = [".notdef", *names.values()]
    builder = FontBuilder(1000, isTTF=outlines == "glyf")
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(names)
    if outlines == "glyf":
        builder.setupGlyf({name: _box() for name in order})
    else:
        builder.setupCFF("Test", {}, {name: _postscript() for name in order}, {})
    builder.setupHorizontalMetrics(dict.fromkeys(order, (1000, 100)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Test", "styleName": "Regular", "psName": f"Test-{file.stem}"})
    builder.setupOS2(fsType=embedding)
    builder.setupPost()
    file.parent.mkdir(parents=True, exist_ok=True)
    builder.save(file)
    return file


def make_collection(file: Path, *parts: Path) -> Path:
    """Several font files as one ``.ttc``."""
    collection = TTCollection()
    collection.fonts = [TTFont(part) for part in parts]
    collection.save(file)
    for part in parts:
        part.unlink()
    return file


def _box() -> object:
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for corner in ((900, 0), (900, 700), (100, 700)):
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()


def _postscript() -> object:
    pen = T2CharStringPen(1000, None)
    pen.moveTo((100, 0))
    pen.lineTo((900, 700))
    pen.closePath()
    return pen.getCharString()
