"""What the counter needs to get slips onto paper; ``wiring`` hands in what fits.

Everything here blocks and is called from worker threads, one call at a time; each way keeps its own time limits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from vendingdesk.domain.paper import Handed, PaperWork, Picture, PrinterFinding, PrintLook, Way
from vendingdesk.domain.print_setup import PrintSetup
from vendingdesk.domain.printing import PaperName, PrintJob

__all__ = [
    "CheckLogo",
    "Handed",
    "MissingScripts",
    "PaperPictures",
    "PaperWork",
    "PrintJobs",
    "PrintLook",
    "PrinterFinding",
    "Way",
    "Ways",
]


class Ways(Protocol):
    """All ways to paper of this machine."""

    def way(self, setup: PrintSetup) -> Way:
        """The way that a setup names; raises ``EnvironmentFault`` for one that this system does not have."""

    def printers(self) -> tuple[str, ...]:
        """The names of the system's queues; empty when there are none or no spooler."""


class PrintJobs(Protocol):
    """Keeps jobs until they have ended well, so that a restart can ask about them. Raises ``EnvironmentFault``."""

    def keep(self, job: PrintJob, pdf: bytes | None = None) -> None:
        """Write a job down as it stands; its PDF once, with the first call."""

    def forget(self, uid: str) -> None:
        """Nothing has to be remembered of it any more: also its PDF goes."""

    @property
    def put_aside(self) -> tuple[str, ...]:
        """Names of files that could not be read when ``unfinished`` was asked."""

    def unfinished(self) -> tuple[PrintJob, ...]:
        """What an earlier run left, oldest first; a file that can't be read is left out and put aside."""

    def pdf(self, uid: str) -> bytes:
        """The PDF of a kept job."""


class PaperPictures(Protocol):
    """Turns a slip's PDF into what will stand on its paper."""

    def __call__(self, pdf: bytes, paper: PaperName, /) -> Sequence[Picture]:
        """Every page: of a roll the very dots of the print head, of a sheet its look on a screen."""


class CheckLogo(Protocol):
    """Looks at a picture before it becomes the shop's logo."""

    def __call__(self, picture: bytes, /) -> None:
        """Raises ``EnvironmentFault`` with what to do about one that can't stand on a slip."""


class MissingScripts(Protocol):
    """Looks for what no font of this machine prints."""

    def __call__(self, text: str, /) -> tuple[str, ...]:
        """Names of scripts in ``text`` (“CJK”, “Thai”) that would be printed as a mark such as ``[CJK]``."""
