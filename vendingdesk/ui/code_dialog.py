"""Shows the recovery code, this once: to be written down before anything goes on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vendingdesk.ui.hand_dialog import HandDialog
from vendingdesk.ui.parts import button, label, spaced
from vendingdesk.ui.theme import SIZES


class CodeDialog(HandDialog):
    """Stays until somebody says that it is written down; Escape does not end it.

    The code goes nowhere else: neither to a printer, whose spooler may keep it, nor to the clipboard.
    """

    def __init__(self, code: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("people.code")
        self.setAccessibleName(self.tr("Recovery code"))
        self.setWindowTitle(self.tr("Recovery code"))
        self.setMinimumWidth(2 * SIZES.card_width)
        self.code = label(code, "figure")
        self.code.setObjectName("people.code.digits")
        self.code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.code.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.done_button = button("people.code.ok", self.tr("It is written down"), role="primary")
        whole = QVBoxLayout(self)
        spaced(whole, margin=SIZES.gutter)
        whole.addWidget(label(self.tr("People are switched on"), "title"))
        whole.addWidget(
            label(
                self.tr(
                    "Write this recovery code down and lock it away, outside of this machine. With it a supervisor "
                    "can be named anew when a PIN is forgotten or the list of people is lost. It is kept nowhere and "
                    "is never shown again."
                ),
                "",
                wrap=True,
            )
        )
        whole.addWidget(self.code)
        whole.addWidget(label(self.tr("The till is locked now: choose your name and type your PIN."), "muted"))
        whole.addWidget(self.done_button)
        self.done_button.clicked.connect(self.accept)
        self._pace.begin()
        self.code.setFocus()

    def reject(self) -> None:
        """Only a press on the button ends it: what it shows can't be had again."""

    def press_chosen(self) -> None:
        """Enter presses the button that has the focus."""
        if self.done_button.hasFocus():
            self.done_button.click()
