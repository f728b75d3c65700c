"""The copies that were kept before an update: which there are, and which one an update or an older program means."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

BACKUPS = "backups"
"""The folder beside the journal that copies go to when nobody names another."""

_BEFORE = re.compile(r"(?P<what>|register-)before-version-(?P<version>\d{1,9})-(?P<at>\d{8}T\d{6}Z(-\d+)?)\.sqlite")
"""The names of copies that are kept before an update."""

_MAGIC = b"SQLite format 3\0"
_HEADER, _VERSION = 100, slice(60, 64)
"""How long a database's header is, and where ``PRAGMA user_version`` stands in it: a copy has no log beside it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A copy: the version that the books were brought to behind it, when it was made, and its own version."""

    path: Path
    target: int
    at: str
    version: int

    @property
    def name(self) -> str:
        """Its name from the data folder on."""
        return f"{BACKUPS}/{self.path.name}"


def copy_before(folder: Path, known: int, what: str = "") -> str:
    """The copy of a file that was kept before an update made it too new for who knows version ``known``.

    Empty where there is none that can be gone back to with that version: an update that an earlier program was cut
    off in left copies of what stood in between. Else its name from the data folder on. ``what`` is how that begins.
    """
    found = [each for each in _kept(folder, what) if each.version <= known < each.target]
    return max(found, key=lambda each: (-each.target, each.at)).name if found else ""


def copies_of(folder: Path, target: int, version: int, end: tuple[int, bytes]) -> list[Kept]:
    """The copies, made before an update to ``target``, of the journal with this last entry and its hash.

    Those of a file that was not beyond ``version``: the one that was farthest from the update first, of several such
    the newest, which is made only where the others will not do.
    """
    newest = sorted(_kept(folder), key=lambda each: each.at, reverse=True)
    found = [each for each in newest if each.target == target and each.version <= version and _end(each.path) == end]
    return sorted(found, key=lambda each: each.version)


def last_entry(connection: sqlite3.Connection) -> tuple[int, bytes] | None:
    """Number and hash of a journal's last entry. Raises SQLite's errors."""
    found: tuple[int, bytes] | None = connection.execute(
        "SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    return found


def clear_parts(folder: Path, what: str = "") -> None:
    """Take away what runs that were killed left of copies; for who holds the lock of the books.

    Such a part never had a copy's name. It would keep the room that the next copy needs.
    """
    with suppress(OSError):
        for left in (folder / BACKUPS).glob(f"{what}before-version-*.sqlite.part*"):
            left.unlink()


def _kept(folder: Path, what: str = "") -> Iterator[Kept]:
    with suppress(OSError):
        for each in (folder / BACKUPS).iterdir():
            name = _BEFORE.fullmatch(each.name)
            if name is not None and name["what"] == what and (version := _version(each)) is not None:
                yield Kept(each, int(name["version"]), name["at"], version)


def _version(file: Path) -> int | None:
    """The version that a database's header tells; ``None`` for what is no database."""
    with suppress(OSError), file.open("rb") as read:
        header = read.read(_HEADER)
        if len(header) == _HEADER and header.startswith(_MAGIC):
            return int.from_bytes(header[_VERSION], "big")
    return None


def _end(copy: Path) -> tuple[int, bytes] | None:
    """The last entry of a copy; ``None`` where it can't be read."""
    uri = copy.absolute().as_uri() + "?mode=ro&immutable=1"
    with suppress(sqlite3.Error), closing(sqlite3.connect(uri, uri=True)) as connection:
        return last_entry(connection)
    return None
