"""What goes into the frozen program: distributions, Qt's plugins, system libraries. The spec asks here.

What a table doesn't name is left out. ``contents.py`` holds a built folder against the same tables.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions
from pathlib import Path, PurePosixPath

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]

QT_MODULES = frozenset({"Core", "DBus", "Gui", "Network", "PrintSupport", "Svg", "Widgets"})
"""Bindings that are imported, and QtDBus, which QtGui is linked with."""

QT_LIBRARIES = QT_MODULES | {"WaylandClient", "XcbQpa"}
"""Qt's shared libraries: those of the modules, and what the platforms' plugins are linked with."""

QT_PLUGINS: dict[str, frozenset[str]] = {
    "platforms": frozenset({"xcb", "wayland", "offscreen", "minimal", "windows"}),
    "platforminputcontexts": frozenset({"composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"}),
    "platformthemes": frozenset({"xdgdesktopportal"}),
    "wayland-shell-integration": frozenset({"xdg-shell"}),
    "wayland-decoration-client": frozenset({"bradient", "adwaita"}),
    "imageformats": frozenset({"svg", "jpeg", "gif"}),
    "iconengines": frozenset({"svgicon"}),
    "printsupport": frozenset({"cupsprintersupport"}),
    "styles": frozenset({"modernwindowsstyle", "windowsvistastyle"}),
}
"""By folder, without "lib", "q" and suffix. Nothing here draws with OpenGL, opens a connection or watches the network
through Qt, so there are no ``xcbglintegrations``, ``tls``, ``networkinformation`` or ``generic``; PNG and BMP are in
QtGui. The theme for GTK 3 would bring GTK's libraries of the building system into a desktop that has its own."""

REQUIRED_PLUGINS: dict[str, tuple[str, ...]] = {
    "linux": (
        *(
            "platforms/libqxcb.so",
            "platforms/libqwayland.so",
            "platforms/libqoffscreen.so",
            "imageformats/libqjpeg.so",
        ),
        *("platforminputcontexts/libcomposeplatforminputcontextplugin.so", "printsupport/libcupsprintersupport.so"),
        *("wayland-shell-integration/libxdg-shell.so", "imageformats/libqsvg.so", "iconengines/libqsvgicon.so"),
    ),
    "win32": (
        "platforms/qwindows.dll",
        "platforms/qoffscreen.dll",
        "imageformats/qsvg.dll",
        "imageformats/qjpeg.dll",
    ),
}
"""Without one of these something wouldn't work; the others of ``QT_PLUGINS`` depend on how Qt was built."""

QT_LANGUAGES = ("ar", "en", "fr")
"""Of Qt's own texts, such as those of its file dialog: the languages that the counter speaks."""

FONTS: dict[str, frozenset[str]] = {
    "fontpkg_ibm_plex_sans": frozenset({"IBMPlexSans[wdth,wght].ttf"}),
    "fontpkg_ibm_plex_sans_arabic": frozenset({"IBMPlexSansArabic-Regular.ttf", "IBMPlexSansArabic-SemiBold.ttf"}),
    "fontpkg_ibm_plex_mono": frozenset(f"IBMPlexMono-{weight}.ttf" for weight in ("Regular", "SemiBold", "Bold")),
}
"""The cuts that the window and the slips are set in, by package."""

NEVER = re.compile(
    r"ld-linux.*|lib(c|m|dl|pthread|rt|resolv|util|anl|nsl|nss_\w+|crypt|BrokenLocale)\.so.*"  # the C library
    r"|libstdc\+\+\.so.*|libgcc_s\.so.*"  # a display driver of a newer system needs its own, newer ones
    r"|libz\.so.*"  # PyInstaller's loader is linked with the system's before it can look for ours
    r"|libdrm\.so.*|libgbm\.so.*|libglapi\.so.*|libgallium.*|libvulkan\.so.*|lib(EGL|GLX)_\w+\.so.*|libnvidia.*"
    r"|libwayland-.*"  # there wherever a Wayland session is, and its drivers talk through the same one
    r"|libcups\.so.*|libavahi-.*"  # there wherever a spooler is, and has to understand that one
    r"|libreadline\.so.*|libtinfo\.so.*|libncurses.*"
    r"|opengl32sw\.dll|d3dcompiler_\d+\.dll",
    re.IGNORECASE,
)
"""System libraries that are never shipped, whatever is linked with them."""

SPARE: dict[str, tuple[str, ...]] = {
    "libX11.so.6": ("libmd.so.0", "libbsd.so.0", "libXau.so.6", "libXdmcp.so.6", "libxcb.so.1", "libX11.so.6"),
    "libGL.so.1": ("libGLdispatch.so.0", "libGLX.so.0", "libGL.so.1"),
    "libEGL.so.1": ("libGLdispatch.so.0", "libEGL.so.1"),
    "libfontconfig.so.1": ("libpng16.so.16", "libfreetype.so.6", "libexpat.so.1", "libfontconfig.so.1"),
}
"""Shared with the drivers and the configuration of the system: its own are taken where it has them. QtGui is linked
with the keys; a machine without one gets ours, in the order of who needs whom (see ``spare_libraries.py``)."""

OF_THE_INSTALLER = frozenset({"RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json"})
"""What an installer notes in a ``.dist-info``: how this environment came about, not what is in the distribution."""

STANDARD_LIBRARY_LEFT_OUT = (
    *("tkinter", "turtle", "turtledemo", "idlelib", "lib2to3", "distutils", "ensurepip", "venv", "test", "unittest"),
    *("doctest", "pdb", "pydoc", "pydoc_data", "xmlrpc", "curses", "readline", "_testcapi", "_testinternalcapi"),
)
"""For people who write programs, or for a terminal."""

