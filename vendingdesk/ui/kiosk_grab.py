"""Holds keyboard and mouse for the window in front, so that no key of the desktop leads out of a kiosk.

Measured on X11 with openbox: with the keyboard held, Alt+Tab, Alt+F4, the Super keys, Ctrl+Esc and the window menu
come here as keys and nowhere else. A window manager's mouse buttons (Alt or Super with a button or the wheel) are not
keys: while such a key is down the mouse is held too. Elsewhere the system has to do it: docs/kiosk.md.
"""

from __future__ import annotations

import logging

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from shiboken6 import isValid

log = logging.getLogger(__name__)

LEADING = frozenset({Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta, Qt.Key.Key_Super_L, Qt.Key.Key_Super_R})
"""Keys that window managers wait for before a button or the wheel moves, lowers or leaves a window."""

WITH_META = Qt.KeyboardModifier.MetaModifier
WITH_ALT = Qt.KeyboardModifier.AltModifier
WITH_CONTROL = Qt.KeyboardModifier.ControlModifier
ALONE = frozenset({Qt.Key.Key_Print, Qt.Key.Key_SysReq, Qt.Key.Key_Menu, Qt.Key.Key_Help})
ALT_KEYS = frozenset({Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_F4, Qt.Key.Key_Escape, Qt.Key.Key_Space})


def leads_out(event: QKeyEvent) -> bool:
    """Whether a key is one that desktops or toolkits take for leaving, switching or looking behind a window."""
    held, key = event.modifiers(), event.key()
    return (
        key in ALONE
        or bool(held & WITH_META)
        or (bool(held & WITH_ALT) and key in ALT_KEYS)
        or (bool(held & WITH_CONTROL) and key == Qt.Key.Key_Escape)
    )


class Grab(QObject):
    """Follows the window that has the keyboard; ``end`` lets go of everything."""

    def __init__(self, app: QGuiApplication) -> None:
        super().__init__(app)
        self._app = app
        # No other platform of Qt's can hold the keyboard, and each says so in the log at every try.
        self.can = app.platformName() == "xcb"
        self._refused = False
        self._mouse: QWindow | None = None
        app.focusWindowChanged.connect(self.hold)

    def hold(self, window: QWindow | None = None) -> None:
        """Hold the keyboard for ``window``, or for the one that has it; a list that is open holds it by itself."""
        wanted = window or self._app.focusWindow()
        if not self.can or wanted is None or wanted.type() in (Qt.WindowType.Popup, Qt.WindowType.ToolTip):
            return
        held = wanted.setKeyboardGrabEnabled(True)
        if not held and not self._refused:  # another program has it; asked for again at the next beat
            log.warning("the keyboard can't be held: another program holds it")
        self._refused = not held

    def heard(self, window: QWindow, event: QEvent) -> None:
        """A key of a window: hold the mouse while it could lead a button to the window manager."""
        if not self.can or not isinstance(event, QKeyEvent) or event.key() not in LEADING or event.isAutoRepeat():
            return
        if event.type() is QEvent.Type.KeyPress:
            self._free_mouse()
            if window.setMouseGrabEnabled(True):
                self._mouse = window
        else:
            self._free_mouse()

    def look(self) -> None:
        """The keyboard again, where it was lost; and the mouse free, where the release of its key was."""
        self.hold()
        if self._mouse is not None and not self._app.queryKeyboardModifiers() & (WITH_ALT | WITH_META):
            self._free_mouse()

    def _free_mouse(self) -> None:
        window, self._mouse = self._mouse, None
        if window is not None and isValid(window):
            window.setMouseGrabEnabled(False)

    def end(self) -> None:
        """Let go."""
        self._app.focusWindowChanged.disconnect(self.hold)
        self._free_mouse()
        window = self._app.focusWindow()
        if self.can and window is not None:
            window.setKeyboardGrabEnabled(False)
