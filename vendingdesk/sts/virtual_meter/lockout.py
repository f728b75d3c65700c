"""The lock-out: whoever guesses tokens has to wait longer and longer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

FREE_ENTRIES = 3
FIRST_S, LONGEST_S = 10, 1280
_SECOND = timedelta(seconds=1)


@dataclass(slots=True)
class LockOut:
    """Counts wrong entries: the third locks the keypad for 10 s, each further one for twice as long, up to 1280 s.

    Standard: the lock-out and its times. Ours: a wrong entry is one that the meter can't read at all (its checksum
    does not fit, its class is reserved, it is no 66-bit number). A good token that is used, old or otherwise not
    for now is no guess and does not count; it does not take the count back either. Only a token that was accepted
    and is remembered does: a key-change section is never used up, so whoever has one could guess for ever.
    """

    wrong: int = 0
    until: datetime | None = None

    def note_wrong(self, at: datetime) -> None:
        """A wrong entry was made ``at`` this moment."""
        self.wrong += 1
        if self.wrong >= FREE_ENTRIES:
            doublings = min(self.wrong - FREE_ENTRIES, 7)  # 10 s doubled seven times is the longest
            self.until = at + timedelta(seconds=FIRST_S << doublings)

    def begin_anew(self) -> None:
        """A token was accepted that can't be typed again: so does the count."""
        self.wrong, self.until = 0, None

    def seconds_left(self, at: datetime) -> int:
        """Whole seconds until the keypad takes something again, rounded up; 0 when it does."""
        if self.until is None or self.until <= at:
            return 0
        return -(-(self.until - at) // _SECOND)
