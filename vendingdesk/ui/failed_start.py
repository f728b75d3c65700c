"""A start that failed, said in a window: who double-clicks an icon, or stands at a kiosk, sees no standard error."""

from __future__ import annotations

import os
import sys

VARIABLE = "VENDINGDESK_ON_FAILURE"
"""The environment variable that keeps the window away, for scripts: ``line``."""

KIOSK_S = 60
"""Seconds after which the window of a kiosk closes by itself, so that whoever watches it can start it again."""


def can_be_seen() -> bool:
    """Whether there is a screen for a window, and nobody at a terminal who has read the line already."""
    if os.environ.get(VARIABLE, "").casefold() == "line":
        return False
    if os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0] in {"offscreen", "minimal", "vnc"}:
        return False
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return False
    return sys.stderr is None or not sys.stderr.isatty()


def show_failure(text: str, *, kiosk: bool = False) -> None:
    """Show a sentence until a person has closed it; does nothing where nobody could see it.

    To be called when no loop of ours runs any more. In a kiosk it goes by itself.
    """
    if not can_be_seen():
        return
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from vendingdesk.ui import start
    from vendingdesk.ui.failure_window import FailureWindow

    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = start.application(sys.argv[:1])
    window = FailureWindow(text)
    window.finished.connect(app.exit)
    if kiosk:
        QTimer.singleShot(KIOSK_S * 1000, window, window.close)
    window.show()
    app.exec()
    window.deleteLater()
