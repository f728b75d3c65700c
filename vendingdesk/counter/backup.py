"""Back the till up into a folder that the shop chose, and know when that was done last."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from vendingdesk.counter.guard import Leave
from vendingdesk.counter.permits import Permits
from vendingdesk.counter.ports import Clock, Journal
from vendingdesk.counter.settings import Settings
from vendingdesk.domain.errors import Refused
from vendingdesk.domain.people import Right

ABOUT = "the folder for backups"
"""What a leave to choose it is noted for."""

Went = Callable[[int, int], None]
"""Told how many entries are verified, and of how many; in a worker thread."""


@dataclass(frozen=True, slots=True)
class BackupDone:
    """A backup that is there: verified in full where it lies."""

    path: Path
    at: datetime
    entries: int
    sales: int


class ShopBooks(Protocol):
    """Makes backups; everything blocks and is called in a worker thread. Raises ``EnvironmentFault``."""

    def back_up(self, place: Path, at: datetime, went: Went | None, cancelled: Callable[[], bool]) -> BackupDone:
        """A new one in a folder; nothing is left of one that fails or is cancelled (``UserCancelled``)."""

    def last(self) -> BackupDone | None:
        """The last one that was made from here, wherever it is now."""


class BackUp:
    """One at a time. Where to is a setting, and needs the right to change those.

    Making one needs no right, and nobody at the till: it tells nothing, and a locked till is closed with one too.
    """

    def __init__(
        self, books: ShopBooks, journal: Journal, *, settings: Settings, permits: Permits, clock: Clock
    ) -> None:
        self._books = books
        self._journal = journal
        self._settings = settings
        self._permits = permits
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()
        self._told: list[Callable[[], None]] = []

    @property
    def folder(self) -> str:
        """Where backups go; empty while no folder is chosen."""
        return self._settings.setup.backup_folder

    async def choose(self, folder: Path, leave: Leave | None = None) -> None:
        """Let backups go to a folder from now on. Raises ``NotAllowed``, ``Refused`` or ``EnvironmentFault``."""
        await self._permits(Right.CHANGE_SETTINGS, leave=leave, about=ABOUT)
        if not await asyncio.to_thread(folder.is_dir):
            raise Refused(f"There is no folder {folder}. Choose one that is there.")
        await self._settings.choose_backup_folder(str(folder))
        self._tell()

    async def __call__(self, went: Went | None = None, cancelled: Callable[[], bool] = lambda: False) -> BackupDone:
        """Make one now. Raises ``Refused`` where no folder is chosen, ``EnvironmentFault`` with what to do."""
        if not self.folder:
            raise Refused("No folder for backups is chosen. Choose one in Settings, on a stick or another disk.")
        async with self._one_at_a_time:
            done = await asyncio.to_thread(self._books.back_up, Path(self.folder), self._clock.now(), went, cancelled)
        self._tell()
        return done

    async def last(self) -> BackupDone | None:
        """The last backup that was made from here."""
        return await asyncio.to_thread(self._books.last)

    async def due(self) -> bool:
        """Whether somebody should be reminded: there were sales today, and no backup since the day began."""
        setup = self._settings.setup
        if setup.demo or not setup.backup_reminder:
            return False
        today = self._clock.now().date()
        last = await self.last()
        if last is not None and last.at.astimezone(self._clock.now().tzinfo).date() >= today:
            return False
        return await self._journal.count_of_day(today) > 0

    def when_changed(self, tell: Callable[[], None]) -> None:
        """Call ``tell`` after every backup and choice."""
        self._told.append(tell)

    def _tell(self) -> None:
        for tell in self._told:
            tell()
