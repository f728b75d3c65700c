"""The two faces of a slip: IBM Plex Sans for words, IBM Plex Mono Bold (dotted zero) for tokens and codes.

Read once per process. The sans is a variable font, of which reportlab embeds the default instance, Regular; bold
words are the same outlines with a thin stroke around them, which costs no third font in the file.
"""

from __future__ import annotations

import threading
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

BOLD_STROKE = 0.032
"""How thick the stroke around a bold letter is, in parts of the type size."""

STRAY = "\u2044\u2215"
"""Fraction slashes: they lie mostly under their neighbours, and would stand out of a line's end."""


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """A registered font: its name for reportlab, and every character's width in thousandths of the size."""

    name: str
    advances: dict[str, float]
    plain: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Note the characters that can be drawn as they stand: no controls, no marks that need a base."""
        plain = frozenset(char for char in self.advances if unicodedata.category(char)[0] not in "CM")
        plain -= {"\u2028", "\u2029", *STRAY}
        object.__setattr__(self, "plain", plain)

    def width(self, text: str, size: float) -> float:
        """How wide ``text`` is in points; every character must be covered."""
        return sum(map(self.advances.__getitem__, text)) * size / 1000


class Faces(NamedTuple):
    """The faces a slip is set in."""

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

            words = _registered("VendingDeskWords", Path(sans.ROOT) / "files" / "IBMPlexSans[wdth,wght].ttf")
            digits = _registered("VendingDeskDigits", Path(mono.ROOT) / "files" / "IBMPlexMono-Bold.ttf")
            _faces.append(Faces(words, digits))
        return _faces[0]


def _registered(name: str, file: Path) -> Face:
    """Read one font file and register it; only the characters that a slip uses are embedded later."""
    from reportlab.pdfbase import pdfmetrics, ttfonts

    font = ttfonts.TTFont(name, str(file), asciiReadable=False)
    pdfmetrics.registerFont(font)
    face = font.face
    return Face(name, {chr(code): face.getCharWidth(code) for code in face.charToGlyph if code})
