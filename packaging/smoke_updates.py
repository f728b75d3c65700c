"""Try a program on books of an older version and of a newer one: ``python packaging/smoke_updates.py PROGRAM``.

The older ones must be copied, brought on and complete; the newer ones must be refused with a sentence and left alone.
"""

from __future__ import annotations

import argparse
import csv
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DUMPS = ROOT / "tests" / "journal" / "old_books"
OLDER = ((1, 1), (4, 3), (7, 4))
"""Versions of journal and register that lived at the same time."""

PATIENCE_S = 120.0
"""For any command; a frozen program on a busy build machine takes some seconds."""
LOOK_S = 0.1
NOWHERE = "http://127.0.0.1:9"
"""A server that nobody is: the counter opens its books all the same."""
BOOKS = ("journal.sqlite", "journal.mark", "register.sqlite", "desk.toml")
SUMS = "SELECT count(*), sum(minor), sum(milliwatt_hours), group_concat(tokens) FROM sale"


class _Wrong(Exception):
    """What was found, as a sentence."""


class _Till:
    """A program with one data folder."""

    def __init__(self, program: Sequence[str], folder: Path) -> None:
        self._program = program
        self.folder = folder
        self._environment = {
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "VENDINGDESK_ON_FAILURE": "line",
            "PYTHONIOENCODING": "utf-8",
            "PYTHONUTF8": "1",
        }

    @property
    def slip(self) -> Path:
        """A name for a slip, beside the data folder."""
        return self.folder.with_name(f"{self.folder.name} {len(list(self.folder.parent.glob('*.pdf')))}.pdf")

    def begin(self, *words: str) -> subprocess.Popen[str]:
        """Start it."""
        return subprocess.Popen(
            [*self._program, *words, "--data-dir", str(self.folder)],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def run(self, *words: str) -> tuple[int, str, str]:
        """Run it to its end: exit code, output, errors. Raises ``_Wrong`` for one that does not end."""
        with self.begin(*words) as running:
            try:
                out, err = running.communicate(timeout=PATIENCE_S)
            except subprocess.TimeoutExpired as error:
                running.kill()
                raise _Wrong(f"“{' '.join(words) or 'the window'}” does not end") from error
            return running.returncode, out, err

    def well(self, *words: str) -> str:
        """Run it, give its output; raises ``_Wrong`` unless all went well."""
        code, out, err = self.run(*words)
        _hold(code == 0, f"“{' '.join(words)}” ends with {code}: {err.strip()}")
        return out

    def asked(self, question: str, file: str = "journal.sqlite") -> tuple[object, ...]:
        """One row of one of its files."""
        with closing(sqlite3.connect(f"{(self.folder / file).as_uri()}?mode=ro", uri=True, timeout=10)) as read:
            found: tuple[object, ...] = read.execute(question).fetchone()
            return found

    def version(self, file: str = "journal.sqlite") -> int:
        """The version of one of its files."""
        return int(str(self.asked("PRAGMA user_version", file)[0]))

    def bytes(self) -> dict[str, bytes]:
        """Its books and settings."""
        return {name: (self.folder / name).read_bytes() for name in BOOKS if (self.folder / name).exists()}

    def newer(self, file: str) -> int:
        """Let one of its files be a newer program's; returns its version."""
        version = self.version(file) + 1
        with closing(sqlite3.connect(self.folder / file, isolation_level=None)) as written:
            written.execute(f"PRAGMA user_version = {version}")
        return version


def _hold(true: bool, otherwise: str) -> None:
    if not true:
        raise _Wrong(otherwise)


def put_old(folder: Path, journal: int, register: int) -> None:
    """Put books that an older program wrote into a new folder."""
    folder.mkdir(mode=0o700, parents=True)
    for name, dump in (("journal", journal), ("register", register)):
        with closing(sqlite3.connect(folder / f"{name}.sqlite", isolation_level=None)) as file:
            file.executescript((DUMPS / f"{name}-{dump}.sql").read_text(encoding="utf-8"))
    (folder / "desk.toml").write_text(f'server = "{NOWHERE}"\n', encoding="utf-8")


def check(program: Path | Sequence[str], work: Path) -> list[str]:
    """What is wrong with a program's updates, a sentence each; empty when all is well.

    ``program`` is the executable, or the words that start it; ``work`` a folder for its books, which is made.
    """
    words = [str(program)] if isinstance(program, Path) else [*program]
    wrong = []
    for name, look in _looks(words, work):
        try:
            look()
        except (_Wrong, OSError, sqlite3.Error) as error:
            wrong.append(f"{name}: {error}")
    return wrong


def _looks(program: Sequence[str], work: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    for journal, register in OLDER:
        till = _Till(program, work / f"books of version {journal}")
        put_old(till.folder, journal, register)
        yield f"a command on a journal of version {journal}", partial(_brought_on_by_a_command, till)
        yield f"the window on a register of version {register}", partial(_brought_on_by_the_window, till)
    for file in ("journal.sqlite", "register.sqlite", "desk.toml"):
        till = _Till(program, work / f"a newer {file}")
        put_old(till.folder, *OLDER[-1])
        yield f"a newer {file}", partial(_refused, till, file)


def _brought_on_by_a_command(till: _Till) -> None:
    """The copy comes first, and the journal has all that it had."""
    version, sums = till.version(), till.asked(SUMS)
    till.well("receipt", "K01-000001", "--out", str(till.slip))
    _hold(till.version() > version, "the journal was not brought on")
    _hold(till.asked(SUMS) == sums, "its sales are not what they were")
    kept = [f"backups/{each.name}" for each in till.folder.glob("backups/before-version-*.sqlite")]
    _hold(len(kept) == 1, f"there is not one copy of it, but {kept}")
    _hold((till.version(kept[0]), till.asked(SUMS, kept[0])) == (version, sums), "the copy is not what it was")
    said = till.asked("SELECT CAST(body AS TEXT) FROM entry WHERE kind = 'program'")[0]
    _hold(kept[0] in str(said), "the journal does not say where the copy is")
    _hold("unbroken" in till.well("journal", "verify"), "the journal is broken")
    rows = list(csv.DictReader(till.well("journal", "export").splitlines()))
    _hold(len(rows) == sums[0], f"{len(rows)} of {sums[0]} sales are exported")


def _brought_on_by_the_window(till: _Till) -> None:
    """The window opens all books."""
    version = till.version("register.sqlite")
    people = till.asked("SELECT count(*) FROM customer", "register.sqlite")
    under_way = "SELECT count(*) FROM sale WHERE state = 'SENDING'"
    with till.begin("--server", NOWHERE) as running:
        try:
            looks = int(PATIENCE_S / LOOK_S)
            while till.asked(under_way) != (0,) and running.poll() is None and looks:
                looks -= 1
                _wait(running)
            _hold(running.poll() is None, f"the window is gone with {running.returncode}")
            _hold(till.asked(under_way) == (0,), "what was under way in the last run was not settled")
        finally:
            running.terminate()
            _out, err = running.communicate(timeout=PATIENCE_S)
    _hold("Traceback" not in err, err)
    newest = till.version("register.sqlite")
    copies = len(list(till.folder.glob(f"backups/register-before-version-{newest}-*.sqlite")))
    _hold(copies == (version < newest), f"there are {copies} copies of a register of version {version}")
    _hold(till.asked("SELECT count(*) FROM customer", "register.sqlite") == people, "customers are missing")


def _wait(running: subprocess.Popen[str]) -> None:
    try:
        running.wait(LOOK_S)
    except subprocess.TimeoutExpired:
        return


def _refused(till: _Till, file: str) -> None:
    """A sentence and exit code 1, everywhere where the file is needed, and nothing is changed."""
    till.well("receipt", "K01-000001", "--out", str(till.slip))
    settings = file == "desk.toml"
    if settings:
        (till.folder / file).write_text(f'version = 99\nserver = "{NOWHERE}"\nnew = true\n', encoding="utf-8")
    else:
        (till.folder / "desk.toml").write_text(f'server = "{NOWHERE}"\nnew = true\n', encoding="utf-8")
        till.newer(file)
    before = till.bytes()
    commands: list[tuple[str, ...]] = [("--server", NOWHERE), ("doctor",)]
    if file != "register.sqlite":
        commands.append(("receipt", "K01-000001", "--out", str(till.slip)))
    if file == "journal.sqlite":
        commands += [("journal", "verify"), ("journal", "export"), ("journal", "backup")]
    for words in commands:
        code, out, err = till.run(*words)
        said = " ".join((out if words == ("doctor",) else err).split())
        _hold(code == 1, f"“{' '.join(words)}” ends with {code}")
        _hold("written by" in said and "othing was changed" in said, f"“{' '.join(words)}” says: {said or 'nothing'}")
        _hold("Traceback" not in err, err)
        _hold(till.bytes() == before, f"“{' '.join(words)}” changed something")


def main() -> int:
    """Try one program; 0 when its updates are well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "program", nargs=argparse.REMAINDER, help="the program, or the words that start it: python -m vendingdesk"
    )
    program: list[str] = parser.parse_args().program
    with tempfile.TemporaryDirectory(prefix="updates-") as work:
        wrong = check(program, Path(work))
    for each in wrong:
        print(f"smoke_updates: {each}", file=sys.stderr)
    print("updates: " + ("not as they must be" if wrong else "older books are brought on, newer ones left alone"))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
