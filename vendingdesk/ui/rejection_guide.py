"""“My token is rejected”: one question at a time, and the right next step."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from vendingdesk import sts
from vendingdesk.counter.display_tokens import key_revision_tokens
from vendingdesk.counter.history import History
from vendingdesk.counter.key_change import IssueKeyChange
from vendingdesk.counter.rejection import FOR_THE_UTILITY, MOST_QUESTIONS, WAYS, Answer, Guide, Question, Step
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.key_change import KeyChangeSet
from vendingdesk.domain.outcome import TokenWarning
from vendingdesk.domain.sale import Sale
from vendingdesk.ui import rejection_words, token_words, words
from vendingdesk.ui.complaint_card import ComplaintCard
from vendingdesk.ui.key_change_words import warned
from vendingdesk.ui.parts import TokenLabel, button, label, restyle, spaced
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.theme import SIZES

COLUMNS = 2
"""Answers side by side: eight of them fit a small screen."""


LATER = 3
"""Later sales of the meter that are named."""


class RejectionGuide(QWidget):
    """Starts from a sale or from nothing; Back takes the last answer away, to the first question."""

    def __init__(self, history: History, key_change: IssueKeyChange, tasks: TaskRegistry) -> None:
        super().__init__()
        self._history = history
        self._key_change = key_change
        self._change: KeyChangeSet | None = None
        self._tasks = tasks
        self._later: tuple[Sale, ...] | None = None
        self.setProperty("role", "ground")
        self.sale: Sale | None = None
        self.guide = Guide()
        self.about = label("", "muted", wrap=True)
        self.about.setObjectName("tokenhelp.sale")
        self.asked = label("", "", wrap=True)
        self.asked.setObjectName("tokenhelp.question")
        self.asked.setProperty("headline", "true")
        self.hint = label("", "muted", wrap=True)
        self.hint.setObjectName("tokenhelp.hint")
        self.flagged = label("", "banner", wrap=True)
        self.flagged.setObjectName("tokenhelp.flagged")
        self.known = label("", "", wrap=True)
        self.known.setObjectName("tokenhelp.known")
        self.token = TokenLabel("tokenhelp.compare")
        self.token.setMaximumWidth(SIZES.token_compared)
        self.details = ComplaintCard()
        self.back = button("tokenhelp.back", self.tr("Back"), self.tr("&Back"))
        self.again = button("tokenhelp.restart", self.tr("Start again"), self.tr("&Start again"))
        self._answers: list[QPushButton] = []
        self._grid = QGridLayout()
        self._lay_out()
        self.flagged.hide()
        self.back.clicked.connect(lambda: self._go(self.guide.back()))
        self.again.clicked.connect(self._on_again)
        self._go(self.guide)

    def _lay_out(self) -> None:
        panel = QFrame()
        panel.setProperty("role", "card")
        self._panel = panel
        inside = QVBoxLayout(panel)
        spaced(inside, margin=SIZES.gap, gap=6)
        for part in (self.asked, self.hint, self.known, self.token):
            inside.addWidget(part)
        room = QWidget()
        room.setProperty("role", "ground")
        roll = QVBoxLayout(room)
        spaced(roll, gap=8)
        roll.addWidget(self.flagged)
        roll.addWidget(panel)
        spaced(self._grid, gap=8)
        roll.addLayout(self._grid)
        roll.addWidget(self.details)
        roll.addStretch(1)
        view = QScrollArea()
        view.setAccessibleName(self.tr("Question and answers"))
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setWidget(room)
        view.setWidgetResizable(True)
        head = QHBoxLayout()
        spaced(head, gap=8)
        head.addWidget(self.about, 1)
        head.addWidget(self.back)
        head.addWidget(self.again)
        layout = QVBoxLayout(self)
        spaced(layout, gap=8)
        layout.addLayout(head)
        layout.addWidget(view, 1)

    def first_field(self) -> QWidget:
        """The first answer, or where there is none any more the way back."""
        return self._answers[0] if self._answers else self.back

    def start(self, sale: Sale | None) -> None:
        """From the first question, for a sale or for a token that nobody here knows."""
        self.sale = sale
        self._later = None
        self._change = None
        self._tasks.cancel_owned(self)
        if sale is not None:
            self._tasks.start(self._look_later(sale), name="token help: later sales", owner=self)
            self._tasks.start(self._look_at_set(sale), name="token help: key change", owner=self)
        self._flag()
        issued = sale.issued if sale is not None else None
        self._go(Guide(other_kind=issued is not None and TokenWarning.WRONG_CLASS in issued.warnings))

    async def _look_later(self, sale: Sale) -> None:
        """What this till knows of the meter's later tokens; nothing is said when it can't be read."""
        with suppress(EnvironmentFault):
            self._later = await self._history.after(sale)
            self._say_known()

    async def _look_at_set(self, sale: Sale) -> None:
        """How far the key change came that the sale is a section of; until it is read nothing is promised of it."""
        with suppress(EnvironmentFault):
            self._change = await self._key_change.set_of(sale)
            self.about.setText(self._about())
            self._flag()

    def _flag(self) -> None:
        flagged = words.loud_warnings(self.sale) if self.sale is not None else []
        if self._change is not None and warned(self._change):
            flagged = [warned(self._change), *flagged]
        self.flagged.setText("\n".join(flagged))
        self.flagged.setVisible(bool(flagged))

    def _go(self, guide: Guide) -> None:
        self.guide = guide
        place = guide.at
        self.about.setText(self._about())
        self.back.setEnabled(bool(guide.answers))
        begun = bool(guide.answers)
        self.again.setVisible(begun or self.sale is not None)
        self.again.setText(self.tr("&Start again") if begun else self.tr("&Some other token"))
        self.again.setAccessibleName(self.again.text().replace("&", ""))
        if isinstance(place, Step):
            self._show_step(place)
        else:
            self._show_question(place)
        self._say_known()
        if self.isVisible():
            self.first_field().setFocus()

    def _on_again(self) -> None:
        """The same sale from the first question; there, any other token."""
        self.start(self.sale if self.guide.answers else None)

    def _about(self) -> str:
        if self.sale is None:
            return self.tr("A token that a meter does not take")
        order = self.sale.order
        which = [self.sale.receipt_no, sts.group_meter(order.meter), words.ordered(order), order.customer]
        which.append(token_words.section(self.sale, self._change))
        return " · ".join(part for part in which if part)

    def _say_known(self) -> None:
        """The meter's later tokens, where the question is about them; which of two test tokens is for which meter."""
        text = ""
        if self.guide.at is Question.REVISION and "\n" in self.token.text():
            text = self.tr("The first is for meters with 11 digits in their number, the second for those with 13.")
        if self.guide.at in {Question.LATER_TOKEN, Question.NEWEST_SLIP} and self._later is not None:
            named = [f"{each.receipt_no} ({words.moment(each.prepared_at)})" for each in self._later[:LATER]]
            more = ", …" if len(self._later) > LATER else ""
            text = (
                self.tr("This till sold later tokens for this meter: %1").replace("%1", ", ".join(named) + more)
                if named
                else self.tr("This till sold no later token for this meter.")
            )
        self.known.setText(text)
        self.known.setVisible(bool(text))

    def _show_question(self, asked: Question) -> None:
        text, hint = rejection_words.question(asked)
        number = self.tr("Question %1 of at most %2").replace("%1", str(len(self.guide.answers) + 1))
        self._say(text, f"{number.replace('%2', str(MOST_QUESTIONS))}. {hint}", "")
        self._compare(asked)
        self._offer(tuple(WAYS[asked]))
        self.back.setAccessibleDescription("")
        self.details.hide()
        self.asked.setProperty("place", asked.name)

    def _show_step(self, end: Step) -> None:
        text, full = rejection_words.step(end)
        self._say(text, full, "warning" if end in FOR_THE_UTILITY else "good")
        self._compare(None)
        self._offer(())
        self.back.setAccessibleDescription(f"{text}. {full}")
        if self.guide.answers:
            shown = rejection_words.answer(self.guide.answers[0])
        else:
            shown = self.tr("not asked: the token is of another kind than was asked for")
        self.details.show_sale(self.sale, shown)
        self.details.setVisible(end in FOR_THE_UTILITY or self.sale is not None)
        self.asked.setProperty("place", end.name)

    def _say(self, text: str, more: str, role: str) -> None:
        self.asked.setText(text)
        restyle(self.asked, role=role)
        self.hint.setText(more)
        restyle(self.hint, role="" if role else "muted")

    def _compare(self, asked: Question | None) -> None:
        """What is to be compared, large: the token or the meter of the slip, or the token that shows the revision."""
        sale = self.sale
        shown: list[str] = []
        if asked is Question.REVISION:
            shown = [each.token for each in key_revision_tokens(sale.order.meter if sale is not None else "")]
        elif sale is not None and asked is Question.DIGITS:
            # A section of a key change is shown with the other three, or not at all: its slip has them.
            shown = [] if sale.order.key_change is not None else list(sale.tokens)
        elif sale is not None and asked is Question.LABEL:
            shown = [sale.order.meter]
        grouped = [sts.group_token(each) for each in shown]
        self.token.setMaximumWidth(SIZES.token_shown if asked is Question.LABEL else SIZES.token_compared)
        self.token.setText("\n".join(grouped))
        self.token.setAccessibleDescription(" , ".join(grouped))
        self.token.setVisible(bool(grouped))

    def _offer(self, answers: tuple[Answer, ...]) -> None:
        for pressed in self._answers:
            pressed.hide()
            self._grid.removeWidget(pressed)
            pressed.setObjectName("")
            pressed.deleteLater()
        self._answers = []
        for at, given in enumerate(answers):
            text = rejection_words.answer(given)
            pressed = button(f"tokenhelp.answer.{given}", text, f"&{at + 1}   {text}", role="answer")
            pressed.setAccessibleDescription(self.asked.text())  # read out with the answer that has the focus
            pressed.clicked.connect(lambda _checked=False, chosen=given: self._go(self.guide.answered(chosen)))
            self._grid.addWidget(pressed, at // COLUMNS, at % COLUMNS)
            self._answers.append(pressed)
            pressed.show()
