"""A kiosk's screens: covered wholly, every window without a frame, nothing minimised, nothing behind."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPlatformSurfaceEvent, QScreen, QWindow
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from vendingdesk.ui import theme
from vendingdesk.ui.kiosk_grab import Grab, leads_out
from vendingdesk.ui.parts import button, frame, spaced
from vendingdesk.ui.theme import SIZES

BEAT_MS = 500
"""Between two looks at whether this program is in front and holds the keyboard."""

FRAMED = frozenset({Qt.WindowType.Window, Qt.WindowType.Dialog, Qt.WindowType.Tool, Qt.WindowType.Sheet})
EDGED = frozenset({QEvent.Type.Show, QEvent.Type.Resize})
KEYS = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride})
TOUCHED = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
    }
)
"""What only somebody does who is there."""


class Cover(QWidget):
    """A plain ground over one screen, behind the windows of this program; it never takes the keyboard."""

    leave_wanted = Signal()

    def __init__(self, screen: QScreen) -> None:
        super().__init__(None, Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowDoesNotAcceptFocus)
        self.setObjectName("kiosk.cover")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setProperty("role", "ground")
        self.setWindowTitle(self.tr("Vending Desk"))
        self.may_close = False
        self.leave = button("kiosk.leave", self.tr("Leave the kiosk"), self.tr("Leave the kiosk…"))
        self.leave.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.leave.clicked.connect(self.leave_wanted)
        below = QHBoxLayout()
        spaced(below)
        below.addStretch(1)
        below.addWidget(self.leave)
        whole = QVBoxLayout(self)
        spaced(whole, margin=SIZES.gap)
        whole.addStretch(1)
        whole.addLayout(below)
        self.setScreen(screen)
        self.setGeometry(screen.geometry())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Only the program takes it away."""
        event.setAccepted(self.may_close)


