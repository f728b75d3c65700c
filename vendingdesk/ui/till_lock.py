"""Locks the till and lets people on to it: at the start, by hand, and when nobody touched anything for a while."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from PySide6.QtCore import QElapsedTimer, QEvent, QKeyCombination, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from shiboken6 import isValid

from vendingdesk.counter.desk import Desk
from vendingdesk.domain.errors import VendingDeskError
from vendingdesk.ui import words
from vendingdesk.ui.lock_page import LockPage
from vendingdesk.ui.main_window import MainWindow
from vendingdesk.ui.signin import SignInDialog
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.vends import Vends
from vendingdesk.ui.waiting import wait_dialog

TOUCHED = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
    }
)
"""What only somebody does who is there."""

LOCKS = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_L)
"""The key that locks. No shortcut of a window: that one is dead while a dialog or Training is in front."""


class TillLock(QObject):
    """Follows the guard: where nobody stands at the till, the lock page stands over all pages.

    It never comes over a vend that is waited for in front, nor over a result that nobody has acknowledged: who asked
    for it gets it when that is seen. What is typed in a page stays there; dialogs are left.
    """

    def __init__(self, app: QApplication, desk: Desk, tasks: TaskRegistry, window: MainWindow, vends: Vends) -> None:
        super().__init__(window)
        self._app = app
        self._desk = desk
        self._tasks = tasks
        self._window = window
        self._vends = vends
        self._page: LockPage | None = None
        self._focus: QWidget | None = None
        self._last = ""
        self._wanted = False
        self._open = asyncio.Event()
        self._since = QElapsedTimer()
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self._on_idle)
        window.strip.person.clicked.connect(self.want)
        vends.changed.connect(self._on_vends)
        vends.answered.connect(self._on_vends)

    def begin(self) -> None:
        """The window is there: from now on it follows the guard."""
        self._desk.guard.when_changed(self._follow)
        self._follow()

    async def opened(self) -> None:
        """Until somebody stands at the till, or nobody has to."""
        await self._open.wait()

    def signed_in(self) -> None:
        """Somebody signed in at the server: where people are off that is who stands here."""
        if not self._desk.guard.on:
            self._window.strip.show_user(self._desk.session.username)

    def want(self) -> None:
        """Somebody wants the till locked, or to take it over."""
        guard = self._desk.guard
        if not guard.on or guard.person is None:
            return
        self._wanted = True
        if self._must_wait():
            self._window.say(self.tr("The till locks when this result has been handed over."), mood="", about="lock")
        else:
            self._tasks.start(self._lock(), name="locking the till", vital=True)

    async def _lock(self) -> None:
        try:
            await self._desk.people.lock()
        except VendingDeskError as error:  # it is locked all the same
            if self._page is not None:
                self._page.refuse(words.fault_text(error))

    def _must_wait(self) -> bool:
        """Whether a vend is waited for in front, or its end stands there for somebody to see."""
        in_front = any(not vend.left for vend in self._vends.running)
        unseen = self._window.late.isVisible() or bool(self._vends.in_front)
        return in_front or (unseen and self._window.shows_result())

    def _on_vends(self) -> None:
        if self._page is not None:
            late = len(self._vends.late)
            self._page.show_news(len(self._vends.left) - late, late)
        if self._wanted and self._desk.guard.person is not None and not self._must_wait():
            self.want()

    # Who stands there.

    def _follow(self) -> None:
        """Somebody came or went."""
        guard, strip = self._desk.guard, self._window.strip
        person = guard.person
        if guard.on:
            strip.show_person(person.name if person is not None else "")
        else:
            strip.show_user(self._desk.session.username)
        if guard.on and person is None:
            self._close()
        else:
            self._last = person.name if person is not None else self._last
            self._lift()
        self._watch(watching=guard.on and person is not None)

    def _close(self) -> None:
        self._open.clear()
        self._wanted = False
        if self._page is None:
            self._page = LockPage()
            self._page.signed.connect(self._on_signed)
            self._page.recovery_wanted.connect(self._on_recovery)
        if not self._window.curtain.drawn:
            self._focus = self._app.focusWidget()
            self._window.over("lock")
            for dialog in self._window.findChildren(QDialog):
                if dialog.isVisible() and not isinstance(dialog, SignInDialog):
                    dialog.reject()
            self._window.curtain.draw(self._page)
        self._page.begin(self._last)
        self._on_vends()
        self._tasks.start(self._read_names(), name="lock: names")

    def _lift(self) -> None:
        if self._window.curtain.drawn:
            focus, self._focus = self._focus, None
            self._window.curtain.lift()
            if focus is not None and isValid(focus) and focus.isVisible():
                focus.setFocus()
            else:
                self._window.focus_page()
        self._open.set()

    async def _read_names(self) -> None:
        page = self._page
        assert page is not None  # noqa: S101 - made before this is started
        try:
            page.show_names(await self._desk.people.names(), self._last)
        except VendingDeskError as error:
            page.refuse(words.fault_text(error))

    def _on_signed(self, name: str, pin: str) -> None:
        self._tasks.start(self._sign_on(name, pin), name="signing on", vital=True)

    async def _sign_on(self, name: str, pin: str) -> None:
        page = self._page
        assert page is not None  # noqa: S101 - it asked
        page.set_busy(busy=True)
        said = ""
        try:
            await self._desk.people.sign_on(name, pin)
        except VendingDeskError as error:
            said = words.fault_text(error)
        finally:
            page.set_busy(busy=False)
        if said:
            page.refuse(said)

    def _on_recovery(self) -> None:
        self._tasks.start(self._recover(), name="recovery code")

    async def _recover(self) -> None:
        from vendingdesk.ui.recovery_dialog import RecoveryDialog  # hardly ever needed

        dialog = RecoveryDialog(self._desk, self._tasks, self._window)
        try:
            await wait_dialog(dialog)
        finally:
            dialog.deleteLater()

    # Whether anybody is there.

    def _watch(self, *, watching: bool) -> None:
        self._idle.stop()
        self._app.removeEventFilter(self)
        after = self._desk.setup.lock_after
        if watching:
            self._app.installEventFilter(self)
        if watching and after > timedelta():
            self._since.start()
            self._idle.start(_ms(after))

    def _on_idle(self) -> None:
        left = _ms(self._desk.setup.lock_after) - self._since.elapsed()
        if left > 0:
            self._idle.start(left)
        elif self._must_wait():  # whoever comes for it touches something: it is counted anew from there
            self._idle.start(_ms(self._desk.setup.lock_after))
        else:
            self.want()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's
        """Somebody is there; and the key that locks, whatever is in front."""
        if event.type() in TOUCHED:
            self._since.restart()
            if isinstance(event, QKeyEvent) and event.keyCombination() == LOCKS:
                if not event.isAutoRepeat():
                    self.want()
                return True
        return False


def _ms(time: timedelta) -> int:
    return max(1, round(time.total_seconds() * 1000))
