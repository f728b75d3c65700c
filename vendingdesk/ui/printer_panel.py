"""The printer asked from the Settings page: what it says of itself, line by line."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.counter.paper_ports import PrinterFinding
from vendingdesk.counter.settings_draft import Draft
from vendingdesk.domain.errors import VendingDeskError
from vendingdesk.ui import words
from vendingdesk.ui.parts import button, label, spaced
from vendingdesk.ui.printer_field import PrinterField
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.trial_page import TrialPage


class PrinterPanel(QWidget):
    """Checks the printer and prints a test page with what stands on the page, kept or not.

    ``draft`` reads the page; what it says must be mended first is said beside its field. ``answered`` says that
    there is something to read.
    """

    answered = Signal()

    def __init__(self, tasks: TaskRegistry, desk: Desk, draft: Callable[[], Draft]) -> None:
        super().__init__()
        self._tasks = tasks
        self._ask = desk.check_printer
        self._trial = TrialPage(desk, tasks, self.say, self)
        self._draft = draft
        self.check = button("settings.check", self.tr("Check printer"))
        self.test = button("settings.test", self.tr("Print test page"))
        self._lines = QVBoxLayout()
        spaced(self._lines, gap=6)
        pressed = QHBoxLayout()
        spaced(pressed, gap=6)
        pressed.addWidget(self.check)
        pressed.addWidget(self.test)
        layout = QVBoxLayout(self)
        spaced(layout, gap=6)
        layout.addLayout(pressed)
        layout.addLayout(self._lines)
        self.check.clicked.connect(lambda: self._begin(self._check()))
        self.test.clicked.connect(lambda: self._begin(self._test()))

    def look_for_printers(self, field: PrinterField) -> None:
        """Fill the box with the system's printers, asked behind the window."""
        field.look()
        self._tasks.start(self._offer(field), name="settings: printers", owner=self)

    async def _offer(self, field: PrinterField) -> None:
        field.offer(await self._ask.printers())

    def clear(self) -> None:
        """What was found was of other settings."""
        while (item := self._lines.takeAt(0)) is not None:
            line = item.widget()
            if line is not None:
                line.hide()
                line.deleteLater()

    def show_findings(self, findings: Sequence[PrinterFinding]) -> None:
        """A line for each: well, or what to do."""
        self.clear()
        self.answered.emit()
        for each in findings:
            if each.to_do:
                self._say(f"✗ {each.found} {each.to_do}", "danger" if each.refuses else "warning")
            else:
                self._say(f"✓ {each.found}", "good")

    def say(self, text: str, role: str) -> None:
        """One sentence in place of what stood there; an empty one takes it away."""
        self.clear()
        self.answered.emit()
        if text:
            self._say(text, role)

    def _say(self, text: str, role: str) -> None:
        made = label(text, role, wrap=True)
        made.setObjectName("settings.found")
        self._lines.addWidget(made)

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        for each in (self.check, self.test):
            each.setDisabled(True)
        self.say(self.tr("Looking…"), "muted")
        self._tasks.start(self._busy(work), name="settings: printer", owner=self)

    async def _busy(self, work: Coroutine[None, None, None]) -> None:
        try:
            await work
        except VendingDeskError as error:
            self.say(words.fault_text(error), "danger")
        finally:
            for each in (self.check, self.test):
                each.setDisabled(False)

    async def _check(self) -> None:
        draft = self._good()
        if draft is not None:
            self.show_findings((await self._ask(draft.printing)).findings)

    async def _test(self) -> None:
        draft = self._good()
        if draft is not None:
            await self._trial.make(draft)

    def _good(self) -> Draft | None:
        draft = self._draft()
        if not any(path.startswith("printing.") for path in draft.faults):
            return draft
        self.say(self.tr("Mend what stands in red first."), "danger")
        return None
