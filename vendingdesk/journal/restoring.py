"""Going on from a backup when the journal is lost or damaged: nothing is deleted, no receipt number is used twice.

The new journal is made whole beside its place. Then the mark is renewed, the old files are moved aside, and the new
one is moved in. Wherever this is cut off there is the old state, or a folder that the till refuses to sell from
because its mark names an entry that it has not; doing it again finishes it.
"""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.outcome import DoubtCause, Unclear
from vendingdesk.domain.sale import VendState, receipt_number
from vendingdesk.journal.backup import copy
from vendingdesk.journal.book import Book
from vendingdesk.journal.faults import JournalDamaged, JournalLost, RestoredAlready, told
from vendingdesk.journal.files import SIDES, beside, clear, private_folder, stamp, sync_file, sync_folder
from vendingdesk.journal.identity import Identity, has, identified, merely_restored
from vendingdesk.journal.lock import BookLock
from vendingdesk.journal.mark import MARK_NAME, Mark, MarkFile, beyond
from vendingdesk.journal.opening import JOURNAL_NAME, connect
from vendingdesk.journal.restored import Restored
from vendingdesk.journal.salvage import highest_number
from vendingdesk.journal.schema import migrate
from vendingdesk.journal.verification import Progress, verify
from vendingdesk.journal.z_numbers import AND_Z, ASK_Z, believe_z

FARTHEST = 100_000
"""How many receipts the newest slip may be beyond what is known: more is a slip of the finger, and numbers that are
passed over never come back."""


def restore(
    directory: Path,
    till: str,
    file: Path,
    at: datetime,
    *,
    last_receipt: int | None = None,
    last_z: int | None = None,
    progress: Progress | None = None,
) -> Restored:
    """Put a backup in the place of a data folder's lost, damaged or older journal, and let the book go on from it.

    ``last_receipt`` is the highest number that somebody saw on a slip; it is needed where neither the mark nor the
    damaged file tells what was given out after the backup. ``last_z`` is the same of Z reports, of a till that keeps
    shifts; 0 for none. ``progress`` is that of the backup's verification.
    A journal here that was restored before, with too low a number, goes on itself when a higher one is told.
    Raises ``EnvironmentFault``, with nothing changed, for a backup that is damaged or of another till, for a journal
    here that is whole, and while a counter has it open.
    """
    path = directory.absolute() / JOURNAL_NAME
    file = file.absolute()
    if file.is_dir():
        file /= JOURNAL_NAME
    if not file.exists():
        raise EnvironmentFault(f"There is no file {file}: name the backup that is to be restored.")
    lock = BookLock(path.parent)
    with told(path):
        private_folder(path.parent)
        lock.acquire()
        try:
            return _Restoring(path, till, file, at, last_receipt=last_receipt, last_z=last_z)(progress)
        finally:
            lock.release()


