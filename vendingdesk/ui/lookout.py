"""What the window shows of the world outside: the server's light and clock, the doubts, damage in the journal."""

from __future__ import annotations

import asyncio

from vendingdesk.counter.desk import Desk
from vendingdesk.domain.errors import EnvironmentFault, UserCancelled
from vendingdesk.ui import words
from vendingdesk.ui.clock_news import ClockNews
from vendingdesk.ui.main_window import MainWindow
from vendingdesk.ui.tasks import TaskRegistry

LIGHT_S = 30.0
"""Seconds between two looks at whether the server answers."""


class Lookout:
    """Looks from time to time and whenever a sale came to its end, and says it in the window.

    Its tasks belong to ``tasks``, which ends them with the application.
    """

    def __init__(self, desk: Desk, tasks: TaskRegistry, window: MainWindow) -> None:
        self._desk = desk
        self._tasks = tasks
        self._window = window
        self._clock = ClockNews(desk, window)

    def begin(self) -> None:
        """The window is open: look at everything, and go on looking at the server."""
        self._tasks.start(self._watch_server(), name="server light")
        self._tasks.start(self._count_doubts(), name="doubts")
        self._tasks.start(self._check_new(), name="what is new in the journal")

    def look(self) -> None:
        """A sale came to its end: the light and the count of doubts may be others now."""
        self._tasks.start(self._look_at_server(), name="server light")
        self._tasks.start(self._count_doubts(), name="doubts")

    async def _check_new(self) -> None:
        """What the last run wrote, looked at while the first customer comes; damage stops the selling by itself."""
        try:
            checked = await self._desk.check_journal.what_is_new()
        except UserCancelled:
            return
        except EnvironmentFault as fault:
            self._window.say(words.fault_text(fault))
            return
        if not checked.unbroken:
            self._window.say(checked.sentence, about="journal")

    async def _watch_server(self) -> None:
        while True:
            await self._look_at_server()
            await asyncio.sleep(LIGHT_S)

    async def _look_at_server(self) -> None:
        reachable = await self._desk.server.reachable()
        self._window.strip.show_server(reachable=reachable)
        if reachable:
            await self._clock.look()

    async def _count_doubts(self) -> None:
        try:
            self._window.strip.show_doubts(len(await self._desk.history.doubts()))
            self._window.over("doubts")
        except EnvironmentFault as fault:
            self._window.say(words.fault_text(fault), about="doubts")
