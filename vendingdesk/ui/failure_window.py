"""The small window of a start that failed: what is the matter, and a button that closes it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout

from vendingdesk.ui.parts import button, label, spaced
from vendingdesk.ui.theme import SIZES


class FailureWindow(QDialog):
    """Enter, Escape and the button all close it: there is nothing to decide."""

    def __init__(self, text: str) -> None:
        super().__init__()
        title = self.tr("Vending Desk could not start")
        self.setObjectName("failure")
        self.setAccessibleName(title)
        self.setWindowTitle(title)
        self.setMinimumWidth(2 * SIZES.card_width)
        self.said = label(text, wrap=True)
        self.said.setObjectName("failure.text")
        self.said.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.ok = button("failure.ok", self.tr("Close"), role="primary")
        self.ok.setDefault(True)
        self.ok.clicked.connect(self.accept)
        pressed = QHBoxLayout()
        spaced(pressed)
        pressed.addStretch(1)
        pressed.addWidget(self.ok)
        whole = QVBoxLayout(self)
        spaced(whole, margin=SIZES.gutter)
        whole.addWidget(label(title, "title"))
        whole.addWidget(self.said)
        whole.addStretch(1)
        whole.addLayout(pressed)
        self.ok.setFocus()
