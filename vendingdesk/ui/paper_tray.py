"""Above every page: slips that did not come out, until somebody took care of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from vendingdesk.domain.printing import PrintJob
from vendingdesk.ui.parts import button, frame, label, restyle, spaced
from vendingdesk.ui.print_words import of_job, paper_words
from vendingdesk.ui.theme import SIZES


class PaperTray(QWidget):
    """One slip at a time, the oldest; ``again_wanted`` and ``let_go`` carry its job."""

    again_wanted = Signal(object)
    let_go = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("paper")
        self._job: PrintJob | None = None
        self._known: set[str] = set()
        ground = frame("tray")
        restyle(ground, mood="danger")
        self.text = label("", "tray_text", wrap=True)
        restyle(self.text, mood="danger")
        self.text.setObjectName("paper.text")
        self.more = label("", "tray_text")
        restyle(self.more, mood="danger")
        self.again = button("paper.again", self.tr("Print again"))
        self.done = button("paper.done", self.tr("Not needed"))
        inside = QHBoxLayout(ground)
        inside.setContentsMargins(SIZES.gutter, 4, SIZES.gutter, 4)
        inside.setSpacing(SIZES.gap)
        inside.addWidget(self.text, 1)
        inside.addWidget(self.more)
        inside.addWidget(self.again)
        inside.addWidget(self.done)
        ground.setMinimumHeight(SIZES.control + 8)
        outside = QVBoxLayout(self)
        spaced(outside, gap=0)
        outside.addWidget(ground)
        self.again.clicked.connect(lambda: self._on_pressed(self.again_wanted))
        self.done.clicked.connect(lambda: self._on_pressed(self.let_go))
        self.hide()

    def show_jobs(self, jobs: Sequence[PrintJob], *, to_file: bool) -> None:
        """Show what is there to take care of, oldest first; says it aloud when there is more than before."""
        self._job = jobs[0] if jobs else None
        self.setVisible(bool(jobs))
        if self._job is not None:
            said = paper_words(self._job, to_file=to_file)
            self.text.setText(of_job(self._job, said.text))
            self.again.setText(said.button)
            self.again.setAccessibleName(said.button)
            self.more.setText(self.tr("and %1 more").replace("%1", str(len(jobs) - 1)))
            self.more.setVisible(len(jobs) > 1)
        for pressed in (self.again, self.done):
            pressed.setDisabled(False)
        fresh = [job for job in jobs if job.uid not in self._known]
        self._known = {job.uid for job in jobs}
        if fresh:
            self._announce(of_job(fresh[0], paper_words(fresh[0], to_file=to_file).headline))

    def _announce(self, text: str) -> None:
        """Say it to those who don't look: a screen reader, a window in the back, ears."""
        news = QAccessibleAnnouncementEvent(self, text)
        news.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(news)
        QApplication.alert(self.window())
        QApplication.beep()

    def _on_pressed(self, wanted: SignalInstance) -> None:
        if self._job is not None:
            self.again.setDisabled(True)  # until there is news
            self.done.setDisabled(True)
            wanted.emit(self._job)
