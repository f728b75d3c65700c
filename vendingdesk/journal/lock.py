"""One counter to a book: a lock file that the operating system frees when its process ends, however it ends."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vendingdesk.domain.errors import EnvironmentFault

if TYPE_CHECKING:
    from filelock import BaseFileLock

LOCK_NAME = "journal.lock"


class BookHeld(EnvironmentFault):
    """Another process has the book."""


class BookLock:
    """The lock of one data folder; not re-entrant, also not within a process."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._lock: BaseFileLock | None = None

    def acquire(self) -> None:
        """Take the lock at once, or raise ``BookHeld``; ``OSError`` where the folder can't be written."""
        from filelock import FileLock, Timeout

        lock = FileLock(self._directory / LOCK_NAME, timeout=0, mode=0o600)
        try:
            lock.acquire()
        except Timeout:
            raise BookHeld(
                f"Vending Desk is already open with the data folder {self._directory}: use that window, "
                "or close it first."
            ) from None
        self._lock = lock

    def release(self) -> None:
        """Free the lock, if it is held."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None
