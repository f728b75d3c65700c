"""The line for a token that is typed from a source: grouped as it is read out, copied from nowhere here."""

from __future__ import annotations

from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
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
        QGuiApplication.clipboard().selectionChanged.connect(self._on_marked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Every key but those that copy."""
        if event.matches(QKeySequence.StandardKey.Copy) or event.matches(QKeySequence.StandardKey.Cut):
            return
        super().keyPressEvent(event)

    def _on_marked(self) -> None:
        """Marking text, by mouse or by key, copies it on X11 for the middle button: take that back."""
        clipboard = QGuiApplication.clipboard()
        marked = self.selectedText()
        if marked and clipboard.ownsSelection() and clipboard.text(clipboard.Mode.Selection) == marked:
            clipboard.clear(clipboard.Mode.Selection)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The usual menu without its ways to copy."""
        menu = self.createStandardContextMenu()
        for action in menu.actions():
            if action.objectName() in {"edit-copy", "edit-cut"}:
                menu.removeAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())
