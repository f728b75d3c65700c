"""How this machine's clock stands against the server's: what counts as wrong, and what is worth an entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

CLOCK_LIMIT = timedelta(minutes=2)
"""What two clocks may differ by without a word: a ``Date`` has whole seconds, and time servers correct by less."""

CLOCK_LEAP = timedelta(minutes=10)
"""By how much a difference must be another one to be written down before the hour after an entry is over."""


@dataclass(frozen=True, slots=True)
class ClockSeen:
    """What the clocks of a server and of this machine differed by: ``offset`` is the server's minus this one's."""

    server: str
    offset: timedelta

    @property
    def off(self) -> bool:
        """Whether that is more than two clocks may differ by."""
        return abs(self.offset) > CLOCK_LIMIT

    def same_as(self, other: ClockSeen) -> bool:
        """Whether both say the same: nothing is off, or about as much."""
        if not (self.off and other.off):
            return self.off == other.off
        return abs(self.offset - other.offset) <= CLOCK_LIMIT
