"""One token and all that can be said of it: what its digits tell, what nobody can know, what this till knows."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from vendingdesk import sts
from vendingdesk.counter.token_search import TokenVerdict
from vendingdesk.domain.sale import Sale
from vendingdesk.ui import token_words
from vendingdesk.ui.facts import Facts
from vendingdesk.ui.key_change_words import warned
from vendingdesk.ui.parts import TokenLabel, button, frame, label, restyle, spaced
from vendingdesk.ui.theme import SIZES


class VerdictCard(QFrame):
    """``sale_wanted`` carries a receipt number, ``rejected_wanted`` a sale whose token a meter did not take.

    ``unread`` says that the journal could not be asked: then nothing is said of what it knows.
    """

    sale_wanted = Signal(str)
    rejected_wanted = Signal(object)

    def __init__(self, verdict: TokenVerdict, *, number: int, of: int, unread: bool = False) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        reading = verdict.reading
        text, role = token_words.headline(reading)
        title = f"{number} / {of} · {text}" if of > 1 else text
        self.headline = label(title, role, wrap=True)
        self.headline.setProperty("headline", "true")
        self.headline.setObjectName(_named("tokenhelp.verdict", number))
        token = TokenLabel(_named("tokenhelp.digits", number))
        token.setMaximumWidth(SIZES.token_shown)
        token.setText(sts.group_token(reading.digits))
        token.setAccessibleDescription(sts.group_token(reading.digits))
        self.meaning = label(token_words.meaning(reading), "", wrap=True)
        self.meaning.setObjectName(_named("tokenhelp.meaning", number))
        layout = QVBoxLayout(self)
        spaced(layout, margin=SIZES.gap, gap=6)
        for part in (self.headline, token, self.meaning):
            layout.addWidget(part)
        token.setVisible(bool(reading.digits))
        if reading.display is not None:
            content = Facts()
            content.show_facts(token_words.display_facts(reading.display))
            layout.addWidget(content)
        if not unread:
            self._add_journal(layout, verdict, number)

    def _add_journal(self, layout: QVBoxLayout, verdict: TokenVerdict, number: int) -> None:
        text, role = token_words.sold_title(verdict)
        if not text:
            return
        layout.addWidget(frame("rule"))
        said = label(text, role, wrap=True)
        said.setObjectName(_named("tokenhelp.journal", number))
        restyle(said, role=role)
        layout.addWidget(said)
        digits = verdict.reading.digits
        for change in {found.change.set_uid: found.change for found in verdict.sold if found.change}.values():
            if warned(change):
                caution = label(warned(change), "banner", wrap=True)
                caution.setObjectName(_named("tokenhelp.incomplete", number))
                layout.addWidget(caution)
        known = [(found.sale, token_words.sold_facts(found), True) for found in verdict.sold]
        known += [(found.sale, token_words.alike_facts(digits, found), False) for found in verdict.alike]
        for at, (sale, facts, sold) in enumerate(known, start=1):
            suffix = _named(_named("", number), at)
            layout.addWidget(self._sale(sale, facts, suffix, sold=sold))

    def _sale(self, sale: Sale, facts: list[tuple[str, str]], suffix: str, *, sold: bool) -> QWidget:
        """One sale that is named; a card of its own numbers: ``.2`` the second token, ``.2.3`` its third sale."""
        made = QWidget()
        made.setProperty("role", "paper")
        row = QHBoxLayout(made)
        spaced(row)
        shown = Facts(selectable=True)
        shown.show_facts(facts)
        row.addWidget(shown, 1)
        buttons = QVBoxLayout()
        spaced(buttons, gap=6)
        see = button(f"tokenhelp.open{suffix}", self.tr("Open in History"))
        see.clicked.connect(lambda: self.sale_wanted.emit(sale.receipt_no))
        buttons.addWidget(see)
        if sold:
            rejected = button(f"tokenhelp.rejected{suffix}", self.tr("Token rejected?"))
            rejected.clicked.connect(lambda: self.rejected_wanted.emit(sale))
            buttons.addWidget(rejected)
        buttons.addStretch(1)
        row.addLayout(buttons)
        return made


def _named(name: str, number: int) -> str:
    """The fixed name for the first, with a number behind for the others, so that each is found once."""
    return name if number == 1 else f"{name}.{number}"
