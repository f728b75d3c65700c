"""A table's rows as strips: columns by their share of the width, from the left or from the right."""

from __future__ import annotations

from collections.abc import Sequence

from vendingdesk.domain.statement import StatementColumn, StatementRow
from vendingdesk.receipts.ink import Bars, Run, Strip
from vendingdesk.receipts.paper import DOT, MM
from vendingdesk.receipts.typesetter import Typesetter

GAP = 1.8 * MM
"""White between two columns."""

HAIRLINE = 0.3
"""Points."""

PAD = 1.6
"""Points above and below a row's text."""

_MARK = 0.9 * MM


class Table:
    """Sets rows of cells; a cell that is too long takes more lines, nothing is cut off."""

    def __init__(
        self,
        columns: Sequence[StatementColumn],
        width: float,
        size: float,
        setter: Typesetter,
        *,
        from_right: bool,
    ) -> None:
        self._columns = columns
        self._width = width
        self._size = size
        self._setter = setter
        self._from_right = from_right
        free = width - GAP * (len(columns) - 1)
        shares = sum(column.share for column in columns)
        self._places: list[tuple[float, float]] = []
        x = 0.0
        for column in columns:
            wide = free * column.share / shares
            self._places.append((width - x - wide if from_right else x, wide))
            x += wide + GAP

    def head(self) -> Strip:
        """The headings, between two rules."""
        row = StatementRow(tuple(column.heading for column in self._columns), strong=True)
        strip = self._row(row, above=2 * DOT)
        rules = (self._rule(0.0, 2 * DOT), self._rule(strip.height - HAIRLINE, HAIRLINE))
        return Strip(strip.height, (*rules, *strip.inks))

    def plain(self, *cells: str) -> Strip:
        """A row without a rule."""
        return self._row(StatementRow(cells))

    def row(self, row: StatementRow) -> Strip:
        """A row with a hairline below it."""
        strip = self._row(row)
        inks = [self._rule(strip.height - HAIRLINE, HAIRLINE), *strip.inks]
        if row.marked:
            x = self._width + _MARK if self._from_right else -2 * _MARK
            inks.append(Bars(0.0, strip.height - HAIRLINE, ((x, _MARK),)))
        return Strip(strip.height, tuple(inks))

    def _rule(self, y: float, height: float) -> Bars:
        return Bars(y, height, ((0.0, self._width),))

    def _row(self, row: StatementRow, above: float = 0.0) -> Strip:
        size, inks, deepest = self._size, [], 0.0
        for cell, column, (x, wide) in zip(row.cells, self._columns, self._places, strict=True):
            y = above + PAD
            for line in self._setter.paragraph(cell, from_right=self._from_right).lines(size, wide):
                # Digits stand under digits in every language: number columns end at their right edge.
                left = x + wide - line.width if column.number or self._from_right else x
                for face, text in line.pieces:
                    inks.append(Run(face, size, row.strong or row.marked, left, y + size * line.above, text))
                    left += face.width(text, size)
                y += size * (line.above + line.below)
            deepest = max(deepest, y)
        return Strip(deepest + PAD, tuple(inks))
