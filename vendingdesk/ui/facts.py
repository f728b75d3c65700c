"""Facts one below the other: what it is on the left, what it says on the right; empty ones take no room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from vendingdesk.ui.parts import label, spaced
from vendingdesk.ui.theme import SIZES


class Facts(QWidget):
    """Shows captions and values; its labels are kept and filled again."""

    def __init__(self, *, selectable: bool = False) -> None:
        super().__init__()
        self._selectable = selectable
        self._grid = QGridLayout(self)
        spaced(self._grid, gap=6)
        self._grid.setHorizontalSpacing(SIZES.gap)
        self._grid.setColumnStretch(1, 1)
        self._lines: list[tuple[QLabel, QLabel]] = []

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Fill the lines."""
        shown = [(name, value) for name, value in facts if value]
        while len(self._lines) < len(shown):
            self._add()
        for at, (left, right) in enumerate(self._lines):
            name, value = shown[at] if at < len(shown) else ("", "")
            left.setText(name)
            right.setText(value)
            left.setVisible(bool(value))
            right.setVisible(bool(value))
        self.setVisible(bool(shown))

    def _add(self) -> None:
        left, right = label("", "muted"), label("", "", wrap=True)
        if self._selectable:
            right.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = len(self._lines)
        self._grid.addWidget(left, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(right, row, 1)
        self._lines.append((left, right))
