"""What Qt has to say, for the log: it would print it past everything that keeps secrets out of there."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from vendingdesk.ui.qt_fatal import ScreenGone

log = logging.getLogger("qt")

LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def log_qt(note: Callable[[str], None] | None = None) -> Callable[[], object]:
    """Pass Qt's messages on to the logger ``qt``; what is returned undoes that, and must before Python ends.

    ``note`` is given a last word too, before Qt ends the process.
    """
    gone = ScreenGone()

    def hear(kind: QtMsgType, context: QMessageLogContext, text: str | None) -> None:
        category = context.category or "default"
        if kind is QtMsgType.QtFatalMsg and note is not None:
            note(text or "")
        if gone.said_again(text):
            return
        log.log(LEVELS.get(kind, logging.WARNING), "%s: %s", category, text or "")

    before = qInstallMessageHandler(hear)
    return lambda: qInstallMessageHandler(before)
