"""The papers a shop has: how wide, how much of that can be printed, and which type sizes read well on it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vendingdesk.domain.printing import PaperName

MM = 72 / 25.4
"""Points in a millimetre."""

DOTS_PER_MM = 8
"""Dots in a millimetre of a 203 dpi print head."""

DOT = MM / DOTS_PER_MM
"""Points in such a dot: bars and rules are whole dots wide."""

BEARING = 3 * DOT
"""What stays free at both edges of the printed column: letters like j reach a little out of their box."""

LONGEST_ROLL_MM = 5000
"""A PDF page may be 14,400 points high; a slip longer than this goes on on a second page."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper: its size and margins in millimetres, its type sizes in points.

    ``height`` is 0 for a roll, whose pages are as high as their content. The printed column of ``column`` mm
    stands in the middle. ``token`` is the largest size for the token's digits; they shrink when the column is
    narrower. ``bars`` is how high a barcode is and ``logo`` how high a picture may be, in millimetres;
    ``groups`` of a token's digits stand in a line: three and two are two lines.
    """

    name: str
    width: float
    column: float
    body: float
    small: float
    large: float
    token: float
    height: float = 0.0
    top: float = 3.0
    bottom: float = 4.0
    bars: float = 11.0
    logo: float = 20.0
    groups: int = 3

    @property
    def left(self) -> float:
        """Where the column begins, in millimetres from the paper's left edge."""
        return (self.width - self.column) / 2

    @property
    def tight(self) -> Paper:
        """The same sheet for a slip that would need a little more than one: smaller type and wider lines.

        A token of 20 digits is one line of 24 points then.
        """
        body, small, large = self.body - 1.5, self.small - 1, self.large * 0.8
        return replace(self, column=130, body=body, small=small, large=large, token=24, bars=9, groups=5)


PAPER_58MM = Paper("58 mm", width=58, column=48, body=8, small=7, large=12, token=16, bars=9, logo=16)
PAPER_80MM = Paper("80 mm", width=80, column=72, body=9.5, small=8, large=15, token=23)
A4 = Paper(
    "A4",
    width=210,
    column=110,
    body=11,
    small=9.5,
    large=20,
    token=30,
    height=297,
    top=12,
    bottom=12,
    bars=13,
    logo=22,
)
LETTER = replace(A4, name="Letter", width=215.9, height=279.4)
A5 = replace(A4, name="A5", width=148, column=110, height=210, top=10, bottom=10, large=18, body=10, small=9)

PAPERS = {
    PaperName.ROLL_58: PAPER_58MM,
    PaperName.ROLL_80: PAPER_80MM,
    PaperName.A5: A5,
    PaperName.A4: A4,
    PaperName.LETTER: LETTER,
}
"""Each paper by its name."""
