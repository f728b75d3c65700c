"""What disks and files do to a book, each said as one sentence that tells what to do."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vendingdesk.domain.errors import EnvironmentFault

_DAMAGE = ("SQLITE_CORRUPT", "SQLITE_NOTADB")

RESTORE = (
    "Keep a copy of it as it is, and run “vendingdesk journal restore FILE” with the last backup before you sell."
)
"""What is to be done about a damaged journal."""


class JournalDamaged(EnvironmentFault):
    """The file's content can't be what was written: no right, lock or disk is at fault."""


class JournalLost(EnvironmentFault):
    """There is no journal where one is looked for, or was."""


class RestoredAlready(EnvironmentFault):
    """The journal was restored before, and has all that the backup has: there is nothing to restore in it."""


_SENTENCES: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        ("SQLITE_FULL", "SQLITE_IOERR_SHMSIZE"),
        "The disk is full, so {path} could not be written: free some space on it, then try again.",
    ),
    (
        ("SQLITE_BUSY", "SQLITE_LOCKED"),
        "Another program is using {path}: close it, then try again.",
    ),
    (
        _DAMAGE,
        "The file {path} is damaged or is not one of Vending Desk's: keep a copy of it as it is. If it is the "
        "journal, run “vendingdesk journal restore FILE” with the last backup before you sell.",
    ),
    (
        ("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH"),
        "The file {path} may not be written: give your user the right to write it and its folder, then try again.",
    ),
    (
        ("SQLITE_CANTOPEN",),
        "The file {path} can't be opened: see that its folder exists and that your user may write in it.",
    ),
    (
        ("SQLITE_IOERR",),
        "The disk failed while {path} was in use: check the disk and its cable before you sell again.",
    ),
)
"""SQLite's result codes (extended ones begin with the name of their family) and the sentence for each."""


_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
"""What a system says of a disk, or a user's share of it, that takes no more."""


def fault(error: sqlite3.Error | OSError, path: Path) -> EnvironmentFault | None:
    """The sentence for an error of the disk or the file; ``None`` for what is a bug of ours."""
    if isinstance(error, OSError):
        if error.errno in _NO_ROOM:
            return EnvironmentFault(_SENTENCES[0][1].format(path=path))
        return EnvironmentFault(f"{path} can't be used ({error.strerror or error}): check the folder and its rights.")
    name: str = getattr(error, "sqlite_errorname", "")
    for families, sentence in _SENTENCES:
        if name.startswith(families):
            kind = JournalDamaged if families is _DAMAGE else EnvironmentFault
            return kind(sentence.format(path=path))
    if "decode to UTF-8" in str(error):
        return JournalDamaged(next(text for families, text in _SENTENCES if families is _DAMAGE).format(path=path))
    return None


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn the errors of disk and file inside into ``EnvironmentFault``; bugs go through as they are."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        known = fault(error, path)
        if known is None:
            raise
        raise known from error
