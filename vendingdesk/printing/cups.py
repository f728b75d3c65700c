"""The printers of Linux and macOS: PDF to a named CUPS queue, its jobs looked at until they have come out."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import AbstractContextManager

from vendingdesk.domain.paper import Handed, PaperWork, Pictures, PrinterFinding, PrintLook
from vendingdesk.domain.printing import JobState, PaperName, PrinterFault
from vendingdesk.printing.cups_library import (
    NO_ANSWER,
    NOT_ACCEPTING,
    NOT_FOUND,
    QUIET_S,
    Answer,
    Library,
    NoLibrary,
    Operation,
    Request,
    Spooler,
    SpoolerDown,
    SpoolerSaidNo,
    Tag,
    Value,
    library,
)
from vendingdesk.printing.first_attempt import OF_A_JOB, FirstAttempt
from vendingdesk.printing.queue_state import CANCELLED, job_look, media, paper_finding, wrong

POINT_DPI = 72
"""A picture at one dot a point tells a page's size in whole points, rounded up."""

GROUP = 0x0001
"""The bit of CUPS's printer-type for a class: several printers behind one name."""

OF_A_PRINTER = (
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "printer-error-policy",
    "printer-type",
    "media-supported",
)

DOWN = "The print system does not answer."
START = "Start it (most often: systemctl start cups) or restart the computer."
NO_CUPS = "This computer has no print system (CUPS)."
INSTALL = "Install CUPS, or choose another way to print in Settings."


class CupsPrinters:
    """The queues of this computer's CUPS."""

    def __init__(self, pictures: Pictures, load: Callable[[], Library] = library, quiet: float = QUIET_S) -> None:
        self._pictures = pictures
        self._load = load
        self._quiet = quiet

    def way(self, name: str) -> CupsWay:
        """The way to a queue; whether it exists is told by its check and by sending."""
        return CupsWay(name, self._pictures, self._connected)

    def printers(self) -> tuple[str, ...]:
        """The names of all queues; empty without CUPS."""
        try:
            with self._connected() as spooler:
                return queues(spooler)
        except (NoLibrary, SpoolerDown, SpoolerSaidNo):
            return ()

    def _connected(self) -> AbstractContextManager[Spooler]:
        return self._load().connected(self._quiet)


def queues(spooler: Spooler) -> tuple[str, ...]:
    """The names of a spooler's queues, one printer each; raises ``SpoolerSaidNo``."""
    try:
        found = spooler.ask(Request(Operation.CUPS_GET_PRINTERS, wanted=("printer-name", "printer-type")))
    except SpoolerSaidNo as no:
        if no.status == NOT_FOUND:
            return ()  # CUPS's way to say that there are none
        raise
    alone = [thing for thing in found.things if not _is_group(*thing.get("printer-type", ()))]
    return tuple(sorted(str(name) for thing in alone for name in thing.get("printer-name", ())))


