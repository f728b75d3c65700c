"""A dialog that only a hand answers: a scanner's Enter and a held one press nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from vendingdesk.ui.compact import RoomyDialog
from vendingdesk.ui.scanner import ENTER, KeyPace


class HandDialog(RoomyDialog):
    """Listens to the pace of the keys; what Enter presses is said by the dialog in ``press_chosen``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pace = KeyPace()

    def press_chosen(self) -> None:
        """Enter by hand, outside of what deals with it on its own."""

    def event(self, event: QEvent) -> bool:
        """From the moment the dialog has the keyboard, a key needs as long as from one that a scanner types."""
        if event.type() is QEvent.Type.WindowActivate:
            self._pace.begin()
        return super().event(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Remember when, to know a held key by it."""
        self._pace.released(event)
        super().keyReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses what is chosen, unless a scanner or a held key typed it."""
        if event.key() in ENTER:
            if self._pace.by_hand(event):
                self.press_chosen()
            return
        self._pace.heard(event)
        super().keyPressEvent(event)
