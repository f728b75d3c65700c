"""A backup from the window: one quiet question, a bar while it is made and verified, and where it is."""

from __future__ import annotations

import asyncio
import logging

from PySide6.QtWidgets import QFileDialog, QProgressBar, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.domain.errors import UserCancelled, VendingDeskError
from vendingdesk.ui.file_choice import chosen_path
from vendingdesk.ui.form_dialog import FormDialog
from vendingdesk.ui.leave import with_leave
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.waiting import wait_dialog

log = logging.getLogger(__name__)


async def choose_folder(desk: Desk, tasks: TaskRegistry, parent: QWidget) -> bool:
    """Ask for the folder that backups go to, and keep it; False when none was chosen.

    Raises ``Refused``, ``UserCancelled`` or ``EnvironmentFault``.
    """
    title = parent.tr("Choose a folder for backups, on a stick or another disk")
    chosen = await chosen_path(parent, "backup.folders", title, mode=QFileDialog.FileMode.Directory)
    if chosen is None:
        return False
    await with_leave(desk, tasks, parent, lambda leave: desk.back_up.choose(chosen, leave))
    return True


class BackupDialog(FormDialog):
    """“Not now” is always there; a backup that runs is stopped by it and leaves nothing."""

    def __init__(self, desk: Desk, tasks: TaskRegistry, parent: QWidget) -> None:
        self._stopping = False
        done = self.tr("Back up now") if desk.back_up.folder else self.tr("Choose a folder…")
        super().__init__("backup", self.tr("Back up now?"), tasks, parent, done=done)
        self._desk = desk
        text = self.tr("There were sales today, and no backup yet. It goes to %1 and takes a moment.")
        if not desk.back_up.folder:
            text = self.tr(
                "There were sales today, and this till has no backup. Choose a folder on a stick or another disk."
            )
        self.say(text.replace("%1", desk.back_up.folder), "")
        self.back.setText(self.tr("Not now  Esc"))
        self.back.setAccessibleName(self.tr("Not now"))
        self.bar = QProgressBar()
        self.bar.setObjectName("backup.progress")
        self.bar.setAccessibleName(self.tr("Progress"))
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.rows.addWidget(self.bar)
        self.ok.setFocus()

    def begin(self) -> None:
        """There is no field: the cursor goes to the answer."""
        self.ok.setFocus()

    async def perform(self) -> bool:
        """Choose a folder if there is none, then make the backup."""
        if not self._desk.back_up.folder and not await choose_folder(self._desk, self._tasks, self):
            raise UserCancelled
        self.message.say(self.tr("The backup is made and verified…"), "muted")
        self.bar.setRange(0, 0)
        self.bar.show()
        loop = asyncio.get_running_loop()

        def went(done: int, total: int) -> None:  # in a worker thread
            loop.call_soon_threadsafe(self._went, done, total)

        try:
            await self._desk.back_up(went, lambda: self._stopping)
        finally:
            self.bar.hide()
            self.message.clear()
        return True

    def _went(self, done: int, total: int) -> None:
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)

    def reject(self) -> None:
        """Not now."""
        self._stopping = True
        super().reject()

    def _set_working(self, *, working: bool) -> None:
        super()._set_working(working=working)
        self.back.setDisabled(False)  # a backup can be left at any time

    def point_at(self, key: str, text: str) -> None:  # noqa: ARG002
        """What is wrong stands above the buttons."""
        self.message.say(text)
        self.fit()
        self.ok.setFocus()

    def press_chosen(self) -> None:
        """The button that has the focus."""
        for each in (self.back, self.ok):
            if each.hasFocus():
                each.click()


class BackupReminder:
    """Asks at the end of a day with sales; never in the way of that end."""

    def __init__(self, desk: Desk, tasks: TaskRegistry) -> None:
        self._desk = desk
        self._tasks = tasks
        self._dialog: BackupDialog | None = None
        self._given_up = False

    async def ask(self, parent: QWidget) -> None:
        """Ask if a backup is due. What goes wrong in asking stands in the log: the end comes all the same."""
        try:
            if self._dialog is not None or not await self._desk.back_up.due():
                return
        except VendingDeskError as error:
            log.warning("no reminder of a backup: %s", error)
            return
        if self._given_up:  # while the journal was asked
            return
        dialog = self._dialog = BackupDialog(self._desk, self._tasks, parent)
        try:
            await wait_dialog(dialog)
        finally:
            self._dialog = None
            dialog.deleteLater()

    async def ask_at_the_end(self, parent: QWidget) -> None:
        """The window closes: where shifts are kept, their close has asked already."""
        if not self._desk.shifts.on:
            await self.ask(parent)

    def give_up(self) -> None:
        """The system wants the program to end: nobody is asked any more."""
        self._given_up = True
        if self._dialog is not None:
            self._dialog.reject()
