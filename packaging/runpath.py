"""Search paths of the building machine, taken out of shipped libraries.

A Python that somebody built names the folder it was built for in each of its libraries. On a shop's machine whoever
can write a folder of that name would decide what the program loads. What is needed is found beside the program.
"""

from __future__ import annotations

import struct
from pathlib import Path

LOAD, DYNAMIC = 1, 2
STRTAB, RPATH, RUNPATH = 5, 15, 29
ENTRY = struct.Struct("<qQ")


class MixedPath(Exception):
    """A search path that is half the folder's own, half somewhere else; the text names the file."""


def forget_paths(folder: Path) -> list[Path]:
    """Take every search path that leads out of ``folder`` out of its ELF files, and return the files that had one.

    Raises ``MixedPath`` for one that also leads into the folder: that is for a person to look at.
    """
    changed = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
        with path.open("rb") as file:
            head = file.read(6)
        if head == b"\x7fELF\x02\x01":  # 64 bits, low byte first: all machines that packages are made on
            data = bytearray(path.read_bytes())
            if _forget(data, path):
                path.write_bytes(data)
                changed.append(path)
    return changed


def _forget(data: bytearray, path: Path) -> bool:
    headers = _headers(data)
    found = [(offset, size) for kind, offset, _, size in headers if kind == DYNAMIC]
    if not found:
        return False
    offset, size = found[0]
    entries = [ENTRY.unpack_from(data, at) for at in range(offset, offset + size, ENTRY.size)]
    table = next((value for tag, value in entries if tag == STRTAB), 0)
    strings = next(
        (
            at + table - address
            for kind, at, address, long in headers
            if kind == LOAD and address <= table < address + long
        ),
        0,
    )
    kept = [
        (tag, value) for tag, value in entries if tag not in (RPATH, RUNPATH) or _stays(data, strings + value, path)
    ]
    if len(kept) == len(entries):
        return False
    kept += [(0, 0)] * (len(entries) - len(kept))  # the end of the list, once more
    for number, entry in enumerate(kept):
        ENTRY.pack_into(data, offset + number * ENTRY.size, *entry)
    return True


def _stays(data: bytearray, at: int, path: Path) -> bool:
    places = data[at : data.index(0, at)].decode().split(":")
    inside = [place.startswith("$ORIGIN") for place in places]
    if any(inside) and not all(inside):
        raise MixedPath(f"{path} looks for libraries in {':'.join(places)}: one of them is not beside it.")
    return all(inside)


def _headers(data: bytearray) -> list[tuple[int, int, int, int]]:
    """Of each program header: its kind, its place in the file, its address, its size in the file."""
    start = int(struct.unpack_from("<Q", data, 32)[0])
    size, count = struct.unpack_from("<HH", data, 54)
    found = []
    for number in range(count):
        kind, _flags, offset, address, _physical, long = struct.unpack_from("<IIQQQQ", data, start + number * size)
        found.append((kind, offset, address, long))
    return found
