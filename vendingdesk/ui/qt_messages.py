"""What Qt has to say, for the log: it would print it past everything that keeps secrets out of there."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

log = logging.getLogger("qt")

LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


SCREEN_GONE = ("X11 connection broke", "Wayland connection broke")
"""How Qt says that the display went away.

Its own answer, to leave the loop, is not heard by one that goes on until what runs is in the journal, and it would
say so for ever: the program is told to end as a system tells it.
"""


def log_qt(note: Callable[[str], None] | None = None) -> Callable[[], object]:
    """Pass Qt's messages on to the logger ``qt``; what is returned undoes that, and must before Python ends.

    ``note`` is given a last word too, before Qt ends the process.
    """
    gone: list[str] = []

    def hear(kind: QtMsgType, context: QMessageLogContext, text: str | None) -> None:
        category = context.category or "default"
        if kind is QtMsgType.QtFatalMsg and note is not None:
            note(text or "")
        if any(said in (text or "") for said in SCREEN_GONE):
            if gone:
                return  # Qt says so again at every turn
            gone.append(text or "")
            signal.raise_signal(signal.SIGTERM)
        log.log(LEVELS.get(kind, logging.WARNING), "%s: %s", category, text or "")

    before = qInstallMessageHandler(hear)
    return lambda: qInstallMessageHandler(before)
