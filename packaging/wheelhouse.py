"""The wheelhouse: everything that a set-up without a network installs from, in ``dist/wheelhouse/``.

``wheelhouse.py [--dev] [--platform linux|windows] [--python 3.12] [--into FOLDER]`` makes it;
``wheelhouse.py --check FOLDER [--dev]`` says whether one can be installed from here. The check wants nothing but the
standard library: it runs in an environment that is still empty.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from locks import DEVELOPER, ROOT, RUNTIME, Pin, Unusable, normal, read_lock

WHEELHOUSE = ROOT / "dist" / "wheelhouse"
MADE_FOR = "made-for.json"
SUMS = "SHA256SUMS"
SYSTEMS = {"linux": "Linux", "windows": "Windows"}
README = """\
Vending Desk {version}, to be set up without a network
on {system} with CPython {python}, for developers and auditors.

All in this folder was held against the sums of the lock files when it was made. To see that it arrived whole:

    sha256sum --check --strict SHA256SUMS

On Linux, from inside this folder:

    python{python} -m venv ~/vendingdesk
    ~/vendingdesk/bin/python -m pip install --no-index --find-links . --require-hashes -r install.txt
    ~/vendingdesk/bin/vendingdesk --demo

On Windows, in PowerShell, from inside this folder:

    py -{python} -m venv $HOME\\vendingdesk
    & $HOME\\vendingdesk\\Scripts\\python -m pip install --no-index --find-links . --require-hashes -r install.txt
    & $HOME\\vendingdesk\\Scripts\\vendingdesk --demo

With a checkout of the program, inside of that:

    make demo WHEELHOUSE=/path/to/this/folder{tests}

Python itself, and on Linux the libraries that Qt takes from the system, are not in here.
"""
TESTS = "\n    make test WHEELHOUSE=/path/to/this/folder"


@dataclass(frozen=True)
class Target:
    """A machine that is installed on: ``linux`` or ``windows``, its processor, its CPython as ``3.12``."""

    system: str
    machine: str
    python: str

    def __str__(self) -> str:
        return f"{SYSTEMS.get(self.system, self.system)} ({self.machine}) with CPython {self.python}"

    @staticmethod
    def here() -> Target:
        """The machine and the Python that run this."""
        system = "windows" if sys.platform == "win32" else sys.platform
        return Target(system, machine_name(platform.machine()), "{}.{}".format(*sys.version_info))

    @staticmethod
    def named(system: str, python: str) -> Target:
        """The machine that the command line names; what it leaves out is as here. Raises ``Unusable``."""
        here = Target.here()
        other = system not in ("", here.system)
        target = Target(system or here.system, "x86_64" if other else here.machine, python or here.python)
        if target.system not in SYSTEMS:
            raise Unusable(
                "A wheelhouse is for Linux or Windows: name one with --platform linux or --platform windows."
            )
        return target


def machine_name(told: str) -> str:
    """One name for a processor that Linux and Windows name differently."""
    return {"amd64": "x86_64", "arm64": "aarch64"}.get(told.lower(), told.lower())


def wanted(pins: list[Pin], target: Target) -> list[Pin]:
    """The packages of a lock that ``target`` needs: markers judged for there, not for here."""
    from packaging.markers import Marker

    windows = target.system == "windows"
    there = {
        "sys_platform": "win32" if windows else "linux",
        "platform_system": SYSTEMS[target.system],
        "os_name": "nt" if windows else "posix",
        "platform_machine": {"x86_64": "AMD64", "aarch64": "ARM64"}[target.machine] if windows else target.machine,
        "python_version": target.python,
        "python_full_version": f"{target.python}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    return [pin for pin in pins if not pin.marker or Marker(pin.marker).evaluate(dict(there))]


def foreign(target: Target) -> list[str]:
    """What tells pip to fetch for another machine than this one; nothing when it is this one."""
    here = Target.here()
    if target == here:
        return []
    if target.system == "windows":
        platforms = ["win_amd64" if target.machine == "x86_64" else "win_arm64"]
    elif here.system == "linux":
        from packaging.tags import platform_tags

        platforms = list(platform_tags())
    else:
        # Debian 12's glibc is the oldest that PySide6 runs on; pip takes each of these for itself alone.
        platforms = [f"manylinux_2_{minor}_{target.machine}" for minor in range(36, 4, -1)]
        platforms += [f"manylinux{year}_{target.machine}" for year in (2014, 2010, 1)]
    words = [word for tag in platforms for word in ("--platform", tag)]
    abi = "cp" + target.python.replace(".", "")
    return [*words, "--python-version", target.python, "--implementation", "cp", "--abi", abi]


def fetch(pins: list[Pin], into: Path, how: list[str]) -> None:
    """Download exactly ``pins`` into ``into``, each held against its sums by pip; raises ``Unusable``."""
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder, "wanted.txt")
        asked.write_text("".join(pin.line() for pin in pins), encoding="utf-8")
        command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps"]
        command += ["--require-hashes", "--only-binary", ":all:", "--dest", str(into), *how, "-r", str(asked)]
        done = subprocess.run(command, stderr=subprocess.PIPE, text=True, errors="replace", check=False)
    if done.returncode:
        # A full disk makes pip show where in itself it was; what it means stands in the last line then.
        said = [line for line in done.stderr.splitlines() if re.match(r"ERROR: (?!Exception:)|.*sha256 ", line)]
        told = "\n  ".join(line.strip() for line in said or done.stderr.strip().splitlines()[-1:])
        raise Unusable(
            f"Not all packages were fetched. pip says:\n  {told}\nIs this machine online, is there room on its disk, "
            "is there a wheel of each package for the Python that was asked for?"
        )


def build_own(into: Path) -> Path:
    """Build Vending Desk's own wheel from this checkout into ``into`` and return it; raises ``Unusable``."""
    from freeze import commit_time

    env = {**os.environ, "SOURCE_DATE_EPOCH": commit_time()}
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(into)]
    done = subprocess.run(command, cwd=ROOT, env=env, check=False, capture_output=True, text=True)
    made = sorted(into.glob("vendingdesk-*.whl"))
    if done.returncode or len(made) != 1:
        said = "".join((done.stderr.strip() or done.stdout.strip()).splitlines()[-1:])
        raise Unusable(f"The wheel of Vending Desk itself could not be built. hatchling says: {said}")
    return made[0]


