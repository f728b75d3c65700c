"""The test page of the Settings page: to the printer that stands there, with a word about what became of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.counter.print_setup import WayKind
from vendingdesk.counter.print_test import TITLE
from vendingdesk.counter.settings_draft import Draft
from vendingdesk.domain.printing import DONE, JobState, PrintJob
from vendingdesk.ui.leave import with_leave
from vendingdesk.ui.slip_preview import SlipPreview
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.waiting import wait_dialog

Say = Callable[[str, str], None]
"""Shows a sentence in a role's colour."""


class TrialPage(QObject):
    """Prints it, or where slips are PDF files shows it; nothing of it stays in the queue."""

    def __init__(self, desk: Desk, tasks: TaskRegistry, say: Say, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._tasks = tasks
        self._say = say
        self._parent = parent
        desk.print_queue.when_changed(self._on_job)

    async def make(self, draft: Draft) -> None:
        """Print or show the page with settings that need not be kept."""
        setup = replace(self._desk.setup, shop=draft.shop, printing=draft.printing)
        if draft.printing.way is WayKind.PDF:
            page = self._desk.print_test.page(setup)
            dialog = SlipPreview(page.title, await self._desk.preview.slip(page, setup.printing.paper), self._parent)
            dialog.print.hide()
            save = []
            dialog.pdf_wanted.connect(lambda: save.append(True))
            try:
                await wait_dialog(dialog)
            finally:
                dialog.deleteLater()
            if not save:
                self._say("", "muted")
                return
        operator = self._desk.guard.who
        await with_leave(
            self._desk,
            self._tasks,
            self._parent.window(),
            lambda leave: self._desk.print_test(setup, operator=operator, leave=leave),
        )

    def _on_job(self, job: PrintJob) -> None:
        if job.title != TITLE or job.sale_uid:
            return
        said = f" {job.said}" if job.said else ""
        text = {
            JobState.PRINTED: self.tr("The test page was printed: look at its edges, letters and codes."),
            JobState.HANDED: self.tr("The printer has the test page."),
            JobState.SENT: self.tr("The test page was handed over whole."),
            JobState.FAILED: self.tr("The test page did not print."),
            JobState.EXPIRED: self.tr("The test page did not print."),
            JobState.UNSURE: self.tr("The test page may be incomplete: look at the paper."),
        }.get(job.state, self.tr("Printing the test page…"))
        good = job.state in DONE
        self._say(text + said, "good" if good else "danger" if job.ended else "muted")
        if job.ended and not good and any(kept.uid == job.uid for kept in self._desk.print_queue.jobs):
            # Said here, where it was asked for; no customer waits for it.
            self._tasks.start(self._desk.print_queue.let_go(job.uid), name="settings: test page", vital=True)
