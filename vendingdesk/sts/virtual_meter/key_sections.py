"""A key change on its way into the meter: four sections, in any order, within ten minutes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

SECTIONS = (3, 4, 8, 9)
WITHIN = timedelta(minutes=10)


@dataclass(slots=True)
class KeySections:
    """The tokens of the sections that were typed, by subclass.

    Standard: all four, in any order, within ten minutes. Ours: the ten minutes begin with the first section; when
    they are over all are forgotten. A section that differs from the one that the meter holds shows that two key
    changes were mixed: all are forgotten then too. Different sections of two key changes can't be told apart, by
    real meters neither: nothing in a section says which set it is of. The tokens stay out of ``repr``: together they
    are a key.
    """

    tokens: dict[int, str] = field(default_factory=dict, repr=False)
    since: datetime | None = None

    @property
    def complete(self) -> bool:
        """Whether all four are here."""
        return len(self.tokens) == len(SECTIONS)

    def forget_late(self, at: datetime) -> None:
        """Forget a half set whose ten minutes are over."""
        if self.since is not None and at - self.since >= WITHIN:
            self.forget()

    def take(self, subclass: int, token: str, at: datetime) -> bool:
        """Take a section; False when another one of that number is here already, and all are forgotten."""
        if self.tokens.get(subclass, token) != token:
            self.forget()
            return False
        if self.since is None:
            self.since = at
        self.tokens[subclass] = token
        return True

    def forget(self) -> None:
        """Begin anew."""
        self.tokens.clear()
        self.since = None
