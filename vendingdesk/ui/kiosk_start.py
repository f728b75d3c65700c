"""Nobody there for a while: a kiosk goes back to its start, and throws nothing away that somebody must see.

What is half typed goes, and so do open questions. What is being sold, a result that nobody has acknowledged and late
answers stay exactly where they are: they are looked at again after another while.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta

from PySide6.QtCore import QElapsedTimer, QObject, QTimer
from PySide6.QtWidgets import QDialog, QLineEdit
from shiboken6 import isValid

from vendingdesk.counter.desk import Desk
from vendingdesk.ui.kiosk_screen import KioskScreen
from vendingdesk.ui.main_window import MainWindow
from vendingdesk.ui.signin import SignInDialog
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.vends import Vends

TURN_S = 0.02
"""Between two looks at whether what was open is gone."""

TURNS = 250
"""How often it is looked; then the next while decides."""


class BackToStart(QObject):
    """Counts from the last touch; the sign-in forgets what was typed, the window goes back to an empty sale."""

    def __init__(self, desk: Desk, tasks: TaskRegistry, vends: Vends, screen: KioskScreen) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self._vends = vends
        self._dialog: SignInDialog | None = None
        self._window: MainWindow | None = None
        self._since = QElapsedTimer()
        self._since.start()
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self._on_idle)
        self._screen = screen
        screen.touched.connect(self._since.restart)

    def watch_sign_in(self, dialog: SignInDialog) -> None:
        """Nobody is signed in yet."""
        self._dialog = dialog
        self._begin(self._idle_ms)

    def watch(self, window: MainWindow) -> None:
        """Somebody is: from here on the window is what goes back."""
        self._dialog, self._window = None, window
        self._begin(self._idle_ms)

    def end(self) -> None:
        """No more."""
        self._idle.stop()
        self._screen.touched.disconnect(self._since.restart)

    @property
    def _idle_ms(self) -> int:
        return round(self._desk.setup.kiosk.idle / timedelta(milliseconds=1))

    def _begin(self, after: int) -> None:
        self._since.restart()
        self._idle.start(after)

    def _on_idle(self) -> None:
        left = self._idle_ms - self._since.elapsed()
        if left > 0:
            self._idle.start(left)
            return
        self._idle.start(self._idle_ms)
        if self._window is not None:
            self._tasks.start(self._go(self._window), name="kiosk: back to the start")
        elif self._dialog is not None and isValid(self._dialog):
            _forget(self._dialog)

    def must_stay(self, window: MainWindow) -> bool:
        """Whether something stands in front that somebody has to see to its end."""
        if self._vends.closing or window.curtain.drawn:
            return True
        pages = (window.sell, window.tokens)
        settled = window.doubts.isVisible() and window.doubts.result.sale is not None
        return window.late.isVisible() or settled or any(page.isVisible() and page.awaited for page in pages)

    async def _go(self, window: MainWindow) -> None:
        for line in window.findChildren(QLineEdit, "lock.pin"):
            line.clear()
        if self.must_stay(window):
            return
        for dialog in [each for each in window.findChildren(QDialog) if each.isVisible()]:
            if isinstance(dialog, SignInDialog):  # the session is over: that is asked until somebody answers
                _forget(dialog)
            else:
                dialog.reject()
        pages = (window.sell, window.tokens)
        for _turn in range(TURNS):
            if not any(page.asking for page in pages):
                break
            await asyncio.sleep(TURN_S)
        if self.must_stay(window):  # somebody came, and it was confirmed this very moment
            return
        for page in pages:
            page.forget_typed()
        window.show_page("sell")


def _forget(dialog: SignInDialog) -> None:
    """What was typed of a password is nobody's who comes next."""
    if dialog.ok.isEnabled():
        dialog.password.clear()
        dialog.ready_for_code()
