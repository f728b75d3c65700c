"""What the frozen program needs from the system, read off its binaries, as Debian's relations between packages.

A library that isn't in the folder has to come from somewhere: what every start loads is a dependency; what only one
of Qt's plugins asks for, or what the folder has a spare of, is suggested. What the spares themselves need counts
for nothing: they are loaded only where the system's own library, which brings all of that, is missing.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libexpat.so.1": "libexpat1",
    "libpng16.so.16": "libpng16-16t64 | libpng16-16",
    "libz.so.1": "zlib1g",
    "libstdc++.so.6": "libstdc++6",
    "libgcc_s.so.1": "libgcc-s1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0t64 | libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0t64 | libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libcups.so.2": "libcups2t64 | libcups2",
    "libdrm.so.2": "libdrm2",
    "libgbm.so.1": "libgbm1",
    "libGLX.so.0": "libglx0",
    "libGLdispatch.so.0": "libglvnd0",
    "libgtk-3.so.0": "libgtk-3-0t64 | libgtk-3-0",
    "libgdk-3.so.0": "libgtk-3-0t64 | libgtk-3-0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
"""The Debian package of each library that a folder may lack. Where a package was renamed for 64-bit times (Debian 13,
Ubuntu 24.04) both names are good."""

C_LIBRARY = re.compile(r"lib(c|m|dl|pthread|rt|resolv|util|anl|nsl|crypt)\.so\.\d+|ld-linux\S*")
VERSIONED = {
    "libc6": r"GLIBC_(2(?:\.\d+)+)",
    "libstdc++6": r"GLIBCXX_(3\.4(?:\.\d+)*)",
}
"""Packages whose lowest fitting version shows in the symbols."""

LIBSTDCXX_OF_GCC = {29: "11", 30: "12", 31: "13", 32: "13.1", 33: "14", 34: "15"}
"""The first GCC whose libstdc++ has GLIBCXX_3.4.N: the package carries GCC's number, not the library's."""


class UnknownLibrary(Exception):
    """A library that comes from no package that this module knows; the text says what to do."""


class NotRead(Exception):
    """A binary of the folder that isn't whole; the text names it."""


@dataclass(frozen=True, slots=True)
class Binary:
    """One program or library: its ``place`` in the folder, the libraries and symbol versions that it asks for."""

    place: str
    libraries: frozenset[str]
    versions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Needs:
    """Relations as they stand in a package's control file, sorted."""

    depends: tuple[str, ...]
    suggests: tuple[str, ...]


def read_binaries(folder: Path) -> list[Binary]:
    """Every ELF file below ``folder``; raises ``NotRead`` for a broken one, ``FileNotFoundError`` without objdump."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink() and _is_elf(path))
    return [_read(path, path.relative_to(folder).as_posix()) for path in files]


def needs(binaries: Iterable[Binary], names: Iterable[str], packages: Mapping[str, str] = PACKAGES) -> Needs:
    """What ``binaries`` need beside the files called ``names`` that are shipped with them, links included.

    ``names`` are places in the folder. Raises ``UnknownLibrary`` for a library that ``packages`` doesn't name.
    """
    binaries = [binary for binary in binaries if "/spare/" not in binary.place]
    places = list(names)
    shipped = {place.rpartition("/")[2] for place in places if "/spare/" not in place}
    spare = {place.rpartition("/")[2] for place in places if "/spare/" in place}
    must, may = set[str](), set[str]()
    for binary in binaries:
        for library in sorted(binary.libraries - shipped):
            if C_LIBRARY.fullmatch(library):
                continue
            if library not in packages:
                raise UnknownLibrary(
                    f"{binary.place} needs {library}, which is neither in the folder nor in the list of Debian"
                    " packages: leave the file out of the program or name the package in packaging/needs.py."
                )
            optional = library in spare or _is_optional(binary.place)
            (may if optional else must).add(packages[library])
    lowest = {package: _highest(binaries, pattern) for package, pattern in VERSIONED.items()}
    depends = {_versioned(package, lowest) for package in must | {"libc6"}}
    return Needs(tuple(sorted(depends)), tuple(sorted(may - must)))


def _is_optional(place: str) -> bool:
    """Qt's plugins are loaded where they fit and passed over where they don't, except the one for X."""
    return ("/plugins/" in place and not place.endswith("/libqxcb.so")) or "Wayland" in place


def _versioned(package: str, lowest: Mapping[str, tuple[int, ...]]) -> str:
    version = lowest.get(package, ())
    if not version:
        return package
    if package == "libstdc++6":
        gcc = LIBSTDCXX_OF_GCC.get(version[-1]) if len(version) == 3 else None
        return f"{package} (>= {gcc})" if gcc else package
    return f"{package} (>= {'.'.join(map(str, version))})"


def _highest(binaries: Iterable[Binary], pattern: str) -> tuple[int, ...]:
    found = (re.fullmatch(pattern, version) for binary in binaries for version in binary.versions)
    return max((tuple(map(int, match[1].split("."))) for match in found if match), default=())


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _read(path: Path, place: str) -> Binary:
    asked = subprocess.run(("objdump", "-p", str(path)), capture_output=True, text=True, check=False)
    if asked.returncode:
        raise NotRead(f"{place} could not be read: {asked.stderr.strip()}")
    libraries = frozenset(re.findall(r"(?m)^\s+NEEDED\s+(\S+)$", asked.stdout))
    versions = frozenset(re.findall(r"(?m)^\s+0x\S+ 0x\S+ \d+ (\S+)$", asked.stdout))
    return Binary(place, libraries, versions)
