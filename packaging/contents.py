"""What a frozen folder must hold and must not hold, and its room. ``contents.py [FOLDER]`` says what is wrong.

The freeze, the tests and the smoke test ask here, so that nobody finds a folder good that another would refuse.
"""

from __future__ import annotations

import re
import stat
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import linked
import shipped
from packaging.utils import canonicalize_name
from PyInstaller.archive.readers import ArchiveReadError, CArchiveReader, NotAnArchiveError  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parents[1]
MOST_BYTES = 170_000_000
BLOCK = 4096
LOADERS = re.compile(r"pyi\w+|_pyi_\w+|__main__|struct|spare_libraries")
"""Modules of PyInstaller's own start."""


def complaints(folder: Path, root: Path = ROOT, *, foreign: bool = False) -> list[str]:
    """Everything that is wrong with the frozen ``folder``, a sentence each; none for one that may be packed.

    One of a ``foreign`` system is looked at for what is the same in each.
    """
    looks = [_resources, _notices, _fonts, _translations]
    if not foreign:
        looks += [_places, _plugins, _modules, _loadable, _modes, _room]
    if not _inner(folder).is_dir():
        return [f"{folder} isn't a frozen folder: it has no “_internal”. Run “make freeze” first."]
    return [sentence for look in looks for sentence in look(folder, root)]


def installed_bytes(folder: Path) -> int:
    """The room that the files take on a disk with blocks of 4 KiB, links and folders not counted."""
    sizes = (path.lstat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(-(-size // BLOCK) * BLOCK for size in sizes)


def frozen_modules(folder: Path) -> frozenset[str]:
    """The full names of all modules that are inside the program's archive."""
    outer = CArchiveReader(str(program(folder)))
    names = set(outer.toc) - {"PYZ.pyz"}
    names |= set(outer.open_embedded_archive("PYZ.pyz").toc)
    return frozenset(names)


def _places(folder: Path, _: Path) -> Iterator[str]:
    for place, path in _files(folder):
        if not shipped.wanted_file(place) and not place.startswith("spare/"):
            yield f"{place} is in the folder, but shipped.py leaves it out."
        if path.is_symlink() and (Path(path.readlink()).is_absolute() or not path.exists()):
            yield f"{place} is a link to {path.readlink()}, which won't be there where the program is installed."


def _resources(folder: Path, root: Path) -> Iterator[str]:
    for wanted in sorted((root / "resources").rglob("*")):
        inside = wanted.relative_to(root / "resources")
        there = _inner(folder) / "vendingdesk" / "_resources" / inside
        if wanted.is_file() and (not there.is_file() or there.read_bytes() != wanted.read_bytes()):
            yield f"The resource {inside.as_posix()} is missing, or isn't that of this checkout."


def _notices(folder: Path, _: Path) -> Iterator[str]:
    for name, says in (("LICENSE", "GNU GENERAL PUBLIC LICENSE"), ("THIRD-PARTY.txt", "GNU LESSER GENERAL PUBLIC")):
        file = folder / name
        if not file.is_file() or says not in file.read_text(encoding="utf-8"):
            yield f"{name} is missing, or doesn't hold the licences."


def _fonts(folder: Path, _: Path) -> Iterator[str]:
    for package, names in shipped.FONTS.items():
        there = {file.name for file in (_inner(folder) / package / "files").glob("*")}
        yield from (f"The font {name} is missing." for name in sorted(names - there))


def _translations(folder: Path, _: Path) -> Iterator[str]:
    there = {file.name for file in (_inner(folder) / "PySide6").rglob("qtbase_*.qm")}
    wanted = {f"qtbase_{language}.qm" for language in shipped.QT_LANGUAGES}
    yield from (f"Qt's own texts {name} are missing." for name in sorted(wanted - there))


def _plugins(folder: Path, _: Path) -> Iterator[str]:
    there = {place for place, _ in _files(folder) if "/plugins/" in place}
    for plugin in shipped.REQUIRED_PLUGINS.get(sys.platform, ()):
        if not any(place.endswith(plugin) for place in there):
            yield f"Qt's plugin {plugin} is missing."


def _modules(folder: Path, root: Path) -> Iterator[str]:
    distributions = shipped.shipped_distributions(root)
    ours = frozenset[str]().union(*map(shipped.top_modules, distributions.values())) | {"vendingdesk"}
    try:
        modules = frozen_modules(folder)
    except (OSError, ArchiveReadError, NotAnArchiveError, KeyError) as error:
        yield f"{program(folder).name} is no frozen program: {error}."
        return
    for first in sorted({name.partition(".")[0] for name in modules}):
        known = first in ours or first in sys.stdlib_module_names or first.startswith("_sysconfigdata")
        if not known and not LOADERS.fullmatch(first):
            yield f"The module {first} is in the program, but none of its dependencies leads to it."
    for name in sorted(each.name.partition("-")[0] for each in _inner(folder).glob("*.dist-info")):
        if canonicalize_name(name) not in distributions:
            yield f"The distribution {name} is in the folder, but none of the program's dependencies leads to it."


def _loadable(folder: Path, _: Path) -> Iterator[str]:
    """Only on Linux: elsewhere the loader's names are others."""
    if not sys.platform.startswith("linux"):
        return
    there = {path.name for _, path in _files(folder)}
    for place, path in _files(folder):
        if path.is_symlink() or not (".so" in path.name or place == program(folder).name):
            continue
        for name in sorted(linked.linked_with(path) - there):
            if not shipped.NEVER.fullmatch(name):
                yield f"{place} is linked with {name}, which is neither shipped nor left to the system."


def _modes(folder: Path, _: Path) -> Iterator[str]:
    if sys.platform == "win32":
        return
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink() and (mode := stat.S_IMODE(path.stat().st_mode)) not in {0o644, 0o755}:
            yield f"{path.relative_to(folder)} has the mode {mode:o}: a program is read by all, written by one."


def _room(folder: Path, _: Path) -> Iterator[str]:
    if (taken := installed_bytes(folder)) > MOST_BYTES:
        yield f"The folder takes {taken / 1e6:.1f} MB, more than {MOST_BYTES / 1e6:.0f} MB."


def _inner(folder: Path) -> Path:
    return folder / "_internal"


def program(folder: Path) -> Path:
    """The file in the frozen ``folder`` that is started."""
    return folder / ("vendingdesk.exe" if sys.platform == "win32" else "vendingdesk")


def _files(folder: Path) -> list[tuple[str, Path]]:
    """Every file and link inside, by its place as the freeze names it."""
    inner = _inner(folder)
    found = (path for path in sorted(inner.rglob("*")) if path.is_symlink() or path.is_file())
    return [(PurePosixPath(path.relative_to(inner)).as_posix(), path) for path in found]


if __name__ == "__main__":
    chosen = Path(sys.argv[1]) if sys.argv[1:] else ROOT / "build" / "frozen" / "vendingdesk"
    wrong = complaints(chosen)
    print(*wrong or [f"{chosen}: {installed_bytes(chosen) / 1e6:.1f} MB, nothing wrong."], sep="\n")
    sys.exit(bool(wrong))
