"""The program as people run it, on books that older and newer programs wrote."""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
import smoke_updates

PROGRAM = (sys.executable, "-P", "-W", "error", "-m", "vendingdesk")


@pytest.fixture(autouse=True)
def _this_source(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(smoke_updates.ROOT))


def test_older_books_are_brought_on_and_newer_ones_left_alone(tmp_path):
    assert smoke_updates.check(PROGRAM, tmp_path / "a folder with spaces é") == []


@pytest.mark.parametrize("what", ["pass", "raise SystemExit(1)", "open(sys.argv[-1] + '/desk.toml', 'w')"])
def test_a_program_that_does_none_of_it_is_found(what, tmp_path):
    wrong = smoke_updates.check((sys.executable, "-c", f"import sys; {what}"), tmp_path)
    assert [each.partition(":")[0] for each in wrong] == [
        "a command on a journal of version 1",
        "the window on a register of version 1",
        "a command on a journal of version 4",
        "the window on a register of version 3",
        "a command on a journal of version 7",
        "the window on a register of version 4",
        "a newer journal.sqlite",
        "a newer register.sqlite",
        "a newer desk.toml",
    ]


def tomorrow(folder: Path) -> None:
    """A program of tomorrow: this one with a number and a form of the journal of its own."""
    import shutil

    for part in ("vendingdesk", "resources"):
        shutil.copytree(smoke_updates.ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    said = {
        folder / "vendingdesk" / "__init__.py": ('__version__ = "', '__version__ = "9.'),
        folder / "vendingdesk" / "journal" / "schema.py": (
            "_EIGHTH)",
            "_EIGHTH, ('ALTER TABLE sale ADD COLUMN tip INTEGER',))",
        ),
    }
    for file, (old, new) in said.items():
        text = file.read_text("utf-8")
        assert text.count(old) == 1
        file.write_text(text.replace(old, new), "utf-8")


def test_two_versions_on_the_same_books_one_after_the_other_and_at_once(tmp_path, monkeypatch):
    newer_source = tmp_path / "program of tomorrow"
    tomorrow(newer_source)
    data = tmp_path / "data"
    smoke_updates.put_old(data, 7, 4)
    today = smoke_updates._Till(PROGRAM, data)
    monkeypatch.setenv("PYTHONPATH", str(newer_source))
    newer = smoke_updates._Till(PROGRAM, data)
    today.well("receipt", "K01-000001", "--out", str(today.slip))
    before = today.version()
    # The newer one has the books open; the older one can't get at them, whatever it is asked to do with them.
    with newer.begin("--server", smoke_updates.NOWHERE) as running:
        try:
            while newer.asked("SELECT count(*) FROM sale WHERE state = 'SENDING'") != (0,):
                assert running.poll() is None
                smoke_updates._wait(running)
            code, _out, said = today.run("receipt", "K01-000001", "--out", str(today.slip))
            assert (code, "already open" in said) == (1, True)
        finally:
            running.terminate()
            running.communicate(timeout=smoke_updates.PATIENCE_S)
    assert today.version() == before + 1
    code, _out, said = today.run("journal", "verify")
    from vendingdesk import __version__

    assert code == 1
    assert f"written by Vending Desk 9.{__version__}; this is Vending Desk {__version__}" in said
    [copy] = data.glob(f"backups/before-version-{before + 1}-*.sqlite")
    assert f"backups/{copy.name}" in said
    assert "unbroken" in newer.well("journal", "verify")
    # Back on purpose, as docs/update.md has it.
    newer.well("receipt", "K01-000002", "--out", str(newer.slip))
    (tmp_path / "newer-books").mkdir()
    for file in data.glob("journal.sqlite*"):
        file.rename(tmp_path / "newer-books" / file.name)
    said = today.well("journal", "restore", str(copy))
    assert "unbroken" in said
    assert "unbroken" in today.well("journal", "verify")
    assert "K01-000010" in today.well("journal", "export")
    with closing(sqlite3.connect(tmp_path / "newer-books" / "journal.sqlite")) as kept:
        assert kept.execute("SELECT max(number) FROM sale").fetchone() == (10,)
