"""A whole till's backup: verified, private, never half, and the good ones stay."""

import asyncio
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from journal.journal_samples import NOON, fill
from journal.test_journal_verification import edit

from vendingdesk.domain.customer import Customer
from vendingdesk.domain.errors import EnvironmentFault, UserCancelled
from vendingdesk.journal import shop_backup, verify
from vendingdesk.journal.backup import NoPlace
from vendingdesk.journal.backup_folders import backups_in
from vendingdesk.journal.register import SqliteRegister
from vendingdesk.journal.shop_backup import (
    HOW_TO,
    back_up_shop,
    is_shop_backup,
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    fill(folder)

    async def known() -> None:
        register = SqliteRegister(folder)
        await register.open()
        await register.save(Customer("0128244400031", "Ama", "Plot 4"))
        await register.close()

    asyncio.run(known())
    (folder / "desk.toml").write_text('till = "K01"\n')
    return folder


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    place = tmp_path / "stick"
    place.mkdir()
    return place


def test_a_backup_has_the_books_and_the_settings_each_whole_and_private(data: Path, stick: Path) -> None:
    seen: list[tuple[int, int]] = []
    made = back_up_shop(
        data,
        stick,
        "K01",
        NOON,
        others=[data / "desk.toml", data / "none.png"],
        progress=lambda *said: seen.append(said),
    )
    assert made.path == stick / "vendingdesk-K01-20260329T090000Z"
    assert made.found == verify(made.path) == verify(data)
    assert str(made) == f"{made.path}: {made.found}"
    assert seen
    names = sorted(file.name for file in made.path.iterdir())
    assert names == [HOW_TO, "backup.json", "desk.toml", "journal.sqlite", "register.sqlite"]
    assert {file.stat().st_mode & 0o777 for file in made.path.iterdir()} == {0o600}
    assert made.path.stat().st_mode & 0o777 == 0o700
    with closing(sqlite3.connect(made.path / "register.sqlite")) as register:
        assert register.execute("SELECT name FROM customer").fetchall() == [("Ama",)]
    assert "restore FOLDER --last-receipt" in (made.path / HOW_TO).read_text()
    assert is_shop_backup(made.path)
    assert not is_shop_backup(data)
    assert [file.name for file in stick.iterdir()] == [made.path.name]


def test_a_till_without_a_register_is_backed_up_too(data: Path, stick: Path) -> None:
    (data / "register.sqlite").unlink()
    made = back_up_shop(data, stick, "K01", NOON)
    assert sorted(file.name for file in made.path.iterdir()) == [HOW_TO, "backup.json", "journal.sqlite"]


def test_old_backups_go_when_there_are_many_and_others_files_stay(data: Path, stick: Path) -> None:
    for name in ("vendingdesk-K02-20200101T000000Z", "vendingdesk-K01-notes", "vendingdesk-K01-20200101T000000Z"):
        (stick / name).mkdir()
    paths = [
        back_up_shop(data, stick, "K01", NOON + timedelta(seconds=second // 2), kept=3).path for second in range(6)
    ]
    assert paths[1].name == f"{paths[0].name}-2"
    assert list(backups_in(stick, "K01")) == sorted(paths[-3:], reverse=True)
    left = {file.name for file in stick.iterdir()} - {path.name for path in paths}
    assert left == {"vendingdesk-K02-20200101T000000Z", "vendingdesk-K01-notes", "vendingdesk-K01-20200101T000000Z"}


def test_a_backup_that_fails_takes_no_old_one_with_it(data: Path, stick: Path) -> None:
    good = back_up_shop(data, stick, "K01", NOON, kept=1).path
    edit(data, "UPDATE entry SET body = x'7b' WHERE seq = 3")
    with pytest.raises(EnvironmentFault, match="is damaged, so no backup of it was kept"):
        back_up_shop(data, stick, "K01", NOON + timedelta(days=1), kept=1)
    assert [file.name for file in stick.iterdir()] == [good.name]
    assert verify(good).unbroken


def test_a_damaged_register_is_said_and_gives_no_backup(data: Path, stick: Path) -> None:
    with closing(sqlite3.connect(data / "register.sqlite")) as register:
        register.execute("PRAGMA writable_schema = ON")
        register.execute("UPDATE sqlite_schema SET rootpage = 1 WHERE name = 'customer_name'")
        register.commit()
    with pytest.raises(EnvironmentFault, match=r"register\.sqlite"):
        back_up_shop(data, stick, "K01", NOON)
    assert not list(stick.iterdir())


def test_a_backup_that_is_given_up_leaves_nothing(data: Path, stick: Path) -> None:
    with pytest.raises(UserCancelled):
        back_up_shop(data, stick, "K01", NOON, progress=lambda *_said: None, cancelled=lambda: True)
    assert not list(stick.iterdir())


def test_a_stick_that_is_not_there_is_not_made(data: Path, tmp_path: Path) -> None:
    with pytest.raises(NoPlace, match="Plug the stick in, or choose another folder"):
        back_up_shop(data, tmp_path / "media" / "stick", "K01", NOON)
    assert not (tmp_path / "media").exists()
    assert not backups_in(tmp_path / "media", "K01")


@pytest.mark.parametrize("inside", [".", "backups"])
def test_the_data_folder_is_no_place_for_its_backup(data: Path, inside: str) -> None:
    (data / inside).mkdir(exist_ok=True)
    with pytest.raises(NoPlace, match="would be lost with it: choose a folder on another disk"):
        back_up_shop(data, data / inside, "K01", NOON)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs a folder that may not be written")
def test_a_stick_that_may_not_be_written_is_said(data: Path, stick: Path) -> None:
    stick.chmod(0o500)
    with pytest.raises(NoPlace, match="can't be used"):
        back_up_shop(data, stick, "K01", NOON)


def test_a_place_that_takes_no_folder_is_said(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_only = Path("/proc/self")
    if not read_only.is_dir():
        pytest.skip("needs a folder that nobody can write")
    monkeypatch.setattr(shop_backup, "SPARE", -(10**15))
    with pytest.raises(NoPlace, match=r"/proc/self.* can't be used"):
        back_up_shop(data, read_only, "K01", NOON)
    assert tmp_path.exists()


def test_too_little_room_is_said_before_anything_is_written(
    data: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: SimpleNamespace(free=3_000_000))
    with pytest.raises(NoPlace, match=r"too little room in .*: a backup takes \d+ MB, and 3 MB are free"):
        back_up_shop(data, stick, "K01", NOON)
    assert not list(stick.iterdir())
