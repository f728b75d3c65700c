"""Saves the report that is shown: as a PDF, for a spreadsheet, or for another program."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.domain.errors import UserCancelled
from vendingdesk.domain.report import Report
from vendingdesk.ui.counted_form import CountedForm
from vendingdesk.ui.file_choice import chosen_path
from vendingdesk.ui.leave import with_leave
from vendingdesk.ui.parts import button
from vendingdesk.ui.tasks import TaskRegistry


class SaveReportDialog(CountedForm):
    """Asks as what and where to, writes the file, says where it is; it stays for the next one."""

    def __init__(self, desk: Desk, tasks: TaskRegistry, parent: QWidget, report: Report) -> None:
        super().__init__("save_report", self.tr("Save the report"), tasks, parent, done=self.tr("Save"))
        self._desk = desk
        self._report = report
        self.kind = self.choice("kind", self.tr("Kind of file"))
        self.kind.addItem(self.tr("To keep and to print (PDF)"), "pdf")
        self.kind.addItem(self.tr("For a spreadsheet (XLSX)"), "xlsx")
        self.kind.addItem(self.tr("For another program (CSV)"), "csv")
        self.add(("kind", self.tr("Kind of file"), self.kind))
        self.folder = self.line("folder", self.tr("Folder"), limit=500)
        self.folder.setText(str(desk.save_report.folder))
        self.choose = button("save_report.choose", self.tr("Choose a folder"), self.tr("Choose a folder…"))
        self.add(("folder", self.tr("Folder"), self.folder))
        self.rows.addWidget(self.choose)
        text = self.tr("%1, %2. No file is replaced, and nothing in it runs as a formula.")
        self.say(text.replace("%1", report.title).replace("%2", str(report.period)))
        self.place_bar()
        self.choose.clicked.connect(lambda: self._tasks.start(self._choose(), name="save report: folder", owner=self))
        self.begin()

    async def _choose(self) -> None:
        title, mode = self.tr("Choose a folder"), QFileDialog.FileMode.Directory
        path = await chosen_path(self, "save_report.folders", title, mode=mode)
        if path is not None:
            self.folder.setText(str(path))
        self.choose.setFocus()

    def _folder(self) -> Path:
        """What stands in the line; the usual one for an empty line."""
        return Path(self.text("folder").strip() or self._desk.save_report.folder).expanduser().absolute()

    async def perform(self) -> bool:
        """Write the file; the dialog stays, and says where it is."""
        kind = self.kind.currentData()
        folder = self._folder()
        try:
            path = await with_leave(
                self._desk,
                self._tasks,
                self,
                lambda leave: self._desk.save_report(self._report, kind, folder, went=self.went, leave=leave),
            )
        except UserCancelled:
            self.message.say(self.tr("Stopped: no file was made."), "warning")
        else:
            self.message.say(self.tr("Saved: %1").replace("%1", str(path)), "good")
        self.fit()
        return False
