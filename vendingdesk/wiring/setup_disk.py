"""The setup file and the shop's picture on the disk: whole or not at all, and nobody's picture written over."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from itertools import chain, count
from pathlib import Path

from vendingdesk.domain.errors import EnvironmentFault

LOGO = "logo"
"""What the shop's picture is called beside the setup file."""

_BEGINS = {
    b"\x89PNG": ".png",
    b"\xff\xd8\xff": ".jpg",
    b"GIF8": ".gif",
    b"BM": ".bmp",
    b"RIFF": ".webp",
    b"II*\0": ".tif",
    b"MM\0*": ".tif",
}
"""How the files of pictures begin, and what their names end with."""


def logo_file(folder: Path, picture: bytes) -> Path:
    """``logo`` with the ending of its kind, numbered where another picture has that name: it may be its owner's."""
    end = next((end for begin, end in _BEGINS.items() if picture.startswith(begin)), "")
    names = chain([f"{LOGO}{end}"], (f"{LOGO}-{number}{end}" for number in count(2)))
    return next(file for name in names if _free(file := folder / name, picture))


def _free(file: Path, picture: bytes) -> bool:
    """If nothing has that name, or this very picture."""
    try:
        return file.stat().st_size == len(picture) and file.read_bytes() == picture
    except FileNotFoundError:
        return True
    except OSError:
        return False


def write_files(files: Sequence[tuple[Path, bytes]], named: Path) -> None:
    """Write all files beside their places and then give them their names in this order, for this user alone.

    A link stays one: what it leads to is written, and may be on another disk.
    """
    places = [Path(os.path.realpath(file)) for file, _content in files]
    parts = [place.with_name(f"{place.name}.part") for place in places]
    try:
        for (_file, content), part in zip(files, parts, strict=True):
            part.unlink(missing_ok=True)
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
        for place, part in zip(places, parts, strict=True):
            part.replace(place)
    except OSError as error:
        raise EnvironmentFault(
            f"The settings could not be saved in {os.path.realpath(named)} ({error.strerror}). Nothing was changed. "
            "Free some space on the disk, or make the folder writable, then press Save again."
        ) from error
    finally:
        for part in parts:
            with suppress(OSError):
                part.unlink(missing_ok=True)
