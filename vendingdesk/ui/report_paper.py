"""X and Z reports of the shift page: looked at as they will be printed, and printed."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.counter.print_setup import WayKind
from vendingdesk.counter.receipt import NextSlip
from vendingdesk.domain.errors import UserCancelled
from vendingdesk.domain.printing import PrintJob
from vendingdesk.domain.shift_report import ShiftReport
from vendingdesk.ui.copy_dialog import CopyDialog
from vendingdesk.ui.parts import MessageLine
from vendingdesk.ui.print_words import paper_words
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.waiting import wait_dialog


class ReportPaper:
    """Looking counts nothing; a second print of a Z is asked a reason for, and is a numbered copy."""

    def __init__(self, desk: Desk, tasks: TaskRegistry, page: QWidget, message: MessageLine) -> None:
        self._desk = desk
        self._tasks = tasks
        self._page = page
        self._message = message
        self._job = ""
        self._said_first = ""
        desk.print_queue.when_changed(self._on_job)

    def over(self) -> None:
        """Something else is done now: what becomes of the paper before is said there no more."""
        self._job = ""

    async def look(self, report: ShiftReport) -> None:
        """Show it; from there it may be printed."""
        from vendingdesk.ui.slip_preview import SlipPreview  # few look

        receipt = self._desk.print_reports.look(report)
        preview = await self._desk.preview.slip(receipt, self._desk.setup.printing.paper)
        dialog = SlipPreview(receipt.title, preview, self._page.window())
        dialog.pdf.hide()  # where slips are files, printing makes one
        wanted: list[None] = []
        dialog.print_wanted.connect(lambda: wanted.append(None))
        try:
            await wait_dialog(dialog)
        finally:
            dialog.deleteLater()
        if wanted:
            await self.print(report)

    async def print(self, report: ShiftReport, said: str = "") -> None:
        """Print it, and say behind ``said`` how its paper stands.

        Raises ``EnvironmentFault`` where it can't be counted, ``UserCancelled``.
        """
        why, copy = "", await self._desk.print_reports.next_copy(report)
        if copy > 1:
            receipt = self._desk.print_reports.look(report)
            dialog = CopyDialog(receipt.title, NextSlip(receipt.kind, copy), self._page.window(), customer=False)
            try:
                if await wait_dialog(dialog) != QDialog.DialogCode.Accepted.value:
                    raise UserCancelled
                why = dialog.why
            finally:
                dialog.deleteLater()
        job = await self._desk.print_reports(report, operator=self._desk.guard.who, why=why)
        self._job, self._said_first = job.uid, said or f"{self._desk.print_reports.look(report).title}:"
        self._on_job(job)

    def _on_job(self, job: PrintJob) -> None:
        """As of a sale's slip: never that it prints where it is saved, and where it went to."""
        if job.uid == self._job:
            words = paper_words(job, to_file=self._desk.setup.printing.way is WayKind.PDF)
            good = job.ended and not words.mood
            self._message.say(f"{self._said_first} {words.text}", words.mood or ("good" if good else "muted"))
