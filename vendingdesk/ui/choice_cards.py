"""A few things to choose one of, each a large card with a name and a sentence about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from vendingdesk.ui.parts import PageButton, kept_room, label, spaced
from vendingdesk.ui.theme import SIZES


@dataclass(frozen=True, slots=True)
class Card:
    """One thing to choose: its ``key``, its ``name`` and a sentence, which may be empty."""

    key: str
    name: str
    text: str = ""


class ChoiceCards(QWidget):
    """Cards of which one at most is chosen; at first none, unless one was before.

    Object names are ``name`` with the card's key behind it. Arrows go from card to card, Space or a click chooses.
    A chosen one has a tick, not only another colour. ``changed`` says that a person chose.
    """

    changed = Signal()

    def __init__(self, name: str, cards: Sequence[Card], *, chosen: str = "", columns: int = 1) -> None:
        super().__init__()
        self.setObjectName(name)
        self._group = QButtonGroup(self)
        self._cards: dict[str, _CardButton] = {}
        grid = QGridLayout(self)
        spaced(grid)
        for at, card in enumerate(cards):
            made = self._cards[card.key] = _CardButton(f"{name}.{card.key}", card)
            self._group.addButton(made)
            grid.addWidget(made, at // columns, at % columns)
            made.clicked.connect(self.changed)
        if chosen in self._cards:
            self._cards[chosen].setChecked(True)
        self.setFocusProxy(self._cards[chosen if chosen in self._cards else cards[0].key])

    @property
    def value(self) -> str:
        """The key of what is chosen; empty for nothing."""
        return next((key for key, card in self._cards.items() if card.isChecked()), "")


class _CardButton(PageButton):
    """A button as large as its words; they are labels, because a button's own text does not break."""

    def __init__(self, name: str, card: Card) -> None:
        super().__init__("")
        self.setObjectName(name)
        self.setAccessibleName(card.name)
        self.setAccessibleDescription(card.text)
        self.setAutoDefault(False)
        self.setCheckable(True)
        self.setProperty("role", "choice")
        heading = label(card.name, wrap=True)
        heading.setProperty("headline", "true")
        self._tick = label("✓", "good")
        self._tick.setProperty("headline", "true")
        kept_room(self._tick)
        self._tick.hide()
        words = QVBoxLayout()
        spaced(words, gap=3)
        words.addStretch(1)
        words.addWidget(heading)
        if card.text:
            words.addWidget(label(card.text, "", wrap=True))
        words.addStretch(1)
        row = QHBoxLayout(self)
        spaced(row, margin=SIZES.gap)
        row.addLayout(words, 1)
        row.addWidget(self._tick)
        for each in (heading, self._tick):
            each.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.toggled.connect(self._tick.setVisible)

    def sizeHint(self) -> QSize:
        """As the words need; a button would count its own text."""
        inside = self.layout()
        return inside.sizeHint() if inside is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Like ``sizeHint``."""
        inside = self.layout()
        return inside.minimumSize() if inside is not None else super().minimumSizeHint()
