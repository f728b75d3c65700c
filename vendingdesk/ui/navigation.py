"""The column where lines begin: an entry for each page, by name and key."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QMainWindow, QPushButton, QVBoxLayout, QWidget

from vendingdesk.ui import icons, theme
from vendingdesk.ui.compact import Scroller
from vendingdesk.ui.parts import button, label, spaced
from vendingdesk.ui.sides import from_the_right
from vendingdesk.ui.theme import SIZES


class Navigation(QFrame):
    """Entries come in the order in which they are added; one that is hidden has no key either."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self.setProperty("role", "nav")
        if from_the_right():
            self.setProperty("side", "right")
        self.setFixedWidth(SIZES.nav_width)
        self._window = window
        self._entries: dict[str, tuple[QPushButton, QShortcut]] = {}
        self._held = False
        self._narrow = False
        self._column = QVBoxLayout(self)
        # All ten entries stand below each other on a screen of 600 lines, each high enough for a finger.
        spaced(self._column, margin=SIZES.gap, gap=0)
        self._column.setContentsMargins(SIZES.gap, SIZES.gap // 2, SIZES.gap, SIZES.gap // 2)
        self._title = label(self.tr("Vending Desk"), "title")
        self._column.addWidget(self._title)
        self._column.addSpacing(SIZES.gap // 2)

    def add(self, name: str, text: str, key: str, chosen: Callable[[], object], *, page: bool = False) -> None:
        """An entry that leads to a ``page`` of the window, or elsewhere."""
        made = button(f"nav.{name}", text, role="nav")
        made.setCheckable(page)
        inside = QHBoxLayout(made)
        spaced(inside, margin=SIZES.gap // 2 if self._narrow else SIZES.gap)
        if self._narrow:  # the icon and the key; the name is said and shown when asked for
            made.setText("")
            made.setToolTip(text)
        inside.addStretch(1)
        shown_key = label(key, "small")
        shown_key.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inside.addWidget(shown_key)
        made.setIconSize(QSize(icons.EDGE, icons.EDGE))
        made.clicked.connect(lambda _checked=False: chosen())
        shortcut = QShortcut(QKeySequence(key), self._window)
        shortcut.activated.connect(chosen)
        self._column.addWidget(made)
        self._entries[name] = made, shortcut

    def narrowed(self) -> QWidget:
        """Only icons and keys from here on, and a bar to scroll them by, for a window that has no room for more."""
        self._narrow = True
        self._title.hide()
        self._column.setContentsMargins(SIZES.gap // 2, 0, SIZES.gap // 2, 0)
        self.setFixedWidth(SIZES.nav_narrow)
        made = Scroller(self, steady=False)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setFixedWidth(SIZES.nav_narrow + made.verticalScrollBar().sizeHint().width())
        return made

    def stretch(self) -> None:
        """What is added from here on stands at the bottom."""
        self._column.addStretch(1)

    def offer(self, name: str, *, offered: bool) -> None:
        """Show an entry, or hide it with its key: what a shop has not switched on it never meets."""
        made, shortcut = self._entries[name]
        made.setVisible(offered)
        shortcut.setEnabled(offered and not self._held)

    def hold(self, *, held: bool) -> None:
        """No key leads anywhere while something stands over all pages."""
        self._held = held
        for made, shortcut in self._entries.values():
            shortcut.setEnabled(not held and not made.isHidden())

    def mark(self, name: str) -> None:
        """The page that is in front. Not an exclusive group: of such a one Tab reaches only the button that is on."""
        for other, (made, _shortcut) in self._entries.items():
            made.setChecked(other == name)

    def redraw_icons(self) -> None:
        """Draw the icons in the theme's colours."""
        app = QApplication.instance()
        colours = theme.current(app) if isinstance(app, QApplication) else theme.LIGHT
        for name, (made, _shortcut) in self._entries.items():
            made.setIcon(icons.nav_icon(name, colours, self.devicePixelRatioF()))

    def changeEvent(self, event: QEvent) -> None:
        """Another look: the icons are pictures, and follow it."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self.redraw_icons()
