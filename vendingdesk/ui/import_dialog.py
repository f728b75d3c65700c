"""Brings a file of meters into the register in three steps: its columns, what is wrong with it, what was done."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.counter.guard import Leave
from vendingdesk.counter.import_meters import Findings, Source
from vendingdesk.counter.meter_rows import Problem
from vendingdesk.domain.errors import UserCancelled, VendingDeskError
from vendingdesk.domain.register import Batch, Known
from vendingdesk.ui import words
from vendingdesk.ui.counted_form import CountedForm
from vendingdesk.ui.import_columns import ImportColumns
from vendingdesk.ui.leave import with_leave
from vendingdesk.ui.parts import button, captioned, label, spaced
from vendingdesk.ui.table import Column, RowsModel, RowsTable
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.theme import SIZES
from vendingdesk.ui.words_of_meters import field_word, imported_text, known_word, undone_text, weighed_text


class ImportDialog(CountedForm):
    """``written`` is the batch once it is; ``changed`` whether the register is another one than before."""

    def __init__(self, desk: Desk, tasks: TaskRegistry, parent: QWidget, source: Source, leave: Leave | None) -> None:
        super().__init__("import", self.tr("Import meters"), tasks, parent, done=self.tr("Check the file"))
        self._desk = desk
        self._source = source
        self._lent = leave
        self._findings: Findings | None = None
        self.written: Batch | None = None
        self.changed = False
        self.setMinimumWidth(3 * SIZES.card_width)
        self.say(f"{source.name} · {source.form}")
        self.columns = ImportColumns(source)
        self.found = self._found_step()
        self.done_text = label("", "good", wrap=True)
        self.done_text.setObjectName("import.done")
        self.undo = button("import.undo", self.tr("Undo this import"))
        self._done_step = QWidget()
        inside = QVBoxLayout(self._done_step)
        spaced(inside)
        inside.addWidget(self.done_text)
        inside.addWidget(self.undo)
        self._steps = (self.columns, self.found, self._done_step)
        for step in self._steps:
            self.rows.addWidget(step)
        self.place_bar()
        self._step: QWidget = self.columns
        self._next: QWidget = self.columns
        self._show_step(self.columns)
        self.known.currentIndexChanged.connect(self._on_known)
        self.undo.clicked.connect(self._on_undo)

    def _found_step(self) -> QWidget:
        step = QWidget()
        self.weighed = label("", "", wrap=True)
        self.weighed.setObjectName("import.found")
        self.known = self.choice("known", self.tr("Meters that are here already"))
        for each in Known:
            self.known.addItem(known_word(each), each)
        self.problems: RowsModel[Problem] = RowsModel(
            [
                Column(self.tr("Row"), lambda problem: f"{problem.row:,}", right=True),
                Column(self.tr("Column"), lambda problem: field_word(problem.field)),
                Column(self.tr("What stands there"), lambda problem: problem.cell),
                Column(self.tr("What is wrong, and what to do"), lambda problem: problem.text),
            ]
        )
        self.table = RowsTable("import.problems", self.tr("Rows that are left out"), self.problems, stretch=3)
        self.table.fit(["000,000", "Supply group code", "0000000000000000", "What is wrong"])
        self.table.setMinimumHeight(4 * SIZES.control)
        self.problem = label("", "warning", wrap=True)
        self.problem.setObjectName("import.problem")
        inside = QVBoxLayout(step)
        spaced(inside, gap=8)
        inside.addWidget(self.weighed)
        caption = label(self.tr("Meters that are here already"), "muted", buddy=self.known)
        inside.addLayout(captioned(caption, self.known))
        inside.addWidget(self.table, 1)
        inside.addWidget(self.problem)
        self.table.selectionModel().currentRowChanged.connect(lambda row: self._on_problem(row.row()))
        return step

    def begin(self) -> None:
        """The cursor to where the step begins."""
        first = {self.columns: self.columns.choices["meter"], self.found: self.known, self._done_step: self.ok}
        first[self._step].setFocus()

    def _show_step(self, step: QWidget) -> None:
        self._step = self._next = step
        for each in self._steps:
            each.setVisible(each is step)
        self.table.setVisible(bool(self.problems.rows))
        self.problem.setVisible(bool(self.problems.rows))
        self.back.setVisible(step is not self._done_step)
        if step is self.found:
            self._on_known()
        else:
            self.ok.setText(self.tr("Check the file") if step is self.columns else self.tr("Close"))
            self.ok.setEnabled(True)
        self.fit()
        self.begin()

    def _on_known(self) -> None:
        if self._findings is not None and self._step is self.found:
            count = self._findings.writes(Known(self.known.currentData()))
            self.ok.setText(self.tr("Import meters: %1").replace("%1", f"{count:,}"))
            self.ok.setEnabled(count > 0 and not self._working)

    def _on_problem(self, row: int) -> None:
        if 0 <= row < len(self.problems.rows):
            self.problem.setText(self.problems.rows[row].text)

    async def perform(self) -> bool:
        """The step that stands there; the dialog ends with the last one."""
        try:
            if self._step is self.columns:
                await self._check()
            elif self._step is self.found:
                await self._write()
        except UserCancelled:
            if self._step is self.columns:
                self.message.say(self.tr("Stopped: nothing was imported."), "warning")
            return False
        return self._next is self._step is self._done_step

    async def _check(self) -> None:
        self.show_busy(self.tr("Reading the file…"))
        imports, chosen, mend = self._desk.import_meters, self.columns.columns, self.columns.mend.isChecked()
        self._findings = found = await imports.check(self._source, chosen, mend=mend, went=self.went)
        self.problems.replace(found.problems)
        text = weighed_text(found.weighed, found.refused)
        if found.refused > len(found.problems):
            first = self.tr("The first %1 of them stand below.").replace("%1", f"{len(found.problems):,}")
            text = f"{text} {first}"
        self.weighed.setText(text)
        self.known.setEnabled(found.weighed.same + found.weighed.other > 0)
        self.table.selectRow(0)
        self.message.clear()
        self._next = self.found

    async def _write(self) -> None:
        found, known = self._findings, Known(self.known.currentData())
        if found is None:
            return
        self._cannot_stop(self.tr("Writing… It is done in one piece: all or nothing."))
        batch = await with_leave(
            self._desk,
            self._tasks,
            self,
            lambda leave: self._desk.import_meters.write(found, known, leave or self._lent),
        )
        self.written, self.changed = batch, True
        self.done_text.setText(imported_text(batch))
        self.message.clear()
        self._next = self._done_step

    def _cannot_stop(self, text: str) -> None:
        self.stop.hide()
        self.show_busy(text)

    def _on_undo(self) -> None:
        if not self._working:
            self._set_working(working=True)
            self._tasks.start(self._undo(), name="import: undo", vital=True)

    async def _undo(self) -> None:
        try:
            if self.written is not None:
                self._cannot_stop(self.tr("Undoing…"))
                undone = await self._desk.import_meters.undo(self.written, self._lent)
                self.done_text.setText(undone_text(undone))
                self.message.clear()
                self.undo.hide()
        except VendingDeskError as error:
            self.message.say(words.fault_text(error))
        finally:
            self._set_working(working=False)

    def reject(self) -> None:
        """From what was found back to the columns, from there out; what runs is stopped first."""
        if self._step is self.found and not self._working:
            self._show_step(self.columns)
            self.message.clear()
        else:
            super().reject()

    def point_at(self, key: str, text: str) -> None:  # noqa: ARG002 - what is wrong here is wrong with the file
        """Say what is wrong."""
        self.message.say(text)
        self.fit()
        self.begin()

    def _set_working(self, *, working: bool) -> None:
        super()._set_working(working=working)
        for step in self._steps:
            step.setDisabled(working)
        if not working:
            self._show_step(self._next)
