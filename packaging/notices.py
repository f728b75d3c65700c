"""Whose work is shipped, and under which licence: ``THIRD-PARTY.txt`` and ``LICENSE`` in the frozen folder.

Each file of the folder belongs to somebody whose licence is there, or the freeze ends with a sentence that names it.
"""

from __future__ import annotations

import re
import shutil
import sys
import sysconfig
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution
from pathlib import Path, PurePosixPath

from bundled import SystemPackage, system, system_packages
from embedded import crates
from identity import of_python
from locks import normal
from shipped import MORE_EXACT, ROOT, shipped_distributions

TEXTS = Path(__file__).resolve().with_name("licences")
NAME = "THIRD-PARTY.txt"
OURS = re.compile(
    r"vendingdesk(\.exe|\.com)?|LICENSE|THIRD-PARTY\.txt|_internal/vendingdesk/.*|_internal/spare/order"
)
PYTHON = re.compile(
    r"_internal/(base_library\.zip|(lib)?python3\w*\.dll|(_\w+|\w+)\.pyd"
    r"|(vcruntime|msvcp|ucrtbase|api-ms-win)[\w.-]*\.dll|lib(crypto|ssl|ffi)-[\w-]+\.dll|sqlite3\.dll)",
    re.IGNORECASE,
)
"""What PyInstaller packs of Python, and what its installer for Windows brings along: its licence file speaks of those
too. On Linux its libraries are known by what is in them (``identity.py``)."""

LICENCE_FILE = re.compile(
    r"(.*/)?(licen[cs]e|copying|notice|authors|ofl)[^/]*|[^/]+\.dist-info/licenses/.*", re.IGNORECASE
)
STANDING_IN = {
    "pyside6-essentials": ("Qt.txt", "Qt-embedded.txt", "LGPL-3.0.txt", "ICU.txt"),
    "shiboken6": ("Qt.txt", "LGPL-3.0.txt"),
    "fontpkg": ("fontpkg.txt",),
}
"""Texts of ours for distributions that bring none in their wheels."""

COMMON = re.compile(r"/usr/share/common-licenses/([\w.+-]*\w)")
DOCS = Path("/usr/share/doc")
COMMON_LICENCES = Path("/usr/share/common-licenses")
RULE = "=" * 100
INCORPORATED = "Python-incorporated.txt"
CRATES = """The crates of Rust that are compiled into {name}, with the licences that its own list of them declares.
The texts of Apache-2.0, MIT and the BSD licences stand in this file; each crate's own notice is in its source, at
https://crates.io under its name and version.

"""


class NoLicence(Exception):
    """Something is shipped whose licence isn't known; the text names it."""


@dataclass(frozen=True)
class Work:
    """What one somebody made: name, version, declared licence, and the texts by where they were found."""

    name: str
    version: str
    licence: str
    texts: Mapping[str, str]


def write_notices(folder: Path, root: Path = ROOT) -> Path:
    """Write both files into the frozen ``folder``; raises ``NoLicence``."""
    shutil.copyfile(root / "LICENSE", folder / "LICENSE")
    works = shipped_works(folder, shipped_distributions(root))
    file = folder / NAME
    file.write_text(notice(works), encoding="utf-8", newline="\n")
    for written in (file, folder / "LICENSE"):
        written.chmod(0o644)
    return file


def shipped_works(
    folder: Path,
    kept: Mapping[str, Distribution],
    packages: Callable[[Path, Iterable[Path]], tuple[list[SystemPackage], list[Path]]] = system_packages,
) -> list[Work]:
    """Everything in ``folder`` that isn't ours; ``kept`` are the distributions in it. Raises ``NoLicence``."""
    rest = _of_nobody(folder, kept)
    of_system, orphans = packages(folder / "_internal", rest) if rest else ([], [])
    if orphans:
        names = ", ".join(file.as_posix() for file in orphans)
        raise NoLicence(
            f"Nobody knows whose these shipped files are: {names}. None is a file of this Python or of a package of"
            " this system, whatever it is called. Take them out, or name them in packaging/notices.py."
        )
    works = [_python(), _bootloader(), *map(_of_distribution, kept.values()), *map(_of_system, of_system)]
    if bare := [work.name for work in works if not any(text.strip() for text in work.texts.values())]:
        raise NoLicence(f"No text of a licence is found for {', '.join(bare)}, which is shipped.")
    return works


