"""What Qt says before the log is open: passed on to standard error, and a last word is kept.

A display that can't be reached is such a last word: Qt would abort, with a core file and nothing to do about it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QMessageLogContext, QtMsgType, qInstallMessageHandler

NO_SCREEN = "Qt platform plugin could be initialized"
"""In Qt's last word when it finds no screen."""


@contextmanager
def hearing_fatal(note: Callable[[str], None]) -> Iterator[None]:
    """Give ``note`` what Qt says before it ends the process.

    Without a screen to be seen on the process ends with 1 and one line that says so.
    """
    held: list[str] = []

    def hear(kind: QtMsgType, context: QMessageLogContext, text: str | None) -> None:  # noqa: ARG001 - Qt's
        if kind is not QtMsgType.QtFatalMsg:
            held.append(text or "")
            if not QCoreApplication.startingUp():
                _say(held)
        elif NO_SCREEN in (text or ""):
            why = next((each for each in held if "display" in each), "Qt finds none").rstrip(".")
            _say([f"vendingdesk: There is no screen to show the window on ({why}). Start it where one is."])
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


def _say(lines: list[str]) -> None:
    while lines:
        line = lines.pop(0)
        if sys.stderr is not None:
            sys.stderr.write(f"{line}\n")
            sys.stderr.flush()
