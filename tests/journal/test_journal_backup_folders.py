"""Whose backups are touched: only whole folders of one book that say themselves that they are ours."""

import os
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from filelock import FileLock
from journal.journal_samples import NOON, fill, open_book, order, sell
from journal.test_journal_sqlite import ROOT

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.journal.backup import NoPlace
from vendingdesk.journal.backup_folders import ABANDONED, MANIFEST, backups_in
from vendingdesk.journal.shop_backup import back_up_shop

RACE = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.journal.backup_folders import whole
from vendingdesk.journal.shop_backup import back_up_shop
data, stick, first = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
made = 0
while made < 8:
    try:
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=first + 2 * made)
        path = back_up_shop(data, stick, "K01", at).path
    except EnvironmentFault as error:
        assert "Another backup of the till K01 is being made in" in str(error), error
        continue
    made += 1
    assert whole(path), sorted(path.iterdir())
print("8 whole")
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return book(tmp_path / "data")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    place = tmp_path / "stick"
    place.mkdir()
    return place


def book(folder: Path) -> Path:
    folder.mkdir()
    fill(folder)
    return folder


def backed_up(data: Path, stick: Path, at: datetime, kept: int = 30) -> Path:
    return back_up_shop(data, stick, "K01", at, kept=kept).path


def sold(data: Path) -> None:
    with open_book(data) as opened:
        sell(opened, order())


@pytest.mark.parametrize("locks", [True, False])
def test_two_programs_that_back_up_at_once_tear_nothing(data: Path, stick: Path, locks: bool) -> None:
    if not locks:
        (stick / ".vendingdesk-K01.lock").mkdir()  # nothing can be locked there
    command = [sys.executable, "-c", RACE, str(data), str(stick)]
    both = [
        subprocess.Popen([*command, first], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for first in "01"
    ]
    assert [program.communicate() for program in both] == [("8 whole\n", "")] * 2
    assert len(backups_in(stick, "K01")) == 16
    assert len([each for each in stick.iterdir() if each.name.startswith("vendingdesk")]) == 16


def test_a_second_backup_meanwhile_is_told_so(data: Path, stick: Path) -> None:
    lock = stick / ".vendingdesk-K01.lock"
    with FileLock(lock), pytest.raises(EnvironmentFault, match="Another backup of the till K01 is being made in"):
        backed_up(data, stick, NOON)
    lock.unlink(missing_ok=True)
    assert not list(stick.iterdir())
    back_up_shop(data, stick, "K01", NOON)
    back_up_shop(data, stick, "K01", NOON)
    assert len(list(stick.iterdir())) == 2


def test_only_what_we_left_half_long_ago_goes(data: Path, stick: Path, tmp_path: Path) -> None:
    ours, young, users, strange, piped = (
        stick / f"vendingdesk-K01-{name}.part" for name in ("ours", "young", "my photos", "strange", "piped")
    )
    long_ago = time.time() - ABANDONED - 60
    for folder in (ours, young, users, strange, piped):
        folder.mkdir()
        (folder / "precious.txt").write_text("x")
    (ours / MANIFEST).write_text('{"till": "K01"}')
    (young / MANIFEST).write_text('{"till": "K01"}')
    (strange / MANIFEST).write_text("[]")
    (piped / MANIFEST).mkdir()
    away = tmp_path / "away"
    young.rename(away)
    (stick / "vendingdesk-K01-link.part").symlink_to(away)
    young.mkdir()
    (young / MANIFEST).write_text('{"till": "K01"}')
    for folder in (ours, strange, piped, away):
        os.utime(folder / MANIFEST, (long_ago, long_ago))
    os.utime(users, (long_ago, long_ago))
    made = backed_up(data, stick, NOON)
    left = {"young", "my photos", "strange", "piped", "link"}
    assert {each.name for each in stick.iterdir()} == {made.name, *(f"vendingdesk-K01-{name}.part" for name in left)}
    assert (away / "precious.txt").exists()


def test_a_backup_that_somebody_changes_meanwhile_is_not_said_to_be_there(
    data: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def torn(old: Path, new: Path) -> Path:
        done = rename(old, new)
        (new / "RESTORE.txt").unlink()
        return done

    monkeypatch.setattr(Path, "rename", torn)
    with pytest.raises(NoPlace, match="was changed while it was made, so it is not whole: back up again"):
        backed_up(data, stick, NOON)
    assert not backups_in(stick, "K01")


def test_a_clock_that_was_set_back_costs_no_backup(data: Path, stick: Path) -> None:
    future = [backed_up(data, stick, NOON + timedelta(days=365, minutes=minute), 2) for minute in range(3)]
    sold(data)
    right = [backed_up(data, stick, NOON + timedelta(minutes=minute), 2) for minute in range(3)]
    assert set(backups_in(stick, "K01")) == {*future[1:], *right[1:]}
    last = backed_up(data, stick, NOON - timedelta(days=1), 2)
    assert last in backups_in(stick, "K01")
    only = backed_up(data, stick, NOON - timedelta(days=2), 1)
    assert only.exists()


def test_another_book_of_the_same_till_keeps_its_own(data: Path, stick: Path, tmp_path: Path) -> None:
    other = backed_up(book(tmp_path / "other"), stick, NOON - timedelta(days=1))
    made = [backed_up(data, stick, NOON + timedelta(minutes=minute), 2) for minute in range(4)]
    assert set(backups_in(stick, "K01")) == {other, *made[2:]}


@pytest.mark.parametrize("how", ["half", "gone", "another book", "no hash", "linked", "no manifest"])
def test_a_torn_backup_takes_no_place_of_a_good_one(data: Path, stick: Path, tmp_path: Path, how: str) -> None:
    good = backed_up(data, stick, NOON)
    torn = backed_up(data, stick, NOON + timedelta(days=1))
    journal, manifest = torn / "journal.sqlite", torn / MANIFEST
    match how:
        case "half":
            journal.write_bytes(journal.read_bytes()[:5000])
        case "gone":
            journal.unlink()
        case "another book":
            size = journal.stat().st_size
            other = (book(tmp_path / "other") / "journal.sqlite").read_bytes()
            journal.write_bytes(other)
            manifest.write_text(
                manifest.read_text().replace(f'"journal.sqlite":{size}', f'"journal.sqlite":{len(other)}')
            )
        case "no hash":
            manifest.write_text(manifest.read_text().replace('"book":"', '"book":"x'))
        case "linked":
            torn.rename(tmp_path / "away")
            torn.symlink_to(tmp_path / "away")
        case "no manifest":
            manifest.unlink()
    made = backed_up(data, stick, NOON + timedelta(hours=1), 2)
    assert list(backups_in(stick, "K01")) == [made, good]
    assert torn.exists()


def test_a_backup_with_somebodys_own_files_in_it_stays(data: Path, stick: Path) -> None:
    old = backed_up(data, stick, NOON - timedelta(days=1))
    (old / "notes.txt").write_text("the day the roof leaked")
    made = backed_up(data, stick, NOON, 1)
    assert list(backups_in(stick, "K01")) == [made, old]
