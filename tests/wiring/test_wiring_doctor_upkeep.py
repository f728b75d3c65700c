"""What the doctor says of backups and of crashes, each with what to do."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from vendingdesk.wiring.crash_files import CrashFiles
from vendingdesk.wiring.doctor import examine
from vendingdesk.wiring.doctor_upkeep import above
from vendingdesk.wiring.folders import DataFolder


def lines(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """The doctor's lines by what they are about, with what is to do behind."""
    examine(str(folder), None, None)
    found: dict[str, str] = {}
    about = ""
    for line in capsys.readouterr().out.splitlines():
        about = line[6:15].strip() or about
        found[about] = found.get(about, "") + f"{line[:4]} {line[16:]}" if line[6:15].strip() else found[about] + line
    return found


@pytest.fixture
def till(tmp_path: Path) -> Path:
    (tmp_path / "journal.sqlite").touch()
    return tmp_path


def remember(folder: Path, at: datetime, path: Path) -> None:
    said = {"path": str(path), "at": at.isoformat(), "entries": 9, "sales": 4}
    (folder / "backup.last").write_text(json.dumps(said), "utf-8")


def test_no_books_need_no_backup(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lines(tmp_path, capsys)["backups"] == "ok   nothing to back up yet"
    (tmp_path / "journal.sqlite").touch()
    (tmp_path / "demo.mark").touch()
    assert lines(tmp_path, capsys)["backups"] == "ok   a demo needs none"


@pytest.mark.parametrize(
    ("setup", "where"),
    [
        ("", "no folder is chosen for them"),
        ('backup_folder = "/media/stick"', "they would go to /media/stick"),
        ("till = 5", "no folder is chosen for them"),
    ],
)
def test_a_till_without_a_backup(setup: str, where: str, till: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (till / "desk.toml").write_text(setup, "utf-8")
    said = lines(till, capsys)["backups"]
    assert said.startswith(f"LOOK none was made from here, and {where}")
    assert "→ Back up in Settings (F10), or with: vendingdesk journal backup FOLDER" in said


def test_a_backup_is_told_with_where_it_is(till: Path, capsys: pytest.CaptureFixture[str]) -> None:
    now = datetime.now(UTC)
    remember(till, now - timedelta(days=6), till)
    said = lines(till, capsys)["backups"]
    assert said.startswith("ok   the last one 20")
    assert said.endswith(f"4 sales, {till}")
    remember(till, now - timedelta(days=6), till / "gone")
    assert "its disk may be away" in lines(till, capsys)["backups"]
    remember(till, now - timedelta(days=8), till)
    assert "LOOK" in lines(till, capsys)["backups"]
    assert "older than 7 days" in lines(till, capsys)["backups"]


def test_crashes_are_counted(till: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lines(till, capsys)["crashes"] == "ok   none are known"
    crashes = DataFolder(till).crashes
    crashes.mkdir()
    (crashes / "crash-20250101-100000-7-1.went-on.told.txt").write_text("old")
    said = lines(till, capsys)["crashes"]
    assert said.startswith(f"ok   1 kept in {crashes}, the newest of 2025-01-01")
    assert said.endswith("the program went on")
    CrashFiles(crashes).keep_error(ValueError("new"), doing="x", ended=True)
    said = lines(till, capsys)["crashes"]
    assert said.startswith("LOOK 2 kept")
    assert "it ended the program" in said
    assert "doctor --bundle FILE" in said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "ok   none"),
        ("", "ok   {} says nothing"),
        ('currency = "USD"\nlocked = true\n', "ok   {} decides 1 settings and locks currency"),
        ('currency = "USD"\n', "ok   {} decides 1 settings and locks nothing"),
        ("curency = 5", "LOOK can't be used, so no counter starts here"),
    ],
)
def test_the_policy_of_this_machine(
    text: str | None,
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "policy.toml"
    if text is not None:
        file.write_text(text, "utf-8")
    monkeypatch.setattr("vendingdesk.wiring.policy_place.policy_file", lambda: file)
    assert lines(tmp_path / "till", capsys)["policy"].startswith(says.format(file))
    assert len(above()) == (text is None or "curency" not in text)
