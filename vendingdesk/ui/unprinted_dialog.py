"""Slips that the last run left: asked about after the sign-in, never printed by themselves."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from vendingdesk.domain.printing import NOTHING_CAME, JobState, PrintJob
from vendingdesk.ui.hand_dialog import HandDialog
from vendingdesk.ui.parts import button, label, spaced
from vendingdesk.ui.print_words import left_word, of_job
from vendingdesk.ui.theme import SIZES

ROWS = 5
"""Slips that are listed one by one; the others are answered with all."""


class UnprintedDialog(HandDialog):
    """``print_wanted`` and ``let_go`` carry the jobs that were answered. Escape leaves the rest for later."""

    print_wanted = Signal(list)
    let_go = Signal(list)

    def __init__(self, jobs: Sequence[PrintJob], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("unprinted")
        self._open = list(jobs)
        one, many = self.tr("A slip of the last run"), self.tr("%1 slips of the last run")
        title = one if len(jobs) == 1 else many.replace("%1", str(len(jobs)))
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setMinimumWidth(2 * SIZES.card_width)
        whole = QVBoxLayout(self)
        spaced(whole, margin=SIZES.gutter, gap=10)
        whole.addWidget(label(title, "title"))
        text = self.tr(
            "It is not certain that these came out. What may have come out is printed as a numbered copy; anything "
            "else is the very same slip."
        )
        whole.addWidget(label(text, "", wrap=True))
        self._rows: dict[str, QWidget] = {}
        self._answers: list[QPushButton] = []
        for number, job in enumerate(jobs[:ROWS]):
            whole.addWidget(self._row(number, job))
        if len(jobs) > ROWS:
            more = self.tr("and %1 more").replace("%1", str(len(jobs) - ROWS))
            whole.addWidget(label(more, "muted"))
        pressed = QHBoxLayout()
        spaced(pressed)
        self.later = button("unprinted.later", self.tr("Later"), self.tr("Later  Esc"))
        drop_all = button("unprinted.drop_all", self.tr("None is needed"))
        print_all = button("unprinted.print_all", self.tr("Print all"), role="primary")
        for each in (self.later, drop_all, print_all):
            pressed.addWidget(each, 1)
        self._answers += [drop_all, print_all]
        whole.addLayout(pressed)
        self.later.clicked.connect(self.reject)
        drop_all.clicked.connect(lambda: self._answer(self._open, self.let_go))
        print_all.clicked.connect(lambda: self._answer(self._open, self.print_wanted))
        self._pace.begin()
        self.later.setFocus()

    @property
    def unanswered(self) -> tuple[PrintJob, ...]:
        """What nobody has answered yet."""
        return tuple(self._open)

    def press_chosen(self) -> None:
        """The button that has the focus."""
        for pressed in (self.later, *self._answers):
            if pressed.hasFocus():
                pressed.click()
                return

    def _row(self, number: int, job: PrintJob) -> QWidget:
        row = QWidget()
        inside = QHBoxLayout(row)
        spaced(inside)
        inside.addWidget(label(of_job(job, left_word(job)), "", wrap=True), 1)
        same = job.state in NOTHING_CAME or job.state is JobState.WAITING
        again = button(f"unprinted.print.{number}", self.tr("Print") if same else self.tr("Print a copy"))
        drop = button(f"unprinted.drop.{number}", self.tr("Not needed"))
        for each in (again, drop):
            each.setMinimumWidth(SIZES.card_width // 2)  # one below the other, whatever they say
            each.setAccessibleDescription(of_job(job, left_word(job)))
            inside.addWidget(each)
        again.clicked.connect(lambda: self._answer([job], self.print_wanted))
        drop.clicked.connect(lambda: self._answer([job], self.let_go))
        self._rows[job.uid] = row
        self._answers += [again, drop]
        return row

    def _answer(self, jobs: Sequence[PrintJob], how: SignalInstance) -> None:
        """Each once: what is answered can't be pressed again."""
        answered = list(jobs)
        self._open = [job for job in self._open if job not in answered]
        for job in answered:
            if job.uid in self._rows:
                self._rows[job.uid].setDisabled(True)
        how.emit(answered)
        if not self._open:
            self.accept()
