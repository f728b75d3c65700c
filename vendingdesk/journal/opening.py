"""How a journal's file is made, opened to write, and opened to read only."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from glob import escape
from pathlib import Path
from uuid import uuid4

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.journal.book import Book
from vendingdesk.journal.chain import link
from vendingdesk.journal.entries import Genesis
from vendingdesk.journal.faults import RESTORE, JournalDamaged, JournalLost, fault, told
from vendingdesk.journal.files import beside, clear, private_file, sync_folder
from vendingdesk.journal.mark import MARK_NAME, MarkFile, check_closed, check_mark
from vendingdesk.journal.newer import NewerBooks
from vendingdesk.journal.people_register import has_people
from vendingdesk.journal.program_entries import PRODUCT
from vendingdesk.journal.register import REGISTER_NAME
from vendingdesk.journal.register_copy import check_register, keep_register
from vendingdesk.journal.schema import APPLICATION_ID, MIGRATIONS, Steps, check, migrate, version

JOURNAL_NAME = "journal.sqlite"

_KEPT_KIB = 12 * 1024
"""Memory for pages: the inner ones of a million sales (8 MB) have to stay, or each sale that is looked up reads them
again. A small book needs none of it."""
_PRAGMAS = (
    "synchronous = FULL",
    "foreign_keys = ON",
    "trusted_schema = OFF",
    "cell_size_check = ON",
    f"cache_size = -{_KEPT_KIB}",
)
_PATIENCE = 2.0
"""Seconds to wait for another program's lock."""
_LOOKED_AT = 64
"""Entries that are verified at every start."""
_NO_INDEX = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_IOERR_SHM")
"""What SQLite says where the index of its log can't be made: rights are missing, or room."""
_READING_KIB = 64 * 1024
"""Memory for a reader's pages: the check of a large file's indexes reads them in no order."""


def connect(path: Path) -> sqlite3.Connection:
    """The connection that writes. Raises SQLite's error where it may not, or another program does."""
    connection = sqlite3.connect(path.as_uri() + "?mode=rw", uri=True, isolation_level=None, timeout=_PATIENCE)
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")  # of a file that may not be written this only begins to read
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("ROLLBACK")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def create(path: Path, till: str, clock: Callable[[], datetime], steps: Steps = MIGRATIONS) -> None:
    """Make a new journal beside its place and move it there whole: a half-made one is never seen.

    Raises ``EnvironmentFault`` where something tells that there was a journal already.
    """
    for left in (beside(path, "-wal"), path.with_name(MARK_NAME)):
        if left.exists():
            raise JournalLost(
                f"The journal {path} is gone but its file {left.name} is there: put the journal back, or run "
                "“vendingdesk journal restore FILE” with the last backup."
            )
    past = _past(path.parent, till)
    if past:
        raise JournalLost(
            f"There is no journal {path}, but {past} tells that there was one: put it back, or run “vendingdesk "
            "journal restore FILE” with the newest of what is left. A new book belongs in an empty data folder."
        )
    making = beside(path, ".new")
    clear(making)
    private_file(making)
    with closing(connect(making)) as connection:
        migrate(connection, steps)
        genesis = Genesis(till=till, book=str(uuid4()), product=PRODUCT, version=len(steps))
        Book(connection, till).append(genesis, clock())
    making.replace(path)
    sync_folder(path.parent)


def _past(folder: Path, till: str) -> str:
    """What is left in a data folder of an earlier journal: its name, or empty."""
    for pattern in (
        "backups/*.sqlite",
        "journal.damaged-*",
        "journal.older-*",
        f"slips/*-{escape(till)}-[0-9]*.pdf",
    ):
        found = max((each for each in folder.glob(pattern) if not each.name.startswith("register-")), default=None)
        if found is not None:
            return str(found.relative_to(folder))
    register = folder / REGISTER_NAME
    return f"{REGISTER_NAME}, which has people," if register.exists() and has_people(register) else ""


def _not_empty(path: Path) -> None:
    """Refuse a file without any content, which SQLite takes for a new database: raises ``JournalDamaged``."""
    if path.stat().st_size == 0:
        raise JournalDamaged(
            f"The journal {path} is empty, which it never was: run “vendingdesk journal restore FILE” with the last "
            "backup."
        )


def writable_book(
    path: Path, till: str, clock: Callable[[], datetime], steps: Steps = MIGRATIONS
) -> tuple[sqlite3.Connection, Book]:
    """Open the journal to write, made if there is none; the caller holds the lock and closes the connection.

    It is examined before anything opens it to write: a side file that is not its own would else be written into it.
    A file of an older version gets a backup first, then the ``steps`` that it lacks. A register of an older version
    gets its copy before that: either nothing is brought to a newer version, or both can be gone back from.
    Raises ``EnvironmentFault`` for a journal that must not be sold with, and SQLite's errors.
    """
    check_register(path.parent)
    if not path.exists():
        create(path, till, clock, steps)
    _not_empty(path)
    with closing(_reader(path)) as connection:
        check(connection, path)
        check_owner(connection, path, till)
        check_end(connection, path)
        mark = MarkFile(path.with_name(MARK_NAME)).read()
        check_mark(connection, path, till, mark)
        check_closed(connection, path, mark)
        outdated = version(connection) < len(steps)
    kept = keep_register(path.parent, clock())
    if outdated:
        from vendingdesk.journal.backup import back_up_before

        try:
            back_up_before(len(steps), path, clock())
        except EnvironmentFault:
            if kept is not None:  # a start that is tried again and again would fill the disk with them
                kept.unlink()
            raise
    connection = connect(path)
    try:
        _bring_on(connection, path, steps)
        return connection, Book(connection, till)
    except BaseException:
        connection.close()  # what an update has left in the log goes with it
        raise


