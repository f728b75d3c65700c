"""Whether a shipped library is the file that it is taken for: told by what a process would load of it, not by names.

``strip`` takes symbols out of the copies in a frozen folder and leaves every loaded byte where it was.
"""

from __future__ import annotations

import struct
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

ELF_64 = b"\x7fELF\x02\x01"
PT_LOAD = 1


def same(shipped: Path, original: Path) -> bool:
    """Whether both files have the same bytes, or are libraries of which the same bytes are loaded."""
    one, other = shipped.read_bytes(), original.read_bytes()
    if one == other:
        return True
    loaded = _loaded(one)
    return bool(loaded) and loaded == _loaded(other)


def _loaded(data: bytes) -> list[tuple[int, int, int, bytes]]:
    """Rights, address, size and bytes of each part that is loaded; nothing where that can't be read."""
    if not data.startswith(ELF_64):
        return []
    try:
        (table,) = struct.unpack_from("<Q", data, 32)
        size, count = struct.unpack_from("<HH", data, 54)
        parts = []
        for number in range(count):
            kind, rights, at, address, _, held, taken, _ = struct.unpack_from(
                "<IIQQQQQQ", data, table + number * size
            )
            if kind == PT_LOAD:
                # The first part begins with the head of the file, which says where symbols are: strip changes it.
                head = max(64, table + count * size) if at == 0 else 0
                parts.append((rights, address, taken, data[at + head : at + held]))
    except struct.error:
        return []
    return parts


def of_python(frozen_inner: Path, place: Path) -> bool:
    """Whether the library at ``place`` below ``_internal`` is one of the Python that runs this."""
    return any(one.is_file() and same(frozen_inner / place, one) for one in _of_this_python(place))


def _of_this_python(place: Path) -> Iterator[Path]:
    told = sysconfig.get_config_vars()
    if "lib-dynload" in place.parts:
        folders = [told.get("DESTSHARED"), Path(sysconfig.get_path("stdlib"), "lib-dynload")]
    elif sys.platform == "win32":
        folders = [sys.base_prefix, Path(sys.base_prefix, "DLLs")]
    else:
        folders = [told.get("LIBDIR"), told.get("LIBPL"), Path(sys.base_prefix, "lib")]
    # Only what Python calls its own: on some systems these folders are those of all libraries.
    own = str(told.get("INSTSONAME", "")), "libpython3.so"
    if "lib-dynload" in place.parts or sys.platform == "win32" or place.name in own:
        yield from (Path(str(folder), place.name) for folder in folders if folder)
