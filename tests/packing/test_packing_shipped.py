"""What goes into the frozen program: reachable distributions, used plugins, no library that belongs to the system."""

import re
from importlib.metadata import PathDistribution
from pathlib import Path

import pytest
import shipped

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_what_is_shipped_is_what_the_lock_names_for_this_system() -> None:
    names = set(shipped.shipped_distributions())
    locked = set(shipped.locked_versions(LOCK))
    assert names <= locked
    assert locked - names <= {"colorama"}  # on another system, or for another Python
    assert {"pyside6-essentials", "shiboken6", "httpcore", "cffi", "pillow"} <= names


def test_a_developers_tools_are_foreign_and_a_dependency_is_not() -> None:
    foreign = shipped.foreign_modules(shipped.shipped_distributions().values())
    assert {"pytest", "_pytest", "PyInstaller", "hypothesis", "pypdf", "mypy"} <= set(foreign)
    assert not {"PySide6", "PIL", "cffi", "_cffi_backend", "bidi", "pypdfium2_raw", "jwt"} & set(foreign)


@pytest.mark.parametrize(("there", "says"), [("1.0", "the lock file says 2.0"), (None, "isn't installed here")])
def test_an_environment_that_is_not_the_lock_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: str | None, says: str
) -> None:
    tmp_path.joinpath("pyproject.toml").write_text('[project]\ndependencies = ["madeup-thing>=1"]\n')
    tmp_path.joinpath("requirements.lock").write_text("madeup-thing==2.0 \\\n    --hash=sha256:0\n")
    if there is not None:
        made = tmp_path / "site" / "madeup_thing-1.0.dist-info"
        made.mkdir(parents=True)
        made.joinpath("METADATA").write_text(f"Metadata-Version: 2.1\nName: madeup-thing\nVersion: {there}\n")
        monkeypatch.syspath_prepend(str(made.parent))
    with pytest.raises(shipped.NotTheLock, match=says):
        shipped.shipped_distributions(tmp_path)


def test_extras_and_markers_lead_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    needs = {
        "one": ['two[more]; python_version >= "3"', 'never; sys_platform == "elsewhere"'],
        "two": ['three; extra == "more"', 'four; extra == "less"'],
        "three": ["one"],
    }
    for name, requires in needs.items():
        made = tmp_path / f"{name}-1.dist-info"
        made.mkdir()
        lines = [f"Name: {name}", "Version: 1", *(f"Requires-Dist: {line}" for line in requires)]
        made.joinpath("METADATA").write_text("\n".join(["Metadata-Version: 2.1", *lines, ""]))
    monkeypatch.syspath_prepend(str(tmp_path))
    tmp_path.joinpath("pyproject.toml").write_text('[project]\ndependencies = ["one"]\n')
    tmp_path.joinpath("requirements.lock").write_text("one==1\ntwo==1 ; python_version > '3'\nthree==1\n")
    assert list(shipped.shipped_distributions(tmp_path)) == ["one", "three", "two"]


def test_the_first_names_of_a_distribution(tmp_path: Path) -> None:
    made = tmp_path / "thing-1.dist-info"
    made.mkdir()
    files = (
        "thing/__init__.py",
        "_thing.cpython-311-x86_64-linux-gnu.so",
        "one.py",
        "thing.libs/libz.so",
        "../../bin/x",
    )
    made.joinpath("RECORD").write_text("\n".join(f"{file},," for file in (*files, "thing-1.dist-info/RECORD")))
    assert shipped.top_modules(PathDistribution(made)) == {"thing", "_thing", "one"}


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/plugins/platforms/qwindows.dll",
        "PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
        "PySide6/Qt/plugins/wayland-shell-integration/libxdg-shell.so",
        "PySide6/Qt/translations/qtbase_fr.qm",
        "PySide6/Qt/lib/libQt6XcbQpa.so.6",
        "PySide6/Qt6Core.dll",
        "PySide6/QtSvg.abi3.so",
        "libQt6Core.so.6",
        "libxcb-cursor.so.0",
        "libX11-xcb.so.1",
        "libzstd.so.1",
        "pillow.libs/libxcb-9065bb12.so.1.1.0",
        "fontpkg_ibm_plex_mono/files/IBMPlexMono-Bold.ttf",
        "fontpkg_ibm_plex_mono/LICENSE",
        "vendingdesk/_resources/icons/sell.svg",
        "click-8.5.1.dist-info/METADATA",
        "click-8.5.1.dist-info/licenses/LICENSE.txt",
    ],
)
def test_what_is_kept(place: str) -> None:
    assert shipped.wanted_file(place)


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/plugins/platforms/libqlinuxfb.so",
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/plugins/tls/qopensslbackend.dll",
        "PySide6/Qt/plugins/sqldrivers/libqsqlite.so",
        "PySide6/Qt/translations/qtbase_de.qm",
        "PySide6/Qt/translations/qt_fr.qm",
        "PySide6/Qt/lib/libQt6OpenGL.so.6",
        "libQt6EglFSDeviceIntegration.so.6",
        "PySide6/QtQml.abi3.so",
        "PySide6/opengl32sw.dll",
        "libstdc++.so.6",
        "libc.so.6",
        "libEGL.so.1",
        "libGL.so.1",
        "libEGL_mesa.so.0",
        "libdrm.so.2",
        "libz.so.1",
        "libxcb.so.1",
        "libfontconfig.so.1",
        "libwayland-client.so.0",
        "libcups.so.2",
        "pillow.libs/libavif-c6062d5f.so.16.4.2",
        "fontpkg_ibm_plex_mono/files/IBMPlexMono-Thin.ttf",
        "httpx-0.28.1.dist-info/RECORD",
        "httpx-0.28.1.dist-info/direct_url.json",
    ],
)
def test_what_is_left_out(place: str) -> None:
    assert not shipped.wanted_file(place)


def test_every_font_that_the_program_opens_is_kept_and_no_other() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "vendingdesk").rglob("fonts.py"))
    opened = set(re.findall(r"IBMPlex[\w\-\[\],]+\.ttf", sources))
    assert opened == frozenset[str]().union(*shipped.FONTS.values())


def test_every_binding_that_the_program_imports_is_kept() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "vendingdesk" / "ui").rglob("*.py"))
    assert set(re.findall(r"PySide6\.Qt(\w+)", sources)) == shipped.QT_MODULES - {"DBus"}
