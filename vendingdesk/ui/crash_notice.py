"""Tells of what broke: what the last run left at the start, and what breaks in this one at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QCoreApplication
from shiboken6 import isValid

from vendingdesk.counter.desk import Desk
from vendingdesk.counter.support import Crash
from vendingdesk.domain.errors import VendingDeskError
from vendingdesk.ui import words
from vendingdesk.ui.crash_bar import CrashBar
from vendingdesk.ui.parts import hold
from vendingdesk.ui.tasks import TaskRegistry


class CrashNotice:
    """Made on the running loop; ``begin`` is for when the books are open and the window stands there."""

    def __init__(self, desk: Desk, tasks: TaskRegistry, bar: CrashBar) -> None:
        self._desk = desk
        self._tasks = tasks
        self._bar = bar
        self._begun = False
        self._heard = False
        loop = asyncio.get_running_loop()

        def tell(crash: Crash) -> None:  # noqa: ARG001 - which one stands in its report
            with suppress(RuntimeError):  # the loop is closed: the next start tells
                loop.call_soon_threadsafe(self._on_crash)

        desk.support.when_crashed(tell, tasks.running)
        bar.save.clicked.connect(lambda: tasks.start(self._save(hold(bar.save)), name="support: bundle"))

    async def begin(self) -> None:
        """What nobody was told yet; from now on there is somebody to tell."""
        news = await self._desk.support.news()
        self._begun = True
        if self._heard:
            self._on_crash()
        elif news:
            self._bar.say(last_run(news), bundle=True)
            await self._desk.support.told()

    def _on_crash(self) -> None:
        self._heard = True
        if self._begun and isValid(self._bar):
            said = _tr("Something went wrong inside the program. What broke is written down for whoever mends it.")
            self._bar.say(said, bundle=True)
            with suppress(RuntimeError):  # the program is closing: the next start tells it again
                self._tasks.start(self._desk.support.told(), name="support: told")

    async def _save(self, release: Callable[[], None]) -> None:
        self._bar.text.setText(_tr("The support bundle is made…"))
        try:
            file = await self._desk.support.save()
        except VendingDeskError as error:
            self._bar.say(words.fault_text(error), bundle=True)
        else:
            self._bar.say(saved(str(file)), bundle=False)
        finally:
            release()


def last_run(news: tuple[Crash, ...]) -> str:
    """What is said of the last run; where something took the program down, that is what is told."""
    ended = [crash for crash in news if crash.ended]
    if ended:
        text = _tr(
            "Vending Desk broke down on %1. What was sold by then stands in the journal; what broke is written down "
            "for whoever mends it."
        )
    else:
        text = _tr("Something went wrong inside the program on %1. What broke is written down for whoever mends it.")
    return text.replace("%1", words.moment((ended or news)[0].at.astimezone()))


def saved(file: str) -> str:
    """Where a bundle is, and what may be done with it."""
    text = _tr(
        "Saved: %1. No sale, token, meter or name of a customer is in it. It is for whoever looks after this till."
    )
    return text.replace("%1", file)


def _tr(text: str) -> str:
    return QCoreApplication.translate("crash", text)