LEFT_OUT_OF_DISTRIBUTIONS = (
    *("PIL._avif", "PIL.AvifImagePlugin", "PIL._imagingtk", "PIL._imagingcms", "PIL.ImageTk", "PIL.ImageQt"),
    *("PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets"),
)
"""Modules of the distributions below that nothing here asks for; a logo may be what ``receipts.logo.KINDS`` says."""

MORE_EXACT = {"python-bidi": "LGPL-3.0-or-later"}
"""Licences of distributions whose metadata name no version: as the heads of their files say."""

START_LEFT_OUT = frozenset(
    f"pyi_rth_{name}" for name in ("inspect", "pkgutil", "multiprocessing", "pyside6", "cryptography_openssl")
)
"""What PyInstaller would run at every start, for what nobody here does: look for sources, list modules, begin
processes with ``multiprocessing``, find a Qt that isn't the wheel's, load modules of OpenSSL. It took a third of the
start, brought QtCore into every command, and left ``QT_PLUGIN_PATH`` to every program begun from here."""


class NotTheLock(Exception):
    """The environment is not what the lock file says; the text says what to do."""


def shipped_distributions(root: Path = ROOT) -> dict[str, Distribution]:
    """By canonical name: what the program's dependencies lead to, and nothing else that is installed here.

    Raises ``NotTheLock`` where one is missing or is another version than ``requirements.lock`` names.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = locked_versions((root / "requirements.lock").read_text(encoding="utf-8"))
    found: dict[str, Distribution] = {}
    waiting = [(Requirement(line), "") for line in project["dependencies"]]
    while waiting:
        wanted, extra = waiting.pop()
        name = canonicalize_name(wanted.name)
        if wanted.marker is not None and not wanted.marker.evaluate({"extra": extra}):
            continue
        if name not in found:
            found[name] = _as_locked(name, locked)
            waiting += [(Requirement(line), "") for line in found[name].requires or ()]
        for more in wanted.extras:
            waiting += [(Requirement(line), more) for line in found[name].requires or () if "extra" in line]
    return dict(sorted(found.items()))


def _as_locked(name: str, locked: dict[str, str]) -> Distribution:
    try:
        found = distribution(name)
    except PackageNotFoundError:
        raise NotTheLock(f"{name} isn't installed here: run “make freeze”, which sets the environment up.") from None
    if found.version != locked.get(name):
        there = f"{name} {found.version} is installed, the lock file says {locked.get(name, 'nothing of it')}"
        raise NotTheLock(f"{there}: run “rm -r .venv; make freeze” for an environment of exactly the lock.")
    return found


def locked_versions(text: str) -> dict[str, str]:
    """Versions by canonical name, of a lock file's text."""
    return {canonicalize_name(name): version for name, version in re.findall(r"(?m)^([\w.-]+)==([^\s;\\]+)", text)}


def top_modules(kept: Distribution) -> frozenset[str]:
    """What can be imported of a distribution, by first name."""
    firsts = (PurePosixPath(str(file)) for file in kept.files or ())
    return frozenset(filter(None, map(_module, firsts)))


def _module(file: PurePosixPath) -> str:
    first = file.parts[0]
    if first in {"..", "__pycache__"} or first.endswith((".dist-info", ".libs", ".pth", ".data")):
        return ""
    if len(file.parts) > 1:
        return first
    return first.partition(".")[0] if file.suffix in {".py", ".so", ".pyd"} else ""


def foreign_modules(kept: Iterable[Distribution]) -> list[str]:
    """First names of everything installed here that isn't shipped: a developer's tools, or what he tried out."""
    ours = frozenset[str]().union(*map(top_modules, kept))
    names = {canonicalize_name(each.metadata["Name"]) for each in kept}
    others = (each for each in distributions() if canonicalize_name(each.metadata["Name"]) not in names)
    return sorted(frozenset[str]().union(*map(top_modules, others)) - ours)


def wanted_file(place: str) -> bool:
    """Whether the file at ``place`` inside the frozen folder (forward slashes, after ``_internal/``) is shipped."""
    path = PurePosixPath(place)
    noted = path.parts[0].endswith(".dist-info") and path.name in OF_THE_INSTALLER
    if noted or NEVER.fullmatch(path.name) or path.name in _SPARED:
        return False
    if plugin := _after(path, "plugins"):
        return _stem(plugin[-1]) in {name.lower() for name in QT_PLUGINS.get(plugin[0], ())}
    if path.suffix == ".qm":
        return path.stem in {f"qtbase_{language}" for language in QT_LANGUAGES}
    if path.suffix == ".ttf":
        return path.name in FONTS.get(path.parts[0], ())
    if library := re.fullmatch(r"(?:lib)?Qt6(\w+)\.(?:so\.6|dll)", path.name):
        return library[1] in QT_LIBRARIES
    binding = re.fullmatch(r"PySide6/Qt(\w+)\.(?:abi3\.so|pyd)", place)
    return binding[1] in QT_MODULES if binding else not path.name.startswith("libavif-")


_SPARED = frozenset(name for names in SPARE.values() for name in names)


def _after(path: PurePosixPath, folder: str) -> tuple[str, ...]:
    """The parts of Qt's own ``path`` below ``folder``, none elsewhere."""
    parts = path.parts
    return parts[parts.index(folder) + 1 :] if parts[0] == "PySide6" and folder in parts else ()


def _stem(name: str) -> str:
    """``libqxcb.so`` and ``qxcb.dll`` are ``xcb``; names that don't begin with q stay."""
    return re.sub(r"^q", "", re.sub(r"^lib|\.(so|dll)$", "", name.lower())) or name
