"""A line for a sum of money or energy: a number that a scanner types there never becomes one."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from vendingdesk.ui.held_key import HeldKey
from vendingdesk.ui.scanner import ENTER, SCANNER_GAP_MS

SCANNED_DIGITS = 11
"""Digits of the shortest meter number. No sum has so many: what comes at once and is as long was scanned."""


class MoneyLine(QLineEdit):
    """A large line to type a sum in. ``scanned`` carries the digits of a scan; the line is as it was before it.

    ``entered`` is Enter by a hand: neither behind a scan nor repeated by a key that is held down since another line.
    """

    scanned = Signal(str)
    entered = Signal()

    def __init__(self, name: str, spoken: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setMaxLength(24)
        self.setProperty("role", "large")
        self._clock = QElapsedTimer()
        self._clock.start()
        self._key_at = -SCANNER_GAP_MS
        self._held = HeldKey()
        self._run = ""
        self._before = ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep what was typed in one go, and what stood here before it, until Enter says what it was."""
        if event.key() in ENTER:
            digits, self._run = self._run, ""
            if self._fast(event) and digits.isdigit() and len(digits) >= SCANNED_DIGITS:
                self.setText(self._before)
                self.scanned.emit(digits)
            elif not self._held.repeats(event):
                self.entered.emit()
            return
        if event.text():
            if not self._run or not self._fast(event):
                self._run, self._before = "", self.text()
            self._run += event.text()
            self._key_at = self._at(event)
        super().keyPressEvent(event)

    def _fast(self, event: QKeyEvent) -> bool:
        """Whether a key came right behind the one before it."""
        return 0 <= self._at(event) - self._key_at < SCANNER_GAP_MS

    def _at(self, event: QKeyEvent) -> int:
        """When a key was pressed: a busy program handles it later, so the system says, if it can."""
        return event.timestamp() or self._clock.elapsed()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Remember when, to know a held key by it."""
        if event.key() in ENTER:
            self._held.released(event)
        super().keyReleaseEvent(event)
