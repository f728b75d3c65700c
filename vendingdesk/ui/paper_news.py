"""Says how slips stand: at the result that is in front, above every page when nobody would see it, on the strip."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from vendingdesk.counter.desk import Desk
from vendingdesk.counter.print_setup import WayKind
from vendingdesk.domain.printing import DONE, PrintJob
from vendingdesk.ui.main_window import MainWindow
from vendingdesk.ui.print_words import of_job, paper_words
from vendingdesk.ui.result_panel import ResultPanel

SHOWN_AFTER_MS = 1500
"""A slip that comes out at once needs no word on the strip."""

REMEMBERED = 100
"""Sales whose slips' ends are remembered, to be said where the sale is shown again."""


class PaperNews(QObject):
    """Listens to the queue. ``sale_uid`` is the sale whose slip was asked for last.

    ``asked_about`` are jobs that a question on the screen is about: they are not said twice. Until it has ``begun``,
    nothing is said of what the last run left.
    """

    def __init__(self, desk: Desk, window: MainWindow) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window
        self._said: dict[str, dict[str, PrintJob]] = {}
        self.sale_uid = ""
        self.asked_about: frozenset[str] = frozenset()
        self.begun = False
        self._trouble = ""
        self.panels: tuple[ResultPanel, ...] = (window.sell.result, window.tokens.result, window.late.result)
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.timeout.connect(self._count)
        desk.print_queue.when_changed(self._on_job)

    @property
    def to_file(self) -> bool:
        """Whether slips are saved as files for want of a printer."""
        return self._desk.setup.printing.way is WayKind.PDF

    def under_way(self, sale_uid: str) -> list[PrintJob]:
        """A sale's slips that may still come out by themselves."""
        return [job for job in self._desk.print_queue.waiting if job.sale_uid == sale_uid]

    def troubled(self, sale_uid: str) -> list[PrintJob]:
        """A sale's slips that somebody has to look after."""
        return [job for job in self._all_troubled() if job.sale_uid == sale_uid]

    def forget(self, sale_uid: str) -> None:
        """Another slip of the sale is made: what became of the ones before is over."""
        self._said.pop(sale_uid, None)

    def refresh(self) -> None:
        """Say of every slip how it stands, where it is looked for."""
        for panel in self.panels:
            job = self._telling(panel.sale.uid) if panel.sale is not None else None
            panel.paper.say(paper_words(job, to_file=self.to_file) if job is not None else None)
        loud = [job for job in self._all_troubled() if self.begun and job.uid not in self.asked_about]
        self._window.paper.show_jobs([job for job in loud if not self._in_front(job)], to_file=self.to_file)

    def _on_job(self, job: PrintJob) -> None:
        let_go = job.state not in DONE and all(kept.uid != job.uid for kept in self._desk.print_queue.jobs)
        if let_go:
            self._said.get(job.sale_uid, {}).pop(job.uid, None)
            self.asked_about -= {job.uid}
        elif job.sale_uid:
            self._said.setdefault(job.sale_uid, {})[job.uid] = job
            while len(self._said) > REMEMBERED:
                self._said.pop(next(iter(self._said)))
        self.refresh()
        if job.sale_uid and job.sale_uid == self.sale_uid and not self._in_front(job):
            self._say(job)
        self.tell_trouble()
        if not self._desk.print_queue.waiting:
            self._count()
        elif not self._slow.isActive():
            self._slow.start(SHOWN_AFTER_MS)

    def tell_trouble(self) -> None:
        """Say once why a restart would know less of slips than it should."""
        before, self._trouble = self._trouble, self._desk.print_queue.trouble
        if self._trouble and self._trouble != before:
            text = QCoreApplication.translate("faults", self._trouble)
            self._window.say(text, about="print jobs")

    def _say(self, job: PrintJob) -> None:
        """At the bottom, for pages without a line of their own; what did not come out stands above them."""
        if job.ended and job.state not in DONE:
            self._window.over("slip")
            return
        self._window.say(of_job(job, paper_words(job, to_file=self.to_file).text), mood="", about="slip")

    def _count(self) -> None:
        self._slow.stop()
        self._window.strip.show_paper(len(self._desk.print_queue.waiting))

    def _telling(self, sale_uid: str) -> PrintJob | None:
        """The job that says most of a sale's slips: what did not come out, what is on its way, else the last."""
        told = list(self._said.get(sale_uid, {}).values())
        return next(iter([*self.troubled(sale_uid), *self.under_way(sale_uid), *reversed(told)]), None)

    def _in_front(self, job: PrintJob) -> bool:
        return any(p.sale is not None and p.sale.uid == job.sale_uid and p.isVisible() for p in self.panels)

    def _all_troubled(self) -> list[PrintJob]:
        on_way = {job.uid for job in self._desk.print_queue.waiting}
        return [job for job in self._desk.print_queue.jobs if job.uid not in on_way]
