"""What is shipped without being a Python package: libraries inside of wheels, and those of the building system."""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution
from pathlib import Path

from embedded import Inside, crates, of_pillow, of_qt
from identity import of_python, same

DOCS = Path("/usr/share/doc")
SHARED = re.compile(r".*(\.so(\.[\w.]+)?|\.dll|\.pyd)", re.IGNORECASE)


@dataclass(frozen=True)
class SystemPackage:
    """A package of the building system, some of whose ``files`` are in the frozen folder."""

    name: str
    version: str
    architecture: str
    source: str
    source_version: str
    files: tuple[str, ...]
    licences: tuple[str, ...] = ()


def inside_wheels(shipped: Mapping[str, Distribution]) -> list[Inside]:
    """The libraries inside of the wheels of ``shipped`` (by normal names), as they say when they are asked."""
    asked: dict[str, Callable[[], list[Inside]]] = {
        "cryptography": _of_cryptography,
        "pillow": lambda: of_pillow(shipped["pillow"]),
        "pypdfium2": _of_pypdfium2,
        "pyside6-essentials": _of_pyside6,
    }
    found = [one for name in shipped if name in asked for one in asked[name]()]
    return [*found, *(one for name, kept in shipped.items() for one in crates(name, kept))]


def _of_cryptography() -> list[Inside]:
    from cryptography.hazmat.backends.openssl import backend

    version = backend.openssl_version_text().split()[1]
    return [Inside("cryptography", "openssl", version, "Apache-2.0", "openssl")]


def _of_pypdfium2() -> list[Inside]:
    from pypdfium2 import PDFIUM_INFO

    version = ".".join(str(getattr(PDFIUM_INFO, part)) for part in ("major", "minor", "build", "patch"))
    return [Inside("pypdfium2", "pdfium", version, "BSD-3-Clause AND Apache-2.0", "google")]


def _of_pyside6() -> list[Inside]:
    from PySide6 import __file__ as home
    from PySide6.QtCore import qVersion

    licence = "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only"
    found = [Inside("pyside6-essentials", "qt", qVersion(), licence, "qt")]
    for library in sorted(Path(str(home)).parent.glob("Qt/lib/libicuuc.so.*")):
        found.append(
            Inside("pyside6-essentials", "icu", library.name.rpartition(".so.")[2], "Unicode-DFS-2016", "unicode")
        )
    return [*found, *of_qt(Path(str(home)).parent)]


def without_owner(frozen: Path, shipped: Iterable[Distribution]) -> list[Path]:
    """The shared libraries of the frozen folder of no shipped wheel and not of Python, below ``_internal``."""
    inner = frozen / "_internal"
    owned = {str(file).replace("\\", "/") for one in shipped for file in one.files or ()}
    names = {name.rpartition("/")[2] for name in owned}
    found = []
    for path in sorted(inner.rglob("*")):
        place = path.relative_to(inner)
        if path.is_symlink() or not path.is_file() or not SHARED.fullmatch(path.name):
            continue
        of_wheel = place.as_posix() in owned or (len(place.parts) == 1 and path.name in names)
        if not of_wheel and not of_python(inner, place):
            found.append(place)
    return found


def system_packages(inner: Path, files: Iterable[Path]) -> tuple[list[SystemPackage], list[Path]]:
    """The Debian packages that ``files`` below ``inner`` came from, and those files that are no package's.

    A name finds a package; only a file that is the same as the installed one of that name is taken for its library.
    """
    files = list(files)
    if not files or shutil.which("dpkg-query") is None:
        return [], files
    installed = _installed({file.name for file in files})
    of_package: dict[str, list[str]] = {}
    strays = []
    for file in files:
        owners = (owner for owner, path in installed.get(file.name, ()) if same(inner / file, path))
        if owner := next(owners, ""):
            of_package.setdefault(owner, []).append(file.as_posix())
        else:
            strays.append(file)
    shown = "${Package}\\t${Version}\\t${Architecture}\\t${source:Package}\\t${source:Version}\\n"
    found = []
    for package, held in sorted(of_package.items()):
        words = ["dpkg-query", "--show", f"--showformat={shown}", package]
        line = subprocess.run(words, capture_output=True, text=True, check=True, env={"LC_ALL": "C"}).stdout
        name, number, architecture, source, source_number = line.strip().split("\t")
        told = licence_names(DOCS / name / "copyright")
        found.append(SystemPackage(name, number, architecture, source, source_number, tuple(sorted(held)), told))
    return found, strays


def licence_names(copyright_file: Path) -> tuple[str, ...]:
    """The licences that a Debian package's copyright file names, each once; none where no machine can read it."""
    text = copyright_file.read_text(encoding="utf-8", errors="replace") if copyright_file.is_file() else ""
    if not re.match(r"Format(-Specification)?:", text, re.IGNORECASE):
        return ()
    return tuple(sorted(set(re.findall(r"(?m)^License:[ \t]*(\S.*?)[ \t]*$", text))))


def _installed(names: Iterable[str]) -> dict[str, list[tuple[str, Path]]]:
    """By name: the packages that own a library of that name where the loader looks, and their files."""
    asked = ["dpkg-query", "--search", *sorted(f"*/{name}" for name in names)]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False, env={"LC_ALL": "C"})
    found: dict[str, list[tuple[str, Path]]] = {}
    for line in answer.stdout.splitlines():
        owner, _, told = line.partition(": ")
        path = Path(told)
        looked_in = re.match(r"(/usr)?/lib/[^/]+/[^/]+$|(/usr)?/lib/[^/]+$", told)
        if looked_in and not line.startswith("diversion ") and path.is_file():
            found.setdefault(path.name, []).append((owner.split(",")[0], path))
    return found


def system() -> str:
    """The building system as package URLs name it, such as ``debian-12``."""
    try:
        told = platform.freedesktop_os_release()
    except OSError:
        return platform.system().lower()
    return "-".join(filter(None, (told.get("ID", "linux"), told.get("VERSION_ID", ""))))
