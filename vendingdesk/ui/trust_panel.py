"""A certificate that nobody known vouches for, shown to the person who decides whether it is the right one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from vendingdesk.counter.trust_choice import StrangeFingerprint, compared_trust, may_compare
from vendingdesk.domain.errors import Refused, SettlementRefused
from vendingdesk.domain.trust import ServerLook, Trust, TrustProblem, shown_fingerprint
from vendingdesk.ui import trust_words, words
from vendingdesk.ui.compact import bring_into_sight
from vendingdesk.ui.facts import Facts
from vendingdesk.ui.file_choice import chosen_path
from vendingdesk.ui.parts import button, field, frame, label, restyle, spaced
from vendingdesk.ui.setting_fields import tick
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.theme import MONO, SIZES


class TrustPanel(QWidget):
    """Shows what a look at a server found and takes a person's decision; it writes nothing and asks no server.

    Object names are ``name`` with the field's behind it: ``compared`` (a box to tick), ``given`` (the fingerprint
    that came another way), ``ca_file`` (a file to choose), ``problem`` and ``fingerprint``. ``edited`` says that the
    decision may be another now; ``file_chosen`` that the server is to be looked at again with ``trust()``.
    ``narrow`` is for a screen without room.
    """

    edited = Signal()
    file_chosen = Signal()

    def __init__(self, name: str, tasks: TaskRegistry, *, narrow: bool = False) -> None:
        super().__init__()
        self._narrow = narrow
        self._name = name
        self._tasks = tasks
        self._look = ServerLook("")
        self._file: Path | None = None
        self._comparable = False
        self.problem = label("", "warning", wrap=True)
        self.problem.setObjectName(f"{name}.problem")
        self.problem.setProperty("headline", "true")
        self.text = label("", "", wrap=True)
        self.facts = Facts(selectable=True)
        self.fingerprint = _mono(f"{name}.fingerprint")
        self.before = label("", "small", wrap=True)
        self.compared: QCheckBox = tick(
            f"{name}.compared", self.tr("I &compared it with the one that I was given: it is the same")
        )
        self.given = field(f"{name}.given", self.tr("The fingerprint that you were given"), limit=200)
        self.given.setPlaceholderText(self.tr("or paste the one that you were given here"))
        self.said = label("", "good", wrap=True)
        self.said.setObjectName(f"{name}.said")
        self.ca_file = button(
            f"{name}.ca_file", self.tr("Choose a CA file"), self.tr("I was given a CA &file instead…")
        )
        self._lay_out()
        self.compared.toggled.connect(self._on_edited)
        self.given.textChanged.connect(self._on_edited)
        self.ca_file.clicked.connect(lambda: tasks.start(self._choose(), name="trust: CA file", owner=self))

    def _lay_out(self) -> None:
        self.card = frame("card")
        inside = QVBoxLayout(self.card)
        spaced(inside, margin=SIZES.gap, gap=3)
        inside.addWidget(self.facts)
        inside.addWidget(label(self.tr("Fingerprint (SHA-256)"), "muted"))
        inside.addWidget(self.fingerprint)
        inside.addWidget(self.before)
        decided = QVBoxLayout() if self._narrow else QHBoxLayout()
        spaced(decided)
        decided.addWidget(self.given, 1)
        decided.addWidget(self.ca_file)
        whole = QVBoxLayout(self)
        spaced(whole, gap=6)
        for each in (self.problem, self.text, self.card, self.compared, self.said):
            whole.addWidget(each)
        whole.addLayout(decided)
        self.said.setMinimumHeight(SIZES.control)
        self.said.hide()

    def show_look(self, look: ServerLook, before: Trust | None = None) -> None:
        """Show what was found; ``before`` is what was trusted until now. What was decided of another is forgotten."""
        now = _now()
        shown = look.certificate
        if shown is None or self._look.certificate != shown:
            self.compared.setChecked(False)
            self.given.clear()
        self._look, self._file = look, None
        problem = look.problem
        self.problem.setText(trust_words.problem_title(problem) if problem is not None else "")
        restyle(self.problem, role="danger" if problem is TrustProblem.CHANGED else "warning")
        self.text.setText(trust_words.problem_text(look, now))
        self.facts.show_facts(trust_words.certificate_facts(shown) if shown is not None else [])
        self.fingerprint.setText(
            trust_words.in_lines(shown_fingerprint(shown.fingerprint), narrow=self._narrow)
            if shown is not None
            else ""
        )
        self.card.setVisible(shown is not None)
        pinned = before.fingerprint if before is not None else ""
        self.before.setVisible(bool(pinned and shown is not None and pinned != shown.fingerprint))
        self.before.setText(self.tr("Trusted until now: %1").replace("%1", shown_fingerprint(pinned)))
        self._comparable = may_compare(look, now)
        self.given.setVisible(self._comparable)
        self.ca_file.setVisible(problem in {TrustProblem.UNKNOWN_ISSUER, TrustProblem.CHANGED})
        self._on_edited()

    def trust(self) -> Trust:
        """What was decided; raises ``SettlementRefused`` pointing at ``given`` when nothing is, or what can't be."""
        if self._file is not None:
            return Trust(ca_file=self._file)
        try:
            return compared_trust(self._look, at=_now(), given=self.given.text(), compared=self.compared.isChecked())
        except Refused as refused:
            raise SettlementRefused("given", words.fault_text(refused)) from refused

    def begin(self) -> None:
        """Put the keyboard where the decision is made."""
        if self.given.isVisibleTo(self) and self.given.text().strip():  # typed wrong, most likely: typed anew
            self.given.setFocus()
            self.given.selectAll()
            return
        for each in (self.compared, self.given, self.ca_file):
            if each.isVisibleTo(self):
                each.setFocus()
                return

    def _on_edited(self) -> None:
        """A pasted fingerprint is compared at once, and what it comes to stands in place of the box to tick."""
        typed = self.given.text().strip()
        # What goes goes first: with both there the window would grow.
        if typed:
            self.compared.hide()
        else:
            self.said.hide()
        self.said.setVisible(bool(typed))
        self.compared.setVisible(self._comparable and not typed)
        if typed:
            try:
                self.trust()
            except SettlementRefused as refused:
                another = isinstance(refused.__cause__, StrangeFingerprint)  # else it is half typed yet
                text = words.said(str(refused))
                self.said.setText(f"✗ {text}" if another else text)
                restyle(self.said, role="danger" if another else "muted")
            else:
                self.said.setText(self.tr("✓ The same fingerprint."))
                restyle(self.said, role="good")
            bring_into_sight(self.said)
        self.edited.emit()

    async def _choose(self) -> None:
        self.ca_file.setDisabled(True)
        filters = self.tr("Certificates (*.pem *.crt *.cer);;All files (*)")
        try:
            file = await chosen_path(
                self, f"{self._name}.files", self.tr("Choose the CA file that you were given"), filters=filters
            )
        finally:
            self.ca_file.setDisabled(False)
            self.ca_file.setFocus()
        if file is not None:
            self.take_file(file)

    def take_file(self, file: Path) -> None:
        """Decide for an authority's file; the owner looks at the server again with it."""
        self._file = file
        self.edited.emit()
        self.file_chosen.emit()


def _mono(name: str) -> QLabel:
    """Digits to compare: all alike wide, left to right in every language."""
    made = QLabel()  # without marks of direction: it is copied from here
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setObjectName(name)
    font = QFont(MONO)
    font.setPixelSize(SIZES.field)
    made.setFont(font)
    made.setMinimumHeight(2 * QFontMetrics(font).lineSpacing())  # never squeezed: both lines are compared
    made.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return made


def _now() -> datetime:
    return datetime.now(UTC)