class KioskScreen(QObject):
    """Holds the screens from ``begin`` to ``end``; ``touched`` says that somebody is there.

    One per application: ``of`` gives the one that there is. ``leave_wanted``: the button beside the sign-in.
    """

    touched = Signal()
    leave_wanted = Signal()
    placed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._covers: list[Cover] = []
        self._main: QWidget | None = None
        self.taken = 0
        """The height of what stands at the bottom of the screen in front of the windows: keys."""
        self._grab = Grab(app)
        self._beat = QTimer(self)
        self._beat.setInterval(BEAT_MS)
        self._beat.timeout.connect(self.look)

    @classmethod
    def of(cls, app: QApplication) -> KioskScreen:
        """The one of this application, begun."""
        there = app.findChild(cls)
        if there is None:
            there = cls(app)
            there.begin()
        return there

    def begin(self) -> None:
        """Cover every screen."""
        self._app.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
        theme.for_fingers(self._app, on=True)
        self._app.installEventFilter(self)
        self._app.screenAdded.connect(self._cover)
        self._app.screenRemoved.connect(self._uncover)
        for screen in self._app.screens():
            self._cover(screen)
        self._beat.start()

    def end(self) -> None:
        """Let go of screens, keyboard and mouse."""
        self._beat.stop()
        self._app.removeEventFilter(self)
        self._app.screenAdded.disconnect(self._cover)
        self._app.screenRemoved.disconnect(self._uncover)
        self._grab.end()
        for cover in self._covers:
            cover.may_close = True
            cover.close()
            cover.deleteLater()
        self._covers = []
        self._app.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs, False)
        theme.for_fingers(self._app, on=False)
        self.setParent(None)
        self.deleteLater()

    def fill(self, window: QWidget) -> None:
        """Show the main window over the whole of its screen, also where no window manager heeds a wish."""
        self._main = window
        window.setWindowState(Qt.WindowState.WindowFullScreen)
        window.setGeometry(window.screen().geometry())
        window.show()
        window.screen().geometryChanged.connect(window.setGeometry)
        for cover in self._covers:
            cover.setVisible(cover.screen() is not window.screen())

    def room(self, window: QWidget) -> QRect:
        """What a window's screen has above the keys."""
        return window.screen().geometry().adjusted(0, 0, 0, -self.taken)

    def _cover(self, screen: QScreen) -> None:
        cover = Cover(screen)
        cover.leave_wanted.connect(self.leave_wanted)
        self._covers.append(cover)
        cover.leave.setVisible(self._main is None and screen is self._app.primaryScreen())
        cover.setWindowState(Qt.WindowState.WindowFullScreen)
        cover.show()
        screen.geometryChanged.connect(cover.setGeometry)

    def _uncover(self, screen: QScreen) -> None:
        for cover in [each for each in self._covers if each.screen() is screen]:
            self._covers.remove(cover)
            cover.may_close = True
            cover.close()
            cover.deleteLater()

    # In front, whatever happens.

    def look(self) -> None:
        """Back to the front with the keyboard, where something took either."""
        if self._app.activePopupWidget() is not None:
            return
        front = self._front()
        ours = self._app.applicationState() is Qt.ApplicationState.ApplicationActive
        if front is not None and (not ours or self._app.focusWindow() is None):
            front.raise_()
            front.activateWindow()
        self._grab.look()

    def _front(self) -> QWidget | None:
        """The window that a person works in."""
        asked = self._app.activeModalWidget()
        if asked is not None:
            return asked
        if self._main is not None and isValid(self._main) and self._main.isVisible():
            return self._app.activeWindow() or self._main
        shown = [each for each in self._app.topLevelWidgets() if isinstance(each, QDialog) and each.isVisible()]
        return shown[0] if shown else None

    def place(self, dialog: QWidget) -> None:
        """A dialog in the middle of its room; one that is higher moves up until what is typed in is seen."""
        if not isValid(dialog) or not dialog.isVisible():
            return
        room, size = self.room(dialog), dialog.size()
        left = room.left() + max(0, (room.width() - size.width()) // 2)
        top = room.top() + (room.height() - size.height()) // 2
        if top < room.top():
            top = room.top()
            typed = dialog.focusWidget()
            if typed is not None:
                below = typed.mapTo(dialog, QPoint(0, typed.height())).y() + SIZES.gap
                top = max(room.bottom() - size.height(), min(top, room.bottom() - below))
        dialog.move(left, top)

    # What windows and keys do.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Everything that happens in this program, before it happens."""
        kind = event.type()
        if kind in TOUCHED:
            self.touched.emit()
        if isinstance(watched, QWindow):
            return self._of_window(watched, event)
        if kind is QEvent.Type.ContextMenu:
            return True
        if kind in KEYS and isinstance(event, QKeyEvent) and leads_out(event):
            return True
        if isinstance(watched, QWidget):
            self._of_widget(watched, kind)
        return False

    def _of_window(self, window: QWindow, event: QEvent) -> bool:
        if isinstance(event, QPlatformSurfaceEvent) and window.type() in FRAMED:
            if event.surfaceEventType() is QPlatformSurfaceEvent.SurfaceEventType.SurfaceCreated:
                window.setFlags(window.flags() | Qt.WindowType.FramelessWindowHint)
                self._over_cover(window)
        elif event.type() in KEYS:
            self._grab.heard(window, event)
        return False

    def _over_cover(self, window: QWindow) -> None:
        """What belongs to no window stands over the cover, also when a finger comes down on that."""
        covers = [cover for cover in self._covers if cover.isVisible() and cover.screen() is window.screen()]
        if window.transientParent() is None and covers and window.type() is Qt.WindowType.Dialog:
            window.setTransientParent(covers[0].windowHandle())

    def _of_widget(self, widget: QWidget, kind: QEvent.Type) -> None:
        if kind is QEvent.Type.Polish and isinstance(widget, QTableView):
            widget.verticalHeader().setDefaultSectionSize(SIZES.control)
        elif kind is QEvent.Type.Polish and isinstance(widget, QFileDialog):
            widget.setOption(QFileDialog.Option.ReadOnly)  # nothing is renamed or deleted from in here
        elif not widget.isWindow():
            return
        elif kind in EDGED and isinstance(widget, QDialog):
            _edge(widget)
            QTimer.singleShot(0, widget, lambda: self.place(widget))
        elif kind is QEvent.Type.WindowStateChange and (widget is self._main or isinstance(widget, Cover)):
            QTimer.singleShot(0, widget, lambda: self._restore(widget))

    def _restore(self, widget: QWidget) -> None:
        if widget.isVisible() and (widget.isMinimized() or not widget.isFullScreen()):
            widget.setWindowState(Qt.WindowState.WindowFullScreen)
            widget.setGeometry(widget.screen().geometry())


def _edge(dialog: QDialog) -> None:
    """A line around a dialog: without a frame it would lie on the page like a part of it."""
    found = dialog.findChildren(QFrame, "kiosk.edge", Qt.FindChildOption.FindDirectChildrenOnly)
    edge = found[0] if found else frame("edge")
    if not found:
        edge.setObjectName("kiosk.edge")
        edge.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        edge.setParent(dialog)
        edge.lower()
        edge.show()
    edge.setGeometry(dialog.rect())
