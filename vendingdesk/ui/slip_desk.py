"""Slips of the window's sales: saved as PDF or printed, with a word about what became of them."""

from __future__ import annotations

from pathlib import Path

from vendingdesk.counter.desk import Desk
from vendingdesk.domain.errors import UserCancelled, VendingDeskError
from vendingdesk.domain.sale import Sale
from vendingdesk.ui import words
from vendingdesk.ui.main_window import MainWindow
from vendingdesk.ui.paper import print_sale
from vendingdesk.ui.tasks import TaskRegistry


class SlipDesk:
    """Makes the slips that pages ask for; never decides whether a sale succeeded.

    ``sale_uid`` is the sale whose slip was asked for last: what is said of a slip is said of that one.
    """

    def __init__(self, desk: Desk, tasks: TaskRegistry, window: MainWindow) -> None:
        self._desk = desk
        self._tasks = tasks
        self._window = window
        self.sale_uid = ""

    def ask(self, sale: Sale, medium: str) -> None:
        """A slip is wanted; ``medium`` is ``print`` or ``pdf``."""
        self.sale_uid = sale.uid
        self._window.over("slip")
        work = self._save(sale) if medium == "pdf" else self._print(sale)
        self._tasks.start(work, name=f"slip: {medium}", vital=medium == "pdf")

    async def _save(self, sale: Sale) -> None:
        window = self._window
        try:
            file: Path = await self._desk.make_slip.save(sale, operator=self._desk.session.username)
        except VendingDeskError as error:
            window.say(words.fault_text(error), about="slip")
            return
        window.say(window.tr("Slip saved: %1").replace("%1", str(file)), mood="", about="slip")
        window.history.mark_stale()

    async def _print(self, sale: Sale) -> None:
        window = self._window
        try:
            await print_sale(self._desk, sale, window)
        except UserCancelled:
            return
        except VendingDeskError as error:
            window.say(words.fault_text(error), about="slip")
            return
        window.over("slip")
        window.history.mark_stale()
