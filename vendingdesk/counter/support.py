"""What helps when something broke: what is known of crashes, and one file with everything a maintainer needs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Crash:
    """Something in the program broke; ``ended``: the program went down with it. What it was stands in a report."""

    at: datetime
    ended: bool


class Crashes(Protocol):
    """The reports that are kept. None of it raises; all but ``when_kept`` is called in a worker thread."""

    running: Callable[[], list[str]]
    """What runs this moment, in fixed words: it stands in every report."""

    def collect(self) -> None:
        """Find what earlier runs left when they died; only while the books are open here."""

    def crashes(self, *, untold: bool = False) -> tuple[Crash, ...]:
        """What broke, newest first; with ``untold`` only what nobody has been told yet."""

    def told(self) -> None:
        """A person was told of all that is there."""

    def when_kept(self, tell: Callable[[Crash], None]) -> None:
        """Call ``tell`` after every new report, in any thread."""


class MakeBundle(Protocol):
    """Makes the bundle; blocks, and is called in a worker thread."""

    def __call__(self, folder: Path | None = None) -> Path:
        """A new file in ``folder``, or where the program keeps its own. Raises ``EnvironmentFault``."""


class Support:
    """For whoever stands there: nothing of it tells what was sold, so it asks for no right."""

    def __init__(self, crashes: Crashes, make_bundle: MakeBundle) -> None:
        self._crashes = crashes
        self._make_bundle = make_bundle
        self._one_at_a_time = asyncio.Lock()

    async def news(self) -> tuple[Crash, ...]:
        """What broke that nobody was told yet, newest first: for the start, when the books are open."""
        await asyncio.to_thread(self._crashes.collect)
        return await asyncio.to_thread(self._crashes.crashes, untold=True)

    async def told(self) -> None:
        """A person has seen the news."""
        await asyncio.to_thread(self._crashes.told)

    def when_crashed(self, tell: Callable[[Crash], None], running: Callable[[], list[str]]) -> None:
        """Call ``tell`` when something breaks, in the thread where it did: it must hand it on.

        ``running`` says what runs at such a moment, in fixed words of the program.
        """
        self._crashes.running = running
        self._crashes.when_kept(tell)

    async def save(self, folder: Path | None = None) -> Path:
        """One file with all that helps and nothing secret; ``folder`` is where to, by default the till's own.

        It takes as long as the check of the journal does. Raises ``EnvironmentFault`` with what to do.
        """
        async with self._one_at_a_time:
            return await asyncio.to_thread(self._make_bundle, folder)
