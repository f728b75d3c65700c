"""A running counter with a person's hands on it: real books, a real server, a real window."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from shiboken6 import isValid

from vendingdesk.counter.recovery import Recovered
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.session import Captcha
from vendingdesk.domain.trust import Connection
from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.ui import fonts, theme
from vendingdesk.ui.application import CounterApplication
from vendingdesk.ui.confirm import ConfirmDialog
from vendingdesk.ui.form_dialog import FormDialog
from vendingdesk.ui.front_door import FrontDoor
from vendingdesk.ui.main_window import MainWindow
from vendingdesk.ui.next_button import DWELL_MS
from vendingdesk.ui.scanner import SCANNER_GAP_MS
from vendingdesk.ui.signin import SignInDialog
from vendingdesk.wiring.demo import demo_customers
from vendingdesk.wiring.desk import Building
from vendingdesk.wiring.folders import DataFolder

METER = "0128244400031"
NAME = "Okonkwo, Blessing"
LOST_AFTER = "0199000000042"
NOT_FOUND = "0199000000018"
RECHARGE = "/api/v1/meter-recharge/recharge-token/0"
MANAGE = "/api/v1/meter-recharge/meter-token/0"
LOGIN = "/api/v1/login"
CAPTCHA = "/api/v1/captcha"

W = TypeVar("W", bound=QObject)
Opening = Callable[[], Awaitable[Recovered]]
Wrap = Callable[[Opening], Opening]


async def until(condition: Callable[[], object], timeout: float = 20.0) -> None:
    """Poll while the loop runs."""
    loop = asyncio.get_running_loop()
    end = loop.time() + timeout
    while not condition():
        if loop.time() > end:
            raise AssertionError(f"not true within {timeout} s: {condition!r}")
        await asyncio.sleep(0.005)


def dress(app: QApplication, colours: theme.Colours = theme.LIGHT) -> None:
    """Fonts and theme as ``start.application`` gives them."""
    fonts.load_sans()
    fonts.load_mono()
    theme.apply(app, colours)


class Counter:
    """One run of the program without its command line."""

    def __init__(
        self,
        app: QApplication,
        folder: Path,
        server: SimulatorServer,
        setup: DeskSetup | None = None,
        demo: tuple[str, str] | None = None,
        url: str = "",
        front_door: FrontDoor | None = None,
        wrap: Wrap = lambda open_books: open_books,
        *,
        reminds: bool = False,
        connection: Connection | None = None,
    ) -> None:
        self.app = app
        self.server = server
        data = DataFolder(folder)
        data.make()
        self.slips = data.slips
        self.building = Building(
            data,
            replace(setup or DeskSetup(), backup_reminder=reminds),
            connection or Connection(url or server.url),
        )
        self.desk = self.building.desk
        self.dialog = SignInDialog(self.building.client.address, demo=demo)
        self.captchas: list[str] = []
        self._watch_captchas()
        self.counter = CounterApplication(
            app,
            self.dialog,
            self.desk,
            prepare=wrap(self.building.open),
            leave=self.building.close,
            keep_unseen=self.building.unseen.write,
            front_door=front_door,
        )
        self._before: dict[str, int] = {}
        self.task: asyncio.Task[int] | None = None

    def _watch_captchas(self) -> None:
        ask = self.building.client.captcha

        async def captcha() -> Captcha:
            got = await ask()
            self.captchas.append(got.id)
            return got

        self.building.client.captcha = captcha  # type: ignore[method-assign]

    async def start(self) -> Counter:
        """Show the sign-in dialog and let the program run."""
        self._before = dict(self.server.traffic.counts)
        self.dialog.show()
        self.task = asyncio.get_running_loop().create_task(self.counter.run())
        await self.active(self.dialog)
        return self

    async def end(self) -> int:
        """Close the program as a person does and wait until it is gone."""
        assert self.task is not None
        if not self.task.done():
            self.counter.request_close()
        code = await asyncio.wait_for(self.task, 30)
        if isValid(self.dialog):
            self.dialog.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return code

    # What is seen.

    @property
    def window(self) -> MainWindow:
        return self.counter.window

    def find(self, name: str, kind: type[W] = QWidget, within: QObject | None = None) -> W:  # type: ignore[assignment]
        """The one control of that object name."""
        root = within or (self.window if self.counter._window is not None else self.dialog)
        found = [root] if root.objectName() == name else root.findChildren(QObject, name)
        assert len(found) == 1, f"{name}: {found}"
        assert isinstance(found[0], kind), name
        return found[0]

    def text(self, name: str) -> str:
        widget = self.find(name)
        assert isinstance(widget, (QLabel, QLineEdit, QPushButton))
        return widget.text()

    @property
    def state(self) -> str:
        """The state that the result in front shows, empty when there is none."""
        for page in (self.window.sell, self.window.tokens, self.window.late):
            if page.isVisible() and page.result.isVisible():
                return str(page.result.state.property("state"))
        return ""

    @property
    def result(self) -> QWidget:
        pages = (self.window.sell, self.window.tokens, self.window.late)
        return next(p.result for p in pages if p.isVisible())

    @property
    def confirm(self) -> ConfirmDialog | None:
        dialogs = [d for d in self.window.findChildren(ConfirmDialog) if d.isVisible()]
        return dialogs[-1] if dialogs else None

    def sent(self, path: str) -> int:
        """Requests to a path since this counter started."""
        return self.server.traffic.counts.get(path, 0) - self._before.get(path, 0)

    # What hands do.

    async def active(self, widget: QWidget) -> None:
        """Until the window is in front: what a window manager sees to."""
        await until(lambda: widget.isVisible() and widget.windowHandle() is not None)
        if not widget.isActiveWindow():
            widget.activateWindow()
        await until(widget.isActiveWindow)

    @property
    def front(self) -> QWindow:
        window = QApplication.focusWindow()
        assert window is not None
        return window

    def type(self, text: str) -> None:
        """Keys to whatever has the focus."""
        for letter in text:
            QTest.keyClick(self.front, letter)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.front, key, modifier)

    def hold(self, key: Qt.Key, times: int = 5) -> None:
        """A key that stays down: the system repeats it."""
        for kind, again in [(QEvent.Type.KeyPress, False), *[(QEvent.Type.KeyPress, True)] * times]:
            target = QApplication.focusWidget()
            if target is not None:
                text = "\r" if key == Qt.Key.Key_Return else ""
                QApplication.sendEvent(target, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text, again))

    def click(self, name: str, within: QObject | None = None) -> None:
        widget = self.find(name, QWidget, within)
        assert widget.isVisible(), name
        middle = QPoint(20, widget.height() // 2)
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)

    def fill(self, name: str, text: str, within: QObject | None = None) -> None:
        """Click into a line, empty it and type."""
        line = self.find(name, QLineEdit, within)
        QTest.mouseClick(line, Qt.MouseButton.LeftButton)
        line.selectAll()
        QTest.keyClick(line, Qt.Key.Key_Delete)
        for letter in text:
            if letter.isascii():
                QTest.keyClick(line, letter)
            else:  # QTest knows no other keys
                unnamed = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(line, unnamed)

    def choose(self, value: int) -> None:
        """Choose a kind of token by its subclass."""
        box = self.find("tokens.kind", QComboBox)
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Home)
        for _ in range(box.findData(value)):
            QTest.keyClick(box, Qt.Key.Key_Down)
        assert box.currentData() == value

    # Whole ways.

    async def picture(self, dialog: SignInDialog | None = None, after: int = 0) -> str:
        """Wait for a picture and read it; gives its digits."""
        shown = dialog or self.dialog
        await until(
            lambda: len(self.captchas) > after and shown.code.isEnabled() and not shown.picture.pixmap().isNull()
        )
        return self.server.captcha_answer(self.captchas[-1]) or ""

    async def sign_in(self) -> Counter:
        """User, password, picture, Enter; then the Sell page is in front."""
        if self.task is None:
            await self.start()
        code = await self.picture()
        self.fill("signin.username", self.server.user, self.dialog)
        self.fill("signin.password", self.server.password, self.dialog)
        self.fill("signin.code", code, self.dialog)
        QTest.keyClick(self.dialog.code, Qt.Key.Key_Return)
        await until(lambda: self.counter._window is not None and self.window.isVisible())
        await until(lambda: self.window.windowHandle() is not None)
        self.window.activateWindow()
        # Something of the last run may be asked about first.
        await until(lambda: self.window.isActiveWindow() or QApplication.activeModalWidget() is not None)
        await until(lambda: self.window.strip.server.text().startswith("●"))
        await self.building.register.save_many(demo_customers())
        return self

    async def meter(self, number: str, page: str = "sell") -> None:
        """Type a meter and Enter, and wait until the counter knows who it is."""
        vend_page = self.window.sell if page == "sell" else self.window.tokens
        self.fill(f"{page}.meter", number)
        QTest.keyClick(vend_page.meter.line, Qt.Key.Key_Return)
        await until(vend_page.card.isVisible)
        await until(lambda: not vend_page.meter.line.hasFocus())

    async def asked(self) -> ConfirmDialog:
        """Until the confirmation stands there, long enough for a hand."""
        await until(lambda: self.confirm is not None)
        dialog = self.confirm
        assert dialog is not None
        await self.active(dialog)
        await until(lambda: dialog._since_key.elapsed() > SCANNER_GAP_MS)
        return dialog

    async def form(self, name: str) -> FormDialog:
        """Until a dialog of that name stands in front and can be typed in."""
        found: list[FormDialog] = []

        def there() -> bool:
            found[:] = [d for d in self.window.findChildren(FormDialog, name) if d.isVisible() and not d._working]
            return bool(found)

        await until(there)
        await self.active(found[0])
        return found[0]

    async def sure(self) -> None:
        """Yes to a question that was asked before something is done."""
        asked = await self.form("sure")
        assert asked.back.hasFocus()
        self.click("sure.ok", asked)

    async def enter(self, name: str, within: FormDialog) -> None:
        """Enter in a field, as a hand presses it: not right behind the last letter."""
        await until(lambda: within._pace.elapsed() > SCANNER_GAP_MS)
        QTest.keyClick(self.find(name, QWidget, within), Qt.Key.Key_Return)

    async def to_doubts(self, rows: int = 1) -> None:
        """The Doubts page with its list read and its first doubt open."""
        await self.active(self.window)
        self.press(Qt.Key.Key_F8)
        page = self.window.doubts
        await until(lambda: page.isVisible() and not page._stale and len(page.model.rows) == rows)
        await until(lambda: not rows or (page.card.isVisible() and page.card.sale is page.model.rows[0]))

    async def agree(self) -> None:
        """Press the confirmation's yes."""
        dialog = await self.asked()
        QTest.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)

    async def done(self, page: str = "sell") -> str:
        """Until the vend has come to its end, whatever it is; gives the state."""
        vend_page = self.window.sell if page == "sell" else self.window.tokens
        running = f"{page}: vend"
        await until(lambda: running not in self.counter._tasks.running())
        await until(lambda: not vend_page.result.isVisible() or vend_page.result.state.property("state") != "SENDING")
        return str(vend_page.result.state.property("state")) if vend_page.result.isVisible() else ""

    async def sell(self, meter: str = METER, amount: str = "10") -> str:
        """A sale from the number to its end."""
        await self.meter(meter)
        self.fill("sell.amount", amount)
        QTest.keyClick(self.window.sell.amount, Qt.Key.Key_Return)
        await self.agree()
        return await self.done()

    def labels(self, within: QWidget) -> str:
        """All the words that stand there."""
        return " | ".join(each.text() for each in within.findChildren(QLabel) if not each.isHidden())

    async def next_customer(self) -> None:
        """Acknowledge the result."""
        nxt = self.window.sell.result.next
        await until(lambda: nxt.shown_for.isValid() and nxt.shown_for.elapsed() >= DWELL_MS)
        self.click("result.next", self.window.sell)
