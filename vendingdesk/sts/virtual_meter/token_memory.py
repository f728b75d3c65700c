"""The token identifiers that a meter remembers, so that no token is taken twice."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable

from vendingdesk.sts.virtual_meter.outcomes import Refusal

REMEMBERED = 50


class TokenMemory:
    """The 50 newest token identifiers (TID: whole minutes since the base date) of the tokens that were accepted.

    Standard: at least 50 are remembered; one that is remembered is USED; one older than all of them is OLD once
    the memory is full. Ours: exactly 50, and as long as fewer are remembered nothing is OLD, so that a customer who
    bought three tokens may type them in any order.
    """

    def __init__(self, minutes: Iterable[int] = ()) -> None:
        self._minutes = sorted(minutes)

    @property
    def minutes(self) -> tuple[int, ...]:
        """What is remembered, oldest first."""
        return tuple(self._minutes)

    def judge(self, minute: int) -> Refusal | None:
        """Why a token of this minute can't be taken; None when it can."""
        if minute in self._minutes:
            return Refusal.USED
        if len(self._minutes) >= REMEMBERED and minute < self._minutes[0]:
            return Refusal.OLD
        return None

    def remember(self, minute: int) -> None:
        """A token of this minute was taken; the oldest makes room for it."""
        insort(self._minutes, minute)
        del self._minutes[:-REMEMBERED]

    def clear(self) -> None:
        """Forget all, as a rollover asks for."""
        self._minutes.clear()
