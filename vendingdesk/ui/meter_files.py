"""The row of buttons that bring meters in from a file, take that back, and save the list."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.counter.guard import Leave
from vendingdesk.counter.import_meters import Source
from vendingdesk.domain.errors import UserCancelled, VendingDeskError
from vendingdesk.ui import words
from vendingdesk.ui.file_choice import chosen_path
from vendingdesk.ui.leave import with_leave
from vendingdesk.ui.parts import button, spaced
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.waiting import wait_dialog


class MeterFiles(QWidget):
    """``changed`` tells that the register is another one now; ``said`` carries a sentence and its role."""

    changed = Signal()
    said = Signal(str, str)

    def __init__(self, desk: Desk, tasks: TaskRegistry) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self.bring = button("meters.import", self.tr("Import meters"), self.tr("Import…"))
        self.undo = button("meters.undo_import", self.tr("Undo an import"), self.tr("Undo an import…"))
        self.export = button("meters.export", self.tr("Save the list"), self.tr("Save the list…"))
        self.stop = button("meters.import_stop", self.tr("Stop reading the file"), self.tr("Stop"))
        self.stop.hide()
        self.stop.clicked.connect(self._on_stop)
        self._looking: asyncio.Task[Source | VendingDeskError] | None = None
        row = QHBoxLayout(self)
        spaced(row, gap=8)
        for pressed, work in ((self.bring, self._import), (self.undo, self._undo), (self.export, self._export)):
            row.addWidget(pressed)
            pressed.clicked.connect(lambda _checked=False, pressed=pressed, work=work: self._start(pressed, work))
        row.addWidget(self.stop)
        row.addStretch(1)

    def _start(self, pressed: QPushButton, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        pressed.setDisabled(True)
        self._tasks.start(self._run(pressed, work), name=pressed.objectName())

    async def _run(self, pressed: QPushButton, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self.said.emit("", "muted")
        try:
            await work()
        except UserCancelled:
            pass
        except VendingDeskError as error:
            self.said.emit(words.fault_text(error), "danger")
        finally:
            pressed.setDisabled(False)
            pressed.setFocus()

    async def _leave(self) -> Leave | None:
        return await with_leave(self._desk, self._tasks, self, self._desk.import_meters.begin)

    async def _import(self) -> None:
        leave = await self._leave()
        filters = self.tr("Tables (*.csv *.xlsx *.txt *.tsv);;All files (*)")
        path = await chosen_path(self, "import.files", self.tr("Choose a list of meters"), filters=filters)
        if path is not None:
            await self.take(path, leave)

    async def take(self, path: Path, leave: Leave | None = None) -> None:
        """Bring a file in. Raises ``VendingDeskError`` for one that is no table."""
        from vendingdesk.ui.import_dialog import ImportDialog

        source = await self._look(path)
        dialog = ImportDialog(self._desk, self._tasks, self, source, leave)
        try:
            await wait_dialog(dialog)
        finally:
            changed = dialog.changed
            dialog.deleteLater()
            await self._desk.import_meters.leave(source)
            if changed:
                self.changed.emit()

    async def _look(self, path: Path) -> Source:
        """Open the file; a large one takes its time, and can be stopped."""
        self.said.emit(self.tr("Reading the file…"), "muted")
        self._looking = looking = self._tasks.start(self._opened(path), name="meters: look")
        self.stop.show()
        try:
            await asyncio.wait([looking])
        finally:
            looking.cancel()  # whoever is cancelled here wants no source any more
            self.stop.hide()
            self.said.emit("", "muted")
        if looking.cancelled():
            self.said.emit(self.tr("Stopped: nothing was imported."), "warning")
            raise UserCancelled
        source = looking.result()
        if isinstance(source, VendingDeskError):
            raise source
        return source

    async def _opened(self, path: Path) -> Source | VendingDeskError:
        try:
            return await self._desk.import_meters.look(path)
        except VendingDeskError as error:  # said where the file was chosen: it is no failure of the task
            return error

    def _on_stop(self) -> None:
        if self._looking is not None:
            self._looking.cancel()

    async def _undo(self) -> None:
        from vendingdesk.ui.undo_import_dialog import UndoImportDialog

        leave = await self._leave()
        standing = tuple(each for each in await self._desk.import_meters.batches() if each.undone_at is None)
        if not standing:
            self.said.emit(self.tr("There is no import that can be undone."), "muted")
            return
        dialog = UndoImportDialog(self._desk, self._tasks, self, standing, leave)
        try:
            await wait_dialog(dialog)
        finally:
            changed = dialog.changed
            dialog.deleteLater()
            if changed:
                self.changed.emit()

    async def _export(self) -> None:
        from vendingdesk.ui.export_dialog import ExportDialog

        dialog = ExportDialog(self._desk, self._tasks, self)
        try:
            await wait_dialog(dialog)
        finally:
            dialog.deleteLater()
