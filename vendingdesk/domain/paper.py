"""What passes between the print queue and a way to paper."""

from __future__ import annotations

from dataclasses import dataclass

from vendingdesk.domain.printing import JobState, PaperName


@dataclass(frozen=True, slots=True)
class PaperWork:
    """One job's bytes: a PDF whose pages have the paper's width; ``open_drawer`` kicks the cash drawer first."""

    title: str
    pdf: bytes
    paper: PaperName
    open_drawer: bool = False


@dataclass(frozen=True, slots=True)
class Handed:
    """A job that left whole. ``reference`` is the spooler's name for it; empty when nothing more can be learned.

    ``said`` is what there is to tell of it already: the file that a slip was saved in.
    """

    reference: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class PrintLook:
    """How a handed job stands, and why in a sentence for the cashier.

    HANDED, or an end: PRINTED, SENT (a spooler passed it on and says no more), FAILED, UNSURE or EXPIRED.
    """

    state: JobState
    said: str = ""


@dataclass(frozen=True, slots=True)
class PrinterFinding:
    """One thing that a check at set-up found; ``to_do`` is empty when it is well.

    ``refuses`` is True when slips can't come out like this at all (a queue without the paper): no setup is saved with
    it. A printer that is off, or can't be asked, refuses nothing: it is told, and may be set up all the same.
    """

    found: str
    to_do: str = ""
    refuses: bool = False
