"""Build one commit twice, under different conditions, and compare byte by byte. ``reproduce.py --help``."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from compare import Difference, compare
from locks import DEVELOPER, ROOT, Unusable
from wheelhouse import sha256

WORK = ROOT / "build" / "reproduce"
LISTED = 20
"""Places that are printed for each way to differ; how many more there are is said."""


@dataclass(frozen=True)
class Conditions:
    """What must not leave a trace in what is built: where, by whom, under which clock, language and mask of modes."""

    folder: str
    zone: str
    language: str
    user: str
    umask: int


FIRST = Conditions("first", "UTC", "C.UTF-8", "builder", 0o022)
SECOND = Conditions("the second elsewhere", "Pacific/Chatham", "C", "somebody", 0o077)


def git(*words: str) -> str:
    """What git says of this checkout; raises ``Unusable``."""
    if shutil.which("git") is None:
        raise Unusable("Two builds of one commit need git, and there is none here: install it first.")
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unusable(f"What is built is a commit, and git finds none here: {done.stderr.strip()}")
    return done.stdout.strip()


def run(words: Sequence[str | Path], at: Path, conditions: Conditions, env: dict[str, str]) -> None:
    """Run one step of a build; raises ``Unusable`` with what it said when it fails."""
    command = [str(word) for word in words]
    done = subprocess.run(
        command, cwd=at, env=env, umask=conditions.umask, check=False, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, errors="replace",
    )  # fmt: skip
    if done.returncode:
        raise Unusable(f"The build “{conditions.folder}” failed at: {' '.join(command)}\n{done.stdout[-4000:]}")


def build(commit: str, conditions: Conditions, wheelhouse: Path | None = None) -> Path:
    """Build ``commit`` from a clone of its own and return the folder with what came out; raises ``Unusable``.

    With a wheelhouse it gets an environment of its own from there too; else it uses the one that runs this.
    """
    place = WORK / conditions.folder
    home, checkout, out = place / "home", place / "vendingdesk", place / "out"
    home.mkdir(parents=True)
    out.mkdir()
    env = {"PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": str(checkout), "QT_QPA_PLATFORM": "offscreen"}
    env |= {"HOME": str(home), "USER": conditions.user, "LOGNAME": conditions.user}
    env |= {"TZ": conditions.zone, "LC_ALL": conditions.language}
    run(["git", "-c", "advice.detachedHead=false", "clone", "--quiet", ROOT, checkout], place, conditions, env)
    run(["git", "checkout", "--quiet", "--detach", commit], checkout, conditions, env)
    python = sys.executable
    if wheelhouse is not None:
        run([python, "-m", "venv", place / "environment"], place, conditions, env)
        python = str(place / "environment" / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
        install = [python, "-m", "pip", "--isolated", "install", "--quiet", "--no-index", "--require-hashes"]
        run([*install, "--find-links", wheelhouse, "-r", DEVELOPER.name], checkout, conditions, env)
    run([python, "packaging/freeze.py"], checkout, conditions, env)
    if (checkout / "packaging" / "pack.py").is_file():
        run([python, "packaging/pack.py"], checkout, conditions, env)
    if (checkout / "packaging" / "sbom.py").is_file():
        run([python, "packaging/sbom.py"], checkout, conditions, env)
    run([python, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist"], checkout, conditions, env)
    for made in [checkout / "build" / "frozen" / "vendingdesk", *sorted((checkout / "dist").iterdir())]:
        made.rename(out / made.name)
    return out


def told(differences: list[Difference], same: str) -> int:
    """Print what came of a comparison, and return the exit code for it."""
    alike: dict[str, list[str]] = {}
    for difference in differences:
        alike.setdefault(difference.how, []).append(difference.where)
    for how, places in alike.items():
        print(f"  {how}:")
        print(*(f"    {place}" for place in places[:LISTED]), sep="\n")
        if len(places) > LISTED:
            print(f"    … and {len(places) - LISTED} more")
    print(f"Not the same: {len(differences)} differences, listed above." if differences else same)
    return 1 if differences else 0


def reproduce(against: Sequence[Path], wheelhouse: Path | None, *, keep: bool) -> int:
    """Build, compare and say what came of it; returns the exit code, raises ``Unusable`` and ``OSError``."""
    for file in against:
        if not file.is_file():
            raise Unusable(f"{file} is no file to compare a build with.")
    commit = git("rev-parse", "HEAD")
    changed = len(git("status", "--porcelain").splitlines())
    without = f", without the {changed} files that are changed or new here" if changed else ""
    print(f"Commit {commit}{without}", flush=True)
    shutil.rmtree(WORK, ignore_errors=True)
    one = build(commit, FIRST, wheelhouse if against else None)
    for made in sorted(one.iterdir()):
        print(f"  {sha256(made) if made.is_file() else 'the frozen program':64}  {made.name}", flush=True)
    if against:
        differences = [each for file in against for each in compared(file, one / file.name)]
        same = "The same bytes as what was named."
    else:
        differences = compare(one, build(commit, SECOND, wheelhouse))
        same = "The same bytes, built twice."
    if keep or differences:
        print(f"What was built is in {WORK}")
    else:
        shutil.rmtree(WORK)
    return told(differences, same)


def compared(named: Path, built: Path) -> list[Difference]:
    """How a file that somebody has differs from what was built under its name."""
    if not built.is_file():
        return [Difference(named.name, "this commit builds nothing of that name")]
    return compare(named, built)


def main(argv: list[str] | None = None) -> int:
    """The command line; exit code 0 for the same bytes, 1 for differences or a failed build, 2 for wrong words."""
    words = argparse.ArgumentParser(prog="reproduce.py", description=__doc__)
    words.add_argument("--keep", action="store_true", help="leave both builds in build/reproduce")
    words.add_argument("--wheelhouse", type=Path, help="set the second build up anew from this one, made with --dev")
    words.add_argument(
        "--against", type=Path, nargs="+", metavar="FILE", help="build once and compare with these files"
    )
    words.add_argument("--compare", type=Path, nargs=2, metavar=("ONE", "OTHER"), help="build nothing, compare these")
    asked = words.parse_args(argv)
    try:
        if asked.compare:
            return told(compare(*asked.compare), "The same bytes.")
        return reproduce(asked.against or [], asked.wheelhouse and asked.wheelhouse.resolve(), keep=asked.keep)
    except Unusable as reason:
        print(reason, file=sys.stderr)
    except OSError as fault:
        print(f"The builds could not be compared: {fault}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
