"""The running counter: lets a person in, shows the window, keeps the light on, and leaves in good order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QDialog

from vendingdesk.counter.desk import Desk
from vendingdesk.counter.ports import Captcha
from vendingdesk.counter.recovery import Recovered
from vendingdesk.domain.errors import EnvironmentFault, UserCancelled, VendingDeskError
from vendingdesk.domain.sale import Sale, VendState
from vendingdesk.ui import fonts, theme, words
from vendingdesk.ui.entrance import Entrance
from vendingdesk.ui.main_window import MainWindow
from vendingdesk.ui.paper import print_sale
from vendingdesk.ui.signin import SignInDialog
from vendingdesk.ui.tasks import TaskRegistry

log = logging.getLogger(__name__)

LIGHT_S = 30.0
"""Seconds between two looks at whether the server answers."""

STEP_S = 0.001
"""A turn of Qt's loop between the pages of the window, so that no single step holds the dialog up."""


class CounterApplication:
    """Owns the tasks and the windows of one run.

    ``prepare`` opens the books and settles what the last run left; ``leave`` closes them. ``early`` is a
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
        early: Captcha | None = None,
    ) -> None:
        self._app = app
        self._dialog = dialog
        self._desk = desk
        self._prepare = prepare
        self._leave = leave
        self._entrance = Entrance(dialog, desk.sign_in, desk.clock, early)
        self._tasks = TaskRegistry(self._on_failure)
        self._window: MainWindow | None = None
        self._end: asyncio.Event = asyncio.Event()
        self._signing_in = False
        self._opened = False
        self._closing = False
        self._must_go = False

    @property
    def window(self) -> MainWindow:
        """The main window; there is one from the sign-in on."""
        assert self._window is not None  # noqa: S101 - every caller comes after _build
        return self._window

    def request_close(self, *, by_person: bool = False) -> None:
        """Somebody or something wants the program to end: what runs is waited for.

        A person who closes the window during a sale is shown its result first; the system's wish to end (a signal,
        logging off) is only kept waiting until the result is in the journal.
        """
        self._must_go |= not by_person
        if not self._closing:
            self._closing = True
            # Not vital: two signals must not end in two waits for each other.
            self._tasks.start(self._close(), name="closing")

    async def run(self) -> int:
        """From the sign-in to the end; returns the exit code."""
        books = self._tasks.start(self._open_books(), name="opening the books", vital=True)
        building = self._tasks.start(self._build(), name="building the window")
        try:
            if not await self._entrance.pass_through():
                return 0
            recovered = await books
            await building
            if recovered is None:
                return 1
            if self._closing:
                return 0
            self._dialog.deleteLater()
            self._opened = True
            self._open_window(recovered)
            await self._end.wait()
            return 0
        finally:
            await self._tasks.wait_vital()
            await self._tasks.close()
            if self._window is not None:
                self._window.may_close = True
                self._window.close()
                self._window.deleteLater()
            await self._leave()

    async def _open_books(self) -> Recovered | None:
        try:
            return await self._prepare()
        except EnvironmentFault as fault:
            # Nothing can be sold without the journal: say so where the person looks, and go no further.
            self._dialog.give_up(words.fault_text(fault))
            log.error("%s", fault)
            await self._closed_dialog()
            return None

    async def _closed_dialog(self) -> None:
        closed = asyncio.Event()
        self._dialog.finished.connect(closed.set)
        if self._dialog.isVisible():
            await closed.wait()

    async def _build(self) -> None:
        """Make the window while the person reads the picture, a page a turn."""
        fonts.load_mono()
        window = MainWindow(self._desk, self._tasks)
        try:
            async for _page in window.build():
                await asyncio.sleep(STEP_S)
        except asyncio.CancelledError:
            window.deleteLater()
            raise
        window.close_wanted.connect(lambda: self.request_close(by_person=True))
        for page in (window.sell, window.tokens):
            page.sign_in_wanted.connect(self._on_sign_in_wanted)
            page.sale_changed.connect(self._on_sale_changed)
            page.customer_wanted.connect(self._on_customer_wanted)
            page.slip_wanted.connect(self._on_slip_wanted)
            page.result.next_wanted.connect(lambda: window.say(""))
        window.history.slip_wanted.connect(self._on_slip_wanted)
        window.meters.sell_wanted.connect(self._on_sell_wanted)
        window.meters.customer_saved.connect(self._on_customer_saved)
        self._app.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)
        self._window = window

    def _open_window(self, recovered: Recovered) -> None:
        self.window.strip.show_user(self._desk.session.username)
        self.window.say(self._start_line(recovered))
        self.window.show()
        self.window.show_page("sell")
        self._tasks.start(self._watch_server(), name="server light")
        self._tasks.start(self._count_doubts(), name="doubts")

    def _start_line(self, recovered: Recovered) -> str:
        """What the last run left unfinished, in one line; empty when there was nothing."""
        if not recovered.sales:
            return ""
        parts = [
            f"{words.state_word(state)}: {recovered.count(state)}" for state in VendState if recovered.count(state)
        ]
        text = self.window.tr("The last run ended during a sale. Settled now – %1. See History.")
        return text.replace("%1", ", ".join(parts))

    async def _watch_server(self) -> None:
        while True:
            await self._look_at_server()
            await asyncio.sleep(LIGHT_S)

    async def _look_at_server(self) -> None:
        self.window.strip.show_server(reachable=await self._desk.server.reachable())

    async def _count_doubts(self) -> None:
        try:
            self.window.strip.show_doubts(len(await self._desk.history.doubts()))
        except EnvironmentFault as fault:
            self.window.say(words.fault_text(fault))

    def _on_sale_changed(self) -> None:
        self.window.history.mark_stale()
        self._tasks.start(self._look_at_server(), name="server light")
        self._tasks.start(self._count_doubts(), name="doubts")

    def _on_customer_wanted(self, meter: str) -> None:
        self.window.show_page("meters")
        self.window.meters.edit(meter)

    def _on_customer_saved(self) -> None:
        self.window.sell.refresh_meter()
        self.window.tokens.refresh_meter()

    def _on_sell_wanted(self, meter: str) -> None:
        self.window.show_page("sell")
        self.window.sell.look_at(meter)

    def _on_scheme_changed(self) -> None:
        theme.apply(self._app, theme.system_colours(self._app))
        self.window.redraw_icons()

    def _on_slip_wanted(self, sale: Sale, medium: str) -> None:
        work = self._save(sale) if medium == "pdf" else self._print(sale)
        self._tasks.start(work, name=f"slip: {medium}", vital=medium == "pdf")

    async def _save(self, sale: Sale) -> None:
        try:
            file: Path = await self._desk.make_slip.save(sale, operator=self._desk.session.username)
        except VendingDeskError as error:
            self.window.say(words.fault_text(error))
            return
        self.window.say(self.window.tr("Slip saved: %1").replace("%1", str(file)), mood="")
        self.window.history.mark_stale()

    async def _print(self, sale: Sale) -> None:
        try:
            await print_sale(self._desk, sale, self.window)
        except UserCancelled:
            return
        except VendingDeskError as error:
            self.window.say(words.fault_text(error))
            return
        self.window.say("")
        self.window.history.mark_stale()

    def _on_sign_in_wanted(self) -> None:
        if not self._signing_in:
            self._signing_in = True
            self._tasks.start(self._sign_in_again(), name="sign in again")

    async def _sign_in_again(self) -> None:
        dialog = SignInDialog(self._desk.server.address, self.window)
        dialog.username.setText(self._desk.session.username)
        dialog.password.setFocus()
        dialog.error.say(dialog.tr("The session has ended. Sign in again; what you typed is kept."), "warning")
        try:
            dialog.open()
            if await Entrance(dialog, self._desk.sign_in, self._desk.clock).pass_through():
                self.window.strip.show_user(self._desk.session.username)
                self.window.sell.signed_in()
                self.window.tokens.signed_in()
        finally:
            self._signing_in = False
            dialog.deleteLater()

    async def _close(self) -> None:
        if not self._opened:
            self._dialog.reject()
            return
        window = self.window
        window.ground.setDisabled(True)
        for dialog in window.findChildren(QDialog):
            dialog.reject()
        waiting = len(self._desk.vending.in_flight)
        if waiting:
            text = window.tr("Closing when the server has answered: %1 to go. A token may be on its way.")
            window.say(text.replace("%1", str(waiting)))
        await self._tasks.wait_vital()
        if waiting and not self._must_go:
            # What came meanwhile has been seen by nobody: a token must not leave with the window.
            window.ground.setDisabled(False)
            window.say(window.tr("The server has answered. Hand over what stands here, then close again."))
            self._closing = False
            return
        self._end.set()

    def _on_failure(self, name: str, error: BaseException) -> None:
        """A bug: logged with its trace but without the values of anything, shown once."""
        log.error("failed: %s", name, exc_info=error)
        if self._window is not None:
            text = self._window.tr("Something went wrong inside the program (%1). The journal is safe; see History.")
            self._window.say(text.replace("%1", name))
