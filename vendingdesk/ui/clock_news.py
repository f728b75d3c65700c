"""What the window says of the clocks: a word on the strip while they differ, a sentence when they begin to."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QCoreApplication

from vendingdesk.counter.clock_watch import ClockLook
from vendingdesk.counter.desk import Desk
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.ui import words
from vendingdesk.ui.main_window import MainWindow

ABOUT = "clock"


class ClockNews:
    """Looks when it is told that there may be a new answer; the journal keeps what it is told by ``WatchClock``."""

    def __init__(self, desk: Desk, window: MainWindow) -> None:
        self._desk = desk
        self._window = window
        self._to_say = ""

    async def look(self) -> None:
        """Hold the clocks against each other: the strip at once, the sentence when nothing else stands there."""
        look = self._desk.watch_clock.look()
        if look is None:
            return
        self._show(look)
        try:
            await self._desk.watch_clock.note()
        except EnvironmentFault as fault:
            self._window.say(words.fault_text(fault))

    def _show(self, look: ClockLook) -> None:
        seen = look.seen
        self._window.strip.show_clock(clock_word(seen.offset) if seen.off else "")
        if look.news:
            self._window.over(ABOUT)
            self._to_say = clock_sentence(seen.offset) if seen.off else ""
        if self._to_say and not self._window.message.text():
            self._window.say(self._to_say, about=ABOUT)
            self._to_say = ""


def clock_word(offset: timedelta) -> str:
    """In a few words; ``offset`` is the server's clock minus this computer's."""
    text = _tr("⚠ Clock %1 slow") if offset > timedelta() else _tr("⚠ Clock %1 fast")
    return text.replace("%1", words.age(abs(offset)))


def clock_sentence(offset: timedelta) -> str:
    """What is the matter and what to do."""
    text = (
        _tr(
            "The clock of this computer is %1 behind the server’s. Set date and time right, or slips and reports are "
            "dated wrongly. If it is right, tell the utility that their server’s clock is not."
        )
        if offset > timedelta()
        else _tr(
            "The clock of this computer is %1 ahead of the server’s. Set date and time right, or slips and reports "
            "are dated wrongly. If it is right, tell the utility that their server’s clock is not."
        )
    )
    return text.replace("%1", words.age(abs(offset)))


def _tr(text: str) -> str:
    return QCoreApplication.translate("clock", text)