def _of_nobody(folder: Path, kept: Mapping[str, Distribution]) -> list[Path]:
    """The files that are neither ours nor Python's nor of a shipped distribution: the system's, it is hoped."""
    owned = {PurePosixPath(str(file)).as_posix() for one in kept.values() for file in one.files or ()}
    found = []
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder).as_posix()
        inside = place.removeprefix("_internal/")
        if path.is_symlink() or path.is_dir() or OURS.fullmatch(place) or PYTHON.fullmatch(place):
            continue
        described = ".dist-info/" in inside and normal(inside.partition("-")[0]) in kept
        if inside not in owned and not described and not of_python(folder / "_internal", Path(inside)):
            found.append(Path(inside))
    return found


def _of_distribution(kept: Distribution) -> Work:
    name = kept.metadata["Name"]
    texts = {
        str(file): (Path(str(kept.locate_file(file)))).read_text(encoding="utf-8", errors="replace")
        for file in kept.files or ()
        if LICENCE_FILE.fullmatch(str(file)) and ".py" not in PurePosixPath(str(file)).suffix
    }
    for standing_in in STANDING_IN.get(normal(name), ()):
        texts[standing_in] = (TEXTS / standing_in).read_text(encoding="utf-8")
    told = kept.metadata.json
    classifiers = [one.rpartition(" :: ")[2] for one in told.get("classifier", ()) if one.startswith("License")]
    words = str(told.get("license_expression") or told.get("license") or "").strip()
    licence = words if words and "\n" not in words else " / ".join(classifiers)
    licence = MORE_EXACT.get(normal(name), licence) or "as its text says"
    if inside := crates(normal(name), kept):
        texts["crates of Rust inside of it"] = CRATES.format(name=name) + "\n".join(
            f"  {one.name} {one.version}: {one.licence}" for one in inside
        )
    return Work(name, kept.version, licence, texts)


def _python() -> Work:
    version = sys.version.split()[0]
    here = (
        Path(sysconfig.get_path("stdlib")) / "LICENSE.txt",
        Path(sys.base_prefix) / "LICENSE.txt",
        DOCS / f"python{version.rpartition('.')[0]}" / "copyright",
    )
    texts = {file.name: file.read_text(encoding="utf-8", errors="replace") for file in here if file.is_file()}
    own = dict(list(texts.items())[:1])
    if own:
        own[INCORPORATED] = (TEXTS / INCORPORATED).read_text(encoding="utf-8")
    return Work("Python", version, "PSF-2.0", own)


def _bootloader() -> Work:
    made = _of_distribution(distribution("pyinstaller"))
    licence = "GPL-2.0-or-later WITH Bootloader-exception"
    return Work("The loader of PyInstaller", made.version, licence, made.texts)


def _of_system(package: SystemPackage) -> Work:
    texts: dict[str, str] = {}
    file = DOCS / package.name / "copyright"
    if file.is_file():
        texts[f"{package.name}: copyright"] = file.read_text(encoding="utf-8", errors="replace")
    for name in sorted(set(COMMON.findall("".join(texts.values())))):
        if (COMMON_LICENCES / name).is_file():
            texts[name] = (COMMON_LICENCES / name).read_text(encoding="utf-8", errors="replace")
    held = ", ".join(PurePosixPath(place).name for place in package.files)
    source = f"package of {system()}, source {package.source} {package.source_version}, here: {held}"
    return Work(package.name, package.version, source, texts)


def notice(works: Iterable[Work]) -> str:
    """The whole file: who, then every text once."""
    numbers: dict[str, int] = {}
    titles: dict[int, list[str]] = {}
    lines = []
    for work in works:
        marks = []
        for place, text in work.texts.items():
            if text.strip():
                number = numbers.setdefault(text.strip(), len(numbers) + 1)
                titles.setdefault(number, []).append(f"{work.name}: {place}")
                marks.append(number)
        said = ", ".join(map(str, dict.fromkeys(marks)))
        lines.append(f"{work.name} {work.version}\n    {work.licence}\n    texts: {said}\n")
    parts = [HEAD, *lines]
    for text, number in numbers.items():
        parts.append(f"\n{RULE}\nText {number}, of {'; '.join(titles[number])}\n{RULE}\n\n{text}\n")
    return "\n".join(parts)


HEAD = """Vending Desk and the work of others

Vending Desk is free software under the GNU General Public License, version 3 or later: see the file LICENSE. It is
shipped together with the work of the people below, each under the licence that is named; the texts stand at the end,
each of them once. The fonts IBM Plex are used under the SIL Open Font License. Libraries are files of their own in
“_internal” and may be replaced by other builds of the same; what that means for Qt is said in its first text.

The source of each package that came from Debian is kept at https://snapshot.debian.org, under the name and version of
its source that stand below; that of the others where their makers publish them, at the version that is named.
"""
