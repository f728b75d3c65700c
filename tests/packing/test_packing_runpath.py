"""No library that is shipped looks for others in a folder of the machine it was built on."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from pathlib import Path

import pytest
from runpath import MixedPath, forget_paths

pytestmark = pytest.mark.skipif(
    shutil.which("gcc") is None or shutil.which("objdump") is None, reason="makes real libraries with gcc"
)


def _library(folder: Path, name: str, *paths: str, old: bool = False) -> Path:
    source = folder / f"{name}.c"
    source.write_text("int answer(void) { return 42; }\n", encoding="utf-8")
    made = folder / f"lib{name}.so"
    tags = "--disable-new-dtags" if old else "--enable-new-dtags"
    told = [f"-Wl,{tags},-rpath,{':'.join(paths)}"] if paths else []
    subprocess.run(("gcc", "-shared", "-o", str(made), str(source), *told), check=True, capture_output=True)
    source.unlink()
    return made


def _path(library: Path) -> str:
    asked = subprocess.run(("objdump", "-p", str(library)), capture_output=True, text=True, check=True)
    return " ".join(line.split()[1] for line in asked.stdout.splitlines() if "PATH" in line)


@pytest.mark.parametrize("old", [False, True])
def test_a_foreign_path_goes_and_the_library_works(tmp_path, old):
    foreign = _library(tmp_path, "foreign", "/opt/builder/lib", old=old)
    assert _path(foreign) == "/opt/builder/lib"
    assert forget_paths(tmp_path) == [foreign]
    assert _path(foreign) == ""
    assert ctypes.CDLL(str(foreign)).answer() == 42
    assert forget_paths(tmp_path) == []


def test_own_paths_and_other_files_stay_as_they_are(tmp_path):
    own = _library(tmp_path, "own", "$ORIGIN", "$ORIGIN/../lib")
    none = _library(tmp_path, "none")
    (tmp_path / "text").write_text("/opt/builder/lib", encoding="utf-8")
    (tmp_path / "link").symlink_to("/bin/true")
    before = own.read_bytes(), none.read_bytes()
    assert forget_paths(tmp_path) == []
    assert (own.read_bytes(), none.read_bytes()) == before


def test_a_mixed_path_is_for_a_person(tmp_path):
    _library(tmp_path, "mixed", "$ORIGIN", "/opt/builder/lib")
    with pytest.raises(MixedPath, match=r"libmixed\.so looks for libraries in \$ORIGIN:/opt/builder/lib"):
        forget_paths(tmp_path)