def _bring_on(connection: sqlite3.Connection, path: Path, steps: Steps) -> None:
    """Take the steps that are lacking. Raises ``EnvironmentFault`` for a disk that does not take them."""
    try:
        migrate(connection, steps)
    except sqlite3.Error as error:
        known = fault(error, path)
        if known is None:
            raise
        raise type(known)(
            f"The journal needs version {len(steps)} of its file and could not be brought to it. Nothing of it was "
            f"changed. {known}"
        ) from error


def check_versions(folder: Path) -> None:
    """Refuse books that a newer program has written, before anything of the data folder is changed.

    All else that may be wrong with them is left to whoever opens them. Raises ``NewerBooks``.
    """
    check_register(folder)
    try:
        with read_only(folder):
            pass
    except NewerBooks:
        raise
    except EnvironmentFault:
        return


def check_last_written(path: Path) -> None:
    """Hold a whole journal's file to the mark beside it, also while a counter runs: raises ``EnvironmentFault``."""
    with told(path):
        mark = MarkFile(path.with_name(MARK_NAME)).read()  # before the journal, which only grows
    with read_only(path) as connection:
        till = connection.execute("SELECT till FROM entry WHERE seq = 1").fetchone()[0]
        check_mark(connection, path, till, mark)


def till_of(path: Path) -> str:
    """Whose journal this is; a counter may hold it meanwhile. Raises ``EnvironmentFault``."""
    with read_only(path) as connection:
        owner = connection.execute("SELECT till FROM entry WHERE seq = 1").fetchone()
        if owner is None:
            raise JournalDamaged(f"The journal {path} has no first entry. {RESTORE}")
        return str(owner[0])


def check_owner(connection: sqlite3.Connection, path: Path, till: str) -> None:
    """Refuse another till's journal: raises ``EnvironmentFault``."""
    owner = connection.execute("SELECT till FROM entry WHERE seq = 1").fetchone()
    if owner is None:
        raise JournalDamaged(f"The journal {path} has no first entry. {RESTORE}")
    if owner != (till,):
        raise EnvironmentFault(
            f"The journal {path} belongs to till {owner[0]}, and this till is {till}: choose this till's own data "
            "folder."
        )


def check_end(connection: sqlite3.Connection, path: Path) -> None:
    """Hold the last entries to their hashes, whatever the size of the book: raises ``EnvironmentFault``."""
    asked = (
        "SELECT seq, uid, till, sale_uid, kind, at, body, raw, previous, hash FROM entry ORDER BY seq DESC LIMIT ?"
    )
    connection.text_factory = bytes
    rows = connection.execute(asked, (_LOOKED_AT,)).fetchall()
    connection.text_factory = str
    following = rows[0][9]
    for seq, *columns, previous, digest in rows:
        if digest != following or link(previous, seq, *columns) != digest:
            raise JournalDamaged(f"The journal {path} is damaged: entry {seq} is not what was written. {RESTORE}")
        following = previous


@contextmanager
def read_only(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that can't write, inside one snapshot; a counter may hold the journal meanwhile.

    ``path`` is the journal's file or its folder. Raises ``EnvironmentFault``, also for errors inside.
    """
    path = path.absolute()
    if path.is_dir():
        path /= JOURNAL_NAME
    if not path.exists():
        raise JournalLost(f"There is no journal at {path}: name the data folder with --data-dir.")
    with told(path):
        _not_empty(path)
    with told(path), closing(_reader(path)) as connection:
        check(connection, path)
        connection.execute("BEGIN")
        yield connection


def _reader(path: Path) -> sqlite3.Connection:
    """Read through the log that is there; without one, where no index of it can be made, the file as it lies."""
    try:
        return _tried(path.as_uri() + "?mode=ro")
    except sqlite3.OperationalError as error:
        name = getattr(error, "sqlite_errorname", "")
        log = beside(path, "-wal")
        if not name.startswith(_NO_INDEX) or (log.exists() and log.stat().st_size):
            raise
        return _tried(path.as_uri() + "?mode=ro&immutable=1")


def reading_connection(path: Path, kib: int) -> sqlite3.Connection:
    """A connection beside the one that writes: it can't write, makes no checkpoint, and keeps ``kib`` of pages.

    For a journal that is open; it has to be closed before the one that writes, which then tidies up its log.
    Raises SQLite's errors, and ``EnvironmentFault`` for a file that is no journal of ours.
    """
    connection = _tried(path.as_uri() + "?mode=ro", kib)
    try:
        connection.execute("PRAGMA query_only = ON")
        check(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _tried(uri: str, kib: int = _READING_KIB) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=_PATIENCE)
    try:
        connection.execute("PRAGMA cell_size_check = ON")
        connection.execute(f"PRAGMA cache_size = -{kib}")
        connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection
