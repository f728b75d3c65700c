"""How a slip stands on its way to paper, in the words of the counter: never more than is known."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from vendingdesk.domain.printing import NOTHING_CAME, JobState, PrintJob
from vendingdesk.domain.receipt import SlipKind


@dataclass(frozen=True, slots=True)
class PaperWords:
    """A headline, a sentence with the next step, what the button says (empty: no button), and a mood."""

    headline: str
    said: str = ""
    button: str = ""
    mood: str = ""

    @property
    def text(self) -> str:
        """Both in one line."""
        return f"{self.headline} {self.said}".strip()


def _tr(text: str) -> str:
    return QCoreApplication.translate("print_words", text)


def paper_words(job: PrintJob, *, to_file: bool) -> PaperWords:
    """What stands beside a sale of its slip; ``to_file`` where slips are saved and not printed."""
    said = QCoreApplication.translate("faults", job.said)
    if job.state in NOTHING_CAME:
        return PaperWords(not_printed(job, to_file=to_file), said, _tr("Print again"), "danger")
    if job.state is JobState.UNSURE:
        text = _tr("The slip may be incomplete: look at the paper.")
        return PaperWords(text, said, _tr("Print a copy"), "danger")
    if job.state is JobState.SENT and to_file:
        return PaperWords(said, _tr("Name a printer under Settings (F10) to have it on paper."))
    if job.state in {JobState.WAITING, JobState.SENDING}:
        return PaperWords(_tr("Saving the slip…") if to_file else _tr("Printing…"))
    headline = {
        JobState.HANDED: _tr("The printer has the slip."),
        JobState.PRINTED: _tr("Printed."),
        JobState.SENT: _tr("Handed to the printer, which does not report back."),
    }[job.state]
    return PaperWords(headline, said, mood="warning" if said and not job.ended else "")


def not_printed(job: PrintJob, *, to_file: bool = False) -> str:
    """That nothing came out, with what is well all the same."""
    if job.copy > 1:
        return _tr("The copy was not saved.") if to_file else _tr("The copy did not print.")
    if job.slip is SlipKind.SALE:
        return _tr("Sold. The slip was not saved.") if to_file else _tr("Sold. The slip did not print.")
    if job.slip in {SlipKind.MANAGEMENT, SlipKind.KEY_CHANGE}:
        return _tr("Issued. The slip was not saved.") if to_file else _tr("Issued. The slip did not print.")
    return _tr("The slip was not saved.") if to_file else _tr("The slip did not print.")


def of_job(job: PrintJob, text: str) -> str:
    """A sentence with the sale that it is about."""
    name = job.receipt_no or job.title
    if job.copy > 1:
        name = _tr("%1, copy %2").replace("%1", name).replace("%2", str(job.copy - 1))
    return f"{name}: {text}"


def left_word(job: PrintJob) -> str:
    """How a slip of the last run stands, in brackets behind its number."""
    if job.state is JobState.WAITING:
        return _tr("waiting")
    return _tr("did not print") if job.state in NOTHING_CAME else _tr("may have come out")
