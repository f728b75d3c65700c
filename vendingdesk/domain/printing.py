"""A slip's way to paper as a machine of its own: it never decides about the sale, and never lies about the paper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.receipt import SlipKind


class PaperName(StrEnum):
    """The papers that a shop may have; the words are those of the command line."""

    ROLL_58 = "58mm"
    ROLL_80 = "80mm"
    A5 = "A5"
    A4 = "A4"
    LETTER = "Letter"

    @property
    def is_roll(self) -> bool:
        """Whether a page is as high as its content."""
        return self in {PaperName.ROLL_58, PaperName.ROLL_80}


class JobState(StrEnum):
    """Where a print job stands.

    WAITING for its turn; SENDING while its bytes leave; HANDED to a spooler or printer that is looked at until it
    tells the end. The ends: PRINTED (reported), SENT (handed over whole to something that does not report), FAILED
    (nothing can have come out), UNSURE (something may have come out), EXPIRED (too late; taken back, nothing came).
    """

    WAITING = "WAITING"
    SENDING = "SENDING"
    HANDED = "HANDED"
    PRINTED = "PRINTED"
    SENT = "SENT"
    FAILED = "FAILED"
    UNSURE = "UNSURE"
    EXPIRED = "EXPIRED"


JOB_MOVES: dict[JobState, frozenset[JobState]] = {
    JobState.WAITING: frozenset({JobState.SENDING, JobState.EXPIRED, JobState.FAILED}),
    JobState.SENDING: frozenset({JobState.HANDED, JobState.SENT, JobState.FAILED, JobState.UNSURE}),
    JobState.HANDED: frozenset({JobState.PRINTED, JobState.SENT, JobState.FAILED, JobState.UNSURE, JobState.EXPIRED}),
    JobState.PRINTED: frozenset(),
    JobState.SENT: frozenset(),
    JobState.FAILED: frozenset(),
    JobState.UNSURE: frozenset(),
    JobState.EXPIRED: frozenset(),
}
"""Every allowed move. An end stays an end: printing again is a new job."""

DONE = frozenset({JobState.PRINTED, JobState.SENT})
"""Ends that nobody has to do anything about."""

NOTHING_CAME = frozenset({JobState.FAILED, JobState.EXPIRED})
"""Ends after which the very same slip may be printed: no paper can have left the printer."""


class JobMoveRefused(ValueError):
    """A move that the states of a print job don't allow: a bug, never a user's mistake."""


class PrinterFault(EnvironmentFault):
    """A slip did not reach its paper; the text says why and what to do.

    ``maybe_out`` is True when some of it may have come out: then only a numbered copy is honest.
    """

    def __init__(self, message: str, *, maybe_out: bool = False) -> None:
        super().__init__(message)
        self.maybe_out = maybe_out


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One slip on its way to one printer; frozen, so that a move makes a new one.

    ``sale_uid`` is empty for a test page. ``way`` names the printer as people know it; ``reference`` is what the
    spooler calls the job. ``copy`` is 1 for the original.
    """

    uid: str
    title: str
    paper: PaperName
    way: str
    made_at: datetime
    operator: str
    receipt_no: str = ""
    sale_uid: str = ""
    slip: SlipKind | None = None
    copy: int = 1
    open_drawer: bool = False
    state: JobState = JobState.WAITING
    said: str = ""
    reference: str = ""

    def moved_to(self, state: JobState, said: str = "", reference: str = "") -> PrintJob:
        """The job after a move; raises ``JobMoveRefused`` for one that ``JOB_MOVES`` does not have."""
        if state not in JOB_MOVES[self.state]:
            raise JobMoveRefused(f"print job {self.title}: {self.state} can't become {state}")
        return replace(self, state=state, said=said, reference=reference or self.reference)

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it by itself."""
        return not JOB_MOVES[self.state]
