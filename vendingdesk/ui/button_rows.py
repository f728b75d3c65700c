"""Buttons side by side, or in two columns where one row would cut their words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QPushButton

from vendingdesk.ui.parts import spaced
from vendingdesk.ui.theme import SIZES


class ButtonRows(QGridLayout):
    """Lays out those of its buttons that are shown."""

    def __init__(self, buttons: Sequence[QPushButton]) -> None:
        super().__init__()
        spaced(self)
        self._buttons = buttons
        self._arranged: tuple[list[QPushButton], int] = ([], 0)
        for column, pressed in enumerate(buttons):
            self.addWidget(pressed, 0, column)

    def arrange(self, room: int) -> bool:
        """Find each shown button its place in ``room`` pixels; True when one has another place now."""
        shown = [pressed for pressed in self._buttons if not pressed.isHidden()]
        widest = max((pressed.sizeHint().width() for pressed in shown), default=0)
        columns = len(shown) if len(shown) * (widest + SIZES.gap) - SIZES.gap <= room else 2
        if (shown, columns) == self._arranged:
            return False
        self._arranged = (shown, columns)
        for pressed in self._buttons:
            self.removeWidget(pressed)
        for at, pressed in enumerate(shown):
            self.addWidget(pressed, at // columns, at % columns)
        return True
