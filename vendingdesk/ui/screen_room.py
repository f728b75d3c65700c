"""The room that a screen has for a window: nothing that is said may stand beyond its edge."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QRect, QSize
from PySide6.QtWidgets import QWidget


def frame_of(window: QWidget) -> QMargins:
    """What the system draws around a window, in pixels; before it stands, what the style expects of it."""
    around, inside = window.frameGeometry(), window.geometry()
    if window.isVisible() and around != inside:
        return QMargins(
            inside.left() - around.left(),
            inside.top() - around.top(),
            around.right() - inside.right(),
            around.bottom() - inside.bottom(),
        )
    from PySide6.QtWidgets import QStyle  # its enumerations take longer than all else in this file

    edge = window.style().pixelMetric(QStyle.PixelMetric.PM_DefaultFrameWidth)
    return QMargins(edge, window.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight) + edge, edge, edge)


def fitted(wanted: QSize, room: QRect) -> QRect:
    """A window's place of the ``wanted`` size in the middle of ``room``, smaller where the room is."""
    size = wanted.boundedTo(room.size())
    place = QRect(room.topLeft(), size)
    place.moveCenter(room.center())
    return place


def keep_inside(window: QWidget, screen: QRect | None = None) -> None:
    """Move a window, and make it smaller where it must be, so that ``screen`` holds it with its frame.

    ``screen`` is what the system leaves to windows; by default, of the screen that the window is on.
    """
    room = (screen or window.screen().availableGeometry()).marginsRemoved(frame_of(window))
    place = QRect(window.geometry())
    if room.contains(place):
        return
    place.setSize(window.size().boundedTo(room.size()))
    place.moveLeft(max(room.left(), min(place.left(), room.left() + room.width() - place.width())))
    place.moveTop(max(room.top(), min(place.top(), room.top() + room.height() - place.height())))
    window.setGeometry(place)
