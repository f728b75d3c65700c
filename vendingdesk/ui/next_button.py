"""The button that puts a result away: it takes Enter, but not one that was meant for something else."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from vendingdesk.ui.held_key import HeldKey

DWELL_MS = 700
"""A second press of Enter meant for the confirmation must not sweep the token off the screen."""


class NextButton(QPushButton):
    """Next customer; deaf to Enter for a moment after a result came."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.shown_for = QElapsedTimer()
        self._held = HeldKey()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button like Space does, once the result has stood for a moment."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            repeats = self._held.repeats(event)
            if not repeats and self.shown_for.isValid() and self.shown_for.elapsed() >= DWELL_MS:
                self.click()
            elif self.shown_for.isValid():
                self.shown_for.start()  # who hammers the key has not looked yet
            return
        super().keyPressEvent(event)

    def take_enter(self) -> None:
        """Have the focus back after another button of the panel was pressed: Enter stands on this one."""
        if self.isVisible():
            self.shown_for.start()  # an Enter that was meant for the other must not sweep the token away
            self.setFocus()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Remember when, to know a held key by it."""
        self._held.released(event)
        super().keyReleaseEvent(event)
