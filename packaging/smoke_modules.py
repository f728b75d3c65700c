"""What PyInstaller can miss: modules that are imported late or by a name in a text, held against the frozen folder.

PyInstaller follows every import that it can read. A module that is asked for by its name (``import_module``, the
``"package.module:Class"`` of a server's settings) it only has where somebody thought of it.
"""

from __future__ import annotations

import ast
import os
import re
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import shipped
from PyInstaller.archive.readers import CArchiveReader, NotAnArchiveError  # type: ignore[import-untyped]
from PyInstaller.loader.pyimod01_archive import ArchiveReadError  # type: ignore[import-untyped]
from smoke_program import NotWell

PACKAGE = "vendingdesk"
NAMED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?::\w+)?")
"""How a text names a module, or something in it."""

SUFFIX = re.compile(r"\.py$|(?:\.cpython-\d+[^/]*|\.abi3|\.cp\d+-[^/]*)?\.(?:so|pyd)$")


NEVER_ASKED = ("PIL._tkinter_finder",)
"""Named in a table of what Pillow could do with Tk, and asked for with that alone."""


@dataclass(frozen=True, slots=True)
class Missing:
    """``module`` is installed here and asked for by ``asker``, and the frozen program has not got it."""

    module: str
    asker: str


def frozen_modules(folder: Path, name: str = PACKAGE) -> frozenset[str]:
    """Every module that the program in ``folder`` can import; raises ``NotWell`` for a folder without a program."""
    try:
        archive = CArchiveReader(str(folder / name))
        found = {*archive.toc, *archive.open_embedded_archive("PYZ.pyz").toc}
    except (OSError, ArchiveReadError, NotAnArchiveError, KeyError) as error:
        raise NotWell(f"{folder / name} is no frozen program: {error}") from error
    inside = folder / "_internal"
    library = inside / "base_library.zip"
    if library.is_file():
        with zipfile.ZipFile(library) as pack:
            found |= {_dotted(each) for each in pack.namelist() if each.endswith((".pyc", ".py"))}
    for file in inside.rglob("*"):
        if file.suffix in {".so", ".pyd"}:
            there = re.sub(r"^(?:python3\.\d+/)?lib-dynload/", "", file.relative_to(inside).as_posix())
            found.add(SUFFIX.sub("", there).replace("/", "."))
    return frozenset(found | set(sys.builtin_module_names))


def own_missing(sources: Path, frozen: frozenset[str]) -> list[str]:
    """Modules of the program itself that were not frozen."""
    files = sorted((sources / PACKAGE).rglob("*.py"))
    return [name for name in (_dotted(file.relative_to(sources).as_posix()) for file in files) if name not in frozen]


def missing(sources: Path, frozen: frozenset[str], left_out: frozenset[str]) -> list[Missing]:
    """What the program and the packages that were frozen with it ask for, is installed, and is not in it.

    ``left_out`` are modules that are meant not to be there, with all below them.
    """
    installed = _Installed()
    found: dict[str, str] = {}
    for name in sorted(frozen):
        file = installed.file(name, sources)
        if file is None or (not installed.third_party(file) and sources not in file.parents):
            continue
        package = name if file.name == "__init__.py" else name.rpartition(".")[0]
        for asked in _asked(file, package):
            above = asked.split(".")
            if (
                asked in frozen
                or asked in found
                or any(".".join(above[:at]) in left_out for at in range(1, len(above) + 1))
            ):
                continue
            if installed.has(asked, sources):
                found[asked] = name
    return [Missing(module, asker) for module, asker in sorted(found.items())]


def left_out() -> frozenset[str]:
    """What the program is meant to do without: see ``shipped.py``."""
    foreign = shipped.foreign_modules(shipped.shipped_distributions().values())
    return frozenset((*foreign, *shipped.STANDARD_LIBRARY_LEFT_OUT, *shipped.LEFT_OUT_OF_DISTRIBUTIONS, *NEVER_ASKED))


class _Installed:
    """The packages of the Python that froze, looked up as files: nothing is imported."""

    def __init__(self) -> None:
        paths = sysconfig.get_paths()
        self._libraries = tuple(dict.fromkeys(Path(paths[key]) for key in ("purelib", "platlib")))
        self._places = (*self._libraries, Path(paths["stdlib"]))

    def third_party(self, file: Path) -> bool:
        return any(place in file.parents for place in self._libraries)

    def has(self, module: str, sources: Path) -> bool:
        """Whether it is installed, compiled modules too."""
        *above, last = module.split(".")
        return any(last in _inside(place.joinpath(*above)) for place in (sources, *self._places))

    def file(self, module: str, sources: Path) -> Path | None:
        """The module's source; None for one that is not installed, or has none."""
        parts = module.split(".")
        if not all(parts):
            return None
        for place in (sources, *self._places):
            for file in (place.joinpath(*parts, "__init__.py"), place.joinpath(*parts).with_suffix(".py")):
                if file.is_file():
                    return file
        return None


@cache
def _inside(folder: Path) -> frozenset[str]:
    """What can be imported from a folder."""
    if not folder.is_dir():
        return frozenset()
    entries = list(os.scandir(folder))
    packages = {each.name for each in entries if each.is_dir() and Path(each.path, "__init__.py").is_file()}
    return frozenset(packages | {SUFFIX.sub("", each.name) for each in entries if SUFFIX.search(each.name)})


def _asked(file: Path, package: str) -> Iterator[str]:
    """The modules that a source names, in imports within functions and in texts."""
    tree = ast.parse(file.read_bytes())
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if NAMED.fullmatch(text):
                yield text.partition(":")[0]
            case ast.Import(names=names):
                yield from (each.name for each in names)
            case ast.ImportFrom(module=module, level=level, names=names):
                parts = package.split(".")
                above = ".".join(parts[: len(parts) - level + 1]) if level else ""
                base = ".".join(filter(None, (above, module)))
                yield base
                yield from (f"{base}.{each.name}" for each in names)


def _dotted(path: str) -> str:
    return re.sub(r"(/__init__)?\.pyc?$", "", path).replace("/", ".")
