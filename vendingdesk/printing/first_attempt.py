"""Whether a job that CUPS has begun can have reached its printer: it tries again by itself and counts no attempts."""

from __future__ import annotations

from dataclasses import dataclass

from vendingdesk.printing.cups_library import Answer
from vendingdesk.printing.queue_state import CANCELLED, NOT_REACHED, PROCESSING

AT_ONCE = "retry-current-job"
"""The policy of a queue that tries again within the same second, which leaves no trace."""

OF_A_JOB = (
    "job-state",
    "job-printer-up-time",
    "time-at-creation",
    "time-at-processing",
    "job-impressions-completed",
)


@dataclass
class FirstAttempt:
    """What was seen of one job of ``pages`` since it was handed over, in seconds of CUPS's own clock.

    CUPS says ``connecting-to-device`` in each attempt, also in one after a half printed slip, and sets
    ``time-at-processing`` anew. So only a job whose first attempt was seen from its beginning, and which was found
    connecting at every look since, has surely not reached its printer. Any doubt stays.
    """

    pages: int
    waited: int = 0
    began: int | None = None
    doubt: bool = False

    def saw(self, job: Answer, printer: Answer) -> None:
        """Note how the job and its printer stand."""
        begun, now = job.numbers("time-at-processing"), max(job.numbers("job-printer-up-time"), default=0)
        self.waited = max(self.waited, *job.numbers("time-at-creation"), 0 if begun else now)
        if not begun:
            return
        if self.began is None:
            self.began = begun[0]
            self.doubt = self.doubt or begun[0] > self.waited + 1  # an earlier attempt fits in between
        out = max(job.numbers("job-impressions-completed"), default=0)
        self.doubt = (
            self.doubt
            or begun != (self.began,)
            or out > self.pages  # each attempt counts its pages again
            or AT_ONCE in printer.words("printer-error-policy")
            or not self._connects(job, printer, now - begun[0])
        )

    def unreached(self) -> bool:
        """Whether no byte of it can have reached the printer, as far as was seen."""
        return self.began is None or not self.doubt

    def _connects(self, job: Answer, printer: Answer, seconds: int) -> bool:
        """Whether it is in an attempt that has not reached the printer; one that only just began says nothing yet."""
        if job.numbers("job-state") not in {(PROCESSING,), (CANCELLED,)}:
            return False  # begun, and waiting again
        return NOT_REACHED in printer.words("printer-state-reasons") or (
            job.numbers("job-state") == (PROCESSING,) and seconds == 0
        )
