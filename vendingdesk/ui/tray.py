"""The tray above the pages: sales that are still waited for, and late answers that nobody has seen yet."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from vendingdesk.domain.sale import VendState
from vendingdesk.ui.parts import button, frame, label, restyle, spaced
from vendingdesk.ui.theme import SIZES
from vendingdesk.ui.vend_words import facts, headline, state_of
from vendingdesk.ui.vends import Vend, Vends

ROWS = 3
"""Lines of the tray: as many vends as a till has on their way at once. What is more is counted below them."""

BEAT_MS = 1000


class _Row(QWidget):
    """One sale on one line: the same height while it waits and when its answer is there, so that nothing jumps."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.vend: Vend | None = None
        last = f".{number}" if number else ""
        self.ground = frame("tray")
        self.text = label("", "tray_text", wrap=True)  # two lines fit: a long name must not widen the window
        self.text.setObjectName(f"late.text{last}")
        self.show_it = button(
            f"late.show{last}", self.tr("Show it"), self.tr("Show it") + ("" if number else "  Ctrl+F12")
        )
        # A click leaves the cursor in the sale that is half typed; the Tab key comes here all the same.
        self.show_it.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        inside = QHBoxLayout(self.ground)
        inside.setContentsMargins(SIZES.gutter, 4, SIZES.gutter, 4)
        inside.setSpacing(SIZES.gap)
        inside.addWidget(self.text, 1)
        inside.addWidget(self.show_it)
        self.ground.setFixedHeight(SIZES.control + 8)
        outside = QVBoxLayout(self)
        spaced(outside, gap=0)
        outside.addWidget(self.ground)


class Tray(QWidget):
    """Nothing while there is nothing to wait for; ``show_wanted`` carries the vend whose end shall be shown."""

    show_wanted = Signal(object)

    def __init__(self, vends: Vends) -> None:
        super().__init__()
        self.setObjectName("tray")
        self._vends = vends
        self._shown: Vend | None = None
        self._rows = [_Row(number) for number in range(ROWS)]
        self._more = label("", "banner")
        layout = QVBoxLayout(self)
        spaced(layout, gap=0)
        for row in self._rows:
            row.show_it.clicked.connect(lambda _checked=False, row=row: self.show_wanted.emit(row.vend))
            layout.addWidget(row)
        layout.addWidget(self._more)
        key = QShortcut(QKeySequence("Ctrl+F12"), self)
        key.setAutoRepeat(False)
        key.activated.connect(self._on_key)
        self._beat = QTimer(self)
        self._beat.setInterval(BEAT_MS)
        self._beat.timeout.connect(self._tell_seconds)
        vends.changed.connect(self.refresh)
        vends.came_late.connect(self._on_late)
        self.refresh()

    def narrow(self) -> None:
        """As high as the words are, on a screen where they take more than two lines."""
        for row in self._rows:
            row.ground.setMaximumHeight(2 * row.ground.minimumHeight())

    def set_shown(self, vend: Vend | None) -> None:
        """What is in front needs no line of its own."""
        self._shown = vend
        self.refresh()

    def refresh(self) -> None:
        """Show the list as it is now."""
        there = [vend for vend in self._vends.left if vend is not self._shown]
        if len(there) > ROWS:  # an answer comes before a wait when there is no room for both
            there.sort(key=lambda vend: not vend.answered)
        for row, vend in zip(self._rows, [*there, *[None] * ROWS], strict=False):
            self._fill(row, vend)
        answered = self._answered()
        for row in answered:
            row.show_it.setText(self.tr("Show it  Ctrl+F12") if row is answered[0] else self.tr("Show it"))
        more = len(there) - ROWS
        self._more.setText(self.tr("and %1 more").replace("%1", str(more)))
        self._more.setVisible(more > 0)
        self.setVisible(bool(there))
        if any(not vend.answered for vend in there):
            self._beat.start()
            self._tell_seconds()
        else:
            self._beat.stop()

    def _fill(self, row: _Row, vend: Vend | None) -> None:
        row.vend = vend
        row.setVisible(vend is not None)
        if vend is None:
            return
        state = state_of(vend)
        row.show_it.setVisible(vend.answered)
        row.show_it.setAccessibleDescription(facts(vend.order))
        mood = {VendState.SENDING: "", VendState.IN_DOUBT: "danger"}.get(state, "late")
        restyle(row.ground, mood=mood)
        restyle(row.text, mood=mood)
        if vend.answered:
            row.text.setText(headline(vend))

    def _answered(self) -> list[_Row]:
        return [row for row in self._rows if row.vend is not None and row.vend.answered]

    def _on_key(self) -> None:
        """The first that there is to see."""
        for row in self._answered()[:1]:
            self.show_wanted.emit(row.vend)

    def _tell_seconds(self) -> None:
        for row in self._rows:
            if row.vend is not None and not row.vend.answered:
                text = self.tr("Still waiting, %1 s: %2. Do not sell it again.")
                row.text.setText(text.replace("%1", str(row.vend.seconds)).replace("%2", facts(row.vend.order)))

    def _on_late(self, vend: Vend) -> None:
        """Say it to those who don't look: a screen reader, a window in the back, ears."""
        news = QAccessibleAnnouncementEvent(self, headline(vend))
        news.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(news)
        QApplication.alert(self.window())
        QApplication.beep()
