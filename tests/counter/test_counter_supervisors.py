"""Supervisors and their PINs: named once, tried a few times, never kept in the clear."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from counter.counter_parts import Counter, running

from vendingdesk.counter.pins import check_pin, hash_pin, is_right
from vendingdesk.counter.supervisors import MISSES, WAIT, Authority
from vendingdesk.domain.errors import EnvironmentFault, Refused
from vendingdesk.simulator.server import SimulatorServer

PIN, OTHER = "735194", "8042"


async def name_grace(counter: Counter) -> Authority:
    return await counter.supervisors.name(" Grace  Obi ", PIN, PIN, by="demo")


async def test_the_first_is_named_by_whoever_stands_there_and_the_book_says_so(counter: Counter) -> None:
    assert await counter.supervisors.names() == ()
    assert (await name_grace(counter)).supervisor == "Grace Obi"
    assert await counter.supervisors.names() == ("Grace Obi",)
    assert (await counter.supervisors.authorise("grace obi", PIN)).supervisor == "Grace Obi"
    assert PIN.encode() not in (counter.folder / "register.sqlite").read_bytes()
    assert b"Grace Obi" in (counter.folder / "journal.sqlite-wal").read_bytes()


async def test_a_further_one_is_let_in_by_one_who_is(counter: Counter) -> None:
    grace = await name_grace(counter)
    with pytest.raises(Refused, match="must let a new one in"):
        await counter.supervisors.name("Sam", OTHER, OTHER, by="demo")
    await counter.supervisors.name("Sam", OTHER, OTHER, by="demo", introduced=grace)
    assert await counter.supervisors.names() == ("Grace Obi", "Sam")
    assert (await counter.supervisors.authorise("Sam", OTHER)).supervisor == "Sam"


@pytest.mark.parametrize(
    ("name", "pin", "again", "sentence"),
    [
        ("  ", PIN, PIN, "Type the person's name"),
        ("x" * 61, PIN, PIN, "at most 60"),
        ("Gr\x07ace", PIN, PIN, "letters that can be read"),
        ("Grace", PIN, OTHER, "not the same"),
        ("Grace", "123", "123", "4 to 12 digits"),
        ("Grace", "12a4", "12a4", "4 to 12 digits"),
        ("Grace", "٣٥٧٩", "٣٥٧٩", "4 to 12 digits"),
        ("Grace", "1" * 13, "1" * 13, "4 to 12 digits"),
        ("Grace", "0000", "0000", "anybody would try"),
        ("Grace", "456789", "456789", "anybody would try"),
        ("Grace", "8901", "8901", "anybody would try"),
        ("Grace", "3210", "3210", "anybody would try"),
        ("Grace", "1212", "1212", "anybody would try"),
        ("Grace", "474747", "474747", "anybody would try"),
        ("Grace", "58585", "58585", "anybody would try"),
    ],
)
async def test_what_is_no_name_or_no_pin(counter: Counter, name: str, pin: str, again: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        await counter.supervisors.name(name, pin, again, by="demo")
    assert await counter.supervisors.names() == ()


async def test_a_wrong_pin_counts_and_five_make_one_wait(server: SimulatorServer, counter: Counter) -> None:
    await name_grace(counter)
    with pytest.raises(Refused, match="no supervisor of that name"):
        await counter.supervisors.authorise("Sam", PIN)
    for left in range(MISSES - 1, 0, -1):
        tries = "1 more try" if left == 1 else f"{left} more tries"
        with pytest.raises(Refused, match=rf"not the PIN of Grace Obi\. {tries}\.$"):
            await counter.supervisors.authorise("Grace Obi", OTHER)
    with pytest.raises(Refused, match="Wait 5 min"):
        await counter.supervisors.authorise("Grace Obi", OTHER)
    await counter.close()
    async with running(Counter(server, counter.folder)) as later:  # a new start is no way around the wait
        with pytest.raises(Refused, match=r"Try again in [45] min"):
            await later.supervisors.authorise("Grace Obi", PIN)
        for moved in (WAIT, -timedelta(days=1)):  # a clock that is put elsewhere neither ends the wait nor adds to it
            later.clock.ahead = moved
            with pytest.raises(Refused, match=r"Try again in [45] min"):
                await later.supervisors.authorise("Grace Obi", PIN)
        later.clock.passed = WAIT
        with pytest.raises(Refused, match="Wait 5 min"):
            await later.supervisors.authorise("Grace Obi", OTHER)
        later.clock.passed = 2 * WAIT
        assert (await later.supervisors.authorise("Grace Obi", PIN)).supervisor == "Grace Obi"
        with pytest.raises(Refused, match=f"{MISSES - 1} more tries"):
            await later.supervisors.authorise("Grace Obi", OTHER)


async def test_tries_at_once_are_counted_one_by_one(counter: Counter) -> None:
    await name_grace(counter)
    tries = [counter.supervisors.authorise("Grace Obi", OTHER) for _ in range(MISSES + 2)]
    told = await asyncio.gather(*tries, return_exceptions=True)
    assert sum("Too many wrong PINs" in str(each) for each in told) == 2


async def test_a_list_that_was_taken_away_makes_no_first_use(server: SimulatorServer, counter: Counter) -> None:
    assert await counter.supervisors.forgotten() == ()
    grace = await name_grace(counter)
    await counter.supervisors.name("Sam", OTHER, OTHER, by="demo", introduced=grace)
    assert await counter.supervisors.forgotten() == ()
    await counter.close()
    (counter.folder / "register.sqlite").unlink()
    async with running(Counter(server, counter.folder)) as later:
        assert await later.supervisors.names() == ()
        assert await later.supervisors.forgotten() == ("Grace Obi", "Sam")
        await later.supervisors.name("Mallory", PIN, PIN, by="demo")
        assert await later.supervisors.forgotten() == ()
    with closing(sqlite3.connect(counter.folder / "journal.sqlite")) as file:
        bodies = file.execute(
            "SELECT CAST(body AS TEXT) FROM entry WHERE kind = 'supervisor' ORDER BY seq"
        ).fetchall()
    assert ['"anew":true' in body for (body,) in bodies] == [False, False, True]


async def test_a_book_that_takes_nothing_names_nobody(counter: Counter) -> None:
    await counter.journal.close()
    with pytest.raises(EnvironmentFault):
        await name_grace(counter)
    assert await counter.register.persons() == ()


def test_a_hash_is_salted_and_tells_right_from_wrong() -> None:
    one, two = hash_pin(PIN), hash_pin(PIN)
    assert one != two
    assert PIN not in one
    assert is_right(PIN, one)
    assert not is_right(OTHER, one)
    for damaged in ("", one.replace("scrypt", "md5")):
        with pytest.raises(ValueError, match=r"unknown kind|unpack"):
            is_right(PIN, damaged)
    check_pin(PIN)
