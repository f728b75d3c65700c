"""The line for a meter number: typed or scanned, grouped as it is read out, checked as it is typed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from vendingdesk.counter.meters import MeterCheck, check_meter
from vendingdesk.ui import words
from vendingdesk.ui.grouping import regroup
from vendingdesk.ui.parts import MessageLine, captioned, field, label, spaced

LONGEST = 13
"""Digits of the longest STS meter number; an 11-digit one may still be on its way to it."""


class MeterField(QWidget):
    """Meter number with its check below and, for a bad check digit, a way past it.

    ``changed`` tells that another number stands there; ``entered`` that Enter was pressed.
    """

    changed = Signal()
    entered = Signal()

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.line: QLineEdit = field(name, title, large=True, limit=40)
        self.line.setPlaceholderText(self.tr("Type or scan the number on the meter"))
        self.verdict = MessageLine(f"{name}.verdict")
        self.override = QCheckBox(self.tr("&Use this number all the same"))
        self.override.setObjectName(f"{name}.override")
        self.override.setAccessibleName(self.tr("Use this number all the same"))
        self.override.hide()
        layout = QVBoxLayout(self)
        spaced(layout, gap=4)
        layout.addLayout(captioned(label(self.tr("&Meter number"), "muted", buddy=self.line), self.line))
        layout.addWidget(self.verdict)
        layout.addWidget(self.override)
        self._digits = ""
        self.line.textChanged.connect(self._on_text)
        self.line.returnPressed.connect(self.entered)

    @property
    def check(self) -> MeterCheck:
        """What the number that stands there is worth."""
        return check_meter(self.line.text())

    @property
    def override_reason(self) -> str:
        """Why a bad check digit is passed, or empty."""
        if self.override.isVisibleTo(self) and self.override.isChecked():
            return "check digit overridden at the counter"
        return ""

    def clear(self) -> None:
        """Empty the line."""
        self.line.clear()

    def _on_text(self, _text: str) -> None:
        regroup(self.line)
        digits = "".join(self.line.text().split())
        if digits != self._digits:
            self._digits = digits
            self._judge()
            self.changed.emit()

    def _judge(self) -> None:
        """Say good at once and bad only when the number can't become good by typing on."""
        check, typed = self.check, self._digits
        complete = len(check.digits) == LONGEST
        hopeless = bool(typed) and (not typed.isdigit() or len(typed) > LONGEST)
        self.override.setChecked(False)
        self.override.setVisible(check.overridable and complete)
        if check.good:
            text = self.tr("✓ Check digit right · %1-digit STS meter").replace("%1", str(len(check.digits)))
            self.verdict.say(text, "good")
        elif complete or hopeless:
            self.verdict.say(words.said(check.problem), "danger")
        else:
            self.verdict.clear()

    def complain(self, text: str) -> None:
        """Show why this number can't be used; offer the way past a bad check digit."""
        self.verdict.say(text, "danger")
        self.override.setVisible(self.check.overridable)
        self.line.setFocus()
        self.line.selectAll()
