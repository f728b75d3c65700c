"""Shared libraries of the frozen program on Linux: who is linked with whom, what nobody needs, and the spare ones."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath

import shipped

Entry = tuple[str, str, str]
"""As PyInstaller keeps them: place in the folder, where it comes from, kind."""


def linked_with(file: Path) -> frozenset[str]:
    """The names of the libraries that ``file`` asks the loader for; none for what isn't a program or library."""
    asked = subprocess.run(("objdump", "-p", str(file)), capture_output=True, text=True, check=False)
    return frozenset(re.findall(r"(?m)^\s+NEEDED\s+(\S+)$", asked.stdout))


def without_orphans(binaries: Iterable[Entry], linked: Callable[[Path], Iterable[str]] = linked_with) -> list[Entry]:
    """``binaries`` without the system's libraries that none of the others is linked with, not even through another.

    They came for a plugin or a library that ``shipped`` leaves out. Links to files that are left out go too.
    """
    kept = {place: (place, source, kind) for place, source, kind in binaries}
    libraries = {place for place, (_, _, kind) in kept.items() if kind == "BINARY" and _at_the_top(place)}
    waiting = [place for place, (_, _, kind) in kept.items() if place not in libraries and kind != "SYMLINK"]
    reached = set(waiting)
    while waiting:
        new = {name for name in linked(Path(kept[waiting.pop()][1])) if name in libraries} - reached
        reached |= new
        waiting += new
    return [
        entry
        for place, entry in kept.items()
        if place in reached or (entry[2] == "SYMLINK" and entry[1] in kept) or place.startswith("libpython")
    ]


def spare_files(find: Callable[[str], str | None], order: Path) -> list[Entry]:
    """The spare libraries, found by name with ``find``, and the file ``order`` (written here) that goes with them.

    Raises ``FileNotFoundError`` with what to install where the building system lacks one.
    """
    needed = dict.fromkeys(name for names in shipped.SPARE.values() for name in names)
    found = {name: find(name) for name in needed}
    if missing := [name for name, place in found.items() if place is None]:
        raise FileNotFoundError(f"{', '.join(missing)} must be installed here to be shipped: run “make freeze”.")
    order.write_text(spare_order(shipped.SPARE), encoding="ascii")
    libraries = [(f"spare/{name}", str(place), "BINARY") for name, place in found.items()]
    return [*libraries, ("spare/order", str(order), "DATA")]


def spare_order(groups: Mapping[str, Sequence[str]]) -> str:
    """What ``spare_libraries.py`` reads: a line for each library that is tried, with those that stand in for it."""
    return "".join(f"{asked} {' '.join(ours)}\n" for asked, ours in groups.items())


def _at_the_top(place: str) -> bool:
    return len(PurePosixPath(place).parts) == 1
