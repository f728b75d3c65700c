"""Labels and cells that keep numbers in order, for screens that are read from the right alone."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QLabel, QStyledItemDelegate

from vendingdesk.ui.sides import kept_in_order, without_marks


class SidedLabel(QLabel):
    """A label on a screen that is read from the right; its ``text`` is what was given to it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show it with its numbers in order."""
        super().setText(kept_in_order(text))

    def text(self) -> str:
        """The text without marks."""
        return without_marks(super().text())


class SidedCells(QStyledItemDelegate):
    """The cells of a table on a screen that is read from the right."""

    def displayText(self, value: Any, locale: QLocale | QLocale.Language) -> str:
        """Show it with its numbers in order."""
        return kept_in_order(super().displayText(value, locale))
