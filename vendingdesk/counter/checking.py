"""Check the journal beside the sales: all of it on request, what is new at every start."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

Progress = Callable[[int, int], None]
"""Told how many entries are done, and of how many."""


class Finding(Protocol):
    """What a check found; as text it is the line to show."""

    @property
    def unbroken(self) -> bool:
        """Whether everything is what was written."""


class CheckedBook(Protocol):
    """The part of the journal that a check needs."""

    @property
    def damage(self) -> str:
        """What is damaged and what to do about it; empty while nothing is known to be."""

    async def verify_new(self) -> Finding:
        """Verify what was written since the last verification; raises as ``verify_all`` does."""

    async def verify_all(
        self, progress: Progress | None = None, cancelled: Callable[[], bool] | None = None
    ) -> Finding:
        """Verify everything in a thread of its own, which calls both.

        Raises ``UserCancelled`` when it was told to stop, ``EnvironmentFault`` for a file that can't be read at all.
        """


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether the journal is whole, and the sentence to show."""

    unbroken: bool
    sentence: str


class CheckJournal:
    """Checks once a call; one call at a time."""

    def __init__(self, book: CheckedBook) -> None:
        self._book = book
        self._stop = False

    async def __call__(self, progress: Progress) -> Checked:
        """Check everything; ``progress`` is called in the loop's own turn.

        Raises ``UserCancelled`` after ``stop``, ``EnvironmentFault`` for a file that can't be read at all.
        """
        self._stop = False
        loop = asyncio.get_running_loop()

        def passed_on(done: int, total: int) -> None:
            loop.call_soon_threadsafe(progress, done, total)

        return self._checked(await self._book.verify_all(passed_on, lambda: self._stop))

    async def what_is_new(self) -> Checked:
        """Check what was written since the last check, at every start; raises like the check of everything."""
        return self._checked(await self._book.verify_new())

    def _checked(self, found: Finding) -> Checked:
        return Checked(found.unbroken, str(found) if found.unbroken else self._book.damage or str(found))

    def stop(self) -> None:
        """Give up what runs."""
        self._stop = True
