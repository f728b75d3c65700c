"""Blocks that are drawn, not set: barcode, QR code, logo and ruler, all in whole dots of the print head."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.receipts.code128 import QUIET, modules
from vendingdesk.receipts.fonts import Faces
from vendingdesk.receipts.ink import Bars, Mask, Run, Squares, Strip
from vendingdesk.receipts.logo import logo_dots
from vendingdesk.receipts.paper import BEARING, DOT, DOTS_PER_MM, MM, Paper
from vendingdesk.receipts.typesetter import BASELINE
from vendingdesk.receipts.words import legible, wrapped

LEADING = 1.3

QR_QUIET = 4
"""The white modules that belong to each side of a QR code."""

QR_SIDE_MM = 20
"""About how large a QR code is at most: a telephone reads it off paper from a hand's breadth."""

QR_LARGEST_MODULE = 6
QR_SMALLEST_MODULE = 3
QR_MODULE_BESIDE = 4
"""Dots a module, 0.375 mm: what a cheap head prints and a telephone reads; denser codes are as large as they must."""


_MASK = 0
"""The chequered one. Readers undo any of the eight; to look for the fairest takes as long as a third of the slip."""


class Figures:
    """Sets figures into a column of a paper."""

    def __init__(self, paper: Paper, faces: Faces) -> None:
        self._paper = paper
        self._faces = faces
        self._width = paper.column * MM - 2 * BEARING
        self._dots = int(self._width / DOT + 1e-6)

    def barcode(self, text: str) -> Strip:
        """The bars in whole dots, centred on the dots of the print head, and the text below."""
        face, size = self._faces.digits, self._paper.small
        widths = modules(text)
        height = self._paper.bars * MM
        y = size * 0.8
        inks: list[Bars | Run] = []
        module = min(3, self._dots // (sum(widths) + 2 * QUIET))
        if widths and module:
            x = (self._dots - sum(widths) * module) // 2
            bars = []
            for place, width in enumerate(widths):
                if place % 2 == 0:
                    bars.append((x * DOT, width * module * DOT))
                x += width * module
            inks.append(Bars(y, height, tuple(bars)))
            y += height + size * 0.2
        for line in wrapped(legible(text, face), face, size, self._width):
            x_line = (self._width - face.width(line, size)) / 2
            inks.append(Run(face, size, False, x_line, y + size * BASELINE, line))
            y += size * LEADING
        return Strip(y + size * 0.8, tuple(inks))

    def qr_codes(self, texts: Sequence[str]) -> Iterator[Strip]:
        """QR codes with their quiet zones, side by side as far as they can be read then, about as many in each row.

        A text that no code can hold is left out.
        """
        made = [(f"{place} / {len(texts)}", *_qr(text)) for place, text in enumerate(texts, 1)]
        made = [(number, side, pieces) for number, side, pieces in made if pieces]
        if not made:
            return
        across = max(side for _, side, _ in made) + 2 * QR_QUIET
        most = max(1, self._dots // (across * QR_MODULE_BESIDE))
        rows = math.ceil(len(made) / most)
        columns = math.ceil(len(made) / rows)
        for row in range(rows):
            codes = made[row * columns : (row + 1) * columns]
            place = self._dots // columns
            first = (self._dots - place * len(codes)) // 2
            inks: list[Squares | Run] = []
            below = self._paper.small if len(texts) > 1 else 0.0
            end = 0.0
            for column, (number, side, pieces) in enumerate(codes):
                module = self._module(side, place)
                left = first + column * place
                if len(texts) > 1:
                    inks.append(self._number(number, (left + place / 2) * DOT))
                x = (left + (place - side * module) // 2) * DOT
                inks.append(Squares(x, below + QR_QUIET * module * DOT, module * DOT, pieces))
                end = max(end, below + (side + 2 * QR_QUIET) * module * DOT)
            yield Strip(end, tuple(inks))

    def _module(self, side: int, room: int) -> int:
        """Dots a module of a code of ``side`` modules, in a place of ``room`` dots."""
        module = min(QR_LARGEST_MODULE, max(QR_SMALLEST_MODULE, QR_SIDE_MM * DOTS_PER_MM // side))
        return min(module, room // (side + 2 * QR_QUIET))

    def _number(self, number: str, middle: float) -> Run:
        """Which of several tokens a code is."""
        face, size = self._faces.words, self._paper.body
        return Run(face, size, True, middle - face.width(number, size) / 2, size * BASELINE, number)

    def logo(self, picture: bytes) -> Strip:
        """The shop's picture in the middle; without one that can be read the slip goes out all the same."""
        try:
            dots = logo_dots(picture, self._dots, round(self._paper.logo * DOTS_PER_MM))
        except EnvironmentFault:
            return Strip(0.0)
        x = (self._dots - dots.columns) // 2 * DOT
        width, height = dots.columns * DOT, dots.rows * DOT
        return Strip(height + 8 * DOT, (Mask(x, 0.0, width, height, dots.columns, dots.rows, dots.bits),))

    def ruler(self) -> Strip:
        """A tick a millimetre from the left edge of what can be printed to the right one, tens with their number."""
        face, size = self._faces.words, self._paper.small
        last = math.floor(self._paper.column)
        edge = round(self._paper.column * DOTS_PER_MM)
        ticks: dict[int, list[tuple[float, float]]] = {2: [], 3: [], 4: [], 5: []}
        for place in range(last + 1):
            length = 4 if place % 10 == 0 else 3 if place % 5 == 0 else 2
            ticks[length].append((min(place * DOTS_PER_MM, edge - 1) * DOT - BEARING, DOT))
        ticks[5] = [(-BEARING, 2 * DOT), ((edge - 2) * DOT - BEARING, 2 * DOT)]
        inks: list[Bars | Run] = [Bars(0.0, length * MM, tuple(bars)) for length, bars in ticks.items()]
        y = 5 * MM + size * BASELINE
        free = 0.0
        for place in range(0, last + 1, 10):
            number = str(place)
            wide = face.width(number, size)
            x = min(max(place * MM - BEARING - wide / 2, 0.0), self._width - wide)
            if x >= free:  # at the very edge two numbers may have no room side by side
                inks.append(Run(face, size, False, x, y, number))
                free = x + wide + size / 2
        return Strip(5 * MM + size * 1.6, tuple(inks))


@lru_cache(64)
def _qr(text: str) -> tuple[int, tuple[tuple[int, int, int], ...]]:
    """The side of a code in modules and its black pieces ``(column, row, how many)``; none if it can't be made."""
    if not text.strip():
        return 0, ()
    import segno

    try:
        code = segno.make_qr(text, error="m", mask=_MASK)
    except ValueError:  # more than the largest code holds
        return 0, ()
    pieces: list[tuple[int, int, int]] = []
    for row, cells in enumerate(code.matrix):
        start = None
        for column, black in enumerate([*cells, 0]):
            if black and start is None:
                start = column
            elif not black and start is not None:
                pieces.append((start, row, column - start))
                start = None
    return len(code.matrix), tuple(pieces)
