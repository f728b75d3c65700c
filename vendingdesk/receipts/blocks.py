"""Each block of a receipt as strips: what it looks like and how much room it takes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from vendingdesk.domain.receipt import (
    Barcode,
    Block,
    Divider,
    Field,
    Heading,
    Logo,
    Note,
    QrCodes,
    Receipt,
    Ruler,
    Tokens,
)
from vendingdesk.receipts.figures import Figures
from vendingdesk.receipts.ink import Bars, Frame, Run, Strip
from vendingdesk.receipts.paper import BEARING, DOT, MM, Paper
from vendingdesk.receipts.typesetter import BASELINE, BELOW, Line, Paragraph, Typesetter
from vendingdesk.receipts.words import legible

LEADING = BASELINE + BELOW

REMEMBERED = 256
"""Blocks whose strips a column keeps."""


def strips(receipt: Receipt, paper: Paper, setter: Typesetter) -> Iterator[Strip]:
    """The whole receipt, banners at top and bottom."""
    column = column_of(paper, setter, receipt.right_to_left)
    for banner in receipt.banners:
        yield from column.banner(banner)
    for block in receipt.blocks:
        yield from column.block(block)
    if receipt.banners:
        yield Strip(paper.body * 0.5)
    for banner in receipt.banners:
        yield from column.banner(banner)


@lru_cache(16)
def column_of(paper: Paper, setter: Typesetter, from_right: bool) -> Column:
    """The column of a paper, kept for what it remembers."""
    return Column(paper, setter, from_right=from_right)


class Column:
    """The printed column of a paper: knows its width and sets blocks into it, from the left or from the right."""

    def __init__(self, paper: Paper, setter: Typesetter, *, from_right: bool) -> None:
        self._paper = paper
        self._setter = setter
        self._from_right = from_right
        self._width = paper.column * MM - 2 * BEARING
        self._figures = Figures(paper, setter.faces)
        self._known: dict[Block, tuple[Strip, ...]] = {}

    def block(self, block: Block) -> tuple[Strip, ...]:
        """The strips of any block. Most blocks of a shop's slips come again on the next one."""
        known = self._known.get(block)
        if known is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            known = self._known[block] = tuple(self._set(block))
        return known

    def _set(self, block: Block) -> Iterator[Strip]:
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
                yield self._figures.barcode(text)
            case Divider():
                gap = round(self._paper.body * 0.5 / DOT) * DOT
                yield Strip(2 * gap, (Bars(gap - DOT, 2 * DOT, ((0.0, self._width),)),))
            case Logo(picture):
                yield self._figures.logo(picture)
            case QrCodes(texts):
                yield from self._figures.qr_codes(texts)
            case Ruler():
                yield self._figures.ruler()

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

    def footer(self, left: str, right: str) -> Strip:
        """One small line: what is cut off a long ``left`` is no loss, it stands on the first page in full."""
        size = self._paper.small
        first = self._paragraph(right).lines(size, self._width)
        room = self._width - (first[0].width + size if first else 0.0)
        second = self._paragraph(left).lines(size, room)
        [strip] = self._pairs(second[:1], first[:1], size) or [Strip(0.0)]
        return strip

    def _paragraph(self, text: str) -> Paragraph:
        return self._setter.paragraph(text, from_right=self._from_right)

    def _lines(
        self, text: str, size: float, *, bold: bool, centred: bool = False, inset: float = 0.0
    ) -> Iterator[Strip]:
        """A paragraph, one strip a line."""
        for line in self._paragraph(text).lines(size, self._width - 2 * inset, even=centred):
            free = self._width - line.width
            x = free / 2 if centred else free - inset if self._from_right else inset
            yield _strip(size, (line, x, bold))

    def _field(self, label: str, value: str, strong: bool) -> Iterator[Strip]:
        """Label at the side where reading begins, value at the other, on one line if both fit; else the value takes
        more lines, beside or below."""
        size, width = self._paper.body, self._width
        name, said = self._paragraph(label), self._paragraph(value)
        room = width - name.width(size) - size
        if said.width(size) <= room or room >= max(width * 0.55, said.longest(size)):
            names, values = name.lines(size, width), said.lines(size, room, even=True)
        else:
            yield from self._lines(label, size, bold=False)
            names, values = [], said.lines(size, width, even=True)
        yield from self._pairs(names, values, size, strong=strong)

    def _pairs(self, names: list[Line], values: list[Line], size: float, *, strong: bool = False) -> list[Strip]:
        """Names beside values, line by line."""
        rows = []
        for place in range(max(len(names), len(values))):
            row = []
            for lines, at_right, bold in ((names, self._from_right, False), (values, not self._from_right, strong)):
                for line in lines[place : place + 1]:
                    row.append((line, self._width - line.width if at_right else 0.0, bold))
            rows.append(_strip(size, *row))
        return rows

    def _token(self, token: str, number: str) -> Iterator[Strip]:
        """A token in groups of four, three groups a line, as large as the print width allows; its number above."""
        words, face = self._setter.faces
        across = self._paper.groups
        digits = legible("".join(token.split()), face)
        groups = [digits[at : at + 4] for at in range(0, len(digits), 4)]
        lines = [" ".join(groups[at : at + across]) for at in range(0, len(groups), across)]
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


def _strip(size: float, *lines: tuple[Line, float, bool]) -> Strip:
    """Lines on one baseline, each with its left edge and whether it is bold."""
    above = max(line.above for line, _, _ in lines)
    below = max(line.below for line, _, _ in lines)
    inks = []
    for line, x, bold in lines:
        left = x
        for face, text in line.pieces:
            inks.append(Run(face, size, bold, left, size * above, text))
            left += face.width(text, size)
    return Strip(size * (above + below), tuple(inks))
