"""Both packages of a made-up program."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pack import pack
from packing.made_up import made_up_program, work_of


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """Return the made-up frozen program."""
    return made_up_program(tmp_path / "frozen")


@pytest.fixture(scope="session")
def packed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Both packages and their sums, by what their names end in."""
    if shutil.which("dpkg-deb") is None or shutil.which("objdump") is None:
        pytest.skip("a .deb is made where dpkg-deb and objdump are")
    folder = tmp_path_factory.mktemp("packed")
    made = pack(work_of(made_up_program(folder / "frozen")), folder / "dist")
    return {"deb": made[0], "tar.gz": made[1], "sums": made[2]}
