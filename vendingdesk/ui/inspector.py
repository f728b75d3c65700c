"""Type or paste a token and read what it is: with no key, and with what this till's journal knows."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from vendingdesk.counter.token_check import read_tokens
from vendingdesk.counter.token_search import InspectTokens, TokenVerdict
from vendingdesk.domain.errors import VendingDeskError
from vendingdesk.ui import token_words, words
from vendingdesk.ui.grouping import regroup
from vendingdesk.ui.parts import MessageLine, button, captioned, field, label, spaced
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.theme import SIZES
from vendingdesk.ui.verdict_card import VerdictCard

LONGEST = 4000
"""Characters that are taken in: far more than anybody means."""

MOST = 12
"""Tokens that are inspected at a time: the longest set that is handed out is shorter."""


class Inspector(QWidget):
    """``sale_wanted`` carries a receipt number, ``rejected_wanted`` a sale."""

    sale_wanted = Signal(str)
    rejected_wanted = Signal(object)

    def __init__(self, inspect: InspectTokens, tasks: TaskRegistry) -> None:
        super().__init__()
        self._inspect = inspect
        self._tasks = tasks
        self._shown: list[VerdictCard] = []
        self.setProperty("role", "ground")
        self.token = field("tokenhelp.token", self.tr("Token"), large=True, limit=LONGEST)
        self.meter = field("tokenhelp.meter", self.tr("Meter number"), limit=40)
        self.meter.setPlaceholderText(self.tr("if you know it"))
        self.meter.setFixedWidth(SIZES.meter_width)
        self.pressed = button("tokenhelp.inspect", self.tr("Inspect"), self.tr("Inspect  ⏎"), role="primary")
        self.counted = MessageLine("tokenhelp.count")
        top = QHBoxLayout()
        spaced(top)
        top.addLayout(captioned(label(self.tr("&Token"), "muted", buddy=self.token), self.token), 1)
        top.addLayout(captioned(label(self.tr("M&eter number"), "muted", buddy=self.meter), self.meter))
        top.addLayout(captioned(label(" "), self.pressed))
        self._room = QWidget()
        self._room.setProperty("role", "ground")
        self._cards = QVBoxLayout(self._room)
        spaced(self._cards, gap=8)
        self._cards.addStretch(1)
        self.view = QScrollArea()
        self.view.setAccessibleName(self.tr("What is known of the token"))
        self.view.setObjectName("tokenhelp.view")
        self.view.setProperty("role", "desk")
        self.view.setWidget(self._room)
        self.view.setWidgetResizable(True)
        layout = QVBoxLayout(self)
        spaced(layout, gap=6)
        layout.addLayout(top)
        layout.addWidget(self.counted)
        layout.addWidget(self.view, 1)
        self.token.textChanged.connect(self._on_typed)
        self.token.returnPressed.connect(self.inspect)
        self.meter.textChanged.connect(self._on_meter)
        self.meter.returnPressed.connect(self.inspect)
        self.pressed.clicked.connect(self.inspect)
        self._on_typed()

    def first_field(self) -> QWidget:
        """The token."""
        return self.token

    def mark_whole(self) -> None:
        """The page is in front again: a token that was typed to its end gives way to the next one."""
        readings = read_tokens(self.token.text())
        if readings and not readings[-1].missing:
            self.token.selectAll()

    def inspect(self) -> None:
        """Say all that can be said of what stands there."""
        self._tasks.cancel_owned(self)
        self._tasks.start(self._say(self.token.text(), self.meter.text()), name="token help: inspect", owner=self)

    async def _say(self, text: str, meter: str) -> None:
        fault = ""
        try:
            verdicts = await self._inspect(text, meter, MOST)
        except VendingDeskError as error:  # the digits tell the same without the journal
            fault = words.fault_text(error)
            verdicts = tuple(TokenVerdict(reading) for reading in read_tokens(text)[:MOST])
        self._clear()
        if fault:
            self.counted.say(fault)
        elif not verdicts:
            self.counted.say(self.tr("Type or paste a token first."))
            self.token.setFocus()
        for number, verdict in enumerate(verdicts, start=1):
            card = VerdictCard(verdict, number=number, of=len(verdicts), unread=bool(fault))
            card.sale_wanted.connect(self.sale_wanted)
            card.rejected_wanted.connect(self.rejected_wanted)
            self._cards.insertWidget(self._cards.count() - 1, card)
            self._shown.append(card)
            card.show()
        said = [f"{card.headline.text()}. {card.meaning.text()}" for card in self._shown]
        self.token.setAccessibleDescription(" ".join(said))  # the cursor stays there, so it is read out there
        self.view.verticalScrollBar().setValue(0)
        self.token.selectAll()  # the next token, typed or scanned, comes in its place

    def _on_typed(self) -> None:
        """Another token: what was said of the one before goes."""
        if not {"\n", "\r", "\u2028"} & set(self.token.text()):  # a pasted line each is a token each
            regroup(self.token)
        readings = read_tokens(self.token.text())
        wrong = any(reading.missing < 0 or reading.stray for reading in readings)
        whole = bool(readings) and not any(reading.fault for reading in readings)
        if len(readings) > MOST:
            text = self.tr("%1 tokens: no more than %2 at a time, the others are left out.")
            self.counted.say(text.replace("%1", str(len(readings))).replace("%2", str(MOST)), "warning")
        else:
            self.counted.say(token_words.counted(readings), "danger" if wrong else "good" if whole else "muted")
        self._forget()

    def _on_meter(self) -> None:
        regroup(self.meter)
        self._forget()

    def _forget(self) -> None:
        """What was said, or is about to be said, was of something else."""
        self._tasks.cancel_owned(self)
        self._clear()

    def _clear(self) -> None:
        for card in self._shown:
            card.hide()
            self._cards.removeWidget(card)
            card.deleteLater()
        self._shown.clear()
        self.token.setAccessibleDescription("")
