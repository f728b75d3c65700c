"""A file that a command writes where somebody named it: whole or not at all, and never over a book."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkstemp
from typing import BinaryIO

from vendingdesk.domain.errors import EnvironmentFault

_BOOKS = (b"SQLite format 3\0", b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83", b"VDMARK")
"""How a database, its log of either byte order and a journal's mark begin."""


def check_output(out: Path, data: Path, option: str = "--out") -> None:
    """Refuse a place that holds, or may hold, a part of some books; ``data`` is the data folder.

    ``option`` is the one of the command line that names another file.

    Raises ``EnvironmentFault``. Only new files may be made in the data folder, and only in its slips.
    """
    real = Path(os.path.realpath(out))
    try:
        found = out.stat()
    except OSError:
        found = None
    if found is not None and stat.S_ISDIR(found.st_mode):
        raise EnvironmentFault(f"{out} is a folder: name a file in it with {option}.")
    if found is not None and not stat.S_ISREG(found.st_mode):
        return  # a pipe, a terminal or a device: nothing is overwritten
    if not real.parent.is_dir():
        raise EnvironmentFault(f"There is no folder {real.parent}. Name another file with {option}.")
    books = Path(os.path.realpath(data))
    if real.is_relative_to(books) and (found is not None or not real.is_relative_to(books / "slips")):
        raise EnvironmentFault(
            f"{out} is in the data folder, where the books are. Name a file elsewhere with {option}."
        )
    if found is None:
        return
    try:
        with out.open("rb") as file:
            begins = file.read(16)
    except OSError as error:
        raise EnvironmentFault(
            f"{out} is there already and can't be read ({error.strerror}). Name another file with {option}."
        ) from error
    if begins.startswith(_BOOKS):
        raise EnvironmentFault(f"{out} is a journal, a backup or a part of one. Name another file with {option}.")
    if not os.access(out, os.W_OK):
        raise EnvironmentFault(f"{out} is there already and may not be written. Name another file with {option}.")


@contextmanager
def output(out: Path, data: Path, *, room: int = 0, option: str = "--out") -> Iterator[BinaryIO]:
    """A stream for what is to stand in ``out``: a file gets its name when all was written, a pipe gets it at once.

    What was there stays when anything fails inside. ``room`` are bytes that are set aside before anything is done.
    Raises ``EnvironmentFault`` for a place of the books (see ``check_output``) and for what the disk refuses.
    """
    check_output(out, data, option)
    try:
        stream = _passed_on(out)
        if stream is not None:
            with stream:
                yield stream
            return
        target = Path(os.path.realpath(out))
        handle, name = mkstemp(dir=target.parent, prefix=f"{target.name}.", suffix=".part")
        making = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                if room and hasattr(os, "posix_fallocate"):
                    os.posix_fallocate(handle, 0, room)
                yield file
                file.truncate()
                file.flush()
                os.fsync(handle)
            making.replace(target)
        except BaseException:
            with suppress(OSError):
                making.unlink()
            raise
    except OSError as error:
        raise EnvironmentFault(
            f"{out} can't be written ({error.strerror}). Name another file with {option}."
        ) from error


def _passed_on(out: Path) -> BinaryIO | None:
    """The stream of what is no file of its own: a pipe, a device, our own standard output. ``None`` for a file."""
    try:
        found = out.stat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(found.st_mode):
        return out.open("wb")
    with suppress(OSError, ValueError):  # there may be no standard output
        own = sys.__stdout__.fileno() if sys.__stdout__ is not None else -1
        if os.path.samestat(found, os.fstat(own)):
            return os.fdopen(os.dup(own), "wb")
    return None
