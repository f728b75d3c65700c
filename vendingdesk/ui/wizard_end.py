"""The last page: everything once more, before it is kept."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from vendingdesk.counter.first_questions import Step
from vendingdesk.counter.first_start import FirstStart
from vendingdesk.counter.print_setup import WayKind
from vendingdesk.counter.print_test import printer_word
from vendingdesk.counter.setup import MoneyMeans
from vendingdesk.domain.trust import Trust
from vendingdesk.ui import languages
from vendingdesk.ui.facts import Facts
from vendingdesk.ui.parts import frame, label, spaced
from vendingdesk.ui.settings_words import paper_word
from vendingdesk.ui.theme import SIZES
from vendingdesk.ui.wizard import Wizard
from vendingdesk.ui.wizard_page import WizardPage, tr


class EndPage(WizardPage):
    """Shows the answers; Next keeps them and opens the till."""

    def __init__(self, wizard: Wizard) -> None:
        super().__init__(wizard)
        self.title = tr("Ready to open")
        self.why = tr(
            "Nothing is kept yet. Go back to change an answer. Later all but the till’s name can be changed in "
            "Settings (F10)."
        )
        self.waits = tr("Keeping the answers…")
        self.can_wait = False
        self.done = tr("Open the till  ⏎")

    def fill(self) -> None:
        """What was answered."""
        card = frame("card")
        inside = QVBoxLayout(card)
        spaced(inside, margin=SIZES.gap)
        facts = Facts()
        facts.show_facts(answers(self.start))
        inside.addWidget(facts)
        self.wizard.put(card)
        if self.start.found is None and Step.SERVER in self.start.questions.steps:
            self.wizard.put(
                label(tr("The server was not reached: whether it is the right one is not known."), "warning")
            )

    async def take(self) -> None:
        """Keep it all."""
        await self.start.finish()


def answers(start: FirstStart) -> list[tuple[str, str]]:
    """The answers as captions and values; those that were not asked for stay out."""
    steps = set(start.questions.steps)
    means = {
        MoneyMeans.CURRENCY.value: tr("an amount of money; the server works out the kWh"),
        MoneyMeans.KWH.value: tr("kWh"),
    }
    printing = start.printing
    paper = tr("%1, %2").replace("%1", paper_word(printing.paper))
    printer = tr("as PDF files") if printing.way is WayKind.PDF else printer_word(printing)
    allowed = start.begun.authority if start.begun is not None else None
    said = {
        Step.SUPERVISOR: (tr("Answers for it"), allowed.supervisor if allowed is not None else ""),
        Step.LANGUAGE: (tr("Language"), languages.names().get(str(start.value("screen.language")), "")),
        Step.SERVER: (tr("Server"), str(start.value("server.address") or "")),
        Step.TRUST: (tr("Believed by"), believed_by(start.trusted)),
        Step.MONEY: (tr("The server counts"), means.get(str(start.value("money_means")), "")),
        Step.CURRENCY: (tr("Currency"), str(start.value("currency") or "")),
        Step.TILL: (tr("Till"), str(start.value("till") or "")),
        Step.OWNER: (tr("Answers for it"), start.owner.name if start.owner is not None else tr("nobody yet")),
        Step.PRINTER: (tr("Slips"), paper.replace("%2", printer)),
    }
    return [fact for step, fact in said.items() if step in steps]


def believed_by(trust: Trust | None) -> str:
    """What makes the server believed, where a person decided it."""
    if trust is None:
        return ""
    if trust.fingerprint:
        return tr("the fingerprint that you compared")
    return tr("the CA file %1").replace("%1", trust.ca_file.name) if trust.ca_file is not None else ""
