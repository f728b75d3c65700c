"""The libraries of others inside of shipped files, asked of those files: in Python, in Qt, in Pillow, and crates."""

from __future__ import annotations

import json
import re
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import Distribution
from pathlib import Path, PurePosixPath
from types import ModuleType


@dataclass(frozen=True)
class Inside:
    """A library of others inside of a wheel or of Python: of which, its name, version, licence, CPE and files.

    ``version`` is empty where nothing tells it; ``cpe`` is ``vendor:product``, or the vendor where the name is the
    product; ``files`` are places below ``_internal``, none for what stands inside of another file.
    """

    of: str
    name: str
    version: str
    licence: str
    cpe: str = ""
    files: tuple[str, ...] = ()
    kind: str = "generic"


PILLOW = (
    ("freetype", "libfreetype", "freetype2", "FTL OR GPL-2.0-or-later", "freetype"),
    ("harfbuzz", "libharfbuzz", "harfbuzz", "MIT-Modern-Variant", "harfbuzz_project"),
    ("openjpeg", "libopenjp2", "jpg_2000", "BSD-2-Clause", "uclouvain"),
    ("libjpeg-turbo", "libjpeg", "libjpeg_turbo", "IJG AND BSD-3-Clause AND Zlib", "libjpeg-turbo"),
    ("libtiff", "libtiff", "libtiff", "libtiff", "libtiff"),
    ("libwebp", "libwebp|libwebpmux|libwebpdemux|libsharpyuv", "webp", "BSD-3-Clause", "webmproject"),
    ("raqm", "libraqm", "raqm", "MIT", ""),
    ("zlib-ng", "libz", "zlib_ng", "Zlib", "zlib-ng"),
    ("libavif", "libavif", "avif", "BSD-2-Clause", "aomedia"),
    ("lcms2", "liblcms2", "littlecms2", "MIT", "littlecms:little_cms_color_engine"),
    ("libpng", "libpng16", "", "libpng-2.0", "libpng"),
    ("xz", "liblzma", "", "0BSD", "tukaani"),
    ("zstd", "libzstd", "", "BSD-3-Clause OR GPL-2.0-only", "facebook:zstandard"),
    ("brotli", "libbrotli(?:common|dec|enc)", "", "MIT", "google"),
    ("libxau", "libXau", "", "MIT-open-group", "x.org"),
    ("libxcb", "libxcb", "", "X11", "x.org"),
)
"""Name, the files that are it, Pillow's name for the feature that tells its version, licence, CPE."""


def of_pillow(kept: Distribution) -> list[Inside]:
    """What stands in Pillow's ``pillow.libs``, and what it holds in itself; versions as told by whoever knows."""
    from PIL import features

    held = [
        PurePosixPath(str(file)) for file in kept.files or () if PurePosixPath(str(file)).parts[0] == "pillow.libs"
    ]
    told = {name.lower(): number for name, number in _of_documents(kept)}
    found = []
    for name, files, feature, licence, cpe in PILLOW:
        mine = [file for file in held if re.fullmatch(rf"(?:{files})-[0-9a-f]+\.so[\d.]*", file.name)]
        static = bool(feature) and features.check(feature) and name in {"raqm", "zlib-ng"}
        if not mine and not static and not (feature and not held and features.check(feature)):
            continue
        version = (features.version(feature) if feature else "") or told.get(name, "") or _in_name(name, mine)
        found.append(Inside("pillow", name, version, licence, cpe, tuple(sorted(map(str, mine)))))
    return found


def _in_name(name: str, files: list[PurePosixPath]) -> str:
    """The version in a library's file name; libpng writes its 1.6.58 as ``libpng16….so.16.58.0``."""
    number = min((file.name.rpartition(".so.")[2] for file in files), default="")
    return re.sub(r"^16\.(\d+)\.\d+$", r"1.6.\1", number) if name == "libpng" else number


def _documents(kept: Distribution) -> Iterator[list[dict[str, str]]]:
    """The components of each CycloneDX document that a wheel brings (PEP 770)."""
    for file in kept.files or ():
        if ".dist-info/sboms/" in str(file) and str(file).endswith(".json"):
            yield json.loads(Path(str(kept.locate_file(file))).read_text(encoding="utf-8")).get("components", [])


