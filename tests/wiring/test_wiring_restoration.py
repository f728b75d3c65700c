"""The command ``journal restore`` with a whole backup: what it takes, what it leaves, and how it goes on."""

import os
import shutil
from pathlib import Path

import pytest
from wiring.conftest import Books
from wiring.test_wiring_commands import Said, one_line

from vendingdesk.__main__ import main
from vendingdesk.counter.clock import SystemClock
from vendingdesk.journal.restoring import restore

PNG = b"\x89PNG a picture"


class Stick:
    """A backup of a till with settings and a logo, and a machine that has nothing yet."""

    def __init__(self, books: Books, folder: Path) -> None:
        self.books = books
        self.place = folder / "stick"
        self.new = folder / "new"
        self.place.mkdir()
        self.server = books.sales[-1].order.server
        (books.folder / "desk.toml").write_text(f'till = "K01"\nlogo = "logo.png"\nserver = "{self.server}/"\n')
        (books.folder / "logo.png").write_bytes(PNG)
        self.backup = self.back_up()

    def back_up(self) -> Path:
        before = set(self.place.iterdir())
        assert main(["journal", "backup", str(self.place), *self.books.args]) == 0
        (made,) = set(self.place.iterdir()) - before
        return made

    def restore(self, backup: Path | None = None) -> int:
        newest = self.books.sales[-1].receipt_no
        named = str(backup or self.backup)
        return main(["journal", "restore", named, "--data-dir", str(self.new), "--last-receipt", newest])

    def restored(self) -> set[str]:
        own = ("journal.lock", "journal.mark", "journal.sqlite")  # and what its readers leave beside it
        return {file.name for file in self.new.iterdir() if not file.name.startswith(own)}


@pytest.fixture
def stick(books: Books, tmp_path: Path, capsys: Said) -> Stick:
    made = Stick(books, tmp_path)
    capsys.readouterr()
    return made


ALL = {"desk.toml", "logo.png", "register.sqlite"}


def test_strangers_files_in_a_backup_stay_there(stick: Stick, capsys: Said) -> None:
    for name in ("register.sqlite-wal", "register.sqlite-journal", "journal.older-1.sqlite", "lock", "notes.txt"):
        (stick.backup / name).write_text("x")
    (stick.backup / "secret").symlink_to("/etc/hostname")
    os.mkfifo(stick.backup / "pipe")
    assert stick.restore() == 0
    assert stick.restored() == ALL
    said = capsys.readouterr().out
    assert f"The server in these settings: {stick.server}/" in said
    assert "Look out" not in said


def test_a_ca_file_beside_the_settings_comes_along(stick: Stick) -> None:
    old = stick.books.folder
    (old / "desk.toml").write_text(f'[server]\naddress = "{stick.server}"\nca_file = "ca-0123456789ab.pem"\n')
    (old / "ca-0123456789ab.pem").write_text("pem")
    assert stick.restore(stick.back_up()) == 0
    assert stick.restored() == {"desk.toml", "ca-0123456789ab.pem", "register.sqlite"}


@pytest.mark.parametrize("logo", ["register.sqlite-wal", "../logo.png", "slips"])
def test_a_logo_is_a_picture_in_the_backup_itself(stick: Stick, logo: str) -> None:
    (stick.backup / "desk.toml").write_text(f'till = "K01"\nlogo = "{logo}"\n')
    (stick.backup / logo).write_bytes(PNG)
    assert stick.restore() == 0
    assert stick.restored() == ALL - {"logo.png"}


@pytest.mark.parametrize("named", ["https://elsewhere.example", "not an address"])
def test_settings_that_name_another_server_are_said(stick: Stick, capsys: Said, named: str) -> None:
    (stick.backup / "desk.toml").write_text(f'till = "K01"\nserver = "{named}"\n')
    assert stick.restore() == 0
    said = capsys.readouterr().out
    assert f"Look out: these settings name the server {named}, and the last sale in the journal went to" in said
    assert stick.server in said


def test_settings_without_a_server_say_nothing_of_one(stick: Stick, capsys: Said) -> None:
    (stick.backup / "desk.toml").write_text('till = "K01"\n')
    assert stick.restore() == 0
    said = capsys.readouterr().out
    assert "The server" not in said
    assert "Look out" not in said


def test_settings_that_are_broken_are_not_taken(stick: Stick, capsys: Said) -> None:
    (stick.backup / "desk.toml").write_text('till = "K0')
    assert stick.restore() == 1
    assert "can't be read" in one_line(capsys)
    assert not stick.new.exists()


def test_a_restoration_that_broke_off_goes_on_when_it_is_done_again(stick: Stick, capsys: Said) -> None:
    restore(stick.new, "K01", stick.backup, SystemClock().now(), last_receipt=stick.books.sales[-1].number)
    assert stick.restored() == set()
    journal = (stick.new / "journal.sqlite").read_bytes()
    assert stick.restore() == 0
    assert "was restored before and goes on; what is still missing is put beside it" in capsys.readouterr().out
    assert stick.restored() == ALL
    assert (stick.new / "journal.sqlite").read_bytes() == journal
    assert stick.restore() == 1
    assert "is whole and newer than" in one_line(capsys)


def test_a_damaged_register_is_left_and_an_older_backup_has_one(stick: Stick, capsys: Said) -> None:
    newer = stick.back_up()
    (newer / "register.sqlite").write_bytes(b"no register" * 1000)
    assert stick.restore(newer) == 1
    assert "The journal is in its place, but not all that belongs beside it." in capsys.readouterr().err
    assert stick.restored() == ALL - {"register.sqlite"}
    assert stick.restore() == 0
    assert stick.restored() == ALL
    shutil.rmtree(newer)
