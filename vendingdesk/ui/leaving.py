"""Closing is a request: no new work, what runs is waited for with a count, then go."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog

from vendingdesk.counter.printing import PrintQueue
from vendingdesk.ui.backup_dialog import BackupReminder
from vendingdesk.ui.main_window import MainWindow
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.vends import Vend, Vends

BEAT_S = 1.0

SHORT_S = 0.05
"""Between two looks at what a printer takes."""

SEND_WAIT = timedelta(seconds=20)
"""How long a printer that stalls may hold the window, in all: the next start asks about its slip."""


class Leaving(QObject):
    """Decides when the window may go. ``ready`` is emitted once nothing stands in the way any more.

    A person who closes during a sale is shown its result first, and whatever else nobody has seen yet; the system's
    wish to end (a signal, logging off) is only kept waiting until the result is in the journal.
    """

    ready = Signal()

    def __init__(self, tasks: TaskRegistry, vends: Vends, printing: PrintQueue, reminder: BackupReminder) -> None:
        super().__init__()
        self._reminder = reminder
        self._printing = printing
        self._tasks = tasks
        self._vends = vends
        self._must_go = False
        self._seen_off = False
        self._printer_until: float | None = None
        self._awaited: tuple[Vend, ...] = ()
        self.under_way = False

    def unseen(self) -> tuple[str, ...]:
        """The receipt numbers of what the window goes over without anybody having said that it was seen.

        A person who closes has seen what stands on the pages: what came meanwhile was shown first.
        """
        if self._seen_off:
            return ()
        ended = dict.fromkeys((*self._vends.unacknowledged, *self._awaited))
        return tuple(vend.result.sale.receipt_no for vend in ended if vend.result is not None)

    @property
    def slip_wait(self) -> timedelta:
        """What is left of the time that a printer may hold the program up."""
        if self._printer_until is None:
            return SEND_WAIT
        return timedelta(seconds=max(0.0, self._printer_until - time.monotonic()))

    def request(self, window: MainWindow | None, *, by_person: bool) -> None:
        """Somebody or something wants the program to end; asking twice does not begin two waits."""
        self._must_go |= not by_person
        if self._must_go:
            self._reminder.give_up()
        if self.under_way:
            return
        self.under_way = True
        self._printing.hold()  # a slip that is begun now may be cut off; one that waits is asked about
        if window is not None:
            # Not vital: two signals must not end in two waits for each other.
            self._tasks.start(self._leave(window), name="closing")

    async def _leave(self, window: MainWindow) -> None:
        self._vends.closing = True
        window.set_still(still=True)
        for dialog in window.findChildren(QDialog):
            dialog.reject()
        self._awaited = self._vends.running
        await self._count_down(window)
        await self._tasks.wait_vital()
        await self._see_slip_off(window)
        if not self._must_go and (self._awaited or self._vends.late):
            self._stay(window, fresh=bool(self._awaited))
        else:
            self._seen_off = not self._must_go
            if not self._must_go:
                await self._reminder.ask_at_the_end(window)
            self.ready.emit()

    async def _count_down(self, window: MainWindow) -> None:
        """Say what is waited for until every answer is there."""
        begun = time.monotonic()
        text = window.tr("Closing when the server has answered: %1 to go, %2 s. A token may be on its way.")
        news = asyncio.Event()
        wake = news.set
        self._vends.answered.connect(wake)
        try:
            while running := self._vends.running:
                seconds = str(int(time.monotonic() - begun))
                window.say(text.replace("%1", str(len(running))).replace("%2", seconds))
                news.clear()
                try:
                    await asyncio.wait_for(news.wait(), BEAT_S)
                except TimeoutError:
                    continue
        finally:
            self._vends.answered.disconnect(wake)

    async def _see_slip_off(self, window: MainWindow) -> None:
        """Wait for the slip whose bytes are leaving, with a count; those that wait are held."""
        begun = time.monotonic()
        self._printer_until = begun + SEND_WAIT.total_seconds()
        text = window.tr("Closing when the printer has taken the slip %1, %2 s.")
        while (job := self._printing.sending) is not None and self.slip_wait:
            seconds = time.monotonic() - begun
            if seconds > BEAT_S:
                window.say(text.replace("%1", job.receipt_no or job.title).replace("%2", str(int(seconds))))
            await asyncio.sleep(SHORT_S)

    def _stay(self, window: MainWindow, *, fresh: bool) -> None:
        """Somebody is there, and something that nobody has seen: a token must not leave with the window.

        ``fresh`` says that what stands in front may just have come: then that is the first to look at.
        """
        self._awaited = ()
        self._vends.closing = False
        self.under_way = False
        self._printer_until = None
        self._printing.resume()
        window.set_still(still=False)
        if self._vends.late and not (fresh and window.shows_result()):
            window.show_late(self._vends.late[0])
        text = window.tr("Nobody has seen this result yet. Hand over what stands here, then close again.")
        window.say(text, about="unseen")
