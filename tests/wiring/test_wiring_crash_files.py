"""Crash reports on disk: private, few, told once, and nobody's trouble when they can't be written."""

import os
import stat
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from vendingdesk.counter.support import Crash
from vendingdesk.wiring.crash_files import LONGEST, MOST, MOST_A_RUN, CrashFiles


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "crashes"


@pytest.fixture
def files(folder: Path) -> CrashFiles:
    return CrashFiles(folder)


def error(kind: type[Exception] = ValueError) -> Exception:
    try:
        raise kind("broken")
    except Exception as raised:  # noqa: BLE001 - whatever it is
        return raised


def kinds(number: int) -> list[type[Exception]]:
    return [type(f"Kind{each}Error", (Exception,), {}) for each in range(number)]


def test_a_report_is_private_and_says_what_ran(files: CrashFiles, folder: Path) -> None:
    files.running = lambda: ["sell: vend"]
    files.keep_error(error(), doing="failed: slips")
    (made,) = folder.iterdir()
    if sys.platform != "win32":
        assert (stat.S_IMODE(folder.stat().st_mode), stat.S_IMODE(made.stat().st_mode)) == (0o700, 0o600)
    text = made.read_text("utf-8")
    assert text.startswith("Vending Desk, a crash report\nat        20")
    assert "failed: slips" in text
    assert "running   sell: vend" in text


def test_the_same_place_is_told_once_a_run(files: CrashFiles, folder: Path) -> None:
    for _ in range(3):
        files.keep_error(error(), doing="x")
    assert len(files.files()) == 1
    CrashFiles(folder).keep_error(error(), doing="x")  # another run
    assert len(files.crashes()) >= 1


def test_a_run_keeps_its_first_ones_and_what_ended_it(files: CrashFiles) -> None:
    for kind in kinds(MOST_A_RUN + 3):
        files.keep_error(error(kind), doing="x")
    assert len(files.files()) == MOST_A_RUN
    files.keep_error(error(), doing="x", ended=True)
    assert [each.ended for each in files.crashes()].count(True) == 1


def test_only_the_newest_are_kept(files: CrashFiles, folder: Path) -> None:
    folder.mkdir()
    for day in range(1, MOST + 4):
        (folder / f"crash-202501{day:02}-100000-7-1.went-on.told.txt").write_text("old")
    (folder / "notes.txt").write_text("somebody's")
    files.keep_error(error(), doing="x")
    names = [each.name for each in files.files()]
    assert len(names) == MOST
    assert "crash-20250113" in names[1]
    assert "crash-20250105" in names[-1]
    assert (folder / "notes.txt").exists()


def test_news_are_told_once(files: CrashFiles, folder: Path) -> None:
    assert files.crashes() == ()
    heard: list[Crash] = []
    files.when_kept(heard.append)
    files.keep_error(error(), doing="x", ended=True)
    (crash,) = files.crashes(untold=True)
    assert crash.ended
    assert heard[0].ended
    assert abs((crash.at - datetime.now(UTC)).total_seconds()) < 60
    files.told()
    files.told()
    assert files.crashes(untold=True) == ()
    assert files.crashes() == (crash,)
    assert [each.name.endswith(".ended.told.txt") for each in folder.iterdir()] == [True]


def test_what_a_dead_process_left_is_found(files: CrashFiles, folder: Path) -> None:
    folder.mkdir()
    head = "versions  vendingdesk 9.9\n\n"
    home = "/ho" + "me/amina/lib/python3.11"
    (folder / "fault-1.txt").write_text(
        f'{head}Qt: no more\nFatal Python error: Aborted\n\n  File "{home}/asyncio/x.py", line 3 in run\n'
    )
    (folder / "fault-2.txt").write_text(head)  # killed from outside
    own = folder / f"fault-{os.getpid()}.txt"
    own.write_text(f"{head}something survived")
    files.collect()
    assert sorted(each.name for each in folder.glob("fault-*")) == [own.name]
    (crash,) = files.crashes(untold=True)
    assert crash.ended
    text = files.files()[0].read_text()
    assert "vendingdesk 9.9" in text
    assert "Qt: no more\nFatal Python error: Aborted" in text
    assert 'File "asyncio/x.py", line 3' in text


def test_a_fault_has_its_length(files: CrashFiles, folder: Path) -> None:
    folder.mkdir()
    (folder / "fault-1.txt").write_text("head\n\n" + "x" * 3 * LONGEST)
    files.collect()
    assert files.files()[0].stat().st_size == LONGEST


def test_nothing_here_raises(tmp_path: Path) -> None:
    (tmp_path / "crashes").write_text("a file where the folder should be")
    files = CrashFiles(tmp_path / "crashes")
    files.keep_error(error(), doing="x")
    files.collect()
    files.told()
    assert files.crashes() == ()


def test_what_runs_may_change_while_it_is_read(files: CrashFiles) -> None:
    def changing() -> list[str]:
        raise RuntimeError("dictionary changed size during iteration")

    files.running = changing
    files.keep_error(error(), doing="x")
    assert "running   nothing else" in files.files()[0].read_text()


def test_a_report_that_may_not_be_renamed_is_told_again(
    files: CrashFiles, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.keep_error(error(), doing="x")

    def refused(*_: object) -> None:
        raise PermissionError(13, "no")

    monkeypatch.setattr(Path, "rename", refused)
    files.told()
    assert len(files.crashes(untold=True)) == 1
    (folder / "fault-1.txt").write_text("head\n\nFatal")
    monkeypatch.setattr(Path, "unlink", refused)
    files.collect()


def test_what_died_before_its_books_were_open_is_known_and_does_not_pile_up(files: CrashFiles, folder: Path) -> None:
    assert files.known() == ()
    folder.mkdir()
    for number in range(1, MOST + 4):
        left = folder / f"fault-{number}.txt"
        left.write_text("head\n\nFatal Python error: Aborted\n")
        os.utime(left, (1_700_000_000 + number, 1_700_000_000 + number))
    (folder / f"fault-{os.getpid()}.txt").write_text("head\n\nsurvived")
    (folder / "fault-99999999.txt").write_text("head\n\n")  # may be running
    assert len(files.known()) == MOST + 3
    assert files.known()[0] == Crash(datetime.fromtimestamp(1_700_000_003 + MOST, UTC), ended=True)
    assert files.tidied() is files
    assert [each.name for each in files.faults()] == [f"fault-{number}.txt" for number in range(MOST + 3, 3, -1)]
    assert (folder / f"fault-{os.getpid()}.txt").exists()
    assert (folder / "fault-99999999.txt").exists()
