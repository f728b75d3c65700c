"""What is taken over from a backup beside its journal: file by file, where nothing is, and the register checked."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.journal.faults import told
from vendingdesk.journal.files import beside, private_file, sync_file, sync_folder
from vendingdesk.journal.opening import read_only
from vendingdesk.journal.register import REGISTER_NAME
from vendingdesk.journal.register_schema import STEPS, VERSION, teach


def put_beside(file: Path, data: Path) -> Path | None:
    """Put a backup's file into a data folder; returns where, or None where something is or the file is no plain one.

    Raises ``EnvironmentFault`` for a register that is damaged or none of ours, and for a disk that is at fault:
    then nothing is put there.
    """
    target = data / file.name
    if file.is_symlink() or not file.is_file() or target.is_symlink() or target.exists():
        return None
    making = beside(target, ".part")
    with told(target):
        making.unlink(missing_ok=True)
        try:
            private_file(making)
            shutil.copyfile(file, making)
            if file.name == REGISTER_NAME:
                _check_register(making, file)
            sync_file(making)
            making.replace(target)
            sync_folder(data)
        finally:
            making.unlink(missing_ok=True)
    return target


def _check_register(copy: Path, named: Path) -> None:
    """Read a register's copy from end to end. Another program's tables, or a trigger put in, are not ours."""
    with told(named), closing(sqlite3.connect(f"{copy.as_uri()}?mode=ro&immutable=1", uri=True)) as register:
        register.execute("PRAGMA trusted_schema = OFF")
        version = register.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise EnvironmentFault(
                f"The register {named} was written by a newer Vending Desk, so it was not taken: install that first."
            )
        if _made_of(register) != _made_by(version):
            raise EnvironmentFault(f"{named} is no register of Vending Desk, so it was not taken.")
        found = register.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise EnvironmentFault(f"The register {named} is damaged, so it was not taken ({found}).")


def _made_of(register: sqlite3.Connection) -> set[tuple[str, str]]:
    asked = "SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite%'"
    return set(register.execute(asked).fetchall())


def _made_by(version: int) -> set[tuple[str, str]]:
    """What a register of a version has; nothing makes one of version 0, so no file is like that."""
    with closing(sqlite3.connect(":memory:")) as empty:
        teach(empty)
        for step in STEPS[: max(version, 0)]:
            for statement in step:
                empty.execute(statement)
        return _made_of(empty) or {("", "")}


def last_server(journal: Path) -> str:
    """The address that the newest sale went to, empty where nothing was sold. Raises ``EnvironmentFault``."""
    with read_only(journal) as connection:
        found = connection.execute("SELECT server FROM sale ORDER BY number DESC LIMIT 1").fetchone()
    return found[0] if found is not None else ""
