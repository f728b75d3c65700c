"""Printers that take ESC/POS bytes over a line of their own: on the network or behind a device file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from vendingdesk.domain.paper import Handed, PaperWork, Pictures, PrinterFinding, PrintLook
from vendingdesk.domain.printing import JobState, PaperName, PrinterFault
from vendingdesk.printing.raster import COLUMN_DOTS, DPI, Raster, rasters
from vendingdesk.printing.raw_job import LIMITS, Limits, Line, RawJob

REPORTED = "reported"
"""The reference of a slip whose end the printer reported: all is known of it."""


def dots(pictures: Pictures, work: PaperWork) -> Sequence[Raster]:
    """A job's pages for the print head; raises ``PrinterFault`` for pages that no print head takes."""
    if work.paper not in COLUMN_DOTS:
        raise PrinterFault(
            f"This slip was made for {work.paper} paper, and the printer prints on a roll. Make the slip again."
        )
    return rasters(pictures(work.pdf, DPI), work.paper)


class RawWay:
    """A way over a line; ``open_line`` gives one and closes it afterwards."""

    def __init__(
        self,
        name: str,
        open_line: Callable[[], AbstractContextManager[Line]],
        *,
        pictures: Pictures,
        cut: bool,
        limits: Limits = LIMITS,
    ) -> None:
        self._name = name
        self._open_line = open_line
        self._pictures = pictures
        self._cut = cut
        self._limits = limits

    @property
    def name(self) -> str:
        """The printer as people know it."""
        return self._name

    def send(self, work: PaperWork) -> Handed:
        """Print a slip and wait for its end, where the printer reports one."""
        pages = dots(self._pictures, work)
        with self._open_line() as line:
            job = RawJob(line, self._name, self._limits)
            reported = job.print(pages, cut=self._cut, open_drawer=work.open_drawer)
        return Handed(REPORTED if reported else "")

    def look(self, handed: Handed) -> PrintLook:
        """What ``send`` learned: the printer keeps no list of its jobs."""
        return PrintLook(JobState.PRINTED if handed.reference == REPORTED else JobState.SENT)

    def withdraw(self, handed: Handed) -> bool:  # noqa: ARG002 - what was sent whole is out
        """Nothing that was sent can be taken back."""
        return False

    def check(self, paper: PaperName) -> tuple[PrinterFinding, ...]:
        """Whether it is reached, what it says of itself, and whether the paper is a roll."""
        found = []
        if paper not in COLUMN_DOTS:
            found.append(
                PrinterFinding(
                    f"A printer without a driver can’t print on {paper}.",
                    "Choose 58 mm or 80 mm paper.",
                    refuses=True,
                )
            )
        try:
            with self._open_line() as line:
                job = RawJob(line, self._name, self._limits)
                wrong = job.trouble()
                answers = wrong is not None or job.answers()
        except PrinterFault as fault:
            return (*found, PrinterFinding(f"The printer {self._name} is not reached.", str(fault)))
        except OSError as error:
            to_do = "Switch the printer off and on, then check again."
            return (*found, PrinterFinding(f"The printer {self._name} broke off ({error.strerror}).", to_do))
        if wrong is not None:
            found.append(PrinterFinding(f"The printer {self._name} {wrong.what}.", f"{wrong.to_do}."))
        elif answers:
            found.append(PrinterFinding(f"The printer {self._name} is ready and reports its state."))
        else:
            found.append(
                PrinterFinding(
                    f"The printer {self._name} takes data but does not report its state: a slip counts as sent, and "
                    "nobody but you sees whether it came out."
                )
            )
        return tuple(found)
