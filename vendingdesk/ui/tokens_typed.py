"""The line for a token that is typed from a source: grouped as it is read out, copied from nowhere here."""

from __future__ import annotations

from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QLineEdit

from vendingdesk.ui.grouping import regroup

LONGEST = 200
"""Characters: eight tokens in a row, with their spaces."""


class TokenLine(QLineEdit):
    """Takes typing and pasting; gives nothing to the clipboard, so that the second time is from the source again."""

    def __init__(self, name: str, spoken: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setMaxLength(LONGEST)
        self.setProperty("role", "large")
        self.textChanged.connect(lambda: regroup(self))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Every key but those that copy."""
        if event.matches(QKeySequence.StandardKey.Copy) or event.matches(QKeySequence.StandardKey.Cut):
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Marking text with the mouse copies it on X11: take that back."""
        super().mouseReleaseEvent(event)
        clipboard = QGuiApplication.clipboard()
        if clipboard.supportsSelection() and clipboard.ownsSelection():
            clipboard.clear(clipboard.Mode.Selection)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The usual menu without its ways to copy."""
        menu = self.createStandardContextMenu()
        for action in menu.actions():
            if action.objectName() in {"edit-copy", "edit-cut"}:
                menu.removeAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())
