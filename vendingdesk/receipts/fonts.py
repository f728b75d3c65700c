"""The faces of a slip: IBM Plex Sans for words, IBM Plex Mono Bold (dotted zero) for tokens and codes; Arabic.

Read once per process. The sans is a variable font, of which reportlab embeds the default instance, Regular; bold
words are the same outlines with a thin stroke around them, which costs no third font in the file. Plex Sans Arabic is
read by the first slip that has Arabic letters: it holds basic Latin of the same widths.
"""

from __future__ import annotations

import struct
import threading
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

BOLD_STROKE = 0.032
"""How thick the stroke around a bold letter is, in parts of the type size."""

STRAY = "\u2044\u2215"
"""Fraction slashes: they lie mostly under their neighbours, and would stand out of a line's end."""

REMEMBERED = 4096
"""Widths of words kept; labels and the shop's lines come again on every slip."""


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """A registered font: its name for reportlab, and every character's width in thousandths of the size.

    ``above`` and ``below`` are how far its letters reach from the baseline, in parts of the size; ``tall`` names the
    few that reach further.
    """

    name: str
    advances: dict[str, float]
    above: float = 0.0
    below: float = 0.0
    tall: dict[str, tuple[float, float]] = field(default_factory=dict)
    plain: frozenset[str] = field(init=False)
    _widths: dict[str, float] = field(init=False, default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        """Note the characters that can be drawn as they stand: no controls, no marks that need a base."""
        plain = frozenset(char for char in self.advances if unicodedata.category(char)[0] not in "CM")
        plain -= {"\u2028", "\u2029", *STRAY}
        object.__setattr__(self, "plain", plain)

    def width(self, text: str, size: float) -> float:
        """How wide ``text`` is in points; every character must be covered."""
        known = self._widths.get(text)
        if known is None:
            if len(self._widths) >= REMEMBERED:
                self._widths.clear()
            known = self._widths[text] = sum(map(self.advances.__getitem__, text))
        return known * size / 1000


class Faces(NamedTuple):
    """The faces every slip is set in."""

    words: Face
    digits: Face


_lock = threading.Lock()
_faces: list[Faces] = []


def faces() -> Faces:
    """Both faces, registered with reportlab by the first call; safe to call from any thread."""
    with _lock:
        if not _faces:
            import fontpkg_ibm_plex_mono as mono
            import fontpkg_ibm_plex_sans as sans

            words = _whole("VendingDeskWords", Path(sans.ROOT) / "files" / "IBMPlexSans[wdth,wght].ttf")
            digits = _whole("VendingDeskDigits", Path(mono.ROOT) / "files" / "IBMPlexMono-Bold.ttf")
            _faces.append(Faces(words, digits))
        return _faces[0]


@cache
def arabic() -> Face:
    """The face of Arabic, Persian and Urdu."""
    import fontpkg_ibm_plex_sans_arabic as sans

    name = "VendingDeskArabic"
    font = registered(name, Path(sans.ROOT) / "files" / "IBMPlexSansArabic-Regular.ttf")
    above, below = 0.98, 0.44
    return Face(name, _advances(font), above, below, _tall(font.face, above, below))


def _tall(face: Any, above: float, below: float) -> dict[str, tuple[float, float]]:
    """Characters whose outline leaves a line of this height, and how far they reach."""
    outlines = face.get_table("glyf")
    found = {}
    for code, glyph in face.charToGlyph.items():
        start, end = face.glyphPos[glyph : glyph + 2]
        if start < end:
            low, high = (edge / face.unitsPerEm for edge in struct.unpack_from(">4xh2xh", outlines, start))
            if high > above or -low > below:
                found[chr(code)] = (high, -low)
    return found


def _whole(name: str, file: Path) -> Face:
    """A face of which every character's width is known from the start."""
    return Face(name, _advances(registered(name, file)))


def _advances(font: Any) -> dict[str, float]:
    face = font.face
    return {chr(code): face.getCharWidth(code) for code in face.charToGlyph if code}


def registered(name: str, file: Path, part: int = 0) -> Any:
    """Read one font file (or a part of a collection) for reportlab; only the characters of a slip are embedded later.

    Raises reportlab's ``TTFError`` for a file that it can't read or that may not be embedded.
    """
    from reportlab.pdfbase import pdfmetrics, ttfonts

    font = ttfonts.TTFont(name, str(file), asciiReadable=False, subfontIndex=part)
    own, font.face.name = font.face.name, name  # reportlab takes fonts of one inner name for the same font
    pdfmetrics.registerFont(font)
    font.face.name = own
    return font
