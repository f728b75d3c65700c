"""X and Z reports of the shift page: looked at as they will be printed, and printed."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.counter.receipt import NextSlip
from vendingdesk.domain.errors import UserCancelled
from vendingdesk.domain.shift_report import ShiftReport
from vendingdesk.ui.copy_dialog import CopyDialog
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.waiting import wait_dialog


class ReportPaper:
    """Looking counts nothing; a second print of a Z is asked a reason for, and is a numbered copy."""

    def __init__(self, desk: Desk, tasks: TaskRegistry, page: QWidget) -> None:
        self._desk = desk
        self._tasks = tasks
        self._page = page

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

    async def print(self, report: ShiftReport) -> None:
        """Print it. Raises ``EnvironmentFault`` where it can't be counted, ``UserCancelled``."""
        why, copy = "", await self._desk.print_reports.next_copy(report)
        if copy > 1:
            receipt = self._desk.print_reports.look(report)
            dialog = CopyDialog(receipt.title, NextSlip(receipt.kind, copy), self._page.window())
            try:
                if await wait_dialog(dialog) != QDialog.DialogCode.Accepted.value:
                    raise UserCancelled
                why = dialog.why
            finally:
                dialog.deleteLater()
        await self._desk.print_reports(report, operator=self._desk.guard.who, why=why)
