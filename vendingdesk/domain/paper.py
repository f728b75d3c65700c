"""What passes between the print queue and a way to paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

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


class Way(Protocol):
    """A way to paper."""

    @property
    def name(self) -> str:
        """The printer as people know it: a queue's name, an address, a device's file, a folder."""

    def send(self, work: PaperWork) -> Handed:
        """Hand a job over, whole; raises ``PrinterFault`` (``maybe_out`` when some of it may come out)."""

    def look(self, handed: Handed) -> PrintLook:
        """How a job with a reference stands; never raises for what a printer or spooler can do."""

    def withdraw(self, handed: Handed) -> bool:
        """Take a job back that has not begun to print; True when it certainly will not come out."""

    def check(self, paper: PaperName) -> tuple[PrinterFinding, ...]:
        """What is well and what is not, at set-up: is it there, does it take the paper; never raises."""


class Picture(Protocol):
    """A page as pixels: ``bgrx`` holds ``height`` rows of ``width`` pixels of 4 bytes (blue, green, red, unused)."""

    @property
    def width(self) -> int:
        """Pixels in a row."""

    @property
    def height(self) -> int:
        """Rows."""

    @property
    def bgrx(self) -> bytes:
        """The pixels, top row first."""


class Pictures(Protocol):
    """Turns PDF into pixels, for paper and preview."""

    def __call__(self, pdf: bytes, dpi: float, /) -> Sequence[Picture]:
        """Every page at ``dpi`` dots an inch, on white; may be called from a worker thread."""
