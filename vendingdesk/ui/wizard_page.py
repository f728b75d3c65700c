"""What all pages of the first start have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from vendingdesk.domain.errors import VendingDeskError

if TYPE_CHECKING:
    from vendingdesk.counter.first_start import FirstStart
    from vendingdesk.ui.wizard import Wizard


class WizardPage:
    """One question: ``title`` asks it, ``why`` says what the answer is for, ``waits`` what Next waits for.

    ``can_wait`` is False for what comes to its end once it is begun.
    """

    def __init__(self, wizard: Wizard) -> None:
        self.wizard = wizard
        self.start: FirstStart = wizard.start
        self.title = ""
        self.why = ""
        self.waits = ""
        self.can_wait = True
        self.done = tr("Next  ⏎")

    def fill(self) -> None:
        """Put the fields on the page, with what was answered before."""

    def begin(self) -> bool:
        """Put the keyboard where the page is answered; False leaves that to its first field."""
        return False

    async def take(self) -> None:
        """Take the answer. Raises a ``VendingDeskError``; a ``SettlementRefused`` points at its field."""

    def refused(self, fault: VendingDeskError) -> None:
        """The answer was not taken: what else the page offers then."""

    def other(self) -> None:
        """The other way on was pressed."""


def tr(text: str) -> str:
    """The text in the screen's language."""
    return QCoreApplication.translate("wizard", text)
