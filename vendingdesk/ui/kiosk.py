"""A till that stands alone: fills the screen, is left by a supervisor's PIN, goes back to its start by itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from vendingdesk.counter.desk import Desk
from vendingdesk.domain.errors import UserCancelled, VendingDeskError
from vendingdesk.ui import words
from vendingdesk.ui.kiosk_screen import KioskScreen
from vendingdesk.ui.kiosk_start import BackToStart
from vendingdesk.ui.main_window import MainWindow
from vendingdesk.ui.parts import button
from vendingdesk.ui.screen_typing import ScreenTyping
from vendingdesk.ui.signin import SignInDialog
from vendingdesk.ui.supervisor import ask_supervisor
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.vends import Vends


class Kiosk(QObject):
    """The kiosk's side of one run. ``leave`` is called when a supervisor has let somebody leave."""

    def __init__(
        self,
        app: QApplication,
        desk: Desk,
        tasks: TaskRegistry,
        *,
        vends: Vends,
        dialog: SignInDialog,
        leave: Callable[[], None],
    ) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self._dialog = dialog
        self._leave = leave
        self._window: MainWindow | None = None
        self._books = False
        self._asking = False
        self.screen = KioskScreen.of(app)
        self.screen.leave_wanted.connect(self.want_to_leave)
        dialog.held = True
        dialog.leave_wanted.connect(self.want_to_leave)
        self._typing: ScreenTyping | None = None
        if desk.setup.kiosk.keyboard:
            self._typing = ScreenTyping(app, self.screen, desk.setup.screen.language)
        self._start = BackToStart(desk, tasks, vends, self.screen)
        self._start.watch_sign_in(dialog)

    def books_open(self) -> None:
        """Supervisors can be asked from now on."""
        self._books = True

    def open(self, window: MainWindow) -> None:
        """Somebody is signed in: the window over the whole screen."""
        self._window = window
        leave = button("kiosk.leave", self.tr("Leave the kiosk"), self.tr("Leave  Ctrl+Q"), role="nav")
        leave.setShortcut("Ctrl+Q")
        leave.clicked.connect(self.want_to_leave)
        beside = window.strip.layout()
        if beside is not None:
            beside.addWidget(leave)
            beside.setAlignment(leave, Qt.AlignmentFlag.AlignVCenter)
        self.screen.fill(window)
        if self._typing is not None:
            self._typing.open(window)
        self._start.watch(window)

    def want_to_leave(self) -> None:
        """Somebody wants out: a supervisor's PIN opens; asked for once at a time."""
        if self._asking:
            return
        if not self._books:
            self._dialog.error.say(self.tr("The books are not open yet: try again in a moment."))
            return
        self._asking = True
        self._tasks.start(self._ask(), name="leaving the kiosk")

    async def _ask(self) -> None:
        parent = self._window or self._dialog
        try:
            answer = await ask_supervisor(
                self._desk,
                self._tasks,
                parent,
                why=self.tr(
                    "Leave the kiosk? A supervisor can. What is still being sold is waited for, and what nobody has "
                    "seen yet is shown first."
                ),
            )
            await self._desk.leave_kiosk(answer.authority)
        except UserCancelled:
            return
        except VendingDeskError as error:
            self._say(words.fault_text(error))
            return
        finally:
            self._asking = False
        self._leave()

    def _say(self, text: str) -> None:
        if self._window is not None:
            self._window.say(text)
        else:
            self._dialog.error.say(text)

    def end(self) -> None:
        """The run is over: the screen belongs to others again."""
        self._start.end()
        if self._typing is not None:
            self._typing.end()
        self.screen.end()
