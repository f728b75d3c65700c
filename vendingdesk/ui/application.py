"""The running counter: lets a person in, shows the window, keeps the light on, and leaves in good order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from vendingdesk.counter.desk import Desk
from vendingdesk.counter.ports import Captcha
from vendingdesk.counter.recovery import Recovered
from vendingdesk.domain.errors import EnvironmentFault, OpenAlready
from vendingdesk.ui import fonts, words
from vendingdesk.ui.backup_dialog import BackupReminder
from vendingdesk.ui.crash_notice import CrashNotice
from vendingdesk.ui.entrance import Entrance
from vendingdesk.ui.front_door import FrontDoor
from vendingdesk.ui.leaving import Leaving
from vendingdesk.ui.lookout import Lookout
from vendingdesk.ui.main_window import MainWindow
from vendingdesk.ui.opening import change_of, start_line, to_see
from vendingdesk.ui.page_links import PageLinks
from vendingdesk.ui.session_end import SessionEnd
from vendingdesk.ui.signin import SignInDialog
from vendingdesk.ui.slip_desk import SlipDesk
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.till_lock import TillLock
from vendingdesk.ui.unsaved_settings import UnsavedSettings
from vendingdesk.ui.vends import Vends
from vendingdesk.ui.window_building import WindowBuilding

if TYPE_CHECKING:
    from vendingdesk.ui.kiosk import Kiosk
    from vendingdesk.ui.training_room import TrainingRoom

log = logging.getLogger(__name__)

STEP_S = 0.001
"""A turn of Qt's loop between the pages of the window, so that no single step holds the dialog up."""


