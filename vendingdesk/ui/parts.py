"""The small pieces that every page is built of."""

from __future__ import annotations

from collections.abc import Callable

from PySide6 import QtCore
from PySide6.QtGui import QFocusEvent, QFont, QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from vendingdesk.ui.by_number import ENTER, plain, selectable
from vendingdesk.ui.compact import bring_into_sight
from vendingdesk.ui.scanner import KeyPace
from vendingdesk.ui.sides import from_the_right, kept_in_order
from vendingdesk.ui.theme import MONO, SIZES


def restyle(widget: QWidget, **properties: str) -> None:
    """Set style properties and let the rules for them take effect."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def label(text: str = "", role: str = "", *, buddy: QWidget | None = None, wrap: bool = False) -> QLabel:
    """A label in one of the theme's roles; ``buddy`` is the input that it names."""
    made = _sided(text) if from_the_right() else QLabel(text)
    plain(made)
    if role:
        made.setProperty("role", role)
    if buddy is not None:
        made.setBuddy(buddy)
    made.setWordWrap(wrap)
    return made


def _sided(text: str) -> QLabel:
    from vendingdesk.ui.sided_parts import SidedLabel  # a screen from the left is painted without it

    return SidedLabel(text)


def field(name: str, spoken: str, *, large: bool = False, limit: int = 64) -> QLineEdit:
    """A line to type in, with its fixed object name and what a screen reader says."""
    made = QLineEdit()
    made.setObjectName(name)
    made.setAccessibleName(spoken)
    made.setMaxLength(limit)
    if large:
        made.setProperty("role", "large")
    return made


class PageButton(QPushButton):
    """Pressed by Enter as by Space while it has the focus; a dialog keeps Enter for its own rules.

    Neither a key that is held down nor a scanner presses it: both end what they were meant for, not what comes next.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._pace = KeyPace()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """From here on: an Enter right behind the focus was meant for what had it before."""
        super().focusInEvent(event)
        self._pace.begin()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it; every other key sets the pace."""
        if event.key() not in ENTER or isinstance(self.window(), QDialog):
            self._pace.heard(event)
            super().keyPressEvent(event)
        elif self._pace.by_hand(event):
            self.click()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Remember when, to know a held key by it."""
        self._pace.released(event)
        super().keyReleaseEvent(event)


def button(name: str, spoken: str, text: str = "", *, role: str = "") -> QPushButton:
    """A button with its fixed object name, what a screen reader says, and what stands on it."""
    made = PageButton(text or spoken)
    made.setObjectName(name)
    made.setAccessibleName(spoken)
    made.setAutoDefault(False)
    if role:
        made.setProperty("role", role)
    return made


def hold(*parts: QWidget) -> Callable[[], None]:
    """Disable what must wait while something works; the call that it gives enables it all again.

    What had the keyboard gets it back, unless something else was given it meanwhile. Qt would hand it on to whatever
    stands next, and the next Enter would press what nobody meant.
    """
    focus = parts[0].window().focusWidget()
    had = focus if focus is not None and focus in parts else None
    if had is not None:
        had.clearFocus()
    for part in parts:
        part.setDisabled(True)

    def release() -> None:
        for part in parts:
            if isValid(part):
                part.setEnabled(True)
        if had is not None and isValid(had) and had.isVisible() and nowhere(had.window()):
            had.setFocus()

    return release


def nowhere(window: QWidget) -> bool:
    """Whether nothing of a window has its keyboard."""
    return window.focusWidget() in (None, window)


def frame(role: str) -> QFrame:
    """A surface in one of the theme's roles."""
    made = QFrame()
    made.setProperty("role", role)
    made.setAttribute(QtCore.Qt.WidgetAttribute.WA_StyledBackground)
    return made


def spaced(layout: QLayout, *, margin: int = 0, gap: int = SIZES.gap) -> None:
    """Margins and gaps from the theme's table."""
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(gap)


def captioned(caption: QLabel, line: QWidget) -> QVBoxLayout:
    """An input close below its caption, so that white space tells what belongs together."""
    made = QVBoxLayout()
    spaced(made, gap=3)
    made.addWidget(caption)
    made.addWidget(line)
    return made


def kept_room(widget: QWidget) -> None:
    """Keep a widget's room while it is hidden, so that nothing beside it jumps."""
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    widget.setSizePolicy(policy)


def page_margins(layout: QLayout) -> None:
    """The margins of every page: the same, so that the title stays where it is from page to page."""
    layout.setContentsMargins(SIZES.gutter, SIZES.gap, SIZES.gutter, SIZES.gap)
    layout.setSpacing(SIZES.gutter)


class TokenLabel(QLabel):
    """Tokens in the largest type that their line has room for, left to right in every language."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        plain(self)
        self.setLayoutDirection(QtCore.Qt.LayoutDirection.LeftToRight)
        by_hand = QtCore.Qt.TextInteractionFlag
        self.setTextInteractionFlags(by_hand.TextSelectableByMouse | by_hand.TextSelectableByKeyboard)
        # Its text must not widen the window: the type fits the line, not the line the type.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        """Show tokens, one a line."""
        super().setText(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another size."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        longest = max(self.text().splitlines() or [""], key=len)
        if not longest:
            return
        font = QFont(MONO)
        font.setWeight(QFont.Weight.DemiBold)
        font.setPixelSize(SIZES.token_most)
        needed = QFontMetrics(font).horizontalAdvance(longest)
        fitting = SIZES.token_most * max(self.width() - 2, 1) // max(needed, 1)
        font.setPixelSize(max(SIZES.token_least, min(SIZES.token_most, fitting)))
        if font != self.font():
            self.setFont(font)


class MessageLine(QLabel):
    """One line for what went wrong or right; it keeps its place, so that nothing jumps."""

    def __init__(self, name: str, *, lines: int = 1) -> None:
        super().__init__()
        self.setObjectName(name)
        plain(self)
        self.setWordWrap(True)
        self.setMinimumHeight(self.fontMetrics().lineSpacing() * lines + 4)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        selectable(self)

    def say(self, text: str, role: str = "danger") -> None:
        """Show a sentence in a role's colour; an empty one clears the line."""
        self.setText(kept_in_order(text))
        restyle(self, role=role)
        if text:
            bring_into_sight(self)

    def clear(self) -> None:
        """Nothing to say."""
        self.say("", "muted")
