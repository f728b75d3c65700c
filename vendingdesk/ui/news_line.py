"""The line at the bottom of the window: news that belong to no page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from vendingdesk.ui.parts import restyle


class NewsLine(QLabel):
    """One sentence with a mood; ``about`` names what it is true of. Gone while there is none."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "notice")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.about = ""
        self.hide()

    def say(self, text: str, *, mood: str, about: str) -> None:
        """Say something in place of what stood there; an empty text takes it away."""
        self.about = about
        restyle(self, mood=mood)
        self.setText(text)
        self.setVisible(bool(text))
