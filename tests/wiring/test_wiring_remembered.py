"""The remembered user name: private, forgotten when asked to, and never in the way."""

import stat
from pathlib import Path

import pytest

from vendingdesk.wiring.remembered import LONGEST, RememberedFile


@pytest.mark.parametrize("name", ["amina", "Ama Ŋ", "شرکت", "a" * LONGEST])
def test_a_name_is_kept_for_its_owner_alone_and_taken_away(tmp_path: Path, name: str) -> None:
    file = RememberedFile(tmp_path)
    assert file.read() == ""
    file.write("somebody else")
    file.write(name)
    assert file.read() == name
    assert [each.name for each in tmp_path.iterdir()] == ["remembered"]
    assert stat.S_IMODE((tmp_path / "remembered").stat().st_mode) == 0o600
    file.write("")
    assert list(tmp_path.iterdir()) == []
    file.write("")
    assert file.read() == ""


@pytest.mark.parametrize(
    "garbage", [b"", b"\n\n", b"\xff\xfe", b"one\ntwo\n", b"a\x1bb", b"a" * (LONGEST + 1), b" " * 9000 + b"a"]
)
def test_what_no_dialog_would_have_taken_is_passed_over(tmp_path: Path, garbage: bytes) -> None:
    (tmp_path / "remembered").write_bytes(garbage)
    assert RememberedFile(tmp_path).read() == ""


def test_a_half_made_file_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "remembered.new").write_text("half")
    RememberedFile(tmp_path).write("amina")
    assert RememberedFile(tmp_path).read() == "amina"
    assert [each.name for each in tmp_path.iterdir()] == ["remembered"]


def test_a_folder_in_its_place_is_only_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "remembered").mkdir()
    file = RememberedFile(tmp_path)
    assert file.read() == ""
    file.write("amina")
    file.write("")
    file.write("half a character: \ud800")
    assert len(caplog.records) == 3
    assert "amina" not in caplog.text
