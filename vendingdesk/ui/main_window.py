"""The main window: pages on the left by name and key, the status strip above, one page in front."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TypeVar

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from vendingdesk.counter.desk import Desk
from vendingdesk.ui import compact
from vendingdesk.ui.crash_bar import CrashBar
from vendingdesk.ui.curtain import Curtain
from vendingdesk.ui.doubt_card import DoubtCard
from vendingdesk.ui.doubts_page import DoubtsPage
from vendingdesk.ui.history_page import HistoryPage
from vendingdesk.ui.inspector import Inspector
from vendingdesk.ui.late_page import LatePage
from vendingdesk.ui.local_tokens import LocalTokens
from vendingdesk.ui.meters_page import MetersPage
from vendingdesk.ui.navigation import Navigation
from vendingdesk.ui.news_line import NewsLine
from vendingdesk.ui.paper_tray import PaperTray
from vendingdesk.ui.parts import label, spaced
from vendingdesk.ui.rejection_guide import RejectionGuide
from vendingdesk.ui.reports_page import ReportsPage
from vendingdesk.ui.screen_room import fitted, frame_of
from vendingdesk.ui.sell_page import SellPage
from vendingdesk.ui.settings_page import SettingsPage
from vendingdesk.ui.settled_panel import SettledPanel
from vendingdesk.ui.shift_page import ShiftPage
from vendingdesk.ui.status_strip import StatusStrip
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.token_help_page import TokenHelpPage
from vendingdesk.ui.tokens_page import TokensPage
from vendingdesk.ui.tray import Tray
from vendingdesk.ui.unit_bar import UnitBar
from vendingdesk.ui.vends import Vend, Vends

Part = TypeVar("Part", bound=QWidget)

READ_WHEN_SHOWN = (HistoryPage, MetersPage, ShiftPage, DoubtsPage, ReportsPage, SettingsPage)
"""Pages that are told when they come to the front, to read what they show."""

SMALLEST = QSize(1000, 560)
"""Fits a 1024×600 screen with a title bar."""

WANTED = QSize(1280, 760)
"""Where the screen has the room; else the window fills it."""


class MainWindow(QMainWindow):
    """Owns the pages; ``close_wanted`` is a request that the application answers when nothing runs."""

    close_wanted = Signal()
    training_wanted = Signal()

    def __init__(self, desk: Desk, tasks: TaskRegistry, vends: Vends) -> None:
        super().__init__()
        self.setObjectName("main")
        self.setWindowTitle(self.tr("Vending Desk"))
        self.fit_to(self.screen().availableGeometry())
        self.may_close = False
        self.strip = StatusStrip(desk.setup.till)
        self._desk = desk
        self._tasks = tasks
        self._vends = vends
        self._before_late: tuple[QWidget | None, QWidget | None] | None = None
        self._pages: dict[str, QWidget] = {}
        self._small = compact.has_small_room(self)
        self._stack = compact.PageStack(self) if self._small else QStackedWidget(self)
        self._nav = Navigation(self)

    def fit_to(self, screen: QRect) -> None:
        """Take a size and a place inside of what the system leaves to windows of a screen; a small one is filled."""
        room = screen.marginsRemoved(frame_of(self))
        self.setMinimumSize(SMALLEST.boundedTo(room.size()))
        self.setGeometry(fitted(WANTED, room))
        if WANTED.boundedTo(room.size()) != WANTED:
            # The system knows its frames better than a style does; without anybody who heeds it, the size is right.
            self.setWindowState(self.windowState() | Qt.WindowState.WindowMaximized)

    async def build(self) -> AsyncIterator[str]:
        """Make the pages one by one, giving each one's name: a caller can let the loop turn in between.

        They come into a window that stands: a widget that changes its window takes all below it through the style.
        """
        self._lay_out(self._nav, demo=self._desk.setup.demo)
        yield "frame"
        self.sell = SellPage(self._desk, self._tasks, self._vends)
        self._add_page("sell", self.tr("Sell"), "F2", self.sell)
        yield "sell"
        self.tokens = TokensPage(self._desk, self._tasks, self._vends)
        self._add_page("tokens", self.tr("Tokens"), "F3", self.tokens)
        yield "tokens"
        self.meters = MetersPage(self._desk, self._tasks)
        self._add_page("meters", self.tr("Meters"), "F4", self.meters)
        yield "meters"
        self.history = HistoryPage(self._desk, self._tasks)
        self._add_page("history", self.tr("History"), "F5", self.history)
        yield "history"
        self.shift = ShiftPage(self._desk, self._tasks)
        self._add_page("shift", self.tr("Shift"), "F7", self.shift)
        self._follow_shift()
        yield "shift"
        card, settled = self._owned(DoubtCard()), self._owned(SettledPanel())
        yield "doubt card"
        self.doubts = DoubtsPage(self._desk, self._tasks, card, settled)
        self._add_page("doubts", self.tr("Doubts"), "F8", self.doubts)
        self.strip.doubts.clicked.connect(lambda: self.show_page("doubts"))
        yield "doubts"
        self.reports = ReportsPage(self._desk, self._tasks)
        self._add_page("reports", self.tr("Reports"), "F12", self.reports)
        yield "reports"
        inspector = self._owned(Inspector(self._desk.inspect_tokens, self._tasks))
        yield "inspector"
        rejection = self._owned(RejectionGuide(self._desk.history, self._desk.key_change, self._tasks))
        yield "rejection"
        local = self._owned(LocalTokens())
        yield "local tokens"
        self.tokenhelp = TokenHelpPage(inspector, rejection, local)
        self._add_page("tokenhelp", self.tr("Token help"), "F1", self.tokenhelp)
        yield "tokenhelp"
        if self._desk.training is not None:
            # It leads to a window of its own: no page of this one is left for it.
            wanted = self.training_wanted.emit
            self._nav.add("training", self.tr("Training"), "F11", wanted)
        self.late = LatePage()
        self._stack.addWidget(self.late)
        self.late.put_away.connect(lambda: self.tray.set_shown(None))
        self.late.acknowledged.connect(self._on_acknowledged)
        self.tray.show_wanted.connect(self.show_late)
        yield "late"
        self._nav.stretch()
        self.settings = SettingsPage(self._desk, self._tasks)
        self._add_page("settings", self.tr("Settings"), "F10", self.settings)
        self._nav.redraw_icons()

    def _follow_shift(self) -> None:
        self._desk.shifts.when_changed(self._show_shift)
        self._show_shift()

    def _show_shift(self) -> None:
        """A shop that keeps no shifts never meets them."""
        shifts = self._desk.shifts
        self._nav.offer("shift", offered=shifts.on)
        self.strip.show_shift(on=shifts.on, since=None if shifts.shift is None else shifts.shift.opened_at)
        if not shifts.on and self._stack.currentWidget() is self.shift:
            self.show_page("sell")

    def _owned(self, part: Part) -> Part:
        """A part that waits for its page: it goes with the window if that is never finished."""
        part.setParent(self)
        return part

    def _add_page(self, name: str, text: str, key: str, page: QWidget) -> None:
        self._nav.add(name, text, key, lambda: self.show_page(name), page=True)
        self._pages[name] = page
        self._stack.addWidget(page)

    def _lay_out(self, nav: Navigation, *, demo: bool) -> None:
        right = QVBoxLayout()
        spaced(right, gap=0)
        right.addWidget(self.strip)
        if demo:
            banner = label(self.tr("DEMO – tokens sold here fit no real meter, only that of Training"), "banner")
            banner.setWordWrap(self._small)
            banner.setAlignment(Qt.AlignmentFlag.AlignCenter)
            banner.setObjectName("demo.banner")
            right.addWidget(banner)
        self.message = NewsLine("main.message")
        self.tray, self.paper, self.crashes = Tray(self._vends), PaperTray(), CrashBar()
        self.unit = UnitBar(self._desk, self._tasks)
        for bar in (self.tray, self.paper, self.crashes, self.unit):
            right.addWidget(bar)
        if self._small:
            compact.narrow(self.strip, self.tray)
        right.addWidget(compact.Scroller(self._stack) if self._small else self._stack, 1)
        right.addWidget(self.message)
        self.keys_room = QWidget()  # where a kiosk has keys on the screen
        self.keys_room.hide()
        right.addWidget(self.keys_room)
        self._vends.changed.connect(self._count_left)
        self.ground = QWidget()
        self.ground.setProperty("role", "ground")
        layout = QHBoxLayout(self.ground)
        spaced(layout, gap=0)
        layout.addWidget(nav.narrowed() if self._small else nav)
        layout.addLayout(right, 1)
        self.curtain = Curtain(self.ground, nav)
        self.setCentralWidget(compact.Scroller(self.curtain, steady=False) if self._small else self.curtain)

    def focus_page(self) -> None:
        """The cursor to where the work of the page in front starts."""
        page = self._stack.currentWidget()
        if page is not None:
            self._focus(page)

    def show_page(self, name: str) -> None:
        """Bring a page to the front and the cursor to where its work starts."""
        if self.message.property("mood") == "":  # news of the page that is left; a warning stays
            self.say("", mood="")
        self.over("slip")  # asked for on the page that is left
        page = self._pages[name]
        before = QApplication.focusWidget()
        self._nav.mark(name)
        self._stack.setCurrentWidget(page)
        if isinstance(page, READ_WHEN_SHOWN):
            page.shown()
        self._focus(page, before)

    def show_late(self, vend: Vend) -> None:
        """Show what became of a sale that was left; the page that it comes in front of keeps what was typed."""
        page = self._stack.currentWidget()
        if page is not self.late:
            self._before_late = (page, QApplication.focusWidget())
        self.over("slip")
        self.late.show_vend(vend)
        self._stack.setCurrentWidget(self.late)
        self.tray.set_shown(vend)
        self.late.result.next.setFocus()
        self.late.shown.emit()

    def shows_result(self) -> bool:
        """Whether what became of a sale stands in front right now."""
        page = self._stack.currentWidget()
        return isinstance(page, (SellPage, TokensPage, LatePage)) and page.result.isVisible()

    def _on_acknowledged(self, vend: Vend) -> None:
        """Seen: back to where the person was, the cursor where it stood."""
        self._vends.acknowledge(vend)
        before, self._before_late = self._before_late, None
        page, focus = before or (None, None)
        if page is None:
            self.show_page("sell")
            return
        self._stack.setCurrentWidget(page)
        if focus is not None and isValid(focus) and page.isAncestorOf(focus) and focus.isVisible():
            focus.setFocus()
        else:
            self._focus(page)

    def _count_left(self) -> None:
        late = len(self._vends.late)
        self.strip.show_waiting(len(self._vends.left) - late, late)

    def set_still(self, *, still: bool) -> None:
        """Take no more work, or take it again; what is said stays readable."""
        for part in (self._nav, self._stack, self.tray, self.paper, self.strip.doubts):
            part.setDisabled(still)

    def _focus(self, page: QWidget, before: QWidget | None = None) -> None:
        """The cursor to where the page's work starts; ``before`` had it: who types there goes on typing."""
        if isinstance(page, (SellPage, TokensPage)):
            if page.result.isVisibleTo(page):
                page.result.next.setFocus()
                return
            line = page.meter.line
            line.setFocus()
            if page.meter.check.digits and line is not before:
                line.selectAll()  # a whole number stands there: the next one, typed or scanned, comes in its place
        elif isinstance(page, (*READ_WHEN_SHOWN, TokenHelpPage)):
            page.first_field().setFocus()
            if isinstance(page, TokenHelpPage) and page.first_field() is not before:
                page.inspector.mark_whole()

    def say(self, text: str, *, mood: str = "warning", about: str = "") -> None:
        """A sentence at the bottom for what belongs to no page; an empty one takes it away.

        ``about`` names what it is true of, so that it goes with that: see ``over``.
        """
        self.message.say(text, mood=mood, about=about)

    def over(self, *about: str) -> None:
        """What these sentences were about has come to its end or is another now: none of them may stand any more."""
        if self.message.about in about:
            self.say("")

    def seen(self) -> None:
        """Somebody has read what stood there with a result; damage in the journal is said until it is repaired."""
        if self.message.about != "journal":
            self.say("")

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing is a request: what runs is waited for first."""
        if self.may_close:
            event.accept()
        else:
            event.ignore()
            self.close_wanted.emit()
