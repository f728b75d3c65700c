"""Slips of the window's sales: printed or saved, again where they did not come out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog

from vendingdesk.counter.desk import Desk
from vendingdesk.domain.errors import UserCancelled, VendingDeskError
from vendingdesk.domain.printing import PrintJob
from vendingdesk.domain.sale import Sale, VendState
from vendingdesk.ui import words
from vendingdesk.ui.copy_dialog import CopyDialog
from vendingdesk.ui.leave import with_leave
from vendingdesk.ui.main_window import MainWindow
from vendingdesk.ui.paper_news import PaperNews
from vendingdesk.ui.result_panel import ResultPanel
from vendingdesk.ui.slip_looks import SlipLooks
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.unprinted_dialog import UnprintedDialog
from vendingdesk.ui.waiting import wait_dialog


class SlipDesk(QObject):
    """Makes the slips that pages ask for; never decides whether a sale succeeded."""

    def __init__(self, desk: Desk, tasks: TaskRegistry, window: MainWindow) -> None:
        super().__init__(window)
        self._desk = desk
        self._tasks = tasks
        self._window = window
        self._news = PaperNews(desk, window)
        self._looks = SlipLooks(desk, tasks, window, self.ask)
        self._asking: set[str] = set()
        self._begun: set[str] = set()
        for panel in self._news.panels:
            panel.changed.connect(lambda panel=panel: self._on_panel(panel))
            panel.paper.again_wanted.connect(lambda panel=panel: self._on_again(panel))
        window.paper.again_wanted.connect(lambda job: self._repeat([job]))
        window.paper.let_go.connect(lambda job: self._let_go([job]))

    @property
    def sale_uid(self) -> str:
        """The sale whose slip was asked for last: what is said of a slip is said of that one."""
        return self._news.sale_uid

    def ask(self, sale: Sale, medium: str) -> None:
        """A slip is wanted: as ``print`` or ``pdf``, or to look at (``preview``).

        What is on its way is not asked for again by a second press.
        """
        if medium == "preview":
            self._looks.look(sale)
            return
        self._news.sale_uid = sale.uid
        self._window.over("slip")
        under_way, troubled = self._news.under_way(sale.uid), self._news.troubled(sale.uid)
        if medium == "print" and (under_way or troubled):
            self._repeat(troubled if not under_way else [])
            self._news.refresh()
        elif sale.uid not in self._asking:
            self._asking.add(sale.uid)
            self._tasks.start(self._make(sale, medium), name=f"slip: {medium}", vital=True)

    async def ask_about(self, left: Sequence[PrintJob]) -> None:
        """Ask what is to become of the slips that the last run left; nothing is printed by itself."""
        self._news.begun = True
        self._news.tell_trouble()
        if not left:
            return
        self._news.asked_about |= {job.uid for job in left}
        dialog = UnprintedDialog(left, self._window)
        dialog.print_wanted.connect(self._repeat)
        dialog.let_go.connect(self._let_go)
        try:
            await wait_dialog(dialog)
        finally:
            self._news.asked_about -= {job.uid for job in left}
            self._news.refresh()
            dialog.deleteLater()

    async def _make(self, sale: Sale, medium: str) -> None:
        window = self._window
        try:
            operator = self._desk.guard.who
            why = await self._why(sale)
            if medium == "pdf":
                file: Path = await with_leave(
                    self._desk,
                    self._tasks,
                    window,
                    lambda leave: self._desk.make_slip.save(sale, operator=operator, why=why, leave=leave),
                )
                window.say(window.tr("Slip saved: %1").replace("%1", str(file)), mood="", about="slip")
            else:
                self._news.forget(sale.uid)
                await with_leave(
                    self._desk,
                    self._tasks,
                    window,
                    lambda leave: self._desk.print_slips(sale, operator=operator, why=why, leave=leave),
                )
        except UserCancelled:
            return
        except VendingDeskError as error:
            window.say(words.fault_text(error), about="slip")  # one of several slips may be counted all the same
        finally:
            self._asking.discard(sale.uid)

    async def _why(self, sale: Sale) -> str:
        """Why a copy is made; empty for a first slip. Raises ``UserCancelled`` when it is not wanted after all."""
        coming = await self._desk.make_slip.next(sale)
        if coming.copy == 1:
            return ""
        if not self._window.sell.isEnabled():  # closing: a question that nobody is there to answer
            raise UserCancelled
        dialog = CopyDialog(sale.receipt_no, coming, self._window)
        try:
            if await wait_dialog(dialog) != QDialog.DialogCode.Accepted.value:
                raise UserCancelled
            return dialog.why
        finally:
            dialog.deleteLater()

    def _on_panel(self, panel: ResultPanel) -> None:
        """A token stands in front: where the shop wants that, its slip prints by itself."""
        self._news.refresh()
        sale = panel.sale if panel.isVisible() and panel.token.text() else None
        if sale is None or sale.state is not VendState.ISSUED or not self._desk.setup.printing.at_once:
            return
        if sale.uid not in self._begun:
            self._begun.add(sale.uid)
            self._tasks.start(self._print_at_once(sale), name="slip: at once", vital=True)

    async def _print_at_once(self, sale: Sale) -> None:
        """The first slip only; one that has a slip is printed again when somebody asks."""
        try:
            if (await self._desk.make_slip.next(sale)).copy == 1:
                self.ask(sale, "print")
        except VendingDeskError as error:
            self._window.say(words.fault_text(error), about="slip")

    def _on_again(self, panel: ResultPanel) -> None:
        if panel.sale is not None:
            self._repeat(self._news.troubled(panel.sale.uid))

    def _repeat(self, jobs: Sequence[PrintJob]) -> None:
        if jobs:
            self._tasks.start(self._print_again(jobs), name="slip: again", vital=True)

    async def _print_again(self, jobs: Sequence[PrintJob]) -> None:
        try:
            for job in jobs:
                self._news.forget(job.sale_uid)
                try:
                    await self._print_once_more(job)
                except UserCancelled:
                    break
                except VendingDeskError as error:  # the next one may well print
                    self._window.say(words.fault_text(error), about="slip")
        finally:
            self._news.refresh()

    async def _print_once_more(self, job: PrintJob) -> None:
        operator, prints = self._desk.guard.who, self._desk.print_slips
        await with_leave(
            self._desk, self._tasks, self._window, lambda leave: prints.again(job, operator=operator, leave=leave)
        )

    def _let_go(self, jobs: Sequence[PrintJob]) -> None:
        if jobs:
            self._tasks.start(self._forget(jobs), name="slip: let go", vital=True)

    async def _forget(self, jobs: Sequence[PrintJob]) -> None:
        for job in jobs:
            await self._desk.print_queue.let_go(job.uid)
        self._news.refresh()
