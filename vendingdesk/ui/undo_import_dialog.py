"""Undoes an import of some time ago: which one, and what became of it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.counter.guard import Leave
from vendingdesk.domain.register import Batch
from vendingdesk.ui.counted_form import CountedForm
from vendingdesk.ui.leave import with_leave
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.words_of_meters import batch_text, undone_text


class UndoImportDialog(CountedForm):
    """It stays for the next one; ``changed`` says that one was undone."""

    def __init__(
        self, desk: Desk, tasks: TaskRegistry, parent: QWidget, batches: tuple[Batch, ...], leave: Leave | None
    ) -> None:
        super().__init__("undo_import", self.tr("Undo an import"), tasks, parent, done=self.tr("Undo it"))
        self._desk = desk
        self._lent = leave
        self.changed = False
        self.say(
            self.tr(
                "Meters that the import added go, and those that it changed become what they were. What was changed "
                "or erased since stays as it is now."
            )
        )
        self.which = self.choice("which", self.tr("Import"))
        for batch in batches:
            self.which.addItem(batch_text(batch), batch)
        self.add(("which", self.tr("Import"), self.which))
        self.place_bar()
        self.begin()

    async def perform(self) -> bool:
        """Undo the chosen one."""
        batch = self.which.currentData()
        self.stop.hide()  # a moment, in one piece
        self.show_busy(self.tr("Undoing…"))
        undone = await with_leave(
            self._desk,
            self._tasks,
            self,
            lambda leave: self._desk.import_meters.undo(batch, leave or self._lent),
        )
        self.changed = True
        self.which.removeItem(self.which.currentIndex())
        self.message.say(undone_text(undone), "good")
        return False

    def _set_working(self, *, working: bool) -> None:
        super()._set_working(working=working)
        self.ok.setEnabled(not working and self.which.count() > 0)
