"""Books of every older version of the file, as the programs of their time wrote them: see ``old_books/README.md``."""

import sqlite3
from contextlib import closing
from pathlib import Path

from vendingdesk.journal.mark import MARK_NAME, Mark, MarkFile
from vendingdesk.journal.opening import JOURNAL_NAME
from vendingdesk.journal.register import REGISTER_NAME

DUMPS = Path(__file__).with_name("old_books")
VERSIONS = tuple(range(1, 8))
"""The journal's older versions."""

REGISTERS = {1: 1, 2: 2, 3: 2, 4: 3, 5: 3, 6: 4, 7: 4}
"""The register's version in the time of each."""

SALES = {1: 5, 2: 6} | dict.fromkeys(range(3, 8), 10)
ENTRIES = {1: 20, 2: 26, 3: 42, 4: 42, 5: 42, 6: 47, 7: 48}


def dump(name: str) -> str:
    """The text of a dump."""
    return (DUMPS / f"{name}.sql").read_text("utf-8")


def put(folder: Path, version: int, register: int | None = None, *, mark: bool = True) -> Path:
    """Put such books into a folder, closed in order; returns the journal's file."""
    folder.mkdir(mode=0o700, exist_ok=True)
    for name, said in (
        (JOURNAL_NAME, f"journal-{version}"),
        (REGISTER_NAME, f"register-{register or REGISTERS[version]}"),
    ):
        with closing(sqlite3.connect(folder / name, isolation_level=None)) as file:
            file.executescript(dump(said))
            if name == JOURNAL_NAME:
                file.execute("PRAGMA journal_mode = WAL")
                last, digest = file.execute("SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1").fetchone()
                number = file.execute("SELECT max(number) FROM sale").fetchone()[0]
                first = file.execute("SELECT hash FROM entry WHERE seq = 1").fetchone()[0]
        (folder / name).chmod(0o600)
    if mark:
        closed = MarkFile(folder / MARK_NAME)
        closed.write(Mark(last, digest, number, first))
        closed.close()
    return folder / JOURNAL_NAME


def version_of(file: Path) -> int:
    """The version in a database's header, as its last writer left it."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as read:
        found: int = read.execute("PRAGMA user_version").fetchone()[0]
    return found
