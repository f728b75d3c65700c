"""A screen too small for what stands on it, as every screen is at a large enough zoom: what has no room scrolls.

Nothing of this is met on a screen of 1024×600 at 100 %: all windows and dialogs fit there.
"""

from __future__ import annotations

from typing import Protocol

from PySide6 import QtCore
from PySide6.QtCore import QEvent, QMargins, QRect, QSize, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QDialog, QScrollArea, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from vendingdesk.ui.screen_room import frame_of, keep_inside

LEAST = QSize(964, 524)
"""What the window needs to show every page whole; no dialog needs more."""

PAGE = QSize(780, 440)
"""What a page gets, in sight or not: with less, its own parts would have to scroll as well."""

_AROUND = 24
"""Pixels that are brought into sight around what has the keyboard: its caption, and what is said about it."""


_WIDEST_FRAME = QMargins(64, 64, 64, 64)
"""Pixels; no system's frame is near that."""

NARROW = 380
"""Pixels of width that a page gets whose parts stand below each other: the token's digits can be read at that."""


def is_small(room: QRect) -> bool:
    """Whether something may have to scroll in what a screen leaves to a window."""
    return room.width() < LEAST.width() or room.height() < LEAST.height()


def is_large(screen: QRect) -> bool:
    """Whether no window has to scroll on a screen, whatever the system draws around it; asked without the style."""
    return not is_small(screen.marginsRemoved(_WIDEST_FRAME))


def has_small_room(window: QWidget) -> bool:
    """Whether a window may have to scroll on the screen that it comes to."""
    return is_small(window.screen().availableGeometry().marginsRemoved(frame_of(window)))


class _Narrow(Protocol):
    def narrow(self) -> None:
        """Do with less room."""


def narrow(*parts: _Narrow) -> None:
    """Let parts do with less room."""
    for part in parts:
        part.narrow()


class Scroller(QScrollArea):
    """Shows a part of what has no room, and goes where the keyboard goes.

    ``steady`` keeps the bar at the side whether it is needed or not: type that fits itself to the width would grow
    and shrink for ever with a bar that comes and goes.
    """

    def __init__(self, inside: QWidget, parent: QWidget | None = None, *, steady: bool = True) -> None:
        super().__init__(parent)
        self.setProperty("role", "room")
        self.setWidgetResizable(True)
        self.setFocusPolicy(QtCore.Qt.FocusPolicy.NoFocus)
        if steady:
            self.setVerticalScrollBarPolicy(QtCore.Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setWidget(inside)
        self._keyboard: list[QWidget] = []
        self._said: list[QWidget] = []
        self._turn = QTimer(self)  # a part that has just been shown gets its place first
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self._on_turn)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)

    def bring(self, part: QWidget) -> None:
        """Scroll until a part is in sight, also when the keyboard goes elsewhere in this moment."""
        self._said.append(part)
        self._turn.start()

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        inside = self.widget()
        if now is not None and inside is not None and inside.isAncestorOf(now):
            self._keyboard = [now]
            self._turn.start()

    def _on_turn(self) -> None:
        wanted = self._keyboard + self._said
        self._keyboard, self._said = [], []
        inside = self.widget()
        for part in wanted:
            if inside is not None and isValid(part) and part.isVisible():
                self._show(part, inside)

    def _show(self, part: QWidget, inside: QWidget) -> None:
        above = part.parentWidget()
        while above is not None and above is not inside:  # what scrolls within does so first
            if isinstance(above, QScrollArea):
                above.ensureWidgetVisible(part)
            above = above.parentWidget()
        place = QRect(part.mapTo(inside, part.rect().topLeft()), part.size())
        for bar, start, length, room in (
            (self.horizontalScrollBar(), place.left(), place.width(), self.viewport().width()),
            (self.verticalScrollBar(), place.top(), place.height(), self.viewport().height()),
        ):
            if start - _AROUND < bar.value() or length + 2 * _AROUND > room:  # too large: seen from its beginning on
                bar.setValue(start - _AROUND)
            elif start + length + _AROUND > bar.value() + room:
                bar.setValue(start + length + _AROUND - room)
        whole: QWidget | None = part
        while whole is not None and whole is not inside and not whole.property("together"):
            whole = whole.parentWidget()
        if whole is not None and whole is not inside:  # what it belongs to is seen from its top on, if both can be
            top = whole.mapTo(inside, whole.rect().topLeft()).y()
            if place.top() + place.height() - top <= self.viewport().height():
                self.verticalScrollBar().setValue(top)


