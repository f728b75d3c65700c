"""Buttons side by side, or in columns where one row would cut their words; the last one fills its row."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QPushButton

from vendingdesk.ui.parts import spaced
from vendingdesk.ui.theme import SIZES


class ButtonRows(QGridLayout):
    """Lays out those of its buttons that are shown; ``close`` ones stand in one row as long as their words fit."""

    def __init__(self, buttons: Sequence[QPushButton], *, close: bool = False) -> None:
        super().__init__()
        self._close = close
        spaced(self, gap=SIZES.busy if close else SIZES.gap)
        self._buttons = buttons
        self._arranged: tuple[list[QPushButton], int] = ([], 0)
        for column, pressed in enumerate(buttons):
            self.addWidget(pressed, 0, column)

    def arrange(self, room: int) -> bool:
        """Find each shown button its place in ``room`` pixels; True when one has another place now."""
        shown = [pressed for pressed in self._buttons if not pressed.isHidden()]
        columns = self._columns([pressed.sizeHint().width() for pressed in shown], room)
        if (shown, columns) == self._arranged:
            return False
        self._arranged = (shown, columns)
        for pressed in self._buttons:
            self.removeWidget(pressed)
        for at, pressed in enumerate(shown):
            last = at + 1 == len(shown)
            self.addWidget(pressed, at // columns, at % columns, 1, columns - at % columns if last else 1)
        return True

    def _columns(self, widths: Sequence[int], room: int) -> int:
        """As many as fit: all alike in one row, else three where that saves a row, else two."""
        count = len(widths)
        if self._close and sum(widths) + (count - 1) * self.spacing() <= room:
            return max(count, 1)
        if count * (max(widths, default=0) + SIZES.gap) - SIZES.gap <= room:
            return max(count, 1)
        side_by_side = [max(widths[column : count - 1 : 3], default=0) for column in range(3)]
        saves = -(-count // 3) < -(-count // 2)
        return 3 if saves and sum(side_by_side) + 2 * SIZES.gap <= room else 2
