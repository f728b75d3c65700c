"""What Qt says before the log is open: passed on to standard error, and a last word is kept.

A display that can't be reached is such a last word: Qt would abort, with a core file and nothing to do about it.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QMessageLogContext, QtMsgType, qInstallMessageHandler

from vendingdesk.resources import DAMAGED

_SHIPPED = ("xcb", "wayland", "offscreen", "minimal", "windows")
"""What frozen programs bring of Qt's ways to a screen."""

NO_SCREEN = "Qt platform plugin could be initialized"
"""In Qt's last word when it finds no screen."""


SCREEN_GONE = ("X11 connection broke", "Wayland connection broke")
"""How Qt says that the display went away."""


class ScreenGone:
    """Ends the program as a system does when the display goes away.

    Qt's own answer, to leave the loop, is not heard by a loop that goes on until what runs is in the journal, and Qt
    would say so at every turn for ever.
    """

    def __init__(self) -> None:
        self._told = False

    def said_again(self, text: str | None) -> bool:
        """Look at a message of Qt; True for one that says again what was said."""
        if not any(said in (text or "") for said in SCREEN_GONE):
            return False
        again, self._told = self._told, True
        if not again:
            signal.raise_signal(signal.SIGTERM)
        return again


@contextmanager
def hearing_fatal(note: Callable[[str], None]) -> Iterator[None]:
    """Give ``note`` what Qt says before it ends the process.

    Without a screen to be seen on the process ends with 1 and one line that says so.
    """
    held: list[str] = []
    gone = ScreenGone()

    def hear(kind: QtMsgType, context: QMessageLogContext, text: str | None) -> None:  # noqa: ARG001 - Qt's
        if gone.said_again(text):
            return
        if kind is not QtMsgType.QtFatalMsg:
            held.append(text or "")
            if not QCoreApplication.startingUp():
                _say(held)
        elif NO_SCREEN in (text or ""):
            _say([f"vendingdesk: {_no_screen(held)}"])
            os._exit(1)
        else:
            _say([*held, text or ""])
            note(text or "")

    before = qInstallMessageHandler(hear)
    try:
        yield
    finally:
        _say(held)
        qInstallMessageHandler(before)


def _no_screen(held: list[str]) -> str:
    """Why there is none, after what Qt said: a frozen program may have lost its way to one."""
    gone = [each for each in _SHIPPED if any(f'not find the Qt platform plugin "{each}"' in text for text in held)]
    if gone and getattr(sys, "frozen", False):
        return DAMAGED.format(f"Qt's platform plugin {gone[0]} is missing")
    why = next((each for each in held if "display" in each), "Qt finds none").rstrip(".")
    return f"There is no screen to show the window on ({why}). Start it where one is."


def _say(lines: list[str]) -> None:
    while lines:
        line = lines.pop(0)
        if sys.stderr is not None:
            sys.stderr.write(f"{line}\n")
            sys.stderr.flush()
