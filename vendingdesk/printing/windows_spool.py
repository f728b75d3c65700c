"""A receipt printer without a driver behind Windows' spooler: ESC/POS as RAW. Not yet run on Windows."""

from __future__ import annotations

import ctypes
import sys

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.paper import Handed, PaperWork, Pictures, PrinterFinding, PrintLook
from vendingdesk.domain.printing import JobState, PaperName, PrinterFault
from vendingdesk.printing import escpos
from vendingdesk.printing.raster import COLUMN_DOTS
from vendingdesk.printing.raw_way import dots
from vendingdesk.printing.winspool import DENIED, NO_SUCH_JOB, NO_SUCH_PRINTER, Spool, WindowsRefused, declared

BEGUN = 0x0010 | 0x0080 | 0x0800 | 0x1000
"""JOB_STATUS_PRINTING, PRINTED, RESTART, COMPLETE: bytes may have reached the printer."""

DONE = 0x0080 | 0x1000
GONE = 0x0100 | 0x0004
"""JOB_STATUS_DELETED and DELETING."""

_JOB = (
    (0x0040, "is out of paper", "Put in paper: it goes on by itself"),
    (0x0020, "does not answer", "Check that it is on and connected"),
    (0x0400, "needs somebody", "Look at its paper, cover and lamps"),
    (0x0002 | 0x0200, "reports an error", "Look at it, then at its queue in Windows"),
    (0x0001, "is stopped", "Let it go on in its queue in Windows"),
)
_PRINTER = (
    (0x0010, "is out of paper", "Put in paper"),
    (0x0008, "has a paper jam", "Clear it"),
    (0x400000, "is open", "Close it"),
    (0x0080 | 0x1000, "does not answer", "Check that it is on and connected"),
    (0x100000, "needs somebody", "Look at its paper, cover and lamps"),
    (0x0002, "reports an error", "Look at it, then at its queue in Windows"),
    (0x0001, "is stopped", "Let it go on in its queue in Windows"),
)


def windows_spool() -> Spool:
    """This Windows' own; raises ``EnvironmentFault`` on every other system."""
    if sys.platform == "win32":  # pragma: no cover
        return Spool(declared(ctypes.WinDLL("winspool.drv", use_last_error=True)), ctypes.get_last_error)
    raise EnvironmentFault("Raw printing through Windows works on Windows only. Choose another way in Settings.")


class WindowsWay:
    """One printer of Windows, by its name; its job is looked at in the queue as long as Windows keeps it there."""

    def __init__(self, name: str, spool: Spool, *, pictures: Pictures, cut: bool) -> None:
        self._name = name
        self._spool = spool
        self._pictures = pictures
        self._cut = cut

    @property
    def name(self) -> str:
        """The printer's name in Windows."""
        return self._name

    def send(self, work: PaperWork) -> Handed:
        """Put the slip into the queue; the reference is the job's number."""
        head = escpos.head(open_drawer=work.open_drawer, tell=False)
        data = head + escpos.body(dots(self._pictures, work), cut=self._cut)
        wrote = 0
        try:
            with self._spool.opened(self._name) as printer:
                try:
                    return Handed(str(printer.print_raw(work.title, data)))
                finally:
                    wrote = printer.wrote
        except WindowsRefused as refused:
            raise self._fault(refused, maybe_out=wrote > len(head)) from refused

    def look(self, handed: Handed) -> PrintLook:
        """How the job stands in the queue."""
        try:
            with self._spool.opened(self._name) as printer:
                status = printer.job_status(int(handed.reference))
        except WindowsRefused as refused:
            if refused.number == NO_SUCH_JOB:  # Windows forgets a job when its last byte is out
                return PrintLook(JobState.SENT)
            return PrintLook(JobState.HANDED, f"Windows does not tell how the slip stands ({refused}).")
        if status & GONE:
            said = f"The slip was deleted from the queue of {self._name}. Look what came out, then print again."
            return PrintLook(JobState.UNSURE if status & BEGUN else JobState.FAILED, said)
        if status & DONE:
            return PrintLook(JobState.PRINTED)
        wrong = next((f"{what}. {to_do}." for bits, what, to_do in _JOB if status & bits), "")
        return PrintLook(JobState.HANDED, f"The printer {self._name} {wrong}" if wrong else "")

    def withdraw(self, handed: Handed) -> bool:
        """Delete the job; True when Windows had not begun it."""
        try:
            with self._spool.opened(self._name) as printer:
                number = int(handed.reference)
                begun = printer.job_status(number) & BEGUN
                printer.delete(number)
        except WindowsRefused:
            return False
        return not begun

    def check(self, paper: PaperName) -> tuple[PrinterFinding, ...]:
        """Whether the printer is there, and whether the paper is a roll."""
        found = []
        if paper not in COLUMN_DOTS:
            said = f"A printer without a driver can’t print on {paper}."
            found.append(PrinterFinding(said, "Choose 58 mm or 80 mm paper.", refuses=True))
        try:
            with self._spool.opened(self._name) as printer:
                status = printer.status()
        except WindowsRefused as refused:
            gone = refused.number == NO_SUCH_PRINTER
            said = f"There is no printer {self._name}." if gone else f"The printer {self._name} can’t be asked."
            return (*found, PrinterFinding(said, str(self._fault(refused, maybe_out=False)), refuses=gone))
        wrong = next(((what, to_do) for bits, what, to_do in _PRINTER if status & bits), None)
        if wrong is None:
            said = f"Windows has the printer {self._name}. Whether it takes ESC/POS, a test page shows."
            return (*found, PrinterFinding(said))
        return (*found, PrinterFinding(f"The printer {self._name} {wrong[0]}.", f"{wrong[1]}."))

    def _fault(self, refused: WindowsRefused, *, maybe_out: bool) -> PrinterFault:
        if maybe_out:
            end = "Look what came out, tear it off, then print again."
            return PrinterFault(f"Windows broke off the slip for {self._name} ({refused}). {end}", maybe_out=True)
        if refused.number == NO_SUCH_PRINTER:
            why = f"Windows has no printer {self._name} any more: it was removed or renamed. Choose it in Settings."
        elif refused.number == DENIED:
            why = f"This user may not print on {self._name}. Ask who set the computer up."
        else:
            why = f"Windows did not take the slip for {self._name} ({refused}). Look at the printer and its queue."
        return PrinterFault(f"{why} Then print again: nothing came out.")
