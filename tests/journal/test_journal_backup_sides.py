"""What comes back beside the journal: plain files, where nothing is, and a register that is one."""

import asyncio
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from journal.journal_samples import fill, open_book

from vendingdesk.domain.customer import Customer
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.journal.backup_sides import last_server, put_beside
from vendingdesk.journal.register import SqliteRegister
from vendingdesk.journal.register_schema import STEPS, teach


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    folder = tmp_path / "backup"

    async def known() -> None:
        register = SqliteRegister(folder)
        await register.open()
        for number in range(200):
            await register.save(Customer(f"{number:013d}", f"Ama {number}", "Plot 4"))
        await register.close()

    asyncio.run(known())
    (folder / "desk.toml").write_text('till = "K01"\n')
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


def test_a_file_comes_back_only_where_nothing_is(backup: Path, data: Path) -> None:
    assert put_beside(backup / "desk.toml", data) == data / "desk.toml"
    assert (data / "desk.toml").stat().st_mode & 0o777 == 0o600
    (data / "desk.toml").write_text("mine")
    (data / "register.sqlite.part").write_text("left by a restoration that broke off")
    assert put_beside(backup / "desk.toml", data) is None
    assert (data / "desk.toml").read_text() == "mine"
    assert put_beside(backup / "register.sqlite", data) == data / "register.sqlite"
    assert (data / "register.sqlite").read_bytes() == (backup / "register.sqlite").read_bytes()
    assert sorted(file.name for file in data.iterdir()) == ["desk.toml", "register.sqlite"]


def test_links_and_pipes_are_no_files(backup: Path, data: Path) -> None:
    (backup / "link").symlink_to(backup / "desk.toml")
    os.mkfifo(backup / "pipe")
    for name in ("link", "pipe", "none"):
        assert put_beside(backup / name, data) is None
    (data / "desk.toml").symlink_to(data / "nowhere")
    assert put_beside(backup / "desk.toml", data) is None
    assert [file.name for file in data.iterdir()] == ["desk.toml"]


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        ("PRAGMA user_version = 99", "was written by a newer Vending Desk"),
        ("PRAGMA user_version = -1", "is no register of Vending Desk"),
        ("CREATE TRIGGER t AFTER INSERT ON customer BEGIN DELETE FROM customer; END", "is no register"),
        ("DROP TABLE person", "is no register"),
        ("", "damaged"),
    ],
)
def test_a_register_that_is_none_is_not_taken(backup: Path, data: Path, edit: str, said: str) -> None:
    file = backup / "register.sqlite"
    with closing(sqlite3.connect(file)) as register:
        register.execute(edit)
    if not edit:
        content = bytearray(file.read_bytes())
        content[8192 : 8192 + 200] = os.urandom(200)
        file.write_bytes(content)
    with pytest.raises(EnvironmentFault, match=said):
        put_beside(file, data)
    assert not list(data.iterdir())


def test_an_index_that_misses_a_row_is_seen(backup: Path, data: Path) -> None:
    file = backup / "register.sqlite"
    with closing(sqlite3.connect(file, isolation_level=None)) as register:
        register.execute("PRAGMA writable_schema = ON")
        register.execute(
            "UPDATE sqlite_schema SET sql = replace(sql, 'meter_reversed)', 'meter)') WHERE type = 'index'"
        )
    with pytest.raises(EnvironmentFault, match="is damaged, so it was not taken"):
        put_beside(file, data)


def test_an_empty_file_is_no_register_and_one_of_an_older_version_is(backup: Path, data: Path) -> None:
    file = backup / "register.sqlite"
    file.write_bytes(b"")
    with pytest.raises(EnvironmentFault, match="is no register"):
        put_beside(file, data)
    with closing(sqlite3.connect(file)) as register:
        teach(register)
        for statement in STEPS[0]:
            register.execute(statement)
        register.execute("PRAGMA user_version = 1")
    assert put_beside(file, data) == data / "register.sqlite"


def test_the_last_server_is_that_of_the_newest_sale(data: Path) -> None:
    with open_book(data):
        pass
    assert last_server(data) == ""
    fill(data)
    assert last_server(data) == "https://server.example"
