"""Asks once before something that is not undone by pressing again: what happens, and a way back that Enter takes."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from vendingdesk.ui.form_dialog import FormDialog
from vendingdesk.ui.parts import restyle
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.waiting import wait_dialog


class SureDialog(FormDialog):
    """The cursor is on the way back: an Enter that was not meant does nothing."""

    def __init__(self, tasks: TaskRegistry, parent: QWidget, *, title: str, said: str, done: str) -> None:
        super().__init__("sure", title, tasks, parent, done=done)
        restyle(self.ok, role="danger")
        self.say(said, "")
        self.begin()

    def begin(self) -> None:
        """The cursor on the way back."""
        self.back.setFocus()

    async def perform(self) -> bool:
        """Yes: what was asked about is done by who asked."""
        return True


async def sure(tasks: TaskRegistry, parent: QWidget, *, title: str, said: str, done: str) -> bool:
    """Whether a person wants it; ``said`` is what happens then, ``done`` stands on the button that does it."""
    dialog = SureDialog(tasks, parent, title=title, said=said, done=done)
    try:
        return await wait_dialog(dialog) == QDialog.DialogCode.Accepted.value
    finally:
        dialog.deleteLater()
