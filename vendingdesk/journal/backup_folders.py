"""Which folders are a till's backups: each says in a file of its own what it is, and only those are touched.

A folder that only has such a name, or that somebody put files of his own into, is never removed.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

import msgspec

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.journal.files import beside, private_file
from vendingdesk.journal.mark import Mark, holds
from vendingdesk.journal.opening import JOURNAL_NAME, read_only

MANIFEST = "backup.json"
"""The file in a backup that says what it is; it is there from the first moment on."""

ABANDONED = 24 * 3600
"""Seconds after which nobody makes a backup any more that is not whole yet."""

_PART = ".part"


class Manifest(msgspec.Struct, frozen=True):
    """What a backup says of itself.

    ``book`` and ``head`` are the hashes, in hexadecimal, of the journal's first and last entry, ``entries`` their
    number, ``made`` the seconds since 1970, ``files`` each file's bytes. One that is being made has only ``till``.
    """

    till: str
    made: float = 0.0
    book: str = ""
    entries: int = 0
    head: str = ""
    files: dict[str, int] = {}

    def before(self, other: Manifest) -> bool:
        """Whether this is the older one both by the clock and by the book; a clock may have been set back."""
        return self.made <= other.made and self.entries <= other.entries


def put_manifest(folder: Path, manifest: Manifest) -> None:
    """Write it, in the place of the one that is there."""
    file = folder / MANIFEST
    if not file.exists():
        private_file(file)
    file.write_bytes(msgspec.json.encode(manifest))


def read_manifest(folder: Path) -> Manifest | None:
    """What a folder says that it is; None for a stranger's."""
    file = folder / MANIFEST
    with suppress(OSError, msgspec.MsgspecError):
        if file.is_file() and not folder.is_symlink():
            return msgspec.json.decode(file.read_bytes(), type=Manifest)
    return None


def whole(folder: Path) -> Manifest | None:
    """What a backup says, if its files are those it names and its journal has that book's first and last entry."""
    said = read_manifest(folder)
    with suppress(OSError, EnvironmentFault, ValueError):
        if said is not None and all((folder / name).stat().st_size == size for name, size in said.files.items()):
            first, last = bytes.fromhex(said.book), bytes.fromhex(said.head)
            with read_only(folder / JOURNAL_NAME) as journal:
                if holds(journal, Mark(1, first, 0, first)) and holds(journal, Mark(said.entries, last, 0, first)):
                    return said
    return None


def backups_in(place: Path, till: str) -> dict[Path, Manifest]:
    """A till's whole backups in a folder, the newest name first; empty for a folder that is not there."""
    named = re.compile(rf"vendingdesk-{re.escape(till)}-\d{{8}}T\d{{6}}Z(?:-\d+)?")
    found = {}
    with suppress(OSError):
        for each in sorted(place.iterdir(), reverse=True):
            said = whole(each) if named.fullmatch(each.name) else None
            if said is not None:
                found[each] = said
    return found


def part_of(path: Path) -> Path:
    """A name for a backup while it is made, or taken away, that no other process and no other backup has."""
    return beside(path, f".{os.getpid()}-{token_hex(4)}{_PART}")


def remove_abandoned(place: Path, till: str) -> None:
    """Take away what was left half by a stick that was pulled out, long ago."""
    for left in place.glob(f"vendingdesk-{till}-*{_PART}"):
        with suppress(OSError):
            old = time.time() - (left / MANIFEST).stat().st_mtime > ABANDONED
            if old and read_manifest(left) is not None:
                shutil.rmtree(left, ignore_errors=True)


def remove_old(place: Path, till: str, made: Path, book: str, kept: int) -> None:
    """Take away the backups of a book that have ``kept`` newer whole ones of it; never ``made``."""
    found = backups_in(place, till)
    ours = [each for each in reversed(found) if found[each].book == book]
    for number, old in enumerate(ours):
        # Of two that are alike in time and book, the later name is the newer.
        newer = sum(
            found[old].before(found[each]) and (number < place_of or not found[each].before(found[old]))
            for place_of, each in enumerate(ours)
        )
        if old != made and newer >= kept:
            _remove(old, found[old])


def _remove(old: Path, manifest: Manifest) -> None:
    """Away under another name first: what is left of it is never taken for a backup."""
    with suppress(OSError):
        if {each.name for each in old.iterdir()} == {MANIFEST, *manifest.files}:
            shutil.rmtree(old.rename(part_of(old)), ignore_errors=True)


@contextmanager
def alone(place: Path, till: str) -> Iterator[None]:
    """Be the only one that backs a till up into a folder, where the disk can lock; else its names must do.

    Raises ``EnvironmentFault`` while another does.
    """
    from filelock import FileLock, Timeout

    file = place / f".vendingdesk-{till}.lock"
    lock = FileLock(file, timeout=0, mode=0o600)
    try:
        lock.acquire()
    except (Timeout, OSError, NotImplementedError) as error:
        if isinstance(error, Timeout) and file.exists():
            raise EnvironmentFault(
                f"Another backup of the till {till} is being made in {place} now. Wait until it is there, then try "
                "again."
            ) from None
    try:
        yield
    finally:
        if lock.is_locked:
            with suppress(OSError):  # it is the system's lock that counts, and Windows keeps an open file
                file.unlink()
            lock.release()