def _of_documents(kept: Distribution) -> Iterator[tuple[str, str]]:
    for components in _documents(kept):
        yield from ((one["name"], one["version"]) for one in components if one.get("version"))


def crates(of: str, kept: Distribution) -> list[Inside]:
    """The Rust crates that a wheel's own documents name, but those that only built it."""
    found: dict[tuple[str, str], Inside] = {}
    for components in _documents(kept):
        for one in components:
            if one.get("purl", "").startswith("pkg:cargo/") and one.get("scope") != "excluded":
                words = " AND ".join(_licence(each) for each in one.get("licenses", ()))
                found[one["name"], one["version"]] = Inside(of, one["name"], one["version"], words, kind="cargo")
    return [found[key] for key in sorted(found)]


def _licence(told: object) -> str:
    if not isinstance(told, dict):
        return ""
    named = told.get("license", {})
    return str(told.get("expression") or named.get("id") or named.get("name") or "")


def of_python() -> list[Inside]:
    """What Python's own modules were built with and hold in themselves: not what they load from the system."""
    asked = (
        ("expat", "pyexpat", "EXPAT_VERSION", "libexpat", "MIT", "libexpat_project:libexpat"),
        ("libmpdec", "_decimal", "__libmpdec_version__", "libmpdec", "BSD-2-Clause", ""),
        ("sqlite", "_sqlite3", "sqlite_version", "libsqlite3", "blessing", "sqlite"),
        ("zlib", "zlib", "ZLIB_RUNTIME_VERSION", "libz", "Zlib", "zlib"),
        ("openssl", "_ssl", "OPENSSL_VERSION", "libssl", "Apache-2.0", "openssl"),
    )
    found = []
    for name, module, attribute, library, licence, cpe in asked:
        part = import_module(module)
        number = re.search(r"\d+(\.\d+)+\w*", str(getattr(part, attribute)))
        if number and not _loads(part, library):
            found.append(Inside("python", name, number[0], licence, cpe))
    return found


def _loads(module: ModuleType, library: str) -> bool:
    """Whether a compiled module is linked with ``library`` of the system, rather than holding it."""
    if sys.platform == "win32":
        return False
    files = [Path(str(getattr(module, "__file__", "") or sys.executable)).resolve()]
    if not getattr(module, "__file__", ""):
        files.append(Path(str(sysconfig.get_config_var("LIBDIR")), str(sysconfig.get_config_var("INSTSONAME"))))
    return any(file.is_file() and f"\0{library}.so".encode() in file.read_bytes() for file in files)


QT = (
    ("pcre2", "Core", rb"\0(10\.\d+) \d{4}-\d\d-\d\d\0", "BSD-3-Clause", "pcre"),
    ("double-conversion", "Core", b"", "BSD-3-Clause", ""),
    ("tinycbor", "Core", b"", "MIT", ""),
    ("harfbuzz", "Gui", rb"\0(1\d\.\d+\.\d+)\0", "MIT-Modern-Variant", "harfbuzz_project"),
    ("libpng", "Gui", rb"libpng version ([\d.]+)", "libpng-2.0", "libpng"),
    ("md4c", "Gui", b"", "MIT", ""),
    ("libjpeg-turbo", "jpeg", rb"libjpeg-turbo version ([\d.]+)", "IJG AND BSD-3-Clause AND Zlib", "libjpeg-turbo"),
)
"""What Qt holds of others in the files that are shipped, where the version stands, licence, CPE. Three tell none;
HarfBuzz's stands there as a bare number, the only one of its kind in the file."""


def of_qt(home: Path) -> list[Inside]:
    """The libraries inside of Qt's own, below PySide6's folder ``home``."""
    found = []
    for name, library, pattern, licence, cpe in QT:
        linux = f"Qt/lib/libQt6{library}.so.6", f"Qt/plugins/imageformats/libq{library}.so"
        places = (*linux, f"Qt6{library}.dll", f"plugins/imageformats/q{library}.dll")
        files = [home / place for place in places if (home / place).is_file()]
        if files:
            number = re.search(pattern, files[0].read_bytes()) if pattern else None
            version = number[1].decode() if number else ""
            product = f"{cpe}:{name}" if cpe else ""
            found.append(Inside("pyside6-essentials", f"{name} (in Qt)", version, licence, product))
    return found
