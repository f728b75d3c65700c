"""The main window: pages on the left by name and key, the status strip above, one page in front."""

from __future__ import annotations

from collections.abc import AsyncIterator

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from vendingdesk.counter.desk import Desk
from vendingdesk.ui import icons, theme
from vendingdesk.ui.history_page import HistoryPage
from vendingdesk.ui.meters_page import MetersPage
from vendingdesk.ui.parts import button, frame, label, restyle, spaced
from vendingdesk.ui.sell_page import SellPage
from vendingdesk.ui.status_strip import StatusStrip
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.theme import SIZES
from vendingdesk.ui.tokens_page import TokensPage

SMALLEST = QSize(1000, 560)
"""Fits a 1024×600 screen with a title bar."""


class MainWindow(QMainWindow):
    """Owns the pages; ``close_wanted`` is a request that the application answers when nothing runs."""

    close_wanted = Signal()

    def __init__(self, desk: Desk, tasks: TaskRegistry) -> None:
        super().__init__()
        self.setObjectName("main")
        self.setWindowTitle(self.tr("Vending Desk"))
        self.setMinimumSize(SMALLEST)
        self.resize(1280, 760)
        self.may_close = False
        self.strip = StatusStrip(desk.setup.till)
        self._desk = desk
        self._tasks = tasks
        self._pages: dict[str, tuple[QWidget, QPushButton]] = {}
        self._stack = QStackedWidget(self)
        self._nav = frame("nav")
        self._nav.setParent(self)
        self._nav.setFixedWidth(SIZES.nav_width)
        self._column = QVBoxLayout(self._nav)
        spaced(self._column, margin=SIZES.gap, gap=4)
        self._column.addWidget(label(self.tr("Vending Desk"), "title"))
        self._column.addSpacing(SIZES.gap)

    async def build(self) -> AsyncIterator[str]:
        """Make the pages one by one, giving each one's name: a caller can let the loop turn in between.

        They come into a window that stands: a widget that changes its window takes all below it through the style.
        """
        self._lay_out(self._nav, demo=self._desk.setup.demo)
        yield "frame"
        self.sell = SellPage(self._desk, self._tasks)
        self._add_page("sell", self.tr("Sell"), "F2", self.sell)
        yield "sell"
        self.tokens = TokensPage(self._desk, self._tasks)
        self._add_page("tokens", self.tr("Tokens"), "F3", self.tokens)
        yield "tokens"
        self.meters = MetersPage(self._desk, self._tasks)
        self._add_page("meters", self.tr("Meters"), "F4", self.meters)
        yield "meters"
        self.history = HistoryPage(self._desk, self._tasks)
        self._add_page("history", self.tr("History"), "F5", self.history)
        yield "history"
        self._column.addStretch(1)
        self.redraw_icons()

    def _add_page(self, name: str, text: str, key: str, page: QWidget) -> None:
        made = button(f"nav.{name}", text, role="nav")
        inside = QHBoxLayout(made)
        spaced(inside, margin=SIZES.gap)
        inside.addStretch(1)
        shown_key = label(key, "small")
        shown_key.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inside.addWidget(shown_key)
        made.setCheckable(True)
        made.setIconSize(QSize(icons.EDGE, icons.EDGE))
        made.clicked.connect(lambda: self.show_page(name))
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.activated.connect(lambda: self.show_page(name))
        self._pages[name] = (page, made)
        self._stack.addWidget(page)
        self._column.addWidget(made)

    def _lay_out(self, nav: QWidget, *, demo: bool) -> None:
        right = QVBoxLayout()
        spaced(right, gap=0)
        right.addWidget(self.strip)
        if demo:
            banner = label(self.tr("DEMO – tokens sold here are not valid on any meter"), "banner")
            banner.setAlignment(Qt.AlignmentFlag.AlignCenter)
            banner.setObjectName("demo.banner")
            right.addWidget(banner)
        self.message = label("", "notice", wrap=True)
        self.message.setObjectName("main.message")
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.message.hide()
        right.addWidget(self._stack, 1)
        right.addWidget(self.message)
        self.ground = QWidget()
        self.ground.setProperty("role", "ground")
        layout = QHBoxLayout(self.ground)
        spaced(layout, gap=0)
        layout.addWidget(nav)
        layout.addLayout(right, 1)
        self.setCentralWidget(self.ground)

    def show_page(self, name: str) -> None:
        """Bring a page to the front and the cursor to where its work starts."""
        if self.message.property("mood") == "":  # news of the page that is left; a warning stays
            self.say("", mood="")
        page, _pressed = self._pages[name]
        # Not an exclusive group: of such a one Tab reaches only the button that is on.
        for other, (_page, pressed) in self._pages.items():
            pressed.setChecked(other == name)
        self._stack.setCurrentWidget(page)
        if page is self.history:
            self.history.shown()
        elif page is self.meters:
            self.meters.shown()
        self._focus(page)

    def _focus(self, page: QWidget) -> None:
        if isinstance(page, (SellPage, TokensPage)):
            (page.result.next if page.result.isVisibleTo(page) else page.meter.line).setFocus()
        elif isinstance(page, (MetersPage, HistoryPage)):
            page.first_field().setFocus()

    def say(self, text: str, *, mood: str = "warning") -> None:
        """A sentence at the bottom for what belongs to no page; an empty one takes it away."""
        restyle(self.message, mood=mood)
        self.message.setText(text)
        self.message.setVisible(bool(text))

    def redraw_icons(self) -> None:
        """Draw the icons in the theme's colours."""
        app = QApplication.instance()
        colours = theme.current(app) if isinstance(app, QApplication) else theme.LIGHT
        for name, (_page, pressed) in self._pages.items():
            pressed.setIcon(icons.nav_icon(name, colours, self.devicePixelRatioF()))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing is a request: what runs is waited for first."""
        if self.may_close:
            event.accept()
        else:
            event.ignore()
            self.close_wanted.emit()
