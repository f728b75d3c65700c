"""`vendingdesk journal backup` and what `verify` shows of its progress."""

import io
import sys
from pathlib import Path

import pytest
from wiring.conftest import Books
from wiring.test_wiring_commands import Said, held, one_line

from vendingdesk.__main__ import main
from vendingdesk.journal import verify
from vendingdesk.simulator.server import SimulatorServer


def test_a_backup_says_where_and_what(books: Books, tmp_path: Path, capsys: Said) -> None:
    out = tmp_path / "copy.sqlite"
    assert main(["journal", "backup", *books.args, "--out", str(out)]) == 0
    said, err = capsys.readouterr()
    assert err == ""
    assert said == f"{out}: {verify(books.folder)}\n"
    assert verify(out) == verify(books.folder)
    assert main(["journal", "backup", *books.args, "--out", str(out)]) == 1
    assert "is there already" in one_line(capsys)
    assert main(["journal", "backup", *books.args, "--out", str(tmp_path / "none" / "x")]) == 1
    assert "There is no folder" in one_line(capsys)


def test_a_backup_by_default_stands_in_the_data_folder_also_while_a_counter_runs(
    books: Books, server: SimulatorServer, capsys: Said
) -> None:
    with held(books, server):
        assert main(["journal", "backup", *books.args]) == 0
    [made] = (books.folder / "backups").iterdir()
    assert capsys.readouterr().out.startswith(f"{made}: ")
    assert made.name.startswith("journal-K01-")


def test_no_journal_no_backup(tmp_path: Path, capsys: Said) -> None:
    assert main(["journal", "backup", "--data-dir", str(tmp_path)]) == 1
    assert "--data-dir" in one_line(capsys)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_for_a_terminal(books: Books, monkeypatch: pytest.MonkeyPatch, capsys: Said) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    assert main(["journal", "verify", *books.args]) == 0
    shown = screen.getvalue().split("\r")
    assert shown[1].startswith("0 % of ")
    assert shown[-2].strip() == shown[-1] == ""
    assert "unbroken" in capsys.readouterr().out
