"""How the files of a data folder are made: for their owner alone, and never half where a whole one is looked for."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

SIDES = ("", "-wal", "-shm")
"""What SQLite adds to a database's name for the files that belong to it; the first is the database itself."""


def private_folder(directory: Path) -> None:
    """Have the folder, for its owner alone when it has to be made."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)


def private_file(path: Path) -> None:
    """Have an empty file for its owner alone, whatever the umask; SQLite gives its side files the same mode."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def beside(path: Path, suffix: str) -> Path:
    """The file that is named like ``path`` with something behind it."""
    return path.with_name(f"{path.name}{suffix}")


def clear(path: Path) -> None:
    """Take a half-made database away, with its side files."""
    for suffix in SIDES:
        beside(path, suffix).unlink(missing_ok=True)


def sync_file(path: Path) -> None:
    """Have a file's content on the disk."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def sync_folder(directory: Path) -> None:
    """Have a renaming on the disk, where folders can be synced."""
    if os.name == "posix":  # pragma: no branch
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def free(path: Path) -> Path:
    """The path, or where something has that name, the first one with a number behind it that nothing has."""
    found, number = path, 1
    while found.exists():
        number += 1
        found = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return found


def stamp(at: datetime) -> str:
    """A moment for a file's name: UTC, sorting like the time."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
