"""What tells a hand from a scanner: a scanner is a keyboard that types fast and ends with Enter."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer
from PySide6.QtGui import QKeyEvent

from vendingdesk.ui.by_number import ENTER
from vendingdesk.ui.held_key import HeldKey

__all__ = ["ENTER", "SCANNER_GAP_MS", "KeyPace"]

SCANNER_GAP_MS = 60
"""A scanner ends its digits with Enter within some milliseconds; a hand needs longer than this."""


class KeyPace:
    """Remembers when the last letter was typed, so that an Enter right behind it is known for a scanner's."""

    def __init__(self) -> None:
        self._since_key = QElapsedTimer()
        self._key_at = 0
        self._held = HeldKey()

    def begin(self) -> None:
        """From now on: what was typed before a window came counts as typed into it."""
        self._since_key.start()

    def heard(self, event: QKeyEvent) -> None:
        """A key other than Enter was pressed."""
        if event.text():
            self._since_key.restart()
            self._key_at = event.timestamp()

    def released(self, event: QKeyEvent) -> None:
        """A key came up."""
        self._held.released(event)

    def repeats(self, event: QKeyEvent) -> bool:
        """Whether a press is that of a key which is held down; asked once for each press."""
        return self._held.repeats(event)

    def elapsed(self) -> int:
        """Milliseconds since the last letter, or since the beginning."""
        return self._since_key.elapsed()

    def by_hand(self, event: QKeyEvent) -> bool:
        """Whether an Enter is a person's: neither typed by a scanner nor repeated by a key that is held down.

        A busy program handles a key later than it was pressed, so the times that the system gave the keys count too;
        an event without one has 0.
        """
        scanned = self._since_key.isValid() and self._since_key.elapsed() < SCANNER_GAP_MS
        at = event.timestamp()
        followed = bool(at and self._key_at) and 0 <= at - self._key_at < SCANNER_GAP_MS
        return not (scanned or followed or self._held.repeats(event))
