"""Where the files that come with the program are: icons, translations, fonts.

The same call works from a checkout (``resources/`` beside the package), an installed wheel or a ``.deb`` made of one
(``vendingdesk/_resources``), and a frozen program (the same folder below the place where it was unpacked).
"""

from __future__ import annotations

import sys
from pathlib import Path, PurePosixPath

DAMAGED = "This program is damaged or incomplete ({}): install it again. Books are not touched."
"""What a person is told whose frozen program is not whole; with what is wrong."""


class MissingFile(FileNotFoundError):
    """A file that comes with the program is not there."""


def resource(name: str) -> Path:
    """Find the resource ``name``, a path with forward slashes; raises ``MissingFile`` if it isn't there."""
    wanted = PurePosixPath(name)
    if wanted.is_absolute() or ".." in wanted.parts or not wanted.parts:
        raise ValueError(f"not the name of a resource: {name!r}")
    for folder in _folders():
        path = folder.joinpath(*wanted.parts)
        if path.exists():
            return path
    raise MissingFile(f"the program came without its file {name!r}")


def _folders() -> tuple[Path, ...]:
    package = Path(__file__).resolve().parent
    unpacked = getattr(sys, "_MEIPASS", None)  # set by PyInstaller's loader, and only there
    frozen = (Path(unpacked) / "vendingdesk" / "_resources",) if unpacked else ()
    return (*frozen, package / "_resources", package.parent / "resources")
