"""Make the installer for Windows from the frozen program: ``dist/vendingdesk-VERSION-windows-x86_64-setup.exe``.

Run it on Windows, in the virtual environment of ``requirements-dev.lock``, with Inno Setup 6.4.1 or newer installed.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from windows.check import SCRIPT, complaints
from windows.stamp import CONSOLE, ROOT, WINDOW, four_numbers, version, write_stamps

DIST = ROOT / "dist"
SUMS = "SHA256SUMS-windows"


def installer_name() -> str:
    """The file that Inno Setup makes, by the script's ``OutputBaseFilename``."""
    return f"vendingdesk-{version()}-windows-x86_64-setup.exe"


def definitions(program: Path, icon: Path, into: Path) -> dict[str, str]:
    """All that the script asks for, by name."""
    numbers = ".".join(map(str, four_numbers(version())))
    return {
        "AppVersion": version(),
        "AppNumbers": numbers,
        "Program": str(program),
        "Icon": str(icon),
        "Into": str(into),
    }


def compiler(named: str | None) -> str:
    """Inno Setup's compiler: the one named, the one on PATH, or where its installer puts it.

    Raises ``FileNotFoundError`` where there is none.
    """
    homes = [os.environ.get(name, "") for name in ("ProgramFiles(x86)", "ProgramFiles", "LOCALAPPDATA")]
    usual = [
        Path(home, *below, "Inno Setup 6", "ISCC.exe") for home in homes if home for below in ((), ("Programs",))
    ]
    for tried in (named, shutil.which("iscc"), *(str(each) for each in usual if each.is_file())):
        if tried:
            return tried
    raise FileNotFoundError("There is no ISCC.exe: install Inno Setup 6.4.1 or newer, or name it with --iscc.")


def words(iscc: str, program: Path, icon: Path, into: Path, sign: str | None) -> list[str]:
    """What to run. ``sign`` is a command for a file ``$f``: for the installer and, within it, the uninstaller."""
    signed = ["/DSigned", f"/Svendingdesk={sign}"] if sign else []
    told = [f"/D{name}={value}" for name, value in definitions(program, icon, into).items()]
    return [iscc, "/Qp", *told, *signed, str(SCRIPT)]


def build(program: Path, into: Path, iscc: str, sign: str | None = None) -> Path:
    """Check the folder, sign its two programs, make the installer and note its sum; returns the installer.

    Raises ``ValueError`` for what the check finds, ``CalledProcessError`` when a tool fails.
    """
    if wrong := complaints(program):
        raise ValueError("\n".join(wrong))
    stamps = write_stamps(ROOT / "build" / "windows")
    for name in (WINDOW, CONSOLE) if sign else ():
        subprocess.run(str(sign).replace("$f", f'"{program / name}"'), check=True, shell=True)
    into.mkdir(parents=True, exist_ok=True)
    made = into / installer_name()
    made.unlink(missing_ok=True)
    subprocess.run(words(iscc, program, stamps / "vendingdesk.ico", into, sign), check=True, cwd=ROOT)
    (into / SUMS).write_text(f"{hashlib.sha256(made.read_bytes()).hexdigest()}  {made.name}\n", encoding="ascii")
    return made


def _frozen() -> Path:
    """The program, frozen now; raises ``ValueError`` with what is in the way."""
    import freeze
    from notices import NoLicence
    from shipped import NotTheLock

    try:
        return freeze.freeze()
    except (freeze.CannotFreeze, NoLicence, NotTheLock) as error:
        raise ValueError(f"freeze: {error}") from error


def main(argv: Sequence[str] | None = None) -> int:
    """Build, say where the installer is, and return 0; 1 with a sentence for what is in the way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--program", metavar="FOLDER", type=Path, help="frozen already; without it that is done first"
    )
    parser.add_argument("--into", metavar="FOLDER", type=Path, default=DIST)
    parser.add_argument("--iscc", metavar="FILE", help="Inno Setup's compiler, where it is neither on PATH nor usual")
    parser.add_argument("--sign", metavar="COMMAND", help="such as: signtool sign /fd SHA256 /n NAME $f")
    told = parser.parse_args(argv)
    try:
        iscc = compiler(told.iscc)
        program = told.program or _frozen()
        made = build(program.resolve(), told.into.resolve(), iscc, told.sign)
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{made}: {made.stat().st_size / 1e6:.1f} MB; its sum is in {made.parent / SUMS}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