def sha256(file: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def finish(folder: Path, locks: list[Path], own: Path, target: Target) -> None:
    """Put beside the wheels of ``folder`` what makes it a wheelhouse: locks, ``install.txt``, README, sums."""
    for lock in locks:
        shutil.copyfile(lock, folder / lock.name)
    version = own.name.split("-")[1]
    ours = f"vendingdesk=={version} --hash=sha256:{sha256(own)}\n"
    (folder / "install.txt").write_text(f"-r {RUNTIME.name}\n{ours}", encoding="utf-8")
    (folder / MADE_FOR).write_text(
        json.dumps({"version": version, **asdict(target)}, indent=1) + "\n", encoding="utf-8"
    )
    system = f"{SYSTEMS[target.system]} ({target.machine})"
    tests = TESTS if DEVELOPER in locks else ""
    told = README.format(version=version, system=system, python=target.python, tests=tests)
    (folder / "README.txt").write_text(told, encoding="utf-8")
    files = sorted(one for one in folder.iterdir() if one.name != SUMS)
    (folder / SUMS).write_text("".join(f"{sha256(one)}  {one.name}\n" for one in files), encoding="utf-8")


def make(into: Path, target: Target, *, dev: bool = False) -> Path:
    """Make a wheelhouse in ``into``, in place of an older one there, and return it; raises ``Unusable``.

    Nothing stands in ``into`` before everything is there: a half one can't be taken for a whole one.
    """
    if into.exists() and not (into / MADE_FOR).is_file() and (not into.is_dir() or any(into.iterdir())):
        raise Unusable(f"{into} is there already and is no wheelhouse: nothing was done. Name another with --into.")
    locks = [RUNTIME, DEVELOPER] if dev else [RUNTIME]
    pins = {pin.name: pin for lock in locks for pin in wanted(read_lock(lock), target)}
    into.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into.parent, prefix="wheelhouse-") as folder:
        part = Path(folder, "part")
        part.mkdir()
        fetch(list(pins.values()), part, foreign(target))
        finish(part, locks, build_own(part), target)
        check(part, target, dev=dev)
        if into.exists():
            into.rename(Path(folder, "older"))
        part.rename(into)
    return into


