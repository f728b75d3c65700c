"""The register looked at and copied beside its own opening: for backups, and before a newer version of its file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.journal.faults import told
from vendingdesk.journal.files import beside, clear, free, private_file, private_folder, stamp, sync_file, sync_folder
from vendingdesk.journal.kept_copies import BACKUPS, clear_parts
from vendingdesk.journal.newer import NewerBooks, newer_register
from vendingdesk.journal.register import REGISTER_NAME
from vendingdesk.journal.register_schema import VERSION


def register_version(folder: Path) -> int:
    """The version of a data folder's register, 0 where there is none yet.

    It is only read; a change that a crash left half is taken back, as SQLite does at every opening.
    Raises ``NewerBooks``, another ``EnvironmentFault`` for a file that can't be read.
    """
    path = folder / REGISTER_NAME
    if not path.exists():
        return 0
    with (
        told(path),
        closing(sqlite3.connect(path.as_uri() + "?mode=rw", uri=True, isolation_level=None, timeout=2.0)) as register,
    ):
        found: int = register.execute("PRAGMA user_version").fetchone()[0]
    if found > VERSION:
        raise newer_register(path, found, VERSION)
    return found


def check_register(folder: Path) -> int:
    """The same, 0 for a register that can't be read: whoever opens that says so. Raises ``NewerBooks`` alone."""
    try:
        return register_version(folder)
    except NewerBooks:
        raise
    except EnvironmentFault:
        return 0


def keep_register(folder: Path, at: datetime) -> Path | None:
    """Keep a copy of a register that will be brought to a newer version, unless the newest copy is like it.

    Returns where a new one is. Commands open the journal alone, and may do so often before a window opens both.
    For who holds the lock of the books. Raises ``EnvironmentFault``: then the register must stay as it is.
    """
    path = folder / REGISTER_NAME
    if not 0 < check_register(folder) < VERSION:
        return None
    name = f"register-before-version-{VERSION}-"
    out = free(folder / BACKUPS / f"{name}{stamp(at)}.sqlite")
    making = beside(out, ".part")
    try:
        with told(out):
            private_folder(out.parent)
            clear_parts(folder, "register-")
            try:
                copy_register(path, making)
                kept = max(out.parent.glob(f"{name}*.sqlite"), default=None, key=lambda each: each.stat().st_mtime_ns)
                if kept is not None and kept.read_bytes() == making.read_bytes():
                    clear(making)
                    return None
                sync_file(making)
                making.rename(out)
                sync_folder(out.parent)
            except BaseException:
                clear(making)
                raise
    except EnvironmentFault as error:
        raise EnvironmentFault(
            f"The register needs version {VERSION} of its file, and the copy that must come before can't be made. "
            f"Nothing was changed. {error}"
        ) from error
    return out


def copy_register(register: Path, out: Path) -> None:
    """Copy it into a new private file: in one piece, by SQLite's online backup, and checked where it lies.

    Not yet synced. Raises ``EnvironmentFault``.
    """
    private_file(out)
    with (
        told(register),
        closing(sqlite3.connect(register.as_uri() + "?mode=ro", uri=True, timeout=2.0)) as source,
        closing(sqlite3.connect(out, isolation_level=None)) as target,
    ):
        target.execute("PRAGMA synchronous = OFF")  # the whole file is synced at the end
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")
        found = target.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise EnvironmentFault(
            f"The register {register} is damaged, so no backup was kept ({found}). Keep the backups that you have."
        )
