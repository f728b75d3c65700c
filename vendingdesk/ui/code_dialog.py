"""Shows the recovery code, this once: to be written down or printed before anything goes on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from vendingdesk.counter.desk import Desk
from vendingdesk.domain.errors import VendingDeskError
from vendingdesk.domain.printing import DONE, PrintJob
from vendingdesk.ui import words
from vendingdesk.ui.hand_dialog import HandDialog
from vendingdesk.ui.parts import MessageLine, button, label, spaced
from vendingdesk.ui.print_words import paper_words
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.theme import SIZES


class CodeDialog(HandDialog):
    """Stays until somebody says that it is written down; Escape does not end it."""

    def __init__(self, code: str, desk: Desk, tasks: TaskRegistry, parent: QWidget, *, operator: str) -> None:
        super().__init__(parent)
        self._code = code
        self._desk = desk
        self._tasks = tasks
        self._operator = operator
        self._job = ""
        self.setObjectName("people.code")
        self.setAccessibleName(self.tr("Recovery code"))
        self.setWindowTitle(self.tr("Recovery code"))
        self.setMinimumWidth(2 * SIZES.card_width)
        self.code = label(code, "figure")
        self.code.setObjectName("people.code.digits")
        self.code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.code.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.print = button("people.code.print", self.tr("Print it, with a line to sign"))
        self.print.setVisible(desk.print_code.possible)
        self.message = MessageLine("people.code.message")
        self.done_button = button("people.code.ok", self.tr("It is written down"), role="primary")
        whole = QVBoxLayout(self)
        spaced(whole, margin=SIZES.gutter)
        whole.addWidget(label(self.tr("People are switched on"), "title"))
        whole.addWidget(
            label(
                self.tr(
                    "Write this recovery code down and lock it away, outside of this machine. With it a supervisor "
                    "can be named anew when a PIN is forgotten or the list of people is lost. It is kept nowhere and "
                    "is never shown again."
                ),
                "",
                wrap=True,
            )
        )
        whole.addWidget(self.code)
        whole.addWidget(label(self.tr("The till is locked now: choose your name and type your PIN."), "muted"))
        whole.addWidget(self.message)
        whole.addWidget(self.print)
        whole.addWidget(self.done_button)
        self.print.clicked.connect(self._on_print)
        desk.print_queue.when_changed(self._on_job)
        self.done_button.clicked.connect(self.accept)
        self._pace.begin()
        self.code.setFocus()

    def reject(self) -> None:
        """Only a press on the button ends it: what it shows can't be had again."""

    def press_chosen(self) -> None:
        """Enter presses the button that has the focus."""
        for each in (self.print, self.done_button):
            if each.hasFocus():
                each.click()

    def _on_print(self) -> None:
        self.print.setDisabled(True)
        self._tasks.start(self._print(), name="recovery code: print", vital=True)

    async def _print(self) -> None:
        try:
            job = await self._desk.print_code(self._code, operator=self._operator)
        except VendingDeskError as error:
            self.message.say(words.fault_text(error))
            return
        if isValid(self):
            self._job = job.uid
            self._on_job(job)

    def _on_job(self, job: PrintJob) -> None:
        """How the paper stands; what did not come out is kept no longer than that takes."""
        if not isValid(self) or job.uid != self._job:
            return
        said = paper_words(job, to_file=False)
        self.message.say(said.text, said.mood or "muted")
        if job.ended:
            self.print.setEnabled(job.state not in DONE)
            if any(kept.uid == job.uid for kept in self._desk.print_queue.jobs):
                self._tasks.start(self._desk.print_queue.let_go(job.uid), name="recovery code: let go", vital=True)
