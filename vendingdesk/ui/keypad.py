"""Digits on the screen for fingers; the line that they go into keeps the keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QWidget

from vendingdesk.ui.parts import button, spaced

ROWS = ("123", "456", "789")


class Keypad(QWidget):
    """Ten digits and an eraser; what ends the line stands beside it."""

    def __init__(self, name: str, line: QLineEdit) -> None:
        super().__init__()
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # 1 2 3 on every keypad of the world
        self._line = line
        line.setProperty("own_keys", True)  # a kiosk shows no others for it
        grid = QGridLayout(self)
        spaced(grid, gap=8)
        for row, digits in enumerate(ROWS):
            for column, digit in enumerate(digits):
                grid.addWidget(self._key(f"{name}.{digit}", digit, digit), row, column)
        self.erase = self._key(f"{name}.erase", self.tr("Erase"), "⌫")
        grid.addWidget(self._key(f"{name}.0", "0", "0"), len(ROWS), 1)
        grid.addWidget(self.erase, len(ROWS), 0)

    def _key(self, name: str, spoken: str, text: str) -> QPushButton:
        made = button(name, spoken, text, role="key")
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # a press on the screen must not take the line its keyboard
        made.clicked.connect(lambda: self._line.insert(text) if text.isdigit() else self._line.backspace())
        return made
