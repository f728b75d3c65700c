"""Logging off and shutting down: what is on its way is waited for, and the system is told so."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from vendingdesk.ui.vends import Vends


class SessionManager(Protocol):
    """The part of ``QSessionManager`` that is asked."""

    def allowsInteraction(self) -> bool:
        """Ask for leave to hold the end of the session up; X11 grants a cancel only after this."""

    def cancel(self) -> None:
        """Ask that the session goes on for now."""


class SessionEnd(QObject):
    """With a vend on its way the session is asked to go on, and the window closes when the answer is on disk."""

    def __init__(self, app: QApplication, vends: Vends, window: QWidget, close: Callable[[], None]) -> None:
        super().__init__(window)
        self._vends = vends
        self._window = window
        self._close = close
        self._held = False
        # Direct: the session manager lives no longer than this one call.
        app.commitDataRequest.connect(self.on_commit, Qt.ConnectionType.DirectConnection)
        vends.answered.connect(self._on_answered)

    def on_commit(self, manager: SessionManager) -> None:
        """The system wants everything written down and gone."""
        if self._vends.running:
            self._held = True
            _say_why(self._window, self.tr("A token may be on its way. Vending Desk closes when the server answers."))
            manager.allowsInteraction()
            manager.cancel()
        self._close()

    def _on_answered(self) -> None:
        if self._held and not self._vends.running:
            self._held = False
            _let_go(self._window)


if sys.platform == "win32":

    def _say_why(window: QWidget, why: str) -> None:
        """Windows shows this sentence on the screen that asks whether to shut down anyway."""
        import ctypes

        ctypes.windll.user32.ShutdownBlockReasonCreate(ctypes.c_void_p(window.winId()), ctypes.c_wchar_p(why))

    def _let_go(window: QWidget) -> None:
        import ctypes

        ctypes.windll.user32.ShutdownBlockReasonDestroy(ctypes.c_void_p(window.winId()))

else:

    def _say_why(window: QWidget, why: str) -> None:
        """Other systems ask nobody why."""

    def _let_go(window: QWidget) -> None:
        """Nothing was held."""