class CupsWay:
    """One queue, by its name alone: a job for a queue that is gone goes nowhere, never to another printer."""

    def __init__(
        self, name: str, pictures: Pictures, connected: Callable[[], AbstractContextManager[Spooler]]
    ) -> None:
        self._name = name
        self._pictures = pictures
        self._connected = connected
        self._attempts: dict[str, FirstAttempt] = {}

    @property
    def name(self) -> str:
        """The queue's name."""
        return self._name

    def send(self, work: PaperWork) -> Handed:
        """Put the PDF into the queue; the reference is CUPS's name for the job."""
        heights = [page.height for page in self._pictures(work.pdf, POINT_DPI)]
        job: list[tuple[Tag, str, Value]] = [
            (Tag.KEYWORD, "media", media(work.paper, math.ceil(max(heights) * 25.4 / POINT_DPI))),
            (Tag.KEYWORD, "print-scaling", "none"),
            (Tag.NAME, "job-sheets", "none"),
        ]
        about = ((Tag.NAME, "job-name", work.title), (Tag.MIMETYPE, "document-format", "application/pdf"))
        request = Request(Operation.PRINT_JOB, self._name, about=about, job=job, document=work.pdf)
        try:
            with self._connected() as spooler:
                answer = spooler.ask(request)
        except NoLibrary as error:
            raise PrinterFault(f"{NO_CUPS} {INSTALL}") from error
        except SpoolerDown as error:
            raise PrinterFault(f"{DOWN} {START} Then print again: nothing came out.") from error
        except SpoolerSaidNo as no:
            raise self._refused(no) from no
        handed = Handed(f"{self._name}-{answer.numbers('job-id')[0]}")
        self._attempts[handed.reference] = FirstAttempt(len(heights))
        return handed

    def look(self, handed: Handed) -> PrintLook:
        """How the job stands, and what keeps its printer."""
        try:
            with self._connected() as spooler:
                job, printer = self._job(spooler, handed), self._printer(spooler)
                self._attempt(handed).saw(job, printer)
                return self._seen(job, printer)
        except (NoLibrary, SpoolerDown):
            return PrintLook(JobState.HANDED, f"{DOWN} {START}")
        except SpoolerSaidNo as no:
            if no.status == NOT_FOUND:
                said = f"The print system knows nothing more of this slip for {self._name}. Look whether it came out."
                return PrintLook(JobState.UNSURE, said)
            return PrintLook(JobState.HANDED, f"The print system says: {no.words}.")

    def withdraw(self, handed: Handed) -> bool:
        """Cancel the job, whatever it does; True when surely nothing of it had reached the printer.

        That is so of a job that never began, and of one whose only attempt this way saw from the beginning.
        """
        try:
            with self._connected() as spooler:
                before = self._job(spooler, handed)
                state = self._seen(before, None).state
                if state is not JobState.HANDED:
                    return state is JobState.FAILED
                attempt = self._attempt(handed)
                attempt.saw(before, self._printer(spooler))
                spooler.ask(Request(Operation.CANCEL_JOB, self._name, about=_number(handed)))
                after = self._job(spooler, handed)
                attempt.saw(after, self._printer(spooler))
                return attempt.unreached() and after.numbers("job-state") == (CANCELLED,)
        except (NoLibrary, SpoolerDown, SpoolerSaidNo):
            return False

    def check(self, paper: PaperName) -> tuple[PrinterFinding, ...]:
        """Whether the queue is there, takes jobs and the paper, and prints."""
        try:
            with self._connected() as spooler:
                try:
                    printer = self._printer(spooler)
                except SpoolerSaidNo as no:
                    if no.status != NOT_FOUND:
                        raise
                    return (self._gone(queues(spooler)),)
        except NoLibrary:
            return (PrinterFinding(NO_CUPS, INSTALL),)
        except SpoolerDown:
            return (PrinterFinding(DOWN, START),)
        except SpoolerSaidNo as no:
            return (PrinterFinding(f"The print system says: {no.words}.", "Ask who set the printer up."),)
        if _is_group(*printer.numbers("printer-type")):
            said = f"{self._name} is a group of printers: nobody could say where a slip comes out."
            return (PrinterFinding(said, "Choose one of its printers.", refuses=True),)
        found = [paper_finding(self._name, paper, printer.words("media-supported"))]
        if printer.numbers("printer-is-accepting-jobs") == (0,):
            to_do = f"Let it take jobs again (cupsaccept {self._name})."
            found.append(PrinterFinding(f"The printer {self._name} takes no new jobs.", to_do))
        trouble = _trouble(printer)
        if trouble is not None:
            found.append(PrinterFinding(f"The printer {self._name} {trouble[0]}.", f"{trouble[1]}."))
        return tuple(found)

    def _printer(self, spooler: Spooler) -> Answer:
        return spooler.ask(Request(Operation.GET_PRINTER_ATTRIBUTES, self._name, wanted=OF_A_PRINTER))

    def _job(self, spooler: Spooler, handed: Handed) -> Answer:
        return spooler.ask(Request(Operation.GET_JOB_ATTRIBUTES, self._name, about=_number(handed), wanted=OF_A_JOB))

    def _seen(self, job: Answer, printer: Answer | None) -> PrintLook:
        trouble = _trouble(printer) if printer is not None else None
        return job_look(self._name, *job.numbers("job-state"), began=self._began(job), trouble=trouble)

    def _began(self, job: Answer) -> bool:
        return bool(job.numbers("time-at-processing"))

    def _attempt(self, handed: Handed) -> FirstAttempt:
        """What was seen of a job; of one that was handed over in an earlier run, not all."""
        return self._attempts.setdefault(handed.reference, FirstAttempt(0, doubt=True))

    def _refused(self, no: SpoolerSaidNo) -> PrinterFault:
        if no.status == NOT_FOUND:
            return PrinterFault(
                f"There is no printer {self._name} any more: it was removed or renamed. Choose the printer in "
                "Settings. Then print again: nothing came out."
            )
        if no.status == NOT_ACCEPTING:
            return PrinterFault(
                f"The printer {self._name} takes no new jobs. Let it take jobs again in the system’s printer "
                "settings. Then print again: nothing came out."
            )
        if no.status in NO_ANSWER:
            return PrinterFault(
                f"The print system broke off while it took the slip for {self._name}. Look whether it comes out; "
                "if it does not, print again.",
                maybe_out=True,
            )
        return PrinterFault(
            f"The print system did not take the slip for {self._name} ({no.words}). Check the printer in Settings. "
            "Then print again: nothing came out."
        )

    def _gone(self, names: tuple[str, ...]) -> PrinterFinding:
        there = f"There are: {', '.join(names)}." if names else "There is none at all: set one up in the system."
        to_do = f"Was it renamed? {there} Choose the printer again."
        return PrinterFinding(f"There is no printer {self._name}.", to_do, refuses=True)


def _is_group(kind: Value = 0) -> bool:
    """Whether CUPS's type of a queue says that it is a class."""
    return isinstance(kind, int) and bool(kind & GROUP)


def _number(handed: Handed) -> tuple[tuple[Tag, str, Value], ...]:
    """The job's number, behind the last hyphen of its reference."""
    return ((Tag.INTEGER, "job-id", int(handed.reference.rpartition("-")[2])),)


def _trouble(printer: Answer) -> tuple[str, str] | None:
    return wrong(printer.words("printer-state-reasons"), *printer.numbers("printer-state")[:1] or (0,))
