"""A keyboard on the screen for a till without one; it takes neither keyboard nor focus from what is typed in."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from vendingdesk.ui.parts import button, frame, spaced
from vendingdesk.ui.screen_keys import DIGITS, KeyCap, Work, pages
from vendingdesk.ui.theme import SIZES

GAP, EDGE = 4, 1
LEAST = QSize(980, 560)
"""The smallest screen that has room for keys of the full measure, in the pixels that everything is drawn in."""

ERASE_MS = 400
"""How long the eraser is held before it goes on by itself."""


def _spoken(work: Work) -> str:
    words = {
        Work.SHIFT: QCoreApplication.translate("ScreenKeyboard", "Capital letter"),
        Work.ERASE: QCoreApplication.translate("ScreenKeyboard", "Erase"),
        Work.ENTER: QCoreApplication.translate("ScreenKeyboard", "Enter"),
        Work.HIDE: QCoreApplication.translate("ScreenKeyboard", "Hide the keys"),
    }
    return words[work]


class ScreenKeyboard(QWidget):
    """Shows one page of keys at a time. ``typed`` carries text, ``worked`` what else was pressed.

    A window of its own that no dialog blocks and no window manager moves. ``turned``: another page, another height.
    """

    typed = Signal(str)
    worked = Signal(Work)
    turned = Signal()

    def __init__(self, language: str) -> None:
        super().__init__(
            None,
            Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowDoesNotAcceptFocus,
        )
        self.setObjectName("keys")
        self.setAccessibleName(self.tr("Keys"))
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as on a keyboard of wood
        # Where everything is drawn larger, keys of the full measure would leave no room for what is typed in.
        room = self.screen().size()
        self._low = room.width() < LEAST.width() or room.height() < LEAST.height()
        self._capital = False
        self._letters: list[tuple[QPushButton, str]] = []
        self._pages: dict[str, QWidget] = {}
        ground = frame("keys")
        inside = QVBoxLayout(ground)
        spaced(inside, margin=2 * GAP)
        for name, rows in pages(language).items():  # no stack of them: that is as high as its highest page
            made = self._page(name, rows)
            made.hide()
            self._pages[name] = made
            inside.addWidget(made)
        whole = QVBoxLayout(self)
        spaced(whole)
        whole.addWidget(ground)
        self._name = DIGITS

    @property
    def page(self) -> str:
        """The page that is shown."""
        return self._name

    @property
    def wanted_height(self) -> int:
        """How high the page in front is."""
        return self._pages[self._name].sizeHint().height() + 4 * GAP + EDGE

    def turn(self, name: str) -> None:
        """Show another page; capitals are for one letter."""
        self._pages[self._name].hide()
        self._name = name
        self._pages[name].show()
        self._set_capital(capital=False)
        self.turned.emit()

    def _page(self, name: str, rows: tuple[tuple[KeyCap, ...], ...]) -> QWidget:
        made = QWidget()
        grid = QVBoxLayout(made)
        spaced(grid, gap=GAP)
        for row in rows:
            cells = QGridLayout()
            spaced(cells, gap=GAP)
            column = 0
            for cap in row:
                cells.addWidget(self._key(name, cap), 0, column, 1, cap.wide)
                column += cap.wide
            for each in range(column):
                cells.setColumnStretch(each, 1)
            grid.addLayout(cells)
        return made

    def _key(self, page: str, cap: KeyCap) -> QPushButton:
        name = cap.text or cap.page or (cap.work.name.lower() if cap.work is not None else "")
        spoken = self.tr("Space") if cap.text == " " else cap.text or cap.shown
        shown = cap.shown or cap.text
        if cap.work is not None:
            spoken, shown = _spoken(cap.work), cap.work.value
        spelled = "space" if name == " " else name
        made = button(f"keys.{page}.{spelled}", spoken, _shown(shown), role="lowkey" if self._low else "key")
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setMinimumWidth(0 if self._low else SIZES.control)
        if cap.page:
            made.clicked.connect(lambda: self.turn(cap.page))
        elif cap.work is Work.SHIFT:
            made.clicked.connect(lambda: self._set_capital(capital=not self._capital))
        elif cap.work is not None:
            work = cap.work
            if work is Work.ERASE:
                made.setAutoRepeat(True)
                made.setAutoRepeatDelay(ERASE_MS)
            made.clicked.connect(lambda: self.worked.emit(work))
        else:
            made.clicked.connect(lambda: self._on_typed(cap.text))
            if cap.text.upper() != cap.text and len(cap.text.upper()) == 1:
                self._letters.append((made, cap.text))
        return made

    def _on_typed(self, text: str) -> None:
        self.typed.emit(text.upper() if self._capital and len(text.upper()) == 1 else text)
        self._set_capital(capital=False)

    def _set_capital(self, *, capital: bool) -> None:
        self._capital = capital
        for key, text in self._letters:
            key.setText(text.upper() if capital else text)


def _shown(text: str) -> str:
    """A letter behind “&” would be underlined."""
    return text.replace("&", "&&")
