"""The data folder: which one it is, private, and demo and real books never in the same."""

import os
import stat
import sys
import tempfile
from pathlib import Path

import pytest

from vendingdesk.__main__ import main
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.wiring.folders import VARIABLE, DataFolder, data_folder

WORDS: list[list[str]] = [
    ["--server", "http://127.0.0.1:9"],
    ["journal", "verify"],
    ["receipt", "K01-000001", "--out", os.devnull],
]
"""Commands that each say in one line that the folder is not for this user."""


def test_the_command_line_wins_over_the_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "by variable"))
    named = str(tmp_path / "named")
    for demo in (True, False):
        assert data_folder(named, demo=demo).path == tmp_path / "named"
        assert data_folder(None, demo=demo).path == tmp_path / "by variable"
    monkeypatch.setenv(VARIABLE, "")
    assert data_folder(named, demo=False).path == tmp_path / "named"


def test_without_either_the_demo_has_a_folder_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE)
    real, demo = data_folder(None, demo=False).path, data_folder(None, demo=True).path
    assert (real.name, demo.name) == ("vendingdesk", "vendingdesk-demo")
    assert real.is_absolute()


def test_a_relative_folder_is_the_same_wherever_we_go(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert data_folder("books", demo=False).path == tmp_path / "books"
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    assert data_folder("~/books", demo=False).path == tmp_path / "home" / "books"


def test_what_is_in_the_folder(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    assert folder.slips == tmp_path / "slips"
    assert folder.simulator == tmp_path / "simulator"
    assert folder.setup_file == tmp_path / "desk.toml"


def test_the_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "a" / "b")
    folder.make()
    folder.make()
    assert folder.path.is_dir()
    if sys.platform != "win32":
        assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700


def test_a_folder_that_can_not_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EnvironmentFault, match=r"can't be made .*--data-dir"):
        DataFolder(tmp_path / "file" / "books").make()


def test_a_demo_does_not_open_real_books(tmp_path: Path) -> None:
    (tmp_path / "journal.sqlite").write_bytes(b"")
    with pytest.raises(EnvironmentFault, match="holds a real till's books"):
        DataFolder(tmp_path).hold_apart(demo=True)
    assert not (tmp_path / "demo.mark").exists()
    DataFolder(tmp_path).hold_apart(demo=False)


def test_a_real_till_does_not_open_a_demos_books(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.hold_apart(demo=True)
    (tmp_path / "journal.sqlite").write_bytes(b"")
    folder.hold_apart(demo=True)
    with pytest.raises(EnvironmentFault, match="holds the books of a demo"):
        folder.hold_apart(demo=False)


def test_an_empty_folder_is_anybodys(tmp_path: Path) -> None:
    DataFolder(tmp_path).hold_apart(demo=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_folder_that_can_not_be_marked(tmp_path: Path) -> None:
    (tmp_path / "demo.mark").symlink_to(tmp_path / "gone" / "mark")
    with pytest.raises(EnvironmentFault, match=r"can't be written .*--data-dir"):
        DataFolder(tmp_path).hold_apart(demo=True)


@pytest.mark.skipif(not hasattr(os, "fork") or os.geteuid() != 0, reason="becomes another user")
@pytest.mark.parametrize("mode", [0o700, 0o777])
def test_another_users_folder_is_refused_in_a_sentence_and_left_as_it_is(mode: int) -> None:
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        folder = Path(made, "books")
        folder.mkdir()
        folder.chmod(mode)
        (folder / "journal.sqlite").touch(mode=0o600)
        for words in WORDS:  # loads what the other user may not be allowed to read
            main([*words, "--data-dir", str(folder / ("long" * 100))])
        out, into = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os.setuid(65534)
                os.dup2(into, 2)
                sys.stderr = os.fdopen(2, "w", closefd=False)
                codes = [main([*words, "--data-dir", str(folder)]) for words in WORDS]
                sys.stderr.write(f"{codes}\n")
                sys.stderr.flush()
            finally:
                os._exit(0)
        os.close(into)
        with os.fdopen(out) as said:
            *lines, codes = said.read().splitlines()
        os.waitpid(child, 0)
        assert codes == str([1] * len(WORDS))
        assert len(lines) == len(WORDS)
        assert all(line.startswith("vendingdesk: ") for line in lines)
        assert {each.name for each in folder.iterdir()} == {"journal.sqlite"}


def test_a_folder_that_can_not_be_looked_into_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in WORDS:
        assert main([*words, "--data-dir", str(tmp_path / ("long" * 100))]) == 1
        assert capsys.readouterr().err.startswith("vendingdesk: The data folder ")