class _Restoring:
    """One restoration, by whoever holds the lock."""

    def __init__(
        self, path: Path, till: str, file: Path, at: datetime, *, last_receipt: int | None, last_z: int | None
    ) -> None:
        self._path = path
        self._till = till
        self._file = file
        self._at = at
        self._last_receipt = last_receipt
        self._last_z = last_z
        self._making = beside(path, ".restoring")
        self._mark_file = MarkFile(path.with_name(MARK_NAME))
        self._mark = self._mark_file.read()
        self._here: Identity | None = None

    def __call__(self, progress: Progress | None) -> Restored:
        try:
            with told(self._making):
                return self._restored(progress)
        finally:
            self._mark_file.close()
            clear(self._making)

    def _restored(self, progress: Progress | None) -> Restored:
        clear(self._making)
        backup = self._copied(progress)
        raised = self._look_around(backup)
        if raised:
            self._file = self._path
            clear(self._making)
            backup = self._copied(progress)
        highest, last_z = self._highest(backup)
        doubts, end = self._go_on(backup, highest, last_z, raised=raised)
        found = verify(self._making)
        if not found.unbroken:
            raise EnvironmentFault(f"What {self._file} was made into is not right ({found.problem}): check the disk.")
        sync_file(self._making)
        self._mark_file.write(end, durable=True)
        aside = self._put_aside()
        self._making.replace(self._path)
        sync_folder(self._path.parent)
        missing = range(backup.last_number + 1, highest + 1)
        anew = raised and highest > backup.last_number
        twice = range(backup.restorations[-1].next_number, backup.last_number + 1) if anew else range(0)
        reports = range(backup.last_z + 1, last_z + 1)
        return Restored(self._path, self._till, found, missing, doubts, aside, twice, raised, reports)

    def _copied(self, progress: Progress | None) -> Identity:
        """Copy the backup beside the journal's place, and verify the copy."""
        try:
            copy(self._file, self._making)
            backup = identified(self._making, progress)
        except JournalDamaged as error:
            raise EnvironmentFault(
                f"{self._file} is damaged or no journal, so nothing was changed: restore another backup. ({error})"
            ) from error
        if backup.till != self._till:
            raise EnvironmentFault(
                f"{self._file} is of till {backup.till}, and this till is {self._till}: nothing was changed."
            )
        return backup

    def _look_around(self, backup: Identity) -> bool:
        """Refuse to replace a journal that is whole and may hold what the backup has not.

        Returns whether the journal here is to go on itself, for its earlier restoration was told too low a number.
        """
        try:
            here = self._here = identified(self._path)
        except (JournalDamaged, JournalLost):
            return False
        mark = self._mark
        intact = mark is None or (has(self._path, mark) and not beyond(mark, here.found.entries))
        more = here.found.entries - backup.found.entries
        kind = EnvironmentFault
        if here.till != backup.till or here.first != backup.first:
            why = f"is another book, of till {here.till}, and whole: move it away yourself if it is not wanted"
        elif has(self._path, backup.head):
            if not more and not intact:
                return False
            told_more = (self._last_receipt or 0) > here.last_number or (self._last_z or 0) > here.last_z
            if intact and here.restorations and told_more:
                return True
            entries = "1 more entry" if more == 1 else f"{more} more entries"
            same = f"newer than {self._file} ({entries})" if more else f"the same as {self._file}"
            why = f"is whole and {same}: "
            why += "go on with it" if intact else f"restore it itself: vendingdesk journal restore {self._path}"
            if intact and here.restorations:
                kind = RestoredAlready
                last = receipt_number(self._till, here.last_number)
                why += (
                    f". It was restored before and goes on after {last}; if a newer slip than that was printed, say "
                    "its number with --last-receipt, and the journal goes on after it"
                )
        elif has(self._making, here.head) or merely_restored(self._path, here, self._making):
            return False
        else:
            why = (
                f"is whole, and {self._file} is a branch of the same book: each has entries that the other has not. "
                "Go on with the journal here, keep the other file, and look up in it what is missing here"
            )
        raise kind(f"Nothing was changed: the journal {self._path} {why}.")

    def _highest(self, backup: Identity) -> tuple[int, int]:
        """The highest receipt and Z that may have been given out; raises ``EnvironmentFault`` when nobody can know.

        A damaged file tells numbers, but may have lost higher ones. So may a mark that a counter had no time to
        close, or one that says less than the backup.
        """
        known, sure = [backup.last_number], False
        reports = [backup.last_z]
        mark = self._mark
        if mark is not None:
            known.append(mark.number)
            reports.append(mark.last_z)
            older = mark.seq < backup.found.entries and has(self._making, mark)
            behind = older or mark.running or mark.number < backup.last_number
            sure = mark.first == backup.first and not behind
        if self._here is not None:
            known.append(self._here.last_number)
            reports.append(self._here.last_z)
        else:
            known.extend(highest_number(beside(self._path, suffix)) for suffix in SIDES)
        if self._last_z is not None:
            believe_z(self._last_z, backup.last_z, max(reports))
            reports.append(self._last_z)
        ask_z = backup.keeps_shifts and self._last_z is None and not sure
        if self._last_receipt is not None:
            self._believe(self._last_receipt, backup.last_number, max(known))
            known.append(self._last_receipt)
        elif not sure:
            raise EnvironmentFault(
                "Nothing was changed: nothing here tells for certain which receipts were given out after "
                f"{self._file} was made; its last is {receipt_number(self._till, backup.last_number)}. Look at the "
                f"newest slip of this till, and say the number on it: --last-receipt NUMBER{AND_Z if ask_z else ''}"
            )
        if ask_z:
            raise EnvironmentFault(
                f"Nothing was changed: nothing here tells for certain which Z reports were made after {self._file} "
                f"was; its last is {backup.last_z}. {ASK_Z}"
            )
        return max(known), max(reports)

    def _believe(self, newest: int, last: int, highest: int) -> None:
        """Refuse a newest slip that can't be it: raises ``EnvironmentFault``."""
        why = ""
        if newest < last:
            why = f"is below {receipt_number(self._till, last)}, the last in {self._file}"
        elif newest > highest + FARTHEST:
            why = f"is more than {FARTHEST:,} beyond {receipt_number(self._till, highest)}, the highest known here"
        if why:
            raise EnvironmentFault(
                f"Nothing was changed: {receipt_number(self._till, newest)} {why}. Look at the newest slip of this "
                "till again, and say the number on it: --last-receipt NUMBER"
            )

    def _go_on(self, backup: Identity, highest: int, last_z: int, *, raised: bool) -> tuple[tuple[str, ...], Mark]:
        """Let the copy's chain say that it was restored; returns the receipts now in doubt, and the copy's end.

        A journal that is ``raised`` has all that was written: the next start knows what became of its sales.
        """
        with closing(connect(self._making)) as connection:
            migrate(connection)
            book = Book(connection, self._till)
            book.restored(highest + 1, backup.found.entries, backup.found.head, self._at, last_z)
            doubts = () if raised else self._doubts(book)
            seq, digest = connection.execute("SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1").fetchone()
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return doubts, Mark(seq, digest, highest, backup.first, last_z=last_z)

    def _doubts(self, book: Book) -> tuple[str, ...]:
        """Sales that had begun when the backup was made: nobody can say any more that nothing was sent."""
        receipts = []
        for sale, raw in book.open_sales():
            if raw is not None:
                continue  # an answer is in the backup: the next start reads it
            if sale.state is VendState.PREPARED:
                book.sending(sale.uid, self._at)
            why = Unclear(DoubtCause.INTERRUPTED, "restored from a backup that was made before this sale had its end")
            receipts.append(book.conclude(sale.uid, why, self._at).receipt_no)
        return tuple(receipts)

    def _put_aside(self) -> tuple[Path, ...]:
        """Give what is in the journal's place another name; the journal first, so that no part of it looks whole."""
        word = "damaged" if self._here is None else "older"
        name, count = f"journal.{word}-{stamp(self._at)}.sqlite", 1
        while any(self._path.with_name(f"{name}{suffix}").exists() for suffix in SIDES):
            count += 1
            name = f"journal.{word}-{stamp(self._at)}-{count}.sqlite"
        moved = []
        for suffix in SIDES:
            old = beside(self._path, suffix)
            if not old.exists():
                continue
            if suffix == "-shm" or (suffix == "-wal" and old.stat().st_size == 0):
                old.unlink()  # an index that SQLite makes anew, and a log of nothing: readers leave them
            else:
                moved.append(old.rename(self._path.with_name(f"{name}{suffix}")))
        sync_folder(self._path.parent)
        return tuple(moved)
