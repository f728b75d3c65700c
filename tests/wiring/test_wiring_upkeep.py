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


@pytest.mark.parametrize("name", ["journal.sqlite-wal", "journal.mark", "journal.sqlite"])
def test_a_backup_takes_no_name_of_the_journals_own_files(name: str, books: Books, capsys: Said) -> None:
    for gone in ("journal.sqlite-wal", "journal.mark"):
        (books.folder / gone).unlink(missing_ok=True)
    assert main(["journal", "backup", *books.args, "--out", str(books.folder / name)]) == 1
    assert "is a name of the journal's own files" in one_line(capsys)
    assert not (books.folder / "journal.mark").exists()


def test_a_folder_of_backups_that_takes_none_has_another_place_named(books: Books, capsys: Said) -> None:
    (books.folder / "backups").write_bytes(b"in the way")
    assert main(["journal", "backup", *books.args]) == 1
    assert one_line(capsys).endswith("Or name another place for the backup with --out.")
    journal = books.folder / "journal.sqlite"
    journal.write_bytes(journal.read_bytes()[:9000])
    (books.folder / "backups").unlink()
    assert main(["journal", "backup", *books.args]) == 1
    assert "Or name" not in one_line(capsys)


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


def test_a_lost_journal_is_restored_in_one_line_each(books: Books, tmp_path: Path, capsys: Said) -> None:
    out = tmp_path / "copy.sqlite"
    assert main(["journal", "backup", *books.args, "--out", str(out)]) == 0
    capsys.readouterr()
    assert main(["journal", "restore", str(out), *books.args]) == 1
    assert "is whole and the same as" in one_line(capsys)
    (books.folder / "journal.sqlite").write_bytes(b"not a database" * 1000)
    assert main(["journal", "restore", str(out), *books.args]) == 0
    said, err = capsys.readouterr()
    assert err == ""
    [aside] = books.folder.glob("journal.damaged-*.sqlite")
    assert said == f"{books.folder / 'journal.sqlite'}: {verify(books.folder)}\nWhat was here is kept as {aside}\n"


def test_on_a_new_machine_the_last_receipt_is_asked_for(books: Books, tmp_path: Path, capsys: Said) -> None:
    old, new = books.folder / "journal.sqlite", tmp_path / "new"
    words = ["journal", "restore", str(old), "--data-dir", str(new)]
    assert main(words) == 1
    assert "--last-receipt NUMBER" in one_line(capsys)
    for wrong in ("K02-000006", "6", "six", "NUMBER", ""):
        assert main([*words, "--last-receipt", wrong]) == 1
        assert "is no receipt number of this till" in one_line(capsys)
    assert main([*words, "--last-receipt", "k01-6"]) == 0
    assert "K01-000005 to K01-000006 are not in the backup" in capsys.readouterr().out


def test_nothing_is_restored_under_a_running_counter(
    books: Books, server: SimulatorServer, tmp_path: Path, capsys: Said
) -> None:
    out = tmp_path / "copy.sqlite"
    with held(books, server):
        assert main(["journal", "backup", *books.args, "--out", str(out)]) == 0
        capsys.readouterr()
        assert main(["journal", "restore", str(out), *books.args]) == 1
        assert "already open" in one_line(capsys)
