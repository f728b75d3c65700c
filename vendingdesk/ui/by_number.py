"""Qt's own values by their numbers, for what is made before the first paint.

Whoever touches the namespace ``Qt`` has all of its ninety enumerations made, which takes as long as the whole sign-in
dialog; the first paint does without them. Behind it every file takes them by their names.
"""

from __future__ import annotations

from PySide6 import QtCore
from PySide6.QtWidgets import QWidget

ENTER = frozenset({0x01000004, 0x01000005})
"""The keys that end a line: ``Key_Return`` and ``Key_Enter``."""

_PLAIN, _BY_MOUSE, _CENTRE, _NEVER = 0, 1, 0x84, 0


def plain(widget: QWidget) -> None:
    """``PlainText``: what a label shows is never taken for marked-up text."""
    widget.setProperty("textFormat", _PLAIN)


def selectable(widget: QWidget) -> None:
    """``TextSelectableByMouse``."""
    widget.setProperty("textInteractionFlags", _BY_MOUSE)


def centred(widget: QWidget) -> None:
    """``AlignCenter``."""
    widget.setProperty("alignment", _CENTRE)


def without_keyboard(widget: QWidget) -> None:
    """``NoFocus``."""
    widget.setProperty("focusPolicy", _NEVER)


def untouched() -> bool:
    """Whether nobody has used the namespace yet, so that nothing can have been turned or dressed with it."""
    return "Qt" not in vars(QtCore)
