"""A made-up frozen program of a few files: quick to pack, and like a real one in what packing looks at."""

from __future__ import annotations

import shutil
from pathlib import Path

from changes import releases
from share import Work

from vendingdesk import __version__

ROOT = Path(__file__).resolve().parents[2]
MOMENT = 1_700_000_000  # 2023-11-14 22:13:20 UTC


def made_up_program(folder: Path, version: str = __version__) -> Path:
    """A folder as PyInstaller makes it: a program that says its version, a library, a link, files with odd rights."""
    program = folder / "vendingdesk"
    inside = program / "_internal"
    (inside / "lib").mkdir(parents=True)
    starts = program / "vendingdesk"
    starts.write_text(f"#!/bin/sh\necho 'vendingdesk {version}'\n", encoding="utf-8")
    starts.chmod(0o700)
    shutil.copy("/bin/true", inside / "lib" / "libtrue.so.1")
    (inside / "libtrue.so.1").symlink_to("lib/libtrue.so.1")
    (inside / "données").mkdir()
    (inside / "données" / "text.txt").write_text("text", encoding="utf-8")
    (inside / "données" / "text.txt").chmod(0o600)
    (program / "THIRD-PARTY.txt").write_text("Whose work is in it.", encoding="utf-8")
    (inside / "LICENSE").write_text("may not be run", encoding="utf-8")
    (inside / "LICENSE").chmod(0o755)
    return program


def work_of(program: Path, version: str = __version__) -> Work:
    """What ``look_at`` finds, with a time of our own."""
    told = releases((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    return Work(program, version, MOMENT, tuple(told), ROOT)
