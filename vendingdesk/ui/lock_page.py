"""What stands there while nobody does: names, a PIN, and nothing of customers or sums."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLineEdit, QListWidget, QVBoxLayout, QWidget

from vendingdesk.counter.pins import LONGEST
from vendingdesk.ui.keypad import Keypad
from vendingdesk.ui.parts import MessageLine, button, captioned, field, frame, label, spaced
from vendingdesk.ui.scanner import ENTER, KeyPace
from vendingdesk.ui.theme import SIZES

ARROWS = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down})


class LockPage(QWidget):
    """``signed`` carries a name and what was typed for a PIN; the line is empty then. ``recovery_wanted`` asks for
    the way in with the recovery code.
    """

    signed = Signal(str, str)
    recovery_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("lock")
        self.setProperty("role", "ground")
        self._pace = KeyPace()
        self._busy = False
        self._names: tuple[str, ...] = ()
        self.names = QListWidget()
        self.names.setObjectName("lock.names")
        self.names.setAccessibleName(self.tr("Who stands at the till"))
        self.names.setProperty("role", "framed")
        self.names.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.names.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.pin = field("lock.pin", self.tr("PIN"), large=True, limit=LONGEST)
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhHiddenText)
        self.keypad = Keypad("lock.key", self.pin)
        self.ok = button("lock.ok", self.tr("Sign on"), self.tr("Sign on  ⏎"), role="primary")
        self.message = MessageLine("lock.message", lines=2)
        self.news = label("", "warning", wrap=True)
        self.news.setObjectName("lock.news")
        self.nobody = label(
            self.tr(
                "Nobody's PIN is known here any more: the file with the PINs (register.sqlite) was removed or "
                "replaced. Put it back, or press “Recovery code” and name a supervisor anew."
            ),
            "warning",
            wrap=True,
        )
        self.nobody.setObjectName("lock.nobody")
        self.nobody.hide()
        self.recovery = button("lock.recovery", self.tr("Recovery code"), self.tr("Recovery code…"))
        self._lay_out()
        self.pin.installEventFilter(self)
        self.ok.clicked.connect(self._submit)
        self.names.itemClicked.connect(lambda _item: self.pin.setFocus())
        self.names.itemActivated.connect(lambda _item: self.pin.setFocus())
        self.recovery.clicked.connect(self.recovery_wanted)

    def _lay_out(self) -> None:
        card = frame("card")
        card.setFixedWidth(2 * SIZES.card_width)
        left = QVBoxLayout()
        spaced(left, gap=8)
        self._asked = label(self.tr("&Who are you?"), "muted", buddy=self.names)
        left.addLayout(captioned(self._asked, self.names))
        left.addWidget(self.nobody, 0, Qt.AlignmentFlag.AlignTop)
        left.addWidget(self.recovery)
        right = QVBoxLayout()
        spaced(right, gap=8)
        right.addLayout(captioned(label(self.tr("&PIN"), "muted", buddy=self.pin), self.pin))
        right.addWidget(self.keypad)
        right.addWidget(self.ok)
        both = QHBoxLayout()
        spaced(both, gap=SIZES.gutter)
        both.addLayout(left, 1)
        both.addLayout(right, 1)
        inside = QVBoxLayout(card)
        spaced(inside, margin=SIZES.gutter, gap=8)
        inside.addWidget(label(self.tr("The till is locked"), "title"))
        inside.addWidget(self.news)
        inside.addLayout(both)
        inside.addWidget(self.message)
        middle = QHBoxLayout(self)
        spaced(middle)
        middle.addStretch(1)
        middle.addWidget(card, 0, Qt.AlignmentFlag.AlignVCenter)
        middle.addStretch(1)

    def show_names(self, names: tuple[str, ...], chosen: str) -> None:
        """Who may sign on; the last one who stood here is chosen, unless the same stand there already."""
        if names != self._names:
            self._names = names
            self.names.clear()
            self.names.addItems(names)
            self._choose(chosen)
        for part in (self._asked, self.names):
            part.setHidden(not names)
        self.nobody.setVisible(not names)

    def _choose(self, name: str) -> None:
        self.names.setCurrentRow(self._names.index(name) if name in self._names else 0)

    def show_news(self, waiting: int, late: int) -> None:
        """That answers came or are waited for, and nothing of whose."""
        one, many = self.tr("1 answer came: sign on to see it."), self.tr("%1 answers came: sign on to see them.")
        text = one if late == 1 else many.replace("%1", str(late)) if late else ""
        if waiting:
            text = f"{text} {self.tr('A token is still being asked for. Do not switch the till off.')}".strip()
        self.news.setText(text)
        self.news.setVisible(bool(text))

    def begin(self, last: str) -> None:
        """A new lock: nothing typed, the cursor in the PIN, who stood here last chosen."""
        self._choose(last)
        self.pin.clear()
        self.message.clear()
        self._pace.begin()
        self.pin.setFocus()

    def refuse(self, text: str) -> None:
        """Say why nobody was let in."""
        self.message.say(text)
        self.pin.setFocus()

    def set_busy(self, *, busy: bool) -> None:
        """While a PIN is tried nothing else is typed."""
        self._busy = busy
        for part in (self.names, self.pin, self.keypad, self.ok, self.recovery):
            part.setDisabled(busy)

    def _submit(self) -> None:
        pin = self.pin.text()
        self.pin.clear()
        if self._busy:
            return
        if self.names.currentRow() < 0:
            self.refuse(self.tr("Nobody's PIN is known here any more. Use the recovery code."))
        elif not pin:
            self.refuse(self.tr("Type your PIN."))
        else:
            self.message.clear()
            self.signed.emit(self.names.currentItem().text(), pin)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter by hand signs on; a scanner's is no PIN. The arrows choose a name while the cursor stays here."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyRelease:
            self._pace.released(event)
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if event.key() in ENTER:
            if self._pace.by_hand(event):
                self._submit()
            elif not event.isAutoRepeat():
                self.pin.clear()
                self.refuse(self.tr("That came too fast for a hand. A scanner signs nobody on: type your PIN."))
            return True
        if event.key() in ARROWS and self.names.count():
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self.names.setCurrentRow((self.names.currentRow() + step) % self.names.count())
            return True
        self._pace.heard(event)
        return super().eventFilter(watched, event)
