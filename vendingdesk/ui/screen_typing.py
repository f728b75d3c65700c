"""When the keyboard stands on the screen, where, and what its keys do to the line that has the cursor."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPlainTextEdit, QScrollArea, QStackedWidget, QWidget
from shiboken6 import isValid

from vendingdesk.ui.kiosk_screen import KioskScreen
from vendingdesk.ui.main_window import MainWindow
from vendingdesk.ui.screen_keyboard import ScreenKeyboard
from vendingdesk.ui.screen_keys import DIGITS, LETTERS, Work
from vendingdesk.ui.theme import SIZES

NUMBERS = frozenset(
    {
        *("meter", "amount", "received", "pin", "new_pin", "new_again", "again", "code", "value", "float", "left"),
        *("loose", "token", "year", "day", "from", "to", "shift", "flow"),
    }
)
"""The last word of a line's object name where digits are typed; the other pages of keys are one press away."""

NUMERIC = (
    Qt.InputMethodHint.ImhDigitsOnly
    | Qt.InputMethodHint.ImhFormattedNumbersOnly
    | Qt.InputMethodHint.ImhPreferNumbers
    | Qt.InputMethodHint.ImhDate
)
SETTLED_MS = 50
"""After which a page that became smaller has laid itself out."""

WORKS = {Work.ERASE: Qt.Key.Key_Backspace, Work.ENTER: Qt.Key.Key_Return}


