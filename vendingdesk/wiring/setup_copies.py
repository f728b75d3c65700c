"""Copies of the setup file as it was before a start mended it: the newest few, none twice."""

from __future__ import annotations

from contextlib import suppress
from itertools import chain, count
from pathlib import Path

MOST = 5
"""Copies of each kind that stay."""

KINDS = ("damaged-", "older")
"""How a copy's name goes on behind that of the setup file and a point."""


def copy_of(file: Path, content: bytes, ending: str) -> Path:
    """Where a copy with this content belongs: where it stands already, else a free name with ``ending``."""
    for each in chain.from_iterable(_copies(file, kind) for kind in KINDS):
        if each.stat().st_size == len(content) and each.read_bytes() == content:
            return each
    names = chain([f"{file.name}.{ending}"], (f"{file.name}.{ending}-{number}" for number in count(2)))
    return next(each for name in names if not (each := file.with_name(name)).exists())


def keep_newest(file: Path, newest: Path) -> None:
    """Delete the oldest copies; ``newest`` stays whatever the clock says. What can't be deleted stays."""
    for kind in KINDS:
        found = sorted(_copies(file, kind), key=lambda each: (each == newest, each.stat().st_mtime_ns, each.name))
        for old in found[:-MOST]:
            with suppress(OSError):
                old.unlink()


def _copies(file: Path, kind: str) -> list[Path]:
    return [each for each in file.parent.glob(f"{file.name}.{kind}*") if each.is_file() and not each.is_symlink()]
