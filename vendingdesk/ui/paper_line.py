"""The line of a result that says how its slip stands, with the button to print it again."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from vendingdesk.ui.parts import button, label, restyle, spaced
from vendingdesk.ui.print_words import PaperWords


class PaperLine(QWidget):
    """Nothing while no slip was asked for; ``again_wanted`` says that the button was pressed."""

    again_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.text = label("", "", wrap=True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.again = button("", self.tr("Print again"))
        layout = QHBoxLayout(self)
        spaced(layout)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.again)
        self.again.clicked.connect(self._on_again)
        self.hide()

    def say(self, said: PaperWords | None) -> None:
        """Show how the slip stands; None where there is nothing to say."""
        self.setVisible(said is not None)
        if said is None:
            return
        self.text.setText(said.text)
        restyle(self.text, role=said.mood or "muted")
        self.again.setText(said.button)
        self.again.setAccessibleName(said.button)
        self.again.setVisible(bool(said.button))
        self.again.setDisabled(False)

    def _on_again(self) -> None:
        self.again.setDisabled(True)  # until it is told how the slip stands now
        self.again_wanted.emit()
