"""Freeze the program: ``build/frozen/vendingdesk/``, one folder with everything it needs. ``freeze.py [FOLDER]``."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FROZEN = ROOT / "build" / "frozen"
"""The folder ``vendingdesk`` stands in here; ``pack.py`` and ``smoke_test.py`` take it from here."""


def freeze(into: Path = FROZEN) -> Path:
    """Make ``into``/vendingdesk anew and return it; raises ``CalledProcessError`` when PyInstaller does."""
    shutil.rmtree(into / "vendingdesk", ignore_errors=True)
    work = ROOT / "build" / "freeze-work"
    words = ("--noconfirm", "--clean", "--log-level", "WARN", "--distpath", str(into), "--workpath", str(work))
    # Its own cache: the one of the home folder is cleaned under the hands of another freeze at the same time.
    env = {
        **os.environ,
        "PYINSTALLER_CONFIG_DIR": str(work),
        "PYTHONHASHSEED": "1",
        "SOURCE_DATE_EPOCH": commit_time(),
    }
    spec = ROOT / "packaging" / "vendingdesk.spec"
    subprocess.run([sys.executable, "-m", "PyInstaller", *words, str(spec)], check=True, env=env, cwd=ROOT)
    open_to_all(into / "vendingdesk")
    return into / "vendingdesk"


def open_to_all(folder: Path) -> None:
    """Give everything the rights of a program: read by all, written by one, whatever umask it was built under."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def commit_time() -> str:
    """Seconds since 1970 of the commit that is built: every date in what is built is this one."""
    told = os.environ.get("SOURCE_DATE_EPOCH", "")
    if told:
        return told
    ask = ("git", "log", "-1", "--format=%ct")
    asked = subprocess.run(ask, capture_output=True, text=True, check=False, cwd=ROOT)
    return asked.stdout.strip() or "1577836800"


def main() -> int:
    """Freeze, look at what came out, and say where it is; 1 with a sentence for each thing that is wrong."""
    import contents  # not above: others ask this file for the commit's time where no PyInstaller is

    folder = freeze(Path(sys.argv[1]).resolve() if sys.argv[1:] else FROZEN)
    wrong = contents.complaints(folder)
    print(*wrong or [f"{folder}: {contents.installed_bytes(folder) / 1e6:.1f} MB"], sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
