"""Folders on their way into an archive: copied, given one form, listed in one order."""

from __future__ import annotations

import gzip
import os
import shutil
from collections.abc import Iterator
from pathlib import Path


def copy_folder(source: Path, into: Path) -> None:
    """Copy what is in ``source`` into ``into``, links as links; ``source`` stays as it is."""
    into.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source, into, symlinks=True, dirs_exist_ok=True)


def write(path: Path, text: str | bytes, *, executable: bool = False) -> Path:
    """Write a file and the folders above it; text is UTF-8."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    path.chmod(0o755 if executable else 0o644)
    return path


def zipped(data: bytes) -> bytes:
    """As ``gzip -9n`` makes it: without a name and without a time."""
    return gzip.compress(data, compresslevel=9, mtime=0)


def entries(root: Path) -> Iterator[Path]:
    """Everything below ``root`` in an order that depends on the names alone, a folder before what is in it."""
    for folder, folders, names in os.walk(root):
        folders.sort()
        here = Path(folder)
        links = [name for name in folders if (here / name).is_symlink()]
        folders[:] = [name for name in folders if name not in links]
        yield here
        yield from (here / name for name in sorted([*names, *links]))


def settle(root: Path, moment: int) -> None:
    """Give all below ``root`` the time ``moment`` (seconds since 1970) and its fixed rights, whatever the umask was.

    Folders and programs are 755, shared libraries and other files 644, also those that only say that they can be run.
    """
    for path in reversed(list(entries(root))):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or _is_program(path) else 0o644)
        os.utime(path, (moment, moment), follow_symlinks=False)


def _is_program(path: Path) -> bool:
    if not path.stat().st_mode & 0o100 or ".so" in path.name:
        return False
    with path.open("rb") as file:
        return file.read(4).startswith((b"\x7fELF", b"#!"))
