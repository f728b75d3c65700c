"""Test and display tokens for who is not signed in: the server may be away, the meter is here."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vendingdesk.ui import fonts
from vendingdesk.ui.compact import RoomyDialog
from vendingdesk.ui.local_tokens import LocalTokens
from vendingdesk.ui.parts import button, spaced
from vendingdesk.ui.theme import SIZES


class LocalTokensDialog(RoomyDialog):
    """Needs nothing but the digits of a meter's number; goes when it is closed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        fonts.load_mono()  # the rest of the program may not be there yet
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("metertokens")
        self.setAccessibleName(self.tr("Test and display tokens"))
        self.setWindowTitle(self.tr("Test and display tokens"))
        self.local = LocalTokens("metertokens")
        self.done_button = button("metertokens.close", self.tr("Close"), self.tr("C&lose"), role="primary")
        row = QHBoxLayout()
        spaced(row)
        row.addStretch(1)
        row.addWidget(self.done_button)
        layout = QVBoxLayout(self)
        spaced(layout, margin=SIZES.gutter - 8, gap=8)
        layout.addWidget(self.local, 1)
        layout.addLayout(row)
        self.resize(SIZES.tokens_width, SIZES.tokens_height)
        self.done_button.clicked.connect(self.close)
        self.local.first_field().setFocus()