class ScreenTyping(QObject):
    """Follows the cursor: a line to type in brings the keys, anything else sends them away.

    They stand at the bottom. The page of the main window ends above them, a dialog moves up.
    """

    def __init__(self, app: QApplication, screen: KioskScreen, language: str) -> None:
        super().__init__()
        self._app = app
        self._screen = screen
        self._window: MainWindow | None = None
        self._target: QWidget | None = None
        self.keys = ScreenKeyboard(language)
        self.keys.typed.connect(self._on_typed)
        self.keys.worked.connect(self._on_worked)
        self.keys.turned.connect(self._place)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._follow)
        self._seen = QTimer(self)
        self._seen.setSingleShot(True)
        self._seen.timeout.connect(self._show_target)
        app.focusChanged.connect(self._on_focus)
        app.installEventFilter(self)
        self._soon.start(0)

    def open(self, window: MainWindow) -> None:
        """There is a main window now."""
        self._window = window

    def end(self) -> None:
        """No more keys."""
        self._soon.stop()
        self._seen.stop()
        self._app.removeEventFilter(self)
        self._app.focusChanged.disconnect(self._on_focus)
        self.keys.close()
        self.keys.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A press on the line that has the cursor brings keys back that were hidden; a dialog's size moves it."""
        kind = event.type()
        if kind is QEvent.Type.MouseButtonPress and watched is self._app.focusWidget():
            self._target = None
            self._soon.start(0)
        elif kind is QEvent.Type.Resize and isinstance(watched, QDialog) and self.keys.isVisible():
            self._soon.start(0)
        elif kind is QEvent.Type.Resize and isinstance(watched, QScrollArea) and self.keys.isVisible():
            self._seen.start(SETTLED_MS)
        return False

    def _on_focus(self, _before: QWidget | None, _now: QWidget | None) -> None:
        self._soon.start(0)

    def _follow(self) -> None:
        """The cursor is somewhere else, or what it is in is another size."""
        now = self._app.focusWidget()
        if now is None and self._app.activePopupWidget() is not None:
            return
        if now is None or not takes_text(now):
            self._target = None
            self._hide()
            return
        if now is not self._target:
            self._target = now
            self.keys.turn(DIGITS if takes_digits(now) else LETTERS)  # which places them too
        elif self.keys.isVisible():
            self._place()

    def _hide(self) -> None:
        self.keys.hide()
        self._make_room(0)

    def _place(self) -> None:
        target = self._target
        if target is None or not isValid(target):
            return
        window = target.window()
        whole = window.screen().geometry()
        place = QRect(whole.left(), 0, whole.width(), self.keys.wanted_height)
        if self._window is not None and window is self._window:  # the column that leads to the pages stays free
            strip = self._window.strip
            place.setLeft(strip.mapToGlobal(QPoint(0, 0)).x())
            place.setWidth(strip.width())
        place.moveBottom(whole.bottom())
        self.keys.setGeometry(place)
        self._make_room(place.height())
        self.keys.show()
        self.keys.raise_()

    def _make_room(self, height: int) -> None:
        """What is behind the keys comes out from behind them."""
        self._screen.taken = height
        window, target = self._window, self._target
        if window is not None and isValid(window):
            in_window = target is not None and isValid(target) and target.window() is window
            self._lift_page(window, height if in_window else 0)
        for dialog in self._app.topLevelWidgets():
            if isinstance(dialog, QDialog) and dialog.isVisible():
                self._screen.place(dialog)
        self._seen.start(0)

    def _lift_page(self, window: MainWindow, height: int) -> None:
        """The page ends above the keys, as far as it has the room: what would be squeezed goes behind them."""
        room = window.keys_room
        stacks = [each for each in window.findChildren(QStackedWidget) if each.parent() is room.parent()]
        page = stacks[0].currentWidget() if stacks else None
        taken = 0 if room.isHidden() else room.height()
        if page is not None and height:
            height = max(0, min(height, page.height() + taken - page.minimumSizeHint().height()))
        room.setFixedHeight(height)
        room.setVisible(bool(height))

    def _show_target(self) -> None:
        """A page that scrolls shows the line that is typed in; one that can't is squeezed until that is seen."""
        target = self._target
        if target is not None and isValid(target) and target.window() is self._window and self._is_behind(target):
            self._window.keys_room.setFixedHeight(self.keys.height())
            self._window.keys_room.show()
        above = target.parentWidget() if target is not None and isValid(target) else None
        while above is not None and target is not None:
            if isinstance(above, QScrollArea):
                above.ensureWidgetVisible(target, 0, SIZES.gap)
            above = above.parentWidget()

    def _is_behind(self, target: QWidget) -> bool:
        place = QRect(target.mapToGlobal(QPoint(0, 0)), target.size())
        return self.keys.isVisible() and place.intersects(self.keys.geometry())

    # What is typed.

    def _on_typed(self, text: str) -> None:
        self._send(Qt.Key.Key_unknown if len(text) != 1 else _key_of(text), text)

    def _on_worked(self, work: Work) -> None:
        if work is Work.HIDE:
            self._hide()
        else:
            self._send(WORKS[work], "\r" if work is Work.ENTER else "\b")

    def _send(self, key: Qt.Key, text: str) -> None:
        """As a keyboard does: a press and a release, to what has the cursor now."""
        target = self._app.focusWidget()
        if target is None:
            return
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            if isValid(target):
                QCoreApplication.sendEvent(target, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))


def takes_text(widget: QWidget) -> bool:
    """Whether keys can be typed there; a line with digits of its own beside it needs no others."""
    if isinstance(widget, QLineEdit):
        return widget.isEnabled() and not widget.isReadOnly() and not widget.property("own_keys")
    return isinstance(widget, QPlainTextEdit) and widget.isEnabled() and not widget.isReadOnly()


def takes_digits(widget: QWidget) -> bool:
    """Whether it is digits that are typed there."""
    return bool(widget.inputMethodHints() & NUMERIC) or widget.objectName().rpartition(".")[2] in NUMBERS


def _key_of(text: str) -> Qt.Key:
    """The key that types a letter, where a keyboard has one."""
    code = ord(text.upper()) if len(text.upper()) == 1 else 0
    return Qt.Key(code) if 0x20 <= code < 0x7F else Qt.Key.Key_unknown
