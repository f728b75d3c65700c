"""Copies of a journal that can be trusted: made by SQLite's online backup, verified before they get a name."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.journal.faults import JournalDamaged, told
from vendingdesk.journal.files import beside, clear, free, private_file, private_folder, stamp, sync_file, sync_folder
from vendingdesk.journal.kept_copies import BACKUPS, clear_parts, copies_of, last_entry
from vendingdesk.journal.opening import read_only
from vendingdesk.journal.schema import version as version_of
from vendingdesk.journal.verification import Cancelled, Progress, Verification, verify


class NoPlace(EnvironmentFault):
    """The copy's place is at fault, not the journal: another may do."""


@contextmanager
def placed(path: Path) -> Iterator[None]:
    """Turn the errors of the copy's disk and file inside into ``NoPlace``."""
    try:
        with told(path):
            yield
    except JournalDamaged:
        raise
    except EnvironmentFault as error:
        raise (NoPlace(str(error)) if str(path) in str(error) else error) from error.__cause__


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that was verified in full; ``str()`` is the line to show."""

    path: Path
    found: Verification

    def __str__(self) -> str:
        """One sentence."""
        return f"{self.path}: {self.found}"


def backup_place(journal: Path, at: datetime) -> Path:
    """Where a copy of a journal's file goes when nobody names a place. Raises ``EnvironmentFault``."""
    with read_only(journal) as connection:
        owner = connection.execute("SELECT till FROM entry WHERE seq = 1").fetchone()
    till = owner[0] if owner is not None else "unknown"
    return journal.parent / BACKUPS / f"journal-{till}-{stamp(at)}.sqlite"


def back_up(journal: Path, out: Path, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Backup:
    """Copy a journal's file to ``out``, also while a counter writes it; the journal is only read.

    The copy is its owner's alone, one file without side files, and gets its name when it has been verified.
    ``progress`` and ``cancelled`` are those of the verification. Raises ``EnvironmentFault``: nothing is left behind.
    """
    out = out.absolute()
    if out.parent.resolve() == journal.absolute().parent.resolve() and out.name.startswith("journal."):
        raise EnvironmentFault(f"{out} is a name of the journal's own files: name another file for the backup.")
    if out.exists():
        raise EnvironmentFault(f"{out} is there already: name another file for the backup.")
    if out.parent == journal.absolute().parent / BACKUPS:
        with placed(out.parent):
            private_folder(out.parent)
    if not out.parent.is_dir():
        raise EnvironmentFault(f"There is no folder {out.parent}: make it, or name another file for the backup.")
    making = beside(out, ".part")
    with placed(making):
        clear(making)
        try:
            copy(journal, making)
            found = verify(making, progress, cancelled)
            if not found.unbroken:
                raise JournalDamaged(
                    f"The journal {journal} is damaged, so no backup of it was kept ({found.problem}). Keep the "
                    "journal and the backups that you have, and check it: vendingdesk journal verify."
                )
            sync_file(making)
            making.rename(out)
            sync_folder(out.parent)
        except BaseException:
            clear(making)
            raise
    return Backup(out, found)


def copy(journal: Path, out: Path) -> None:
    """Write what a journal holds at this moment into a new private file, in one piece; not yet synced.

    Raises ``EnvironmentFault`` for the journal's faults, SQLite's errors and ``OSError`` for the copy's.
    """
    private_file(out)
    with closing(sqlite3.connect(out, isolation_level=None)) as target:
        target.execute("PRAGMA synchronous = OFF")  # the whole file is synced at the end
        _pour(journal, target)
        target.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it


def _pour(journal: Path, target: sqlite3.Connection) -> None:
    """Copy all pages. An error of the copy's disk is raised as such, not as one of the journal."""
    failed: sqlite3.Error | None = None
    with read_only(journal) as source:
        try:
            source.backup(target)
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorname", "").startswith(_SOURCES):
                raise
            failed = error
    if failed is not None:
        raise failed


_SOURCES = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_BUSY", "SQLITE_LOCKED")
"""What can only be the journal's fault: nobody else knows of the copy."""


def back_up_before(version: int, journal: Path, at: datetime) -> Backup:
    """Keep a copy before a journal is brought to a version, unless an update that was cut off has kept it already.

    For who holds the lock of the books. Raises ``EnvironmentFault`` when that fails: then the journal must stay as
    it is.
    """
    clear_parts(journal.parent)
    kept = _kept_already(version, journal)
    if kept is not None:
        return kept
    out = free(journal.parent / BACKUPS / f"before-version-{version}-{stamp(at)}.sqlite")
    try:
        return back_up(journal, out)
    except EnvironmentFault as error:
        raise EnvironmentFault(
            f"The journal needs version {version} of its file, and the backup that must come before can't be made. "
            f"Nothing was changed. {error}"
        ) from error


def _kept_already(version: int, journal: Path) -> Backup | None:
    """The copy that a start before this one kept: starts that are cut off would fill the disk with one each.

    Its journal may have come to a version in between meanwhile: the copy of the oldest form is what can be gone back
    to. Both are verified, as a copy that is made now would be.
    """
    with suppress(EnvironmentFault):  # said of the journal when it is copied; of an older copy nobody needs to hear
        with read_only(journal) as connection:
            end, found = last_entry(connection), version_of(connection)
        kept = copies_of(journal.parent, version, found, end) if end is not None else []
        if kept:
            whole = verify(journal)
            for each in kept:
                with suppress(EnvironmentFault):
                    if whole.unbroken and verify(each.path) == whole:
                        return Backup(each.path, whole)
    return None