class CounterApplication:
    """Owns the tasks and the windows of one run.

    ``prepare`` opens the books and settles what the last run left; ``leave`` closes them. ``keep_unseen`` is
    given the receipt numbers of results that nobody has seen when the window has to go. ``early`` is a
    picture that the dialog shows already.
    """

    def __init__(
        self,
        app: QApplication,
        dialog: SignInDialog,
        desk: Desk,
        *,
        prepare: Callable[[], Awaitable[Recovered]],
        leave: Callable[[], Awaitable[None]],
        keep_unseen: Callable[[tuple[str, ...]], None],
        early: Captcha | None = None,
        front_door: FrontDoor | None = None,
    ) -> None:
        self._app = app
        self._dialog = dialog
        self._desk = desk
        self._prepare = prepare
        self._leave = leave
        self._keep_unseen = keep_unseen
        self._front_door = front_door
        if front_door is not None:
            front_door.knocked.connect(self._on_knocked)
        self._entrance = Entrance(dialog, desk.sign_in, desk.clock, early, self._trust_anew)
        self._tasks = TaskRegistry(self._on_failure)
        self._window: MainWindow | None = None
        self._noting = asyncio.Lock()
        self._end: asyncio.Event = asyncio.Event()
        self._signing_in = False
        self._opened = False
        self._training: TrainingRoom | None = None
        self._vends = Vends(self._tasks)
        self._reminder = BackupReminder(desk, self._tasks)
        self._unsaved = UnsavedSettings(self._tasks)
        self._leaving = Leaving(self._tasks, self._vends, desk.print_queue, self._reminder)
        self._leaving.ready.connect(self._end.set)
        self._kiosk: Kiosk | None = None
        if desk.setup.kiosk.on:
            from vendingdesk.ui.kiosk import Kiosk

            self._kiosk = Kiosk(app, desk, self._tasks, vends=self._vends, dialog=dialog, leave=self._leave_by_person)

    @property
    def window(self) -> MainWindow:
        """The main window; there is one from the sign-in on."""
        assert self._window is not None  # noqa: S101 - every caller comes after _build
        return self._window

    @property
    def picture_id(self) -> str:
        """Which verification picture stands on the first sign-in; empty for none."""
        return self._entrance.picture_id

    def request_close(self, *, by_person: bool = False) -> None:
        """Somebody or something wants the program to end: what runs is waited for, with a count that all can see."""
        self._leaving.request(self._window if self._opened else None, by_person=by_person)
        if not self._opened:
            self._dialog.done(QDialog.DialogCode.Rejected.value)  # not reject(): a kiosk's sign-in is held

    def _leave_by_person(self) -> None:
        """What is typed in the settings and not saved is asked about."""
        self._unsaved.close_or_ask(self.window, close=lambda: self.request_close(by_person=True))

    def _on_close_wanted(self) -> None:
        if self._kiosk is not None:
            self._kiosk.want_to_leave()
        else:
            self._leave_by_person()

    def _on_shift_closed(self) -> None:
        self._tasks.start(self._reminder.ask(self.window), name="backup: the shift is closed")

    async def run(self) -> int:
        """From the sign-in to the end; returns the exit code."""
        self._books = books = self._tasks.start(self._open_books(), name="opening the books", vital=True)
        building = WindowBuilding(self._tasks, self._build, self._dialog)
        try:
            if not await self._entrance.pass_through():
                return building.left()
            recovered = await books
            await building.wait()
            if recovered is None:
                return 1
            if self._leaving.under_way:
                return 0
            self._dialog.deleteLater()
            self._opened = True
            self._open_window(recovered)
            await self._end.wait()
            await self._note_unseen()
            return 0
        finally:
            if self._training is not None:
                self._training.close()
            await self._tasks.wait_vital()
            await self._desk.print_queue.close(self._leaving.slip_wait)
            await self._tasks.close()
            if self._front_door is not None:
                self._front_door.close()
            if self._kiosk is not None:
                self._kiosk.end()
            if self._window is not None:
                self._window.may_close = True
                self._window.close()
                self._window.deleteLater()
            await self._leave()

    async def _open_books(self) -> Recovered | None:
        try:
            recovered = await self._prepare()
        except OpenAlready as elsewhere:
            log.info("%s", elsewhere)
            self._dialog.done(QDialog.DialogCode.Rejected.value)  # what the person wanted stands in front now
            return None
        except EnvironmentFault as fault:
            # Nothing can be sold without the journal: say so where the person looks, and go no further.
            self._dialog.give_up(words.fault_text(fault))
            log.error("%s", fault)
            await self._closed_dialog()
            return None
        if self._front_door is not None:
            self._front_door.open()  # the journal's lock is ours now
        if self._kiosk is not None:
            self._kiosk.books_open()
        # What was settled just now is not found again, and the window may never come: somebody may not sign in.
        await asyncio.to_thread(self._keep_unseen, tuple(sale.receipt_no for sale in to_see(recovered)))
        return recovered

    def _on_left_changed(self) -> None:
        self._tasks.start(self._note_unseen(), name="noting what nobody has seen", vital=True)

    async def _note_unseen(self) -> None:
        """For the next start, however this run ends."""
        async with self._noting:
            await asyncio.to_thread(self._keep_unseen, self._leaving.unseen())

    def _on_knocked(self) -> None:
        """A second start: what is in front of this program comes to the front of the screen."""
        window = self._window if self._opened and self._window is not None else self._dialog
        for each in (window, QApplication.activeModalWidget()):
            if each is not None and each.isVisible():
                each.setWindowState(each.windowState() & ~Qt.WindowState.WindowMinimized)
                each.raise_()
                each.activateWindow()
        QApplication.alert(window)

    async def _closed_dialog(self) -> None:
        closed = asyncio.Event()
        self._dialog.finished.connect(closed.set)
        if self._dialog.isVisible():
            await closed.wait()

    async def _build(self) -> None:
        """Make the window while the person reads the picture, a page a turn."""
        fonts.load_mono()
        window = MainWindow(self._desk, self._tasks, self._vends)
        try:
            async for _page in window.build():
                await asyncio.sleep(STEP_S)
        except BaseException:  # cancelled, or broken
            window.deleteLater()
            raise
        window.close_wanted.connect(self._on_close_wanted)
        window.shift.closed.connect(self._on_shift_closed)
        # Kept here: a signal holds no one that is not Qt's.
        self._slips = slips = SlipDesk(self._desk, self._tasks, window)
        self._lock = TillLock(self._app, self._desk, self._tasks, window, self._vends)
        self._lookout = Lookout(self._desk, self._tasks, window)
        self._crashes = CrashNotice(self._desk, self._tasks, window.crashes)
        self._links = PageLinks(window, self._vends, slips, self._lookout, self._on_sign_in_wanted)
        window.late.shown.connect(self._on_late_shown)
        self._vends.changed.connect(self._on_left_changed)
        if self._desk.training is not None:
            from vendingdesk.ui.training_room import TrainingRoom

            self._training = room = TrainingRoom(self._desk.training, self._tasks, window)
            window.training_wanted.connect(room.enter)
            self._desk.guard.when_changed(self._cover_training)
            self._vends.answered.connect(room.look)
        SessionEnd(self._app, self._vends, window, self.request_close)
        self._window = window

    def _cover_training(self) -> None:
        """What stands in the training window is hidden with the till."""
        guard, room = self._desk.guard, self._training
        if room is not None and room.window is not None:
            room.window.cover(covered=guard.on and guard.person is None)

    def _open_window(self, recovered: Recovered) -> None:
        self.window.say(start_line(recovered, len(self._desk.setup.notices)), about="start")
        for sale in to_see(recovered):
            self._vends.find(sale, change_of(recovered, sale))
        if self._kiosk is not None:
            self._kiosk.open(self.window)
        self.window.show()
        self.window.show_page("sell")
        self._lock.begin()
        self._lookout.begin()
        self._tasks.start(self._crashes.begin(), name="what broke in the last run")
        self._tasks.start(self._begin_printing(), name="slips of the last run")

    async def _begin_printing(self) -> None:
        """What the last run left is asked about; new slips don't wait for the answer."""
        left = await self._desk.print_queue.begin()
        self._tasks.start(self._desk.print_queue.run(), name="printing")
        await self._lock.opened()  # whose slips those are is for somebody who stands here
        await self._slips.ask_about(left)

    def _on_late_shown(self) -> None:
        """The late answer may be that the session is over: said when somebody looks, not while somebody types."""
        if not self._desk.session.open:
            self._on_sign_in_wanted()

    def _on_sign_in_wanted(self) -> None:
        if not self._signing_in:
            self._signing_in = True
            self._tasks.start(self._sign_in_again(), name="sign in again")

    async def _sign_in_again(self) -> None:
        dialog = SignInDialog(self._desk.server.address, self.window, remembered=self._desk.sign_in.remembered)
        dialog.username.setText(self._desk.session.username)
        dialog.password.setFocus()
        dialog.error.say(dialog.tr("The session has ended. Sign in again; what you typed is kept."), "warning")
        try:
            dialog.open()
            entrance = Entrance(dialog, self._desk.sign_in, self._desk.clock, trust_anew=self._trust_anew)
            if await entrance.pass_through():
                self._lock.signed_in()
                self.window.sell.signed_in()
                self.window.tokens.signed_in()
        finally:
            self._signing_in = False
            dialog.deleteLater()

    async def _trust_anew(self, dialog: SignInDialog) -> str:
        """On top of a sign-in; the journal has to be open, because it is written there."""
        if await asyncio.shield(self._books) is None:
            return ""
        from vendingdesk.ui.trust_dialog import trust_anew, trusted_words  # hardly ever needed

        trusted = await trust_anew(self._desk, self._tasks, dialog)
        return "" if trusted is None else trusted_words(trusted)

    def _on_failure(self, name: str, error: BaseException) -> None:
        """A bug: logged with its trace but without the values of anything, shown once."""
        log.error("failed: %s", name, exc_info=error, extra={"task": name})
        if self._window is not None:
            text = self._window.tr("Something went wrong inside the program (%1). The journal is safe; see History.")
            self._window.say(text.replace("%1", name))
