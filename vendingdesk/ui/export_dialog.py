"""Saves the list of meters for a spreadsheet or another program."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.domain.errors import UserCancelled
from vendingdesk.ui.counted_form import CountedForm
from vendingdesk.ui.file_choice import chosen_path
from vendingdesk.ui.leave import with_leave
from vendingdesk.ui.parts import button
from vendingdesk.ui.tasks import TaskRegistry


class ExportDialog(CountedForm):
    """Asks as what and where to, writes the file, says where it is; it stays for the next one."""

    def __init__(self, desk: Desk, tasks: TaskRegistry, parent: QWidget) -> None:
        super().__init__("export", self.tr("Save the list of meters"), tasks, parent, done=self.tr("Save"))
        self._desk = desk
        self.kind = self.choice("kind", self.tr("Kind of file"))
        self.kind.addItem(self.tr("For a spreadsheet (XLSX)"), "xlsx")
        self.kind.addItem(self.tr("For another program (CSV)"), "csv")
        self.add(("kind", self.tr("Kind of file"), self.kind))
        self.folder = self.line("folder", self.tr("Folder"), limit=500)
        self.folder.setText(str(desk.export_meters.folder))
        self.choose = button("export.choose", self.tr("Choose a folder"), self.tr("Choose a folder…"))
        self.add(("folder", self.tr("Folder"), self.folder))
        self.rows.addWidget(self.choose)
        self.say(
            self.tr(
                "All meters with names, places and phones. Meter numbers keep their zeros, nothing runs as a "
                "formula. No file is replaced. It can be read by this user alone."
            )
        )
        self.place_bar()
        self.choose.clicked.connect(self._on_choose)
        self.begin()

    def _on_choose(self) -> None:
        self._tasks.start(self._choose(), name="export: folder", owner=self)

    async def _choose(self) -> None:
        path = await chosen_path(
            self, "export.folders", self.tr("Choose a folder"), mode=QFileDialog.FileMode.Directory
        )
        if path is not None:
            self.folder.setText(str(path))
        self.choose.setFocus()

    def counted(self, done: int, total: int) -> str:  # noqa: ARG002 - nobody counts them before
        """How far it is."""
        return self.tr("%1 meters").replace("%1", f"{done:,}")

    def _folder(self) -> Path:
        """What stands in the line; the usual one for an empty line."""
        return Path(self.text("folder").strip() or self._desk.export_meters.folder).expanduser().absolute()

    async def perform(self) -> bool:
        """Write the file."""
        kind = self.kind.currentData()
        folder = self._folder()
        self.show_busy(self.tr("Reading the list…"))
        try:
            done = await with_leave(
                self._desk,
                self._tasks,
                self,
                lambda leave: self._desk.export_meters(kind, folder, went=self.went, leave=leave),
            )
        except UserCancelled:
            self.message.say(self.tr("Stopped: no file was made."), "warning")
        else:
            text = self.tr("Saved: %2 (meters: %1)").replace("%1", f"{done.meters:,}")
            self.message.say(text.replace("%2", str(done.path)), "good")
        self.fit()
        return False
