"""Text of any mix of scripts, set in lines of runs that each name one face.

A paragraph in Plex Sans alone, as most are, passes straight through. Otherwise every character has a home: Plex
Sans Arabic first where a paragraph has Arabic letters, Plex Sans, then an installed font. Arabic is joined before
lines are cut and turned after, so that a width is that of the letters drawn.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import NamedTuple

from vendingdesk.receipts.arabic import ARABIC, FROM_THE_RIGHT, NO_JOINERS, begins_right, joined, seen
from vendingdesk.receipts.fonts import REMEMBERED, Face, Faces, arabic
from vendingdesk.receipts.installed import SYSTEM, InstalledFonts
from vendingdesk.receipts.scripts import SET_SINGLY, script_of
from vendingdesk.receipts.words import ISOLATES, WITHOUT_INK, Measure, balanced, legible, missing, wrapped

_GROUPS = re.compile(r"(?<![\d:.-])\d{3,6}(?: \d{1,6})+(?![\d:.-])")
"""A meter or a flow number in groups."""

_KEPT_TOGETHER = "\u202f\u202f"
"""Two narrow spaces: some readers take plain ones for an end, and give the groups of a line from the right."""

_NO_SIGNS = dict.fromkeys(map(ord, WITHOUT_INK))

BASELINE = 0.98
"""Where the baseline stands in a line, in parts of the type size."""

BELOW = 0.32
"""What stays free below it, in parts of the type size."""


class Line(NamedTuple):
    """One line from left to right: pieces of one face each, its width in points, and the room it takes in height."""

    pieces: tuple[tuple[Face, str], ...]
    width: float
    above: float = BASELINE
    below: float = BELOW


class Blend:
    """Several faces that measure as one."""

    def __init__(self, first: Face, words: Face, installed: InstalledFonts) -> None:
        self.first = first
        self._order = (first, words)
        self._installed = installed
        self._homes: dict[str, Face] = {}
        self._widths: dict[str, float] = {}

    def home(self, char: str) -> Face:
        """The face that draws a character."""
        face = self._homes.get(char)
        if face is None:
            known = next((each for each in self._order if char in each.advances), None)
            face = known or self._installed.face_for(char) or self._order[-1]
            self._homes[char] = face
        return face

    def width(self, text: str, size: float) -> float:
        """How wide ``text`` is in points."""
        known = self._widths.get(text)
        if known is None:
            if len(self._widths) >= REMEMBERED:
                self._widths.clear()
            if self.first.plain.issuperset(text):
                return self.first.width(text, size)
            home = self.home
            known = sum(home(char).advances[char] for char in text if char not in ISOLATES)
            self._widths[text] = known
        return known * size / 1000


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Legible text, joined but not yet turned, and what measures it; it keeps the lines that it was cut into."""

    text: str
    measure: Measure
    from_right: bool | None = None
    _cut: dict[tuple[float, float, bool], list[Line]] = field(default_factory=dict, repr=False, compare=False)

    def width(self, size: float) -> float:
        """Of the whole, on one line."""
        return self.measure.width(self.text, size)

    def longest(self, size: float) -> float:
        """Of its longest word."""
        return max((self.measure.width(word, size) for word in self.text.split(" ")), default=0.0)

    def lines(self, size: float, width: float, *, even: bool = False) -> list[Line]:
        """As few lines as fit ``width`` points, of about one length if ``even``."""
        lines = self._cut.get((size, width, even))
        if lines is None:
            cut = balanced if even else wrapped
            lines = [self._line(line, size) for line in cut(self.text, self.measure, size, width)]
            self._cut[size, width, even] = lines
        return lines

    def _line(self, text: str, size: float) -> Line:
        measure = self.measure
        width = measure.width(text, size)
        if isinstance(measure, Face):
            return Line(((measure, text),), width)
        assert isinstance(measure, Blend)  # noqa: S101 - there is no third kind
        if self.from_right is not None:
            text = seen(text, from_right=self.from_right)
        pieces: list[tuple[Face, str]] = []
        if measure.first.plain.issuperset(text):
            pieces, text = [(measure.first, text)], ""
        for char in text:
            home = measure.home(char)
            if pieces and pieces[-1][0] is home:
                pieces[-1] = (home, pieces[-1][1] + char)
            else:
                pieces.append((home, char))
        reaches = [(BASELINE, BELOW)]
        for face, piece in pieces:
            reaches.append((face.above, face.below))
            if not face.tall.keys().isdisjoint(piece):
                reaches += [face.tall[char] for char in piece if char in face.tall]
        return Line(tuple(pieces), width, max(above for above, _ in reaches), max(below for _, below in reaches))


class Typesetter:
    """Makes paragraphs; callable by one thread at a time."""

    def __init__(self, faces: Faces, installed: InstalledFonts = SYSTEM) -> None:
        self.faces = faces
        self._words = words = faces.words
        self._installed = installed
        self._mixed = Blend(words, words, installed)
        self._arabic: Blend | None = None
        self._simple = self._words.plain
        self._known: dict[tuple[str, bool], Paragraph] = {}

    def paragraph(self, text: str, *, from_right: bool = False) -> Paragraph:
        """Text made legible and joined; ``from_right`` in a document whose language runs from the right.

        There a paragraph with such letters runs from the right as well; elsewhere its first letter decides.
        """
        known = self._known.get((text, from_right))
        if known is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            known = self._known[text, from_right] = self._made(text, from_right)
        return known

    def _made(self, text: str, from_right: bool) -> Paragraph:
        if from_right:
            text = _GROUPS.sub(lambda groups: groups.group().replace(" ", _KEPT_TOGETHER), text)
        if self._words.plain.issuperset(text):
            return Paragraph(text.strip(), self._words)
        text = unicodedata.normalize("NFC", text)
        shown = (text if self._simple.issuperset(text) else legible(text, self._words, self._draws)).strip()
        if not FROM_THE_RIGHT.search(shown):
            shown = shown.translate(_NO_SIGNS)
            plain = self._words.plain.issuperset(shown)
            return Paragraph(shown, self._words if plain else self._mixed)
        from_right = from_right or begins_right(shown)
        if not ARABIC.search(shown):
            return Paragraph(shown.translate(NO_JOINERS), self._mixed, from_right)
        if self._arabic is None:
            self._arabic = Blend(arabic(), self._words, self._installed)
            letters = arabic().plain
            self._simple |= {char for char in letters if char < "\ufb50" and ARABIC.match(char) and char.isalpha()}
        return Paragraph(joined(shown), self._arabic, from_right)

    def missing(self, text: str) -> tuple[str, ...]:
        """Names of the scripts in ``text`` that can't be printed on this computer."""
        return missing(text, self._words, self._draws)

    def _draws(self, char: str) -> bool:
        """Whether a face other than the words' has ``char``: Arabic, or an installed one."""
        if char in WITHOUT_INK:
            return True
        if ARABIC.match(char):
            return char < "\ufb50" and char in arabic().plain
        return script_of(char) in SET_SINGLY and self._installed.face_for(char) is not None
