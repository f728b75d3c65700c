"""Which characters a font file has: read straight from its tables, without reading the whole font.

As the OpenType specification describes the table directory, collections (``ttcf``) and ``cmap`` formats 4 and 12.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_TRUETYPE = {b"\x00\x01\x00\x00", b"true"}
_LONGEST = 2**24
"""More than any cmap table needs: of a broken file no more is read."""

_RESTRICTED = 0x0002
_NOT_IN_PARTS = 0x0300
"""``fsType`` of the table OS/2: may not be embedded; not as a subset, or as bitmaps only."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Characters as ranges: ``starts`` ascending, ``ends`` inclusive."""

    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    def __contains__(self, code: int) -> bool:
        at = bisect_right(self.starts, code) - 1
        return at >= 0 and code <= self.ends[at]


def coverage(file: Path) -> Coverage:
    """The characters of a font with TrueType outlines that may be embedded (of a collection: of its first font).

    None for any other file, and never raises: a font folder holds all sorts of files.
    """
    try:
        with file.open("rb") as font:
            return _coverage(font)
    except (OSError, struct.error, IndexError, OverflowError):
        return Coverage()


def _coverage(font: BinaryIO) -> Coverage:
    kind = font.read(4)
    start = 0
    if kind == b"ttcf":
        (start,) = struct.unpack(">8xI", font.read(12))
        font.seek(start)
        kind = font.read(4)
    if kind not in _TRUETYPE:
        return Coverage()
    (tables,) = struct.unpack(">H6x", font.read(8))
    rows = [struct.unpack(">4s4xII", font.read(16)) for _ in range(tables)]
    places = {tag: (offset, length) for tag, offset, length in rows}
    if b"glyf" not in places or b"cmap" not in places:
        return Coverage()
    if b"OS/2" in places:
        font.seek(places[b"OS/2"][0] + 8)
        (licence,) = struct.unpack(">H", font.read(2))
        if licence & 0x000F == _RESTRICTED or licence & _NOT_IN_PARTS:
            return Coverage()
    offset, length = places[b"cmap"]
    font.seek(offset)
    return _ranges(font.read(min(length, _LONGEST)))


def _ranges(cmap: bytes) -> Coverage:
    """The best Unicode subtable: all planes before the first one only."""
    (count,) = struct.unpack_from(">2xH", cmap)
    for wanted in ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0)):
        for place in range(count):
            platform, encoding, offset = struct.unpack_from(">HHI", cmap, 4 + 8 * place)
            if (platform, encoding) != wanted:
                continue
            (form,) = struct.unpack_from(">H", cmap, offset)
            if form == 12:
                return _joined(_segmented(cmap, offset))
            if form == 4:
                return _joined(_deltas(cmap, offset))
    return Coverage()


def _segmented(cmap: bytes, offset: int) -> list[tuple[int, int]]:
    """Format 12: ranges of 32-bit codes."""
    (groups,) = struct.unpack_from(">12xI", cmap, offset)
    return [struct.unpack_from(">II", cmap, offset + 16 + 12 * at) for at in range(groups)]


def _deltas(cmap: bytes, offset: int) -> list[tuple[int, int]]:
    """Format 4: ranges of 16-bit codes, some with glyphs listed one by one, of which 0 means none."""
    (double,) = struct.unpack_from(">6xH", cmap, offset)
    count = double // 2
    ends = struct.unpack_from(f">{count}H", cmap, offset + 14)
    starts = struct.unpack_from(f">{count}H", cmap, offset + 16 + double)
    offsets_at = offset + 16 + 3 * double
    places = struct.unpack_from(f">{count}H", cmap, offsets_at)
    found: list[tuple[int, int]] = []
    for at, (first, last, place) in enumerate(zip(starts, ends, places, strict=True)):
        if first == 0xFFFF:
            continue
        if not place:
            found.append((first, last))
            continue
        glyphs = offsets_at + 2 * at + place
        found += [
            (code, code)
            for code in range(first, last + 1)
            if struct.unpack_from(">H", cmap, glyphs + 2 * (code - first))[0]
        ]
    return found


def _joined(ranges: list[tuple[int, int]]) -> Coverage:
    """Neighbouring ranges made one."""
    starts: list[int] = []
    ends: list[int] = []
    for first, last in sorted(ranges):
        if ends and first <= ends[-1] + 1:
            ends[-1] = max(ends[-1], last)
        else:
            starts.append(first)
            ends.append(last)
    return Coverage(tuple(starts), tuple(ends))
