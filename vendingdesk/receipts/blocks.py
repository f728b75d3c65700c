"""Each block of a receipt as strips: what it looks like and how much room it takes."""

from __future__ import annotations

from collections.abc import Iterator

from vendingdesk.domain.receipt import Barcode, Block, Field, Heading, Note, Receipt, Tokens
from vendingdesk.receipts.code128 import QUIET, modules
from vendingdesk.receipts.fonts import Face, Faces
from vendingdesk.receipts.ink import Bars, Frame, Run, Strip
from vendingdesk.receipts.paper import BEARING, DOT, MM, Paper
from vendingdesk.receipts.words import balanced, legible, wrapped

LEADING = 1.3
BASELINE = 0.98
"""Where the baseline stands in a line, in parts of the type size."""

GROUPS = 3
"""Groups of four digits in a line of a token: 20 digits make three and two."""


def strips(receipt: Receipt, paper: Paper, faces: Faces) -> Iterator[Strip]:
    """The whole receipt, banners at top and bottom."""
    column = Column(paper, faces)
    for banner in receipt.banners:
        yield from column.banner(banner)
    for block in receipt.blocks:
        yield from column.block(block)
    if receipt.banners:
        yield Strip(paper.body * 0.5)
    for banner in receipt.banners:
        yield from column.banner(banner)


class Column:
    """The printed column of a paper: knows its width and sets blocks into it."""

    def __init__(self, paper: Paper, faces: Faces) -> None:
        self._paper = paper
        self._faces = faces
        self._width = paper.column * MM - 2 * BEARING

    def block(self, block: Block) -> Iterator[Strip]:
        """The strips of any block."""
        match block:
            case Field(label, value, strong):
                yield from self._field(label, value, strong)
            case Heading(text, large):
                size = self._paper.large if large else self._paper.body
                yield from self._lines(text, size, bold=large, centred=True)
            case Note(text, strong):
                size = self._paper.body if strong else self._paper.small
                yield Strip(self._paper.small * 0.2)
                for line in text.splitlines():
                    yield from self._lines(line, size, bold=strong, centred=strong)
                yield Strip(self._paper.small * 0.4)
            case Tokens(tokens):
                for place, token in enumerate(tokens, 1):
                    yield from self._token(token, f"{place} / {len(tokens)}" if len(tokens) > 1 else "")
                yield Strip(self._paper.body * 0.5)
            case Barcode(text):
                yield self._barcode(text)
            case _:  # a Divider
                gap = round(self._paper.body * 0.5 / DOT) * DOT
                yield Strip(2 * gap, (Bars(gap - DOT, 2 * DOT, ((0.0, self._width),)),))

    def banner(self, text: str) -> Iterator[Strip]:
        """A framed line that can't be overlooked; drawn as an outline, since cheap heads smear large black areas."""
        size = self._paper.body
        pad = size * 0.45
        lines = list(self._lines(text, size, bold=True, centred=True, inset=pad))
        if not lines:
            return
        runs: list[Run] = []
        y = pad
        for line in lines:
            runs += [run._replace(y=run.y + y) for run in line.inks if isinstance(run, Run)]
            y += line.height
        line_width = 3 * DOT
        frame = Frame(line_width / 2, line_width / 2, self._width - line_width, y + pad - line_width, line_width)
        yield Strip(y + pad + size * 0.6, (frame, *runs))

    def _lines(
        self, text: str, size: float, *, bold: bool, centred: bool = False, inset: float = 0.0
    ) -> Iterator[Strip]:
        """A paragraph, one strip a line."""
        face = self._faces.words
        cut = balanced if centred else wrapped
        for line in cut(legible(text, face), face, size, self._width - 2 * inset):
            x = (self._width - face.width(line, size)) / 2 if centred else inset
            yield Strip(size * LEADING, (Run(face, size, bold, x, size * BASELINE, line),))

    def _field(self, label: str, value: str, strong: bool) -> Iterator[Strip]:
        """Label left, value right, on one line if both fit; else the value takes more lines, beside or below."""
        face, size = self._faces.words, self._paper.body
        label, value = legible(label, face).strip(), legible(value, face).strip()
        room = self._width - face.width(label, size) - size
        beside = room >= max((face.width(word, size) for word in value.split(" ")), default=0.0)
        if beside and (room >= self._width * 0.55 or face.width(value, size) <= room):
            values = balanced(value, face, size, room)
        else:
            yield from self._lines(label, size, bold=False)
            values, label = balanced(value, face, size, self._width), ""
        for line in values or [""]:
            left = Run(face, size, False, 0.0, size * BASELINE, label)
            right = Run(face, size, strong, self._width - face.width(line, size), size * BASELINE, line)
            inks = tuple(run for run in (left, right) if run.text)
            if inks:
                yield Strip(size * LEADING, inks)
            label = ""

    def _token(self, token: str, number: str) -> Iterator[Strip]:
        """A token in groups of four, three groups a line, as large as the print width allows; its number above."""
        words, face = self._faces
        digits = legible("".join(token.split()), face)
        groups = [digits[at : at + 4] for at in range(0, len(digits), 4)]
        lines = [" ".join(groups[at : at + GROUPS]) for at in range(0, len(groups), GROUPS)]
        widest = max((face.width(line, 1) for line in lines), default=1.0)
        size = min(self._paper.token, int(2 * (self._width + 2 * BEARING) / widest) / 2)
        x = (self._width - widest * size) / 2
        y = self._paper.body
        inks: list[Run] = []
        if number:
            small = self._paper.body
            inks.append(Run(words, small, True, (self._width - words.width(number, small)) / 2, y + small, number))
            y += small * LEADING
        for at in range(0, len(lines), 2):
            for line in lines[at : at + 2]:
                inks.append(Run(face, size, False, x, y + size * 0.9, line))
                y += size * 1.25
            yield Strip(y, tuple(inks))
            inks, y = [], 0.0

    def _barcode(self, text: str) -> Strip:
        """The bars in whole dots, centred on the dots of the print head, and the text below."""
        face, size = self._faces.digits, self._paper.small
        widths = modules(text)
        height = self._paper.bars * MM
        y = size * 0.8
        inks: list[Bars | Run] = []
        dots = int(self._width / DOT + 1e-6)
        module = min(3, dots // (sum(widths) + 2 * QUIET))
        if widths and module:
            x = (dots - sum(widths) * module) // 2
            bars = []
            for place, width in enumerate(widths):
                if place % 2 == 0:
                    bars.append((x * DOT, width * module * DOT))
                x += width * module
            inks.append(Bars(y, height, tuple(bars)))
            y += height + size * 0.2
        for line in wrapped(legible(text, face), face, size, self._width):
            inks.append(_centred(face, size, self._width, y, line))
            y += size * LEADING
        return Strip(y + size * 0.8, tuple(inks))


def _centred(face: Face, size: float, width: float, y: float, text: str) -> Run:
    """A line in the middle of a width, its top at ``y``."""
    return Run(face, size, False, (width - face.width(text, size)) / 2, y + size * BASELINE, text)