class PageStack(QStackedWidget):
    """Pages that get the room they need, in sight or not; those that can stand below each other do."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.currentChanged.connect(lambda _index: self.updateGeometry())

    def addWidget(self, page: QWidget) -> int:
        """One more page: it is made narrow, where it says how."""
        narrow = getattr(page, "narrow", None)
        if narrow is not None:
            narrow()
        else:
            page.setMinimumSize(PAGE)
        return super().addWidget(page)

    def minimumSizeHint(self) -> QSize:
        """That of the page in front, and not of the largest; a narrow one has to do with the width that there is.

        Its buttons change their places with the width: what they ask for may not change the width in turn.
        """
        page = self.currentWidget()
        if page is None:
            return QSize()
        least = page.minimumSizeHint().expandedTo(page.minimumSize())
        return QSize(NARROW, least.height()) if hasattr(page, "narrow") else least

    def heightForWidth(self, width: int) -> int:
        """That of the page in front."""
        page = self.currentWidget()
        layout = page.layout() if page is not None else None
        if layout is None or not layout.hasHeightForWidth():
            return -1
        return layout.totalHeightForWidth(width)


def bring_into_sight(part: QWidget) -> None:
    """Somebody has to read this: where it stands in something that scrolls, it is scrolled to."""
    above = part.parentWidget()
    while above is not None:
        if isinstance(above, Scroller):
            above.bring(part)
        above = above.parentWidget()


def inside_of(window: QWidget) -> QWidget:
    """What a window's layout is for: the window itself, or what scrolls within it on a screen that is too small."""
    return _scrolled(window) if has_small_room(window) else window


def _scrolled(window: QWidget) -> QWidget:
    inside = QWidget(window)  # a child from the start: what moves between windows loses its place for Tab
    inside.setProperty("role", "ground")
    around = QVBoxLayout()
    around.setContentsMargins(0, 0, 0, 0)
    around.addWidget(Scroller(inside, window))
    before = window.layout()
    if before is not None:
        inside.setLayout(before)
    window.setLayout(around)
    return inside


class RoomyDialog(QDialog):
    """A dialog whose whole content scrolls where the screen is too small for it."""

    _size_in_room: QSize | None = None

    def event(self, event: QEvent) -> bool:
        """Before it is shown for the first time the screen is known, and all that it shows has its font."""
        if event.type() is QEvent.Type.Polish:
            self._fit_into_room()
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Where it would stand beyond the screen's edge it moves."""
        super().showEvent(event)
        if self._size_in_room is not None:  # the size that Qt guesses at is that of a part
            room = self.screen().availableGeometry().marginsRemoved(frame_of(self))
            self.resize(self._size_in_room.boundedTo(room.size()))
            self._size_in_room = None
            keep_inside(self)

    def narrow(self) -> None:
        """Put below each other what stands beside each other, for a screen that has no room for both."""

    def _fit_into_room(self) -> None:
        if is_large(self.screen().availableGeometry()):
            return
        room = self.screen().availableGeometry().marginsRemoved(frame_of(self))
        content = self.layout()
        if content is None or not is_small(room):
            return
        from PySide6.QtWidgets import QStyle  # an ordinary screen is painted without it

        if content.totalMinimumSize().width() > room.width():
            self.narrow()
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        wanted, focus = content.totalSizeHint().expandedTo(self.minimumSize()), self.focusWidget()
        if self.testAttribute(QtCore.Qt.WidgetAttribute.WA_Resized):
            wanted = wanted.expandedTo(self.size())
        high = content.totalHeightForWidth(min(wanted.width(), room.width()))
        self._size_in_room = QSize(wanted.width() + bar, max(wanted.height(), high))
        self.setMinimumSize(0, 0)
        _scrolled(self)
        if focus is not None:
            focus.setFocus()
