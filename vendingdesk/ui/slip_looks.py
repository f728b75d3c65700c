"""Slips of the window's sales, looked at before they are made."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from vendingdesk.counter.desk import Desk
from vendingdesk.domain.errors import VendingDeskError
from vendingdesk.domain.sale import Sale
from vendingdesk.ui import words
from vendingdesk.ui.main_window import MainWindow
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.waiting import wait_dialog


class SlipLooks(QObject):
    """Opens one preview at a time; ``ask`` makes the slip that was looked at, as ``print`` or ``pdf``."""

    def __init__(self, desk: Desk, tasks: TaskRegistry, window: MainWindow, ask: Callable[[Sale, str], None]) -> None:
        super().__init__(window)
        self._desk = desk
        self._tasks = tasks
        self._window = window
        self._ask = ask
        self._looking = False

    def look(self, sale: Sale) -> None:
        """Show the slip that would be made next."""
        if not self._looking:
            self._looking = True
            self._tasks.start(self._look(sale), name="slip: preview", owner=self)

    async def _look(self, sale: Sale) -> None:
        from vendingdesk.ui.slip_preview import SlipPreview  # most never look

        self._window.over("slip")
        try:
            receipt = await self._desk.make_slip.would_be(sale, operator=self._desk.guard.who)
            preview = await self._desk.preview.slip(receipt, self._desk.setup.printing.paper)
            dialog = SlipPreview(receipt.title, preview, self._window)
            dialog.print_wanted.connect(lambda: self._ask(sale, "print"))
            dialog.pdf_wanted.connect(lambda: self._ask(sale, "pdf"))
            try:
                await wait_dialog(dialog)
            finally:
                dialog.deleteLater()
        except VendingDeskError as error:
            self._window.say(words.fault_text(error), about="slip")
        finally:
            self._looking = False