def check(folder: Path, target: Target, *, dev: bool = False) -> None:
    """Raise ``Unusable`` with the reason unless this checkout can be set up on ``target`` from ``folder``."""
    again = "Make it again with make wheelhouse, on a machine with a network, and copy it over anew."
    try:
        told = json.loads((folder / MADE_FOR).read_text(encoding="utf-8"))
        made_for = Target(str(told["system"]), str(told["machine"]), str(told["python"]))
        lines = [line.split("  ", 1) for line in (folder / SUMS).read_text(encoding="utf-8").splitlines()]
        sums = {name: told_sum for told_sum, name in lines}
    except (OSError, ValueError, KeyError, TypeError) as broken:
        raise Unusable(f"{folder} is no wheelhouse, or not a whole one ({broken}). {again}") from broken
    if made_for != target:
        raise Unusable(
            f"The wheelhouse {folder} is for {made_for}; here is {target}. Make one for here with make wheelhouse "
            f'ARGS="--platform {target.system} --python {target.python}"{_way_out(made_for, target)}.'
        )
    for name, told_sum in sums.items():
        file = folder / name
        if not file.is_file():
            raise Unusable(f"The wheelhouse {folder} lacks {name}. {again}")
        if sha256(file) != told_sum:
            raise Unusable(f"{name} in the wheelhouse {folder} is damaged: its SHA-256 is not the one told. {again}")
    wheels = sorted(one.name for one in folder.glob("*.whl"))
    for name in wheels:
        if name not in sums:
            raise Unusable(f"The wheelhouse {folder} holds {name}, which it was not made with: take it out.")
    held = {(normal(name.split("-")[0]), sums[name]) for name in wheels}
    for lock in (RUNTIME, DEVELOPER) if dev else (RUNTIME,):
        if not (folder / lock.name).is_file():
            raise Unusable(f'The wheelhouse {folder} lacks {lock.name}: make wheelhouse ARGS="--dev" brings it.')
        if (folder / lock.name).read_bytes() != lock.read_bytes():
            raise Unusable(f"The wheelhouse {folder} was made for another {lock.name} than this checkout's. {again}")
        # Packages for some systems only are left to pip: judging a marker needs more than the standard library.
        for pin in (pin for pin in read_lock(lock) if not pin.marker):
            if not any((pin.name, one) in held for one in pin.sums):
                raise Unusable(f"The wheelhouse {folder} lacks {pin.name} {pin.version} of {lock.name}. {again}")


def _way_out(made_for: Target, target: Target) -> str:
    """What else can be done where nothing but Python is another than the wheelhouse is for."""
    if (made_for.system, made_for.machine) != (target.system, target.machine):
        return ""
    return (
        f"; or take that Python, where it is installed: “rm -r .venv” if there is one, then make with"
        f" PYTHON=python{made_for.python}"
    )


def main(argv: list[str] | None = None) -> int:
    """The command line; exit code 0 well, 1 with one sentence on standard error, 2 for wrong words."""
    words = argparse.ArgumentParser(prog="wheelhouse.py", description=__doc__)
    words.add_argument("--dev", action="store_true", help="with what the tests and the build need")
    words.add_argument("--platform", choices=sorted(SYSTEMS), default="", help="for another system than this one")
    words.add_argument("--python", choices=("3.11", "3.12", "3.13", "3.14"), default="", help="for another Python")
    words.add_argument("--into", type=Path, default=WHEELHOUSE, help="the folder, dist/wheelhouse if none is named")
    words.add_argument("--check", type=Path, metavar="FOLDER", help="only say whether FOLDER fits this machine")
    asked = words.parse_args(argv)
    try:
        if asked.check:
            check(asked.check, Target.here(), dev=asked.dev)
            return 0
        made = make(asked.into.resolve(), Target.named(asked.platform, asked.python), dev=asked.dev)
    except Unusable as reason:
        print(reason, file=sys.stderr)
        return 1
    except OSError as fault:
        print(f"The wheelhouse could not be made: {fault}", file=sys.stderr)
        return 1
    files = list(made.iterdir())
    size = sum(one.stat().st_size for one in files) / 1e6
    print(f"{made}: {sum(one.suffix == '.whl' for one in files)} wheels, {size:.0f} MB, with a README")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
