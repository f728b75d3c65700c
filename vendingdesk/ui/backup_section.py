"""Backups on the Settings page: where they go, when the last one was made, and one more now."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vendingdesk.counter.backup import BackupDone
from vendingdesk.counter.desk import Desk
from vendingdesk.domain.errors import UserCancelled, VendingDeskError
from vendingdesk.ui import words
from vendingdesk.ui.backup_dialog import choose_folder
from vendingdesk.ui.parts import MessageLine, button, hold, label, spaced
from vendingdesk.ui.tasks import TaskRegistry


class BackupSection(QWidget):
    """What is chosen here counts at once: it is no part of what “Save” keeps."""

    def __init__(self, desk: Desk, tasks: TaskRegistry) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self.where = label("", "", wrap=True)
        self.where.setObjectName("settings.backup.where")
        self.last = label("", "muted", wrap=True)
        self.last.setObjectName("settings.backup.last")
        self.choose = button("settings.backup.choose", self.tr("Choose a folder…"))
        self.now = button("settings.backup.now", self.tr("Back up now"))
        self.stop = button("settings.backup.stop", self.tr("Stop"))
        self.stop.hide()
        self.message = MessageLine("settings.backup.message")
        self._stopping = False
        pressed = QHBoxLayout()
        spaced(pressed, gap=8)
        for each in (self.choose, self.now, self.stop):
            pressed.addWidget(each, 1)
        layout = QVBoxLayout(self)
        spaced(layout, gap=6)
        for line in (self.where, self.last):
            layout.addWidget(line)
        layout.addLayout(pressed)
        layout.addWidget(self.message)
        self.choose.clicked.connect(lambda: self._begin(self._choose(), "choose"))
        self.now.clicked.connect(lambda: self._begin(self._back_up(), "make"))
        self.stop.clicked.connect(self._on_stop)
        desk.back_up.when_changed(self.look)
        self.look()

    def look(self) -> None:
        """Say how it stands."""
        folder = self._desk.back_up.folder
        none = self.tr("No folder is chosen yet: choose one on a stick or another disk.")
        self.where.setText(self.tr("Backups go to %1").replace("%1", folder) if folder else none)
        self._tasks.start(self._look(), name="settings: last backup", owner=self)

    async def _look(self) -> None:
        self.last.setText(self._said(await self._desk.back_up.last()))

    def _said(self, done: BackupDone | None) -> str:
        if done is None:
            return self.tr("No backup was made from here yet.")
        text = self.tr("Last backup: %1, verified, %2 sales, in %3")
        text = text.replace("%1", words.moment(done.at)).replace("%2", f"{done.sales:,}")
        return text.replace("%3", str(done.path))

    def _begin(self, work: Coroutine[None, None, None], name: str) -> None:
        release = hold(self.choose, self.now)
        self.message.clear()
        self._tasks.start(self._guarded(work, release), name=f"settings: backup {name}", vital=name == "make")

    async def _guarded(self, work: Coroutine[None, None, None], release: Callable[[], None]) -> None:
        try:
            await work
        except UserCancelled:
            self.message.say(self.tr("Nothing was changed, and no backup was made."), "muted")
        except VendingDeskError as error:
            self.message.say(words.fault_text(error))
        finally:
            self.stop.hide()
            self._stopping = False
            release()

    async def _choose(self) -> None:
        if await choose_folder(self._desk, self._tasks, self):
            self.message.say(self.tr("Kept. Backups go there from now on."), "good")

    async def _back_up(self) -> None:
        self.stop.show()
        loop = asyncio.get_running_loop()

        def went(done: int, total: int) -> None:  # in a worker thread
            loop.call_soon_threadsafe(self._went, done, total)

        self.message.say(self.tr("The books are copied…"), "muted")
        done = await self._desk.back_up(went, lambda: self._stopping)
        text = self.tr("Backed up and verified: %1").replace("%1", str(done.path))
        self.message.say(text, "good")

    def _went(self, done: int, total: int) -> None:
        if self.stop.isVisible():
            text = self.tr("Verifying the copy: %1 of %2 entries")
            self.message.say(text.replace("%1", f"{done:,}").replace("%2", f"{total:,}"), "muted")

    def _on_stop(self) -> None:
        self._stopping = True
