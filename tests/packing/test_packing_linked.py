"""Shared libraries of the frozen program: nobody's are dropped, everybody's are kept, the spare ones stand in."""

import ctypes
import subprocess
import sys
from pathlib import Path

import linked
import pytest
import shipped

LINKS = {"a.so": ["libone.so.1"], "libone.so.1": ["libtwo.so.1"], "libgone.so.1": ["libtwo.so.1"], "b.so": []}


def test_a_library_that_nobody_is_linked_with_goes() -> None:
    binaries = [
        ("pkg/a.so", "/w/a.so", "EXTENSION"),
        ("b.so", "/w/b.so", "EXTENSION"),
        ("libone.so.1", "/lib/libone.so.1", "BINARY"),
        ("libtwo.so.1", "/lib/libtwo.so.1", "BINARY"),
        ("libgone.so.1", "/lib/libgone.so.1", "BINARY"),
        ("libpython3.11.so.1.0", "/lib/libpython3.11.so.1.0", "BINARY"),
        ("there.so", "pkg/a.so", "SYMLINK"),
        ("nowhere.so", "pkg/left-out.so", "SYMLINK"),
    ]
    kept = linked.without_orphans(binaries, lambda file: LINKS.get(file.name, []))
    assert [place for place, _, _ in kept] == [
        *("pkg/a.so", "b.so", "libone.so.1", "libtwo.so.1", "libpython3.11.so.1.0", "there.so"),
    ]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks a Linux library")
def test_a_real_library_says_what_it_is_linked_with() -> None:
    import _ssl

    assert any(name.startswith("libssl.so") for name in linked.linked_with(Path(_ssl.__file__)))
    assert linked.linked_with(Path(__file__)) == frozenset()


def test_a_spare_library_that_is_not_here_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"libEGL\.so\.1 must be installed here"):
        linked.spare_files(lambda name: None if "libEGL" in name else f"/lib/{name}", tmp_path / "order")


def test_spare_libraries_come_with_their_order(tmp_path: Path) -> None:
    entries = linked.spare_files(lambda name: f"/lib/{name}", tmp_path / "order")
    assert ("spare/libX11.so.6", "/lib/libX11.so.6", "BINARY") in entries
    assert len({place for place, _, _ in entries}) == len(entries)
    lines = (tmp_path / "order").read_text().splitlines()
    assert [line.split()[0] for line in lines] == list(shipped.SPARE)
    assert all(line.split()[0] == line.split()[-1] for line in lines)  # the one that is asked for is loaded last


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="loads Linux libraries")
@pytest.mark.parametrize(("asked", "loaded"), [("libm.so.6", False), ("libnowhere-to-be-found.so.1", True)])
def test_ours_is_loaded_only_where_the_system_has_none(tmp_path: Path, asked: str, loaded: bool) -> None:
    import _ctypes_test as library  # a small library that comes with Python

    spare = tmp_path / "spare"
    spare.mkdir()
    spare.joinpath("libours.so.1").symlink_to(library.__file__)
    spare.joinpath("order").write_text(f"{asked} libours.so.1\n")
    script = Path(linked.__file__).with_name("spare_libraries.py")
    code = (
        f"import runpy, sys; sys._MEIPASS = {str(tmp_path)!r}; runpy.run_path({str(script)!r})\n"
        "before = len(sys.meta_path); import vendingdesk.domain.money; assert len(sys.meta_path) == before\n"
        "import PySide6.QtWidgets; assert len(sys.meta_path) == before - 1\n"
        "print('libours' in open('/proc/self/maps').read() or '_ctypes_test' in open('/proc/self/maps').read())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(loaded)
    assert ctypes.sizeof(ctypes.c_void_p) == 8
