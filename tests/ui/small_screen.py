"""A counter on a screen of 1024×600 at 200 %, used by the keyboard: what can't be brought into sight is printed.

Run as a program of its own: how large the screen is, and everything on it, is decided before the application is made.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from shiboken6 import isValid
from ui.ui_counter import LOST_AFTER, METER, NOT_FOUND, Counter, until

from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.ui import start
from vendingdesk.ui.form_dialog import FormDialog
from vendingdesk.ui.local_tokens_dialog import LocalTokensDialog
from vendingdesk.ui.loop import run_desk
from vendingdesk.ui.training_window import TrainingWindow

PAGES = ("sell", "tokens", "meters", "history", "doubts", "reports", "tokenhelp", "settings")
FINGER = 40
"""Pixels of a control that are in sight at least, where it has as many."""


class Looker:
    """Goes to every control of a window by the keyboard, and looks whether it is seen there."""

    def __init__(self) -> None:
        self.hidden: list[str] = []
        self.seen: list[str] = []

    async def look(self, window: QWidget, where: str) -> None:
        window.activateWindow()
        await until(window.isActiveWindow)
        screen = window.screen().availableGeometry()
        if not screen.contains(window.frameGeometry()):
            self.hidden.append(f"{where}: the window itself, {window.frameGeometry()}")
        for control in window.findChildren(QWidget):
            if not isValid(control):
                continue
            taken = control.focusPolicy() & Qt.FocusPolicy.TabFocus and control.isEnabled()
            if taken and control.isVisible() and control.window() is window and not isinstance(control, QLabel):
                control.setFocus(Qt.FocusReason.TabFocusReason)
                self.seen.append(name := f"{where}: {control.objectName() or control.metaObject().className()}")
                await self.whole(control, name)

    async def whole(self, part: QWidget, name: str) -> None:
        """Until a part is in sight, or it is noted that it never was."""
        for _ in range(100):
            await asyncio.sleep(0.005)
            if isValid(part) and self._seen(part):
                return
        self.hidden.append(f"{name} {part.size()}")

    def _seen(self, part: QWidget) -> bool:
        shown, within = part.rect(), part
        while not within.isWindow():  # not visibleRegion: of a scrolled part that is but the frame
            shown, within = shown.translated(within.pos()), within.parentWidget()
            shown &= within.rect()
        return shown.width() >= min(part.width(), 2 * FINGER) and shown.height() >= min(part.height(), FINGER)


async def use(counter: Counter, looker: Looker) -> None:
    await counter.start()
    await counter.picture()
    await looker.look(counter.dialog, "signin")
    counter.dialog.tokens.click()
    (tokens,) = counter.dialog.findChildren(LocalTokensDialog)
    await counter.active(tokens)
    await looker.look(tokens, "metertokens")
    tokens.close()
    await counter.active(counter.dialog)
    await counter.sign_in()
    window = counter.window
    await counter.meter(METER)
    await looker.look(window, "sell with a meter")
    counter.fill("sell.amount", "10")
    QTest.keyClick(window.sell.amount, Qt.Key.Key_Return)
    confirm = await counter.asked()
    await looker.look(confirm, "confirm")
    confirm.yes.click()
    await counter.done()
    await looker.look(window, "sell with a result")
    window.sell.result.print.setFocus()
    await looker.whole(window.sell.result.token, "the token")
    await counter.next_customer()
    await counter.sell(NOT_FOUND)
    await looker.look(window, "sell with a refusal")
    await counter.sell(LOST_AFTER)
    await until(window.strip.doubts.isVisible)
    await counter.next_customer()
    for page in PAGES:
        window.show_page(page)
        await until(lambda page=page: page != "settings" or window.settings.built)
        await asyncio.sleep(0.1)
        await looker.look(window, page)
    training = TrainingWindow()
    training.show()
    await looker.look(training, "training")
    training.close()
    training.deleteLater()
    await counter.active(window)
    form = FormDialog("form", "A long form", counter.counter._tasks, window, done="Go on")
    for number in range(9):
        form.add(("line" + str(number), "A caption", form.line("line" + str(number), "A line")))
    form.open()
    await counter.active(form)
    await looker.look(form, "form")
    form.point_at("line1", "What is wrong with it stands below it. " * 3)
    await looker.whole(form._fields["line1"][1], "form: what is wrong")
    form.point_at("", "What is wrong with none of them stands at the end.")
    await looker.whole(form.message, "form: the message")
    form.reject()
    form.deleteLater()


def main() -> int:
    app = start.application(["x"], zoom=200)
    looker = Looker()

    async def run() -> int:
        with tempfile.TemporaryDirectory() as folder, SimulatorServer(slow_factor=0.02) as server:
            counter = Counter(app, Path(folder), server)
            await use(counter, looker)
            return await counter.end()

    code = run_desk(run, app)
    room = app.primaryScreen().availableGeometry().size().toTuple()
    sys.stdout.write(json.dumps({"room": room, "seen": looker.seen, "hidden": looker.hidden}) + "\n")
    return code
