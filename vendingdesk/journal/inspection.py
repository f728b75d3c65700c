"""Verifications of a journal that is in use: in a thread of their own, beside the counter's work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

from vendingdesk.journal.faults import RESTORE, JournalDamaged
from vendingdesk.journal.mark import Mark, MarkFile
from vendingdesk.journal.recent import verify_since
from vendingdesk.journal.verification import BESIDE_SALES_KIB, Cancelled, Progress, Verification, verify
from vendingdesk.journal.watch import Watch
from vendingdesk.journal.worker import Worker

VERIFIED_NAME = "journal.verified"
"""Remembers the place up to which everything was found right."""


class Inspection:
    """Verifies the journal at ``path``, one verification at a time; what it finds goes to the ``watch``."""

    def __init__(self, path: Path, watch: Watch) -> None:
        self._path = path
        self._watch = watch
        self._memory = MarkFile(path.with_name(VERIFIED_NAME))
        self._worker = Worker(path, "verification")
        self._closing = Event()

    def start(self) -> None:
        """Allow verifications."""
        self._closing.clear()
        self._worker.start()

    async def stop(self) -> None:
        """Break off what runs and allow no more."""
        self._closing.set()
        await self._worker.stop(self._memory.close)

    async def new(self, progress: Progress | None, cancelled: Cancelled | None) -> Verification:
        """Verify from where the last verification ended; the whole journal when that is not known."""
        return await self._run(self._new, progress, cancelled)

    async def all(self, progress: Progress | None, cancelled: Cancelled | None) -> Verification:
        """Verify the whole journal."""
        return await self._run(self._all, progress, cancelled)

    async def _run(
        self,
        work: Callable[[Progress | None, Cancelled], Verification],
        progress: Progress | None,
        cancelled: Cancelled | None,
    ) -> Verification:
        left = Event()

        def unwanted() -> bool:
            return self._closing.is_set() or left.is_set() or (cancelled is not None and cancelled())

        try:
            return await self._worker.run(self._noted, work, progress, unwanted)
        finally:
            left.set()

    def _noted(
        self,
        work: Callable[[Progress | None, Cancelled], Verification],
        progress: Progress | None,
        unwanted: Cancelled,
    ) -> Verification:
        """Do the work; damage stops the selling, an unbroken journal is remembered."""
        try:
            found = work(progress, unwanted)
        except JournalDamaged as error:
            self._watch.damage = str(error)
            raise
        if found.unbroken:
            self._memory.write(
                Mark(found.entries, bytes.fromhex(found.head), found.last_number, self._watch.first), durable=True
            )
        else:
            at = f" at entry {found.first_break}" if found.first_break is not None else ""
            self._watch.damage = (
                f"The journal {self._path} is damaged{at} ({found.problem}), so nothing more is sold. {RESTORE}"
            )
        return found

    def _new(self, progress: Progress | None, unwanted: Cancelled) -> Verification:
        known = self._memory.read()
        found = None if known is None else verify_since(self._path, known, progress, unwanted)
        return self._all(progress, unwanted) if found is None else found

    def _all(self, progress: Progress | None, unwanted: Cancelled) -> Verification:
        return verify(self._path, progress, unwanted, kib=BESIDE_SALES_KIB)
