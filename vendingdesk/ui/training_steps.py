"""The exercise beside the training meter: steps that are checked off as they happen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout

from vendingdesk.counter.exercise import Exercise, Step
from vendingdesk.ui import training_words
from vendingdesk.ui.parts import label, restyle, spaced
from vendingdesk.ui.theme import SIZES


class TrainingSteps(QFrame):
    """Shows an exercise; nobody checks a step off by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._marks: dict[Step, tuple[QLabel, QLabel]] = {}
        layout = QVBoxLayout(self)
        spaced(layout, margin=SIZES.gap + 4, gap=6)
        self.headline = label("", "muted")
        self.headline.setObjectName("training.steps")
        layout.addWidget(self.headline)
        grid = QGridLayout()
        spaced(grid, gap=4)
        grid.setHorizontalSpacing(SIZES.gap)
        grid.setColumnStretch(1, 1)
        layout.addLayout(grid)
        layout.addStretch(1)
        for number, step in enumerate(Step):
            mark = label("")
            mark.setObjectName(f"training.step.{step.value}")
            text = label(training_words.step(step), wrap=True)
            grid.addWidget(mark, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text, number, 1)
            self._marks[step] = (mark, text)

    def show_exercise(self, exercise: Exercise | None) -> None:
        """Check off what is done; the next step stands out."""
        done = exercise.done if exercise is not None else ()
        coming = exercise.next_step if exercise is not None else Step.SELL
        counted = self.tr("Exercise: %1 of %2 done").replace("%1", str(len(done))).replace("%2", str(len(Step)))
        finished = self.tr("Exercise: all done. Well sold!")
        self.headline.setText(counted if coming is not None else finished)
        for number, (step, (mark, text)) in enumerate(self._marks.items(), start=1):
            mark.setText("✓" if step in done else str(number))
            role = "good" if step in done else "" if step is coming else "muted"
            for each in (mark, text):
                if each.property("role") != role:
                    restyle(each, role=role)
