"""Searching the register: words in any order, accents, a meter's last digits, page by page."""

import asyncio
import sqlite3
import threading
from contextlib import closing

import pytest

from vendingdesk.domain.customer import Customer
from vendingdesk.journal import SqliteRegister

JOSE = Customer("37000000017", "José Müller", "Plot 4", "+233 20-555 01", "A1", "blue gate", "123456", "2", "07")
FATIMA = Customer("37000000025", "فاطمة أحمد", "شارع ٥")
BOB = Customer("37000000033", "Bob", "Plot 40")

SECOND = """CREATE TABLE customer (
    meter TEXT PRIMARY KEY, name TEXT NOT NULL, place TEXT NOT NULL, phone TEXT NOT NULL,
    tariff TEXT NOT NULL, note TEXT NOT NULL, name_key TEXT NOT NULL, found_by TEXT NOT NULL) STRICT;
CREATE INDEX customer_name ON customer (name_key, meter);
CREATE TABLE supervisor (name_key TEXT PRIMARY KEY, name TEXT NOT NULL, pin_hash TEXT NOT NULL,
    misses INTEGER NOT NULL, locked_until TEXT) STRICT;
INSERT INTO customer VALUES ('37000000017', 'José Müller', 'Plot 4', '', '', '', 'josé müller', 'josé müller');
PRAGMA user_version = 2;
"""


@pytest.fixture
async def register(tmp_path):
    register = SqliteRegister(tmp_path)
    await register.open()
    yield register
    await register.close()


@pytest.mark.parametrize(
    "text",
    [
        "jose",
        "JOSÉ",
        "muller jose",
        "mül plot",
        "23320555",
        "233 20 555",
        "blue",
        "a1",
        "123456",
        "0017",
        "3700-0000-017",
    ],
)
async def test_anything_that_is_known_finds_a_customer(register, text):
    await register.save_many([JOSE, FATIMA])
    assert await register.search(text) == (JOSE,)


@pytest.mark.parametrize("text", ["فاطمه", "احمد فاطمة", "شارع 5", "شارع ٥", "٠٠٢٥"])
async def test_arabic_is_found_as_people_type_it(register, text):
    await register.save_many([JOSE, FATIMA])
    assert await register.search(text) == (FATIMA,)


@pytest.mark.parametrize("text", ["jose bob", "99", "%", "_"])
async def test_what_nobody_has_finds_nobody(register, text):
    await register.save_many([JOSE, FATIMA, BOB])
    assert await register.search(text) == ()


async def test_last_digits_come_before_first_digits_and_both_before_the_rest(register):
    ends, begins, phone = (
        Customer("55500000042", "Zed"),
        Customer("42000000010", "Yan"),
        Customer("1" * 11, "Abe", "", "0420"),
    )
    await register.save_many([phone, begins, ends])
    assert await register.search("42") == (ends, begins, phone)
    assert await register.search("42", limit=2) == (ends, begins)
    assert await register.search("42", limit=1) == (ends,)
    assert await register.search("42", limit=0) == ()


async def test_a_list_of_any_length_comes_in_pages(register):
    people = [Customer(f"{number:011d}", f"Ama {number % 7}", f"Plot {number}") for number in range(120)]
    await register.save_many(people)
    seen, after = [], ""
    for expected in (50, 50, 20):
        page = await register.page("plot ama", 50, after)
        seen += page.customers
        after = page.more
        assert len(page.customers) == expected
    assert after == ""
    assert seen == sorted(people, key=lambda each: (each.name, each.meter))


async def test_meters_that_end_so_fill_a_page_and_the_list_goes_on_behind_them(register):
    people = [Customer(f"{number:07d}0042", f"Ama {number}") for number in range(60)]
    other = Customer("99999999999", "Zoe", "", "0042")
    await register.save_many([*people, other])
    first = await register.page("0042", 50)
    assert len(first.customers) == 50
    seen, after = set(first.customers), first.more
    while after:
        page = await register.page("0042", 50, after)
        seen |= set(page.customers)
        after = page.more
    assert seen == {*people, other}


async def test_a_search_that_nobody_waits_for_is_not_begun(register):
    asked = []
    held = threading.Event()
    busy = asyncio.ensure_future(register._worker.run(lambda: held.wait(10)))
    stale = asyncio.ensure_future(register._worker.look(lambda: asked.append("stale")))
    fresh = asyncio.ensure_future(register._worker.look(lambda: asked.append("fresh")))
    await asyncio.sleep(0)  # all three were handed over
    stale.cancel()
    await asyncio.wait([stale])
    held.set()
    await busy
    await fresh
    assert asked == ["fresh"]
    assert stale.cancelled()


async def test_a_register_of_an_older_program_keeps_its_people(tmp_path):
    with closing(sqlite3.connect(tmp_path / "register.sqlite")) as connection:
        connection.executescript(SECOND)
    register = SqliteRegister(tmp_path)
    await register.open()
    old = Customer("37000000017", "José Müller", "Plot 4")
    assert await register.search("muller 0017") == await register.search("jose") == (old,)
    await register.save(JOSE)
    assert await register.find(JOSE.meter) == JOSE
    await register.close()
