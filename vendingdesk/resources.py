"""Where the files that come with the program are: icons, translations, fonts.

The same call works from a checkout (``resources/`` beside the package), an installed wheel or a ``.deb`` made of one
(``vendingdesk/_resources``), and a frozen program (the same folder below the place where it was unpacked).
"""

from __future__ import annotations

import sys
from pathlib import Path, PurePosixPath


def resource(name: str) -> Path:
    """Find the resource ``name``, a path with forward slashes; raises ``FileNotFoundError`` if it isn't there."""
    wanted = PurePosixPath(name)
    if wanted.is_absolute() or ".." in wanted.parts or not wanted.parts:
        raise ValueError(f"not the name of a resource: {name!r}")
    for folder in _folders():
        path = folder.joinpath(*wanted.parts)
        if path.exists():
            return path
    raise FileNotFoundError(f"the program came without its file {name!r}: install it again")


def _folders() -> tuple[Path, ...]:
    package = Path(__file__).resolve().parent
    unpacked = getattr(sys, "_MEIPASS", None)  # set by PyInstaller's loader, and only there
    frozen = (Path(unpacked) / "vendingdesk" / "_resources",) if unpacked else ()
    return (*frozen, package / "_resources", package.parent / "resources")
