"""Pack the frozen program for Linux, without root: a ``.deb``, a ``.tar.gz`` and their sums. ``pack.py --help``."""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import replace
from pathlib import Path

from changes import releases
from debian import NotPacked, build_deb
from freeze import FROZEN, ROOT, commit_time
from needs import NotRead, UnknownLibrary
from notices import NAME
from runpath import MixedPath, forget_paths
from share import Work
from tarball import build_tarball
from tree import copy_folder

DIST = ROOT / "dist"
SUMS = "SHA256SUMS"
MADE_OF = ("vendingdesk", "resources", "requirements.lock")
"""What the frozen program is made of: one of these newer than it means that it isn't frozen from what stands here."""


def pack(work: Work, into: Path) -> list[Path]:
    """Make both packages and their sums in the folder ``into`` and return the three files.

    What is there under their names is replaced, each in one step, only once all of them are whole. Raises
    ``NotPacked``, ``NotRead``, ``UnknownLibrary``, ``MixedPath``, and ``OSError`` where ``into`` can't be written.
    """
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".packing-", dir=into) as scratch:
        made = Path(scratch, "made")
        made.mkdir()
        program = Path(scratch, "program")
        copy_folder(work.program, program)
        forget_paths(program)
        shipped = replace(work, program=program)
        packages = [build_deb(shipped, Path(scratch), made), build_tarball(shipped, Path(scratch), made)]
        sums = made / SUMS
        sums.write_text("".join(f"{_sha256(file)}  {file.name}\n" for file in sorted(packages)), encoding="ascii")
        return [file.replace(into / file.name) for file in (*packages, sums)]


def look_at(program: Path, sources: Path = ROOT, *, stale: bool = False) -> Work:
    """What is to be packed, after a look whether it can be; raises ``NotPacked`` with a sentence if it can't.

    ``stale`` lets a program pass that is older than ``sources``.
    """
    executable = program / "vendingdesk"
    if not executable.is_file() or not (program / "_internal").is_dir():
        raise NotPacked(f"There is no frozen program in {program}: run “make freeze” first.")
    if not (program / NAME).is_file():
        raise NotPacked(f"The frozen program has no {NAME}, which says whose work is in it: run “make freeze” again.")
    project = tomllib.loads((sources / "pyproject.toml").read_text(encoding="utf-8"))
    version = str(project["project"]["version"])
    told = _version_of(executable)
    if told != f"vendingdesk {version}":
        said = told or "nothing when asked for its version"
        raise NotPacked(f"The frozen program says {said}, pyproject.toml says {version}: run “make freeze” again.")
    newer = None if stale else newer_than(executable.stat().st_mtime, sources)
    if newer is not None:
        raise NotPacked(
            f"The frozen program is older than {newer}: run “make freeze” again, or “pack.py --stale” to pack it all"
            " the same."
        )
    found = releases((sources / "CHANGELOG.md").read_text(encoding="utf-8"))
    return Work(program, version, int(commit_time()), tuple(found), sources)


def _version_of(executable: Path) -> str:
    try:
        asked = subprocess.run(
            (str(executable), "--version"), capture_output=True, text=True, check=False, timeout=120
        )
    except OSError as error:
        raise NotPacked(f"The frozen program does not run here: {error.strerror}.") from None
    return asked.stdout.strip()


def newer_than(moment: float, sources: Path) -> Path | None:
    """A file of ``sources`` that goes into the frozen program and is younger than ``moment``, if there is one."""
    for name in MADE_OF:
        top = sources / name
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.is_file() and "__pycache__" not in path.parts and path.stat().st_mtime > moment:
                return path.relative_to(sources)
    return None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main(words: list[str]) -> int:
    """Run the command; returns its exit code, 1 with one line on standard error when nothing was packed."""
    parser = argparse.ArgumentParser(prog="pack.py", description=__doc__)
    parser.add_argument("--program", type=Path, default=FROZEN / "vendingdesk", help="the frozen folder")
    parser.add_argument("--into", type=Path, default=DIST, help="where the packages go")
    parser.add_argument("--stale", action="store_true", help="also if a source is newer than the frozen program")
    asked = parser.parse_args(words)
    os.umask(0o022)
    try:
        for file in pack(look_at(asked.program.resolve(), stale=asked.stale), asked.into.resolve()):
            print(f"{file}  {file.stat().st_size / 1e6:.1f} MB")
    except (MixedPath, NotPacked, NotRead, UnknownLibrary) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Not packed: {error.filename or asked.into}: {error.strerror or error}.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
