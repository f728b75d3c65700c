"""Freeze the program: ``build/frozen/vendingdesk/``, one folder with everything it needs. ``freeze.py [FOLDER]``."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FROZEN = ROOT / "build" / "frozen"
"""The folder ``vendingdesk`` stands in here; ``pack.py`` and ``smoke_test.py`` take it from here."""

TOOLS = ("objdump", "strip")
"""Of binutils; only on Linux."""


class CannotFreeze(Exception):
    """This machine or this environment can't make the program; the text says what to do."""


def freeze(into: Path = FROZEN) -> Path:
    """Make ``into``/vendingdesk anew and return it.

    Raises ``CannotFreeze``, ``NotTheLock`` and ``NoLicence`` with a sentence, ``CalledProcessError`` for PyInstaller.
    """
    # Not above: others ask this file for the commit's time where none of this is installed.
    import notices
    import shipped

    time = commit_time()
    look_at_machine(sys.platform)
    shipped.shipped_distributions()
    made = into / "vendingdesk"
    shutil.rmtree(made, ignore_errors=True)
    work = ROOT / "build" / "freeze-work"
    words = ("--noconfirm", "--clean", "--log-level", "WARN", "--distpath", str(into), "--workpath", str(work))
    # Its own cache: the one of the home folder is cleaned under the hands of another freeze at the same time.
    env = {**os.environ, "PYINSTALLER_CONFIG_DIR": str(work), "PYTHONHASHSEED": "1", "SOURCE_DATE_EPOCH": time}
    spec = ROOT / "packaging" / "vendingdesk.spec"
    packer = ROOT / "packaging" / "steady.py"
    subprocess.run([sys.executable, str(packer), *words, str(spec)], check=True, env=env, cwd=ROOT)
    notices.write_notices(made)
    open_to_all(made)
    return made


def look_at_machine(platform: str) -> None:
    """Raises ``CannotFreeze`` with what is missing here. ``platform`` is as ``sys.platform`` says."""
    if platform == "win32":
        return
    if not platform.startswith("linux"):
        raise CannotFreeze(f"The program is frozen on Linux or Windows, for the same; this is {platform}.")
    if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
        raise CannotFreeze(
            f"{' and '.join(missing)} must be there: install the package binutils, then run “make freeze”."
        )
    from PyInstaller.depend.bindepend import resolve_library_path  # type: ignore[import-untyped]
    from shipped import SPARE

    names = dict.fromkeys(name for names in SPARE.values() for name in names)
    if absent := [name for name in names if resolve_library_path(name) is None]:
        raise CannotFreeze(
            f"{', '.join(absent)} must be there to be shipped: “make freeze” says which packages to install."
        )
    if not sysconfig.get_config_var("Py_ENABLE_SHARED"):
        library = str(sysconfig.get_config_var("INSTSONAME"))
        try:
            ctypes.CDLL(library)
        except OSError:
            version = f"{sys.version_info[0]}.{sys.version_info[1]}"
            raise CannotFreeze(
                f"This Python has no shared library {library}: install libpython{version}, or name a Python"
                " that has one with “make freeze PYTHON=…” after “rm -r .venv”."
            ) from None


def open_to_all(folder: Path) -> None:
    """Everybody may read, one may write; programs may be run. Whatever the umask was, two builds are the same."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(
                0o755 if path.is_dir() or (path.parent == folder and path.name.startswith("vendingdesk")) else 0o644
            )


def commit_time() -> str:
    """Seconds since 1970 of the commit that is built: every date in what is built is this one.

    Raises ``CannotFreeze`` where SOURCE_DATE_EPOCH is set to something else than such a number.
    """
    told = os.environ.get("SOURCE_DATE_EPOCH", "")
    if told and not (told.isascii() and told.isdecimal()):
        raise CannotFreeze(
            f"SOURCE_DATE_EPOCH is “{told}”; it is seconds since 1970, such as 1735689600, or not set."
        )
    if told:
        return told
    ask = ("git", "log", "-1", "--format=%ct")
    try:
        asked = subprocess.run(ask, capture_output=True, text=True, check=False, cwd=ROOT).stdout
    except FileNotFoundError:
        asked = ""
    return asked.strip() or "1577836800"


def main() -> int:
    """Freeze, look at what came out, and say where it is; 1 with a sentence for each thing that is wrong."""
    import contents
    from notices import NoLicence
    from shipped import NotTheLock

    try:
        folder = freeze(Path(sys.argv[1]).resolve() if sys.argv[1:] else FROZEN)
    except (CannotFreeze, NotTheLock, NoLicence) as error:
        print(f"freeze: {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"freeze: PyInstaller ended with {error.returncode}; its reason stands above.", file=sys.stderr)
        return 1
    wrong = contents.complaints(folder)
    print(*wrong or [f"{folder}: {contents.installed_bytes(folder) / 1e6:.1f} MB"], sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
