import sqlite3
from contextlib import closing

import pytest

from vendingdesk.domain.customer import Customer
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.journal import SqliteRegister
from vendingdesk.journal.register_schema import VERSION

AMA = Customer("37000000017", "Ama Mensah", "Plot 4", "+233 20 000", "A1", "gate at the back")
ZOE = Customer("37000000025", "zoë 100%", "STRASSE 9")
BOB = Customer("37000000033", "Bob", "Plot 40")


@pytest.fixture
async def register(tmp_path):
    register = SqliteRegister(tmp_path)
    await register.open()
    yield register
    await register.close()


async def test_customers_are_kept_and_changed(register, tmp_path):
    assert await register.find(AMA.meter) is None
    await register.save(AMA)
    assert await register.find(AMA.meter) == AMA
    await register.save(Customer(AMA.meter, "Ama Owusu"))
    await register.close()
    await register.close()
    again = SqliteRegister(tmp_path)
    await again.open()
    await again.open()
    assert await again.find(AMA.meter) == Customer(AMA.meter, "Ama Owusu")
    assert await again.search("Mensah") == ()
    await again.close()


async def test_search(register):
    await register.save_many([ZOE, AMA, BOB])
    assert await register.search("") == await register.search("  ") == (AMA, BOB, ZOE)
    assert await register.search("", limit=2) == (AMA, BOB)
    assert await register.search("plot 4") == (AMA, BOB)
    assert await register.search("plot 4", limit=1) == (AMA,)
    assert await register.search("00025") == await register.search("ZOË") == await register.search("0%") == (ZOE,)
    assert await register.search("straße") == (ZOE,)
    assert await register.search("233 20") == (AMA,)
    assert await register.search("gate") == await register.search("a1") == (AMA,)
    assert await register.search("_") == ()
    assert await register.search("", limit=-1) == ()


async def test_what_is_erased_is_gone_from_the_disk(register, tmp_path):
    await register.save_many([AMA, BOB])
    path = tmp_path / "register.sqlite"
    assert b"Mensah" in path.read_bytes()
    await register.erase(AMA.meter)
    await register.erase("nobody")
    assert await register.search("") == (BOB,)
    assert b"Mensah" not in b"".join(file.read_bytes() for file in tmp_path.iterdir())


async def test_many_are_saved_all_or_none(register):
    await register._worker.run(
        lambda: register._connection.execute(
            "CREATE TEMP TRIGGER stop BEFORE INSERT ON main.customer WHEN NEW.name = 'Bob' "
            "BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    )
    with pytest.raises(sqlite3.IntegrityError):
        await register.save_many([AMA, BOB])
    assert await register.search("") == ()
    await register.save(AMA)


async def test_a_disk_that_fails_in_the_middle_is_said(register):
    await register._worker.run(lambda: register._connection.execute("PRAGMA max_page_count = 3"))
    with pytest.raises(EnvironmentFault, match="disk is full"):
        await register.save(Customer("1", note="x" * 100_000))
    await register._worker.run(lambda: register._connection.execute("PRAGMA max_page_count = 1000"))
    await register.save(BOB)
    assert await register.search("") == (BOB,)


async def test_a_newer_register_is_refused_naming_both_versions(tmp_path):
    with closing(sqlite3.connect(tmp_path / "register.sqlite")) as connection:
        connection.execute("PRAGMA user_version = 9")
    register = SqliteRegister(tmp_path)
    with pytest.raises(EnvironmentFault, match=rf"has version 9.* knows version {VERSION}\."):
        await register.open()


async def test_it_is_the_owners_alone_and_says_when_it_is_closed(tmp_path):
    register = SqliteRegister(tmp_path / "new")
    with pytest.raises(EnvironmentFault, match="is closed"):
        await register.find("1")
    await register.open()
    assert (tmp_path / "new" / "register.sqlite").stat().st_mode & 0o777 == 0o600
    register._opened, kept = None, register._opened
    with pytest.raises(EnvironmentFault, match="not open"):
        await register.find("1")
    register._opened = kept
    await register.close()


async def test_a_damaged_register_is_said(tmp_path):
    (tmp_path / "register.sqlite").write_bytes(b"Dear diary, " * 1000)
    with pytest.raises(EnvironmentFault, match="is damaged"):
        await SqliteRegister(tmp_path).open()


async def test_a_file_in_place_of_the_folder_is_said(tmp_path):
    (tmp_path / "data").write_text("not a folder")
    with pytest.raises(EnvironmentFault, match="can't be used"):
        await SqliteRegister(tmp_path / "data").open()
