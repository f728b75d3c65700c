"""The question before a new meter takes the place of the one on the training bench."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vendingdesk import sts
from vendingdesk.counter.training import KeyOrigin
from vendingdesk.ui import training_words
from vendingdesk.ui.hand_dialog import HandDialog
from vendingdesk.ui.parts import button, label, spaced
from vendingdesk.ui.theme import SIZES


class TrainingRenewal(HandDialog):
    """Asks whether credit and steps may go; Enter and Escape keep them unless somebody moved to the other button.

    ``credit`` is what would be lost, as text; empty for a meter that can't be read. ``key`` is the new meter's.
    """

    def __init__(self, meter_number: str, credit: str, key: KeyOrigin, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("training.renewal")
        self.setAccessibleName(self.tr("New meter"))
        self.setWindowTitle(self.tr("New meter"))
        self.setMinimumWidth(SIZES.card_width + SIZES.nav_width)
        self.yes = button("renewal.yes", self.tr("New meter"), role="danger")
        self.no = button("renewal.no", self.tr("Keep this meter"), self.tr("Keep this meter  Esc  ⏎"), role="primary")
        whole = QVBoxLayout(self)
        spaced(whole, margin=SIZES.gutter)
        whole.addWidget(label(self.tr("Put a new meter in its place?"), "title"))
        whole.addWidget(label(sts.group_meter(meter_number), "figure"))
        lost = self.tr("What was kept of this meter can't be read. With a new meter it is gone for good.")
        if credit:
            lost = self.tr(
                "Its %1 kWh, all that it remembers and the steps of the exercise go. They can't be had back."
            )
        whole.addWidget(label(lost.replace("%1", credit), "banner", wrap=True))
        gets = f"{training_words.new_key(key)} {training_words.sections_left_over(key)}".strip()
        whole.addWidget(label(gets, "muted", wrap=True))
        row = QHBoxLayout()
        spaced(row)
        row.addWidget(self.no, 2)
        row.addWidget(self.yes, 1)
        whole.addLayout(row)
        self.yes.clicked.connect(self.accept)
        self.no.clicked.connect(self.reject)
        self.no.setFocus()

    def press_chosen(self) -> None:
        """The new meter only for somebody who moved to its button."""
        (self.yes if self.yes.hasFocus() else self.no).click()
