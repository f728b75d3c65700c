"""Lines for PINs in dialogs: what is typed is not shown, and is gone once it was tried."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from vendingdesk.counter.pins import LONGEST
from vendingdesk.ui.form_dialog import FormDialog


def pin_line(dialog: FormDialog, key: str, spoken: str) -> QLineEdit:
    """A line for a PIN; ``add`` of the dialog puts it in its place."""
    made = dialog.line(key, spoken, limit=LONGEST)
    made.setEchoMode(QLineEdit.EchoMode.Password)
    return made


def take(*lines: QLineEdit) -> list[str]:
    """What was typed; the lines are empty then."""
    typed = [line.text() for line in lines]
    for line in lines:
        line.clear()
    return typed
