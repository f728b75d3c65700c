"""Which page asks which question."""

from __future__ import annotations

from vendingdesk.counter.first_questions import Step
from vendingdesk.ui.wizard import Wizard
from vendingdesk.ui.wizard_end import EndPage
from vendingdesk.ui.wizard_money import CurrencyPage, MoneyPage
from vendingdesk.ui.wizard_page import WizardPage
from vendingdesk.ui.wizard_paper import PaperPage, PrinterPage
from vendingdesk.ui.wizard_server import ServerPage, TrustPage
from vendingdesk.ui.wizard_supervisor import SupervisorPage
from vendingdesk.ui.wizard_till import LanguagePage, OwnerPage, TillPage

_PAGES: dict[Step, type[WizardPage]] = {
    Step.SUPERVISOR: SupervisorPage,
    Step.LANGUAGE: LanguagePage,
    Step.SERVER: ServerPage,
    Step.TRUST: TrustPage,
    Step.MONEY: MoneyPage,
    Step.CURRENCY: CurrencyPage,
    Step.TILL: TillPage,
    Step.OWNER: OwnerPage,
    Step.PAPER: PaperPage,
    Step.PRINTER: PrinterPage,
    Step.END: EndPage,
}


def page_of(wizard: Wizard, step: Step) -> WizardPage:
    """The page of a question, made anew."""
    return _PAGES[step](wizard)
