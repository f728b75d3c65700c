"""A folder that may be packed has no complaint against it; each thing that can be wrong with one has its sentence."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import contents
import pytest
import shipped

Spoil = Callable[[Path], object]

MODULES = frozenset({"vendingdesk.__main__", "os", "PIL.Image", "_cffi_backend", "pyimod01_archive", "__main__"})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as the freeze makes it, of empty files; its program's archive is the list above."""
    inner = tmp_path / "vendingdesk" / "_internal"
    places = [
        *(f"{package}/files/{name}" for package, names in shipped.FONTS.items() for name in names),
        *(f"PySide6/Qt/translations/qtbase_{language}.qm" for language in shipped.QT_LANGUAGES),
        *(f"PySide6/Qt/plugins/{plugin}" for plugin in shipped.REQUIRED_PLUGINS[sys.platform]),
        *("httpx-0.28.1.dist-info/METADATA", "spare/libEGL.so.1", "libzstd.so.1"),
    ]
    for place in places:
        (inner / place).parent.mkdir(parents=True, exist_ok=True)
        (inner / place).touch()
    shutil.copytree(contents.ROOT / "resources", inner / "vendingdesk" / "_resources")
    inner.with_name("vendingdesk").touch()
    shutil.copy(contents.ROOT / "LICENSE", inner.parent)
    inner.with_name("THIRD-PARTY.txt").write_text("Qt: GNU LESSER GENERAL PUBLIC LICENSE")
    for path in (inner.parent, *inner.parent.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    monkeypatch.setattr(contents, "frozen_modules", lambda _: MODULES)
    return inner.parent


def _file(place: str) -> Spoil:
    def spoil(folder: Path) -> None:
        path = folder / "_internal" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(0o644)
        path.parent.chmod(0o755)

    return spoil


def _no(place: str) -> Spoil:
    return lambda folder: (folder / "_internal" / place).unlink()


def _large(folder: Path) -> None:
    with (folder / "_internal" / "libzstd.so.1").open("wb") as file:
        file.truncate(contents.MOST_BYTES)


def test_a_good_folder_has_no_complaint(folder: Path) -> None:
    assert contents.complaints(folder) == []


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (
            _file("PySide6/Qt/lib/libQt6Quick.so.6"),
            "PySide6/Qt/lib/libQt6Quick.so.6 is in the folder",
        ),
        (_file("libstdc++.so.6"), "libstdc++.so.6 is in the folder"),
        (_file("lxml-6.1.3.dist-info/METADATA"), "The distribution lxml is in the folder"),
        (_no("PySide6/Qt/translations/qtbase_ar.qm"), "Qt's own texts qtbase_ar.qm are missing."),
        (_no("PySide6/Qt/plugins/platforms/libqwayland.so"), "Qt's plugin platforms/libqwayland.so is missing."),
        (_no("fontpkg_ibm_plex_mono/files/IBMPlexMono-Bold.ttf"), "The font IBMPlexMono-Bold.ttf is missing."),
        (_no("vendingdesk/_resources/icons/sell.svg"), "The resource icons/sell.svg is missing"),
        (lambda folder: (folder / "_internal/link.so").symlink_to("/lib/x.so"), "link.so is a link to /lib/x.so"),
        (lambda folder: (folder / "_internal/link.so").symlink_to("gone.so"), "link.so is a link to gone.so"),
        (lambda folder: (folder / "vendingdesk").chmod(0o700), "vendingdesk has the mode 700"),
        (lambda folder: (folder / "LICENSE").unlink(), "LICENSE is missing"),
        (lambda folder: (folder / "THIRD-PARTY.txt").write_text(""), "THIRD-PARTY.txt is missing, or doesn't hold"),
        (_large, "The folder takes 170."),
    ],
)
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the names are those of Linux")
def test_what_is_wrong_is_said(folder: Path, spoil: Spoil, says: str) -> None:
    spoil(folder)
    assert [sentence for sentence in contents.complaints(folder) if sentence.startswith(says)]


def test_a_foreign_module_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "frozen_modules", lambda _: MODULES | {"pytest.mark", "rich"})
    assert [sentence.split()[2] for sentence in contents.complaints(folder)] == ["pytest", "rich"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks a Linux library")
def test_a_library_that_nobody_brings_is_named(folder: Path) -> None:
    import _ssl

    shutil.copy(_ssl.__file__, folder / "_internal" / "_ssl.so")
    folder.joinpath("_internal", "_ssl.so").chmod(0o755)
    said = contents.complaints(folder)
    assert any("_ssl.so is linked with libssl.so" in sentence for sentence in said)
    assert not any("libc.so" in sentence for sentence in said)


def test_something_else_is_not_a_frozen_folder(tmp_path: Path) -> None:
    assert contents.complaints(tmp_path) == [
        f"{tmp_path} isn't a frozen folder: it has no “_internal”. Run “make freeze” first."
    ]


def test_room_is_counted_in_blocks(tmp_path: Path) -> None:
    tmp_path.joinpath("one").write_bytes(b"x")
    tmp_path.joinpath("two").write_bytes(b"x" * 4097)
    tmp_path.joinpath("link").symlink_to("two")
    assert contents.installed_bytes(tmp_path) == 3 * 4096
