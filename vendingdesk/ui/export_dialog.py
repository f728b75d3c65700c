"""Saves lists for a spreadsheet or another program: of meters, of the sales that History shows."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.counter.guard import Leave
from vendingdesk.domain.errors import UserCancelled
from vendingdesk.domain.sale_filter import SaleFilter
from vendingdesk.ui.counted_form import CountedForm
from vendingdesk.ui.file_choice import chosen_path
from vendingdesk.ui.leave import with_leave
from vendingdesk.ui.parts import button
from vendingdesk.ui.tasks import TaskRegistry


class TableDialog(CountedForm):
    """Asks as what and where to, has the file written, says where it is; it stays for the next one.

    ``folder`` is where files go unless somebody says otherwise.
    """

    def __init__(
        self, name: str, title: str, desk: Desk, tasks: TaskRegistry, parent: QWidget, *, folder: Path, about: str
    ) -> None:
        super().__init__(name, title, tasks, parent, done=self.tr("Save"))
        self._desk = desk
        self._usual = folder
        self.kind = self.choice("kind", self.tr("Kind of file"))
        self.kind.addItem(self.tr("For a spreadsheet (XLSX)"), "xlsx")
        self.kind.addItem(self.tr("For another program (CSV)"), "csv")
        self.add(("kind", self.tr("Kind of file"), self.kind))
        self.folder = self.line("folder", self.tr("Folder"), limit=500)
        self.folder.setText(str(folder))
        self.choose = button(f"{name}.choose", self.tr("Choose a folder"), self.tr("Choose a folder…"))
        self.add(("folder", self.tr("Folder"), self.folder))
        self.rows.addWidget(self.choose)
        self.say(about)
        self.place_bar()
        self.choose.clicked.connect(self._on_choose)
        self.begin()

    async def write(self, kind: str, folder: Path, leave: Leave | None) -> tuple[Path, int]:
        """Write the file; returns where it is and how many rows it has."""
        raise TypeError(f"a list says how it is written: {kind}, {folder}, {leave}")

    def written(self, count: int) -> str:
        """What stands in the file, in words."""
        raise TypeError(f"a list says what it is of: {count}")

    def _on_choose(self) -> None:
        self._tasks.start(self._choose(), name="export: folder", owner=self)

    async def _choose(self) -> None:
        path = await chosen_path(
            self, f"{self.objectName()}.folders", self.tr("Choose a folder"), mode=QFileDialog.FileMode.Directory
        )
        if path is not None:
            self.folder.setText(str(path))
        self.choose.setFocus()

    def _folder(self) -> Path:
        """What stands in the line; the usual one for an empty line."""
        return Path(self.text("folder").strip() or self._usual).expanduser().absolute()

    async def perform(self) -> bool:
        """Write the file."""
        kind, folder = self.kind.currentData(), self._folder()
        self.show_busy(self.tr("Reading the list…"))
        try:
            path, count = await with_leave(
                self._desk, self._tasks, self, lambda leave: self.write(kind, folder, leave)
            )
        except UserCancelled:
            self.message.say(self.tr("Stopped: no file was made."), "warning")
        else:
            text = self.tr("Saved: %2 (%1)").replace("%1", self.written(count))
            self.message.say(text.replace("%2", str(path)), "good")
        self.fit()
        return False


class ExportDialog(TableDialog):
    """Saves the list of meters."""

    def __init__(self, desk: Desk, tasks: TaskRegistry, parent: QWidget) -> None:
        super().__init__(
            "export",
            self.tr("Save the list of meters"),
            desk,
            tasks,
            parent,
            folder=desk.export_meters.folder,
            about=self.tr(
                "All meters with names, places and phones. Meter numbers keep their zeros, nothing runs as a "
                "formula. No file is replaced. It can be read by this user alone."
            ),
        )

    def counted(self, done: int, total: int) -> str:  # noqa: ARG002 - nobody counts them before
        """How far it is."""
        return self.tr("Meters: %1").replace("%1", f"{done:,}")

    async def write(self, kind: str, folder: Path, leave: Leave | None) -> tuple[Path, int]:
        """Write the meters."""
        done = await self._desk.export_meters(kind, folder, went=self.went, leave=leave)
        return done.path, done.meters

    def written(self, count: int) -> str:
        """How many meters."""
        return self.tr("meters: %1").replace("%1", f"{count:,}")


class SalesListDialog(TableDialog):
    """Saves the sales that fit a filter; ``about`` says which those are."""

    def __init__(self, desk: Desk, tasks: TaskRegistry, parent: QWidget, wanted: SaleFilter, about: str) -> None:
        self._wanted = wanted
        which = self.tr("Which: %1.").replace("%1", about or self.tr("all sales"))
        super().__init__(
            "sales_list",
            self.tr("Save this list"),
            desk,
            tasks,
            parent,
            folder=desk.save_sales.folder,
            about=which
            + " "
            + self.tr(
                "All that the journal has of each, the tokens in full: keep it safe. Long numbers stay whole, "
                "nothing runs as a formula. No file is replaced. It can be read by this user alone."
            ),
        )

    def counted(self, done: int, total: int) -> str:
        """How far it is."""
        if not total:
            return self.tr("Reading the journal…")
        text = self.tr("%1 of %2 sales").replace("%1", f"{done:,}")
        return text.replace("%2", f"{total:,}")

    async def write(self, kind: str, folder: Path, leave: Leave | None) -> tuple[Path, int]:
        """Write the sales."""
        done = await self._desk.save_sales(self._wanted, kind, folder, went=self.went, leave=leave)
        return done.path, done.sales

    def written(self, count: int) -> str:
        """How many sales."""
        return self.tr("sales: %1").replace("%1", f"{count:,}")
