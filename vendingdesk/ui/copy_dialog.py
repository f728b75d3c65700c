"""Why a slip is wanted once more: asked before anything is counted, kept in the journal."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vendingdesk.counter.copies import CopyWhy
from vendingdesk.counter.receipt import NextSlip
from vendingdesk.ui import words
from vendingdesk.ui.hand_dialog import HandDialog
from vendingdesk.ui.parts import button, captioned, field, label, spaced
from vendingdesk.ui.scanner import ENTER, SCANNER_GAP_MS
from vendingdesk.ui.theme import SIZES

LONGEST_REASON = 80


class CopyDialog(HandDialog):
    """A digit or a click says why; ``why`` holds the reason once it is accepted. Escape prints and counts nothing.

    A digit counts when no other key follows at once: a scanner that types a number answers nothing. With ``customer``
    unset nobody is offered that a customer lost it: the slip was never one's.
    """

    def __init__(self, receipt_no: str, coming: NextSlip, parent: QWidget, *, customer: bool = True) -> None:
        super().__init__(parent)
        self.why = ""
        self.setObjectName("copy")
        title = self.tr("Why is this slip made again?")
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setMinimumWidth(2 * SIZES.card_width)
        which = self.tr("It will be COPY %1 of %2.").replace("%1", str(coming.copy - 1)).replace("%2", receipt_no)
        if coming.first is not None:
            made = self.tr("The first one was made %1 by %2.").replace("%1", words.moment(coming.first.at))
            which = f"{which} {made.replace('%2', coming.first.operator)}"
        self.which = label(which, "", wrap=True)
        self.which.setObjectName("copy.which")
        offered = [
            (CopyWhy.LOST, "copy.lost", self.tr("The customer lost it")),
            (CopyWhy.NOT_PRINTED, "copy.not_printed", self.tr("It did not print")),
            (CopyWhy.SHOP, "copy.shop", self.tr("For the shop")),
        ][0 if customer else 1 :]
        self._reasons = {
            why: button(name, said, f"{digit}  {said}") for digit, (why, name, said) in enumerate(offered, 1)
        }
        other = self.tr("Another reason")
        self.other = button("copy.other", other, f"{len(offered) + 1}  {other} …")
        self.text = field("copy.text", self.tr("Reason"), limit=LONGEST_REASON)
        self.ok = button("copy.ok", self.tr("Make the copy"), role="primary")
        self.back = button("copy.back", self.tr("Back"), self.tr("Back  Esc"))
        self._own = QWidget()
        own = QHBoxLayout(self._own)
        spaced(own)
        own.addLayout(
            captioned(label(self.tr("Reason, as the journal keeps it"), "muted", buddy=self.text), self.text), 1
        )
        own.addWidget(self.ok, 0, Qt.AlignmentFlag.AlignBottom)
        self._own.hide()
        whole = QVBoxLayout(self)
        spaced(whole, margin=SIZES.gutter, gap=10)
        whole.addWidget(label(title, "title"))
        whole.addWidget(self.which)
        for reason, pressed in self._reasons.items():
            pressed.setProperty("role", "answer")
            pressed.clicked.connect(lambda _checked=False, reason=reason: self._choose(reason))
            whole.addWidget(pressed)
        self.other.setProperty("role", "answer")
        whole.addWidget(self.other)
        whole.addWidget(self._own)
        whole.addWidget(self.back)
        self.other.clicked.connect(self._ask_own)
        self.ok.clicked.connect(self._take_own)
        self.back.clicked.connect(self.reject)
        self.text.textEdited.connect(lambda: self.ok.setEnabled(bool(self.text.text().strip())))
        self.text.textEdited.connect(self._pace.begin)  # an Enter right behind a letter is a scanner's
        self.ok.setDisabled(True)
        self._digit = ""
        self._alone = QTimer(self)
        self._alone.setSingleShot(True)
        self._alone.timeout.connect(self._on_alone)
        self._pace.begin()
        self.back.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit that stands alone presses its button; Enter presses what has the focus, by hand only."""
        if event.key() not in ENTER and event.text() and not event.isAutoRepeat():
            crowd = self._alone.isActive()
            self._alone.stop()
            self._digit = "" if crowd or self._pace.elapsed() < SCANNER_GAP_MS else event.text()
            self._alone.start(2 * SCANNER_GAP_MS)
        elif event.key() in ENTER:
            self._alone.stop()
        super().keyPressEvent(event)

    def press_chosen(self) -> None:
        """The button that has the focus; in the line its own reason."""
        if self.text.hasFocus():
            self._take_own()
            return
        for pressed in (*self._reasons.values(), self.other, self.ok, self.back):
            if pressed.hasFocus():
                pressed.click()
                return

    def _on_alone(self) -> None:
        pressed = dict(zip("1234", (*self._reasons.values(), self.other), strict=False)).get(self._digit)
        if pressed is not None:
            pressed.click()

    def _choose(self, reason: str) -> None:
        self.why = str(reason)
        self.accept()

    def _ask_own(self) -> None:
        self._own.show()
        self.text.setFocus()

    def _take_own(self) -> None:
        """A person's own words; two blanks are one, an empty line is no reason."""
        said = " ".join(self.text.text().split())
        if said:
            self._choose(said)
