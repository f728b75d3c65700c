"""Help with tokens, for every cashier: what one is, why a meter refuses it, which ones make a meter show itself."""

from __future__ import annotations

from typing import TypeAlias

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from vendingdesk.domain.sale import Sale
from vendingdesk.ui.inspector import Inspector
from vendingdesk.ui.local_tokens import LocalTokens
from vendingdesk.ui.parts import button, label, page_margins, spaced
from vendingdesk.ui.rejection_guide import RejectionGuide

Section: TypeAlias = Inspector | RejectionGuide | LocalTokens
"""What the page shows one at a time."""


class TokenHelpPage(QWidget):
    """Sections under one head; ``sale_wanted`` carries a receipt number to open in the history.

    The sections are handed in: making all of them is too long for one turn of the window.
    """

    sale_wanted = Signal(str)

    def __init__(self, inspector: Inspector, rejection: RejectionGuide, local: LocalTokens) -> None:
        super().__init__()
        self.setProperty("role", "ground")
        self.inspector = inspector
        self.rejection = rejection
        self.local = local
        self._stack = QStackedWidget()
        self._section: Section = self.inspector
        self._switches: dict[Section, QPushButton] = {}
        head = QHBoxLayout()
        spaced(head, gap=8)
        head.addWidget(label(self.tr("Token help"), "title"), 1)
        sections: list[tuple[str, str, str, Section]] = [
            ("inspector", self.tr("What is this token?"), self.tr("&What is this token?"), self.inspector),
            ("rejection", self.tr("Token rejected?"), self.tr("Token &rejected?"), self.rejection),
            ("display", self.tr("Test and display tokens"), self.tr("Test and &display tokens"), self.local),
        ]
        for name, spoken, text, section in sections:
            pressed = button(f"tokenhelp.section.{name}", spoken, text, role="switch")
            pressed.setCheckable(True)
            pressed.clicked.connect(lambda _checked=False, shown=section: self.show_section(shown))
            head.addWidget(pressed)
            self._switches[section] = pressed
            self._stack.addWidget(section)
        layout = QVBoxLayout(self)
        page_margins(layout)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        self.inspector.sale_wanted.connect(self.sale_wanted)
        self.inspector.rejected_wanted.connect(self.start_guide)
        self.show_section(self.inspector)

    def show_section(self, section: Section) -> None:
        """Bring one section to the front."""
        for other, pressed in self._switches.items():
            pressed.setChecked(other is section)
        self._section = section
        self._stack.setCurrentWidget(section)
        if self.isVisible():
            self.first_field().setFocus()

    def start_guide(self, sale: Sale) -> None:
        """Why a meter does not take the token of a sale, from the first question."""
        self.rejection.start(sale)
        self.show_section(self.rejection)

    def first_field(self) -> QWidget:
        """Where the cursor goes when the page or a section is shown."""
        return self._section.first_field()
