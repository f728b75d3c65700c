"""People in the journal and in the register beside it: named, switched, who stood at the till, what reports say."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from vendingdesk.domain.people import Named, Person, Role, Standing
from vendingdesk.domain.people_flags import OffTime, PeopleFlags
from vendingdesk.domain.report import Period
from vendingdesk.domain.sale import MoveRefused
from vendingdesk.journal import SqliteJournal, SqliteRegister
from vendingdesk.journal.people_book import PeopleBook
from vendingdesk.journal.people_flags import flags
from vendingdesk.journal.people_register import STEP
from vendingdesk.journal.register_schema import STEPS
from vendingdesk.journal.verification import verify

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR, DAYS = timedelta(hours=1), timedelta(days=1)
CASHIER, SUPERVISOR = frozenset({Role.CASHIER}), frozenset({Role.SUPERVISOR})


@pytest.fixture
async def journal(tmp_path):
    journal = SqliteJournal(tmp_path, "K01")
    await journal.open()
    yield journal
    await journal.close()


@pytest.fixture
def book(journal: SqliteJournal) -> PeopleBook:
    return PeopleBook(journal)


async def switched(book: PeopleBook, *, on: bool, at: datetime) -> None:
    await book.switched(on=on, by="ann", allowed_by="Grace", recovery="scrypt" if on else "", at=at)


async def flagged(journal: SqliteJournal, day: int = 0) -> PeopleFlags:
    """What is said of one day."""
    period = Period.day(NOON.date() + day * DAYS)
    return await journal.ask(lambda book: flags(book.connection, period))


async def test_what_is_named_stands_there_also_for_the_next_start(journal: SqliteJournal, book: PeopleBook) -> None:
    assert await book.standing() == Standing(on=False)
    await book.supervisor_named("Sam", by="ann", introduced_by="", at=NOON)
    await book.named(Named("Grace", SUPERVISOR, "ab"), by="ann", allowed_by="", at=NOON)
    await book.named(Named("Amina", CASHIER, "cd"), by="ann", allowed_by="Grace", at=NOON)
    await book.named(Named("AMINA", CASHIER, "ef", active=False), by="ann", allowed_by="Grace", at=NOON)
    await switched(book, on=True, at=NOON)
    persons = (Named("Grace", SUPERVISOR, "ab"), Named("AMINA", CASHIER, "ef", active=False))
    expected = Standing(True, persons, ("Sam", "Grace"), "scrypt")
    assert await book.standing() == expected
    await journal.close()
    await journal.open()
    assert await book.standing() == expected


async def test_a_switch_is_where_it_is(book: PeopleBook) -> None:
    with pytest.raises(MoveRefused, match="people are off already"):
        await switched(book, on=False, at=NOON)
    await switched(book, on=True, at=NOON)
    with pytest.raises(MoveRefused, match="people are on already"):
        await switched(book, on=True, at=NOON)


async def test_who_stood_there_and_what_was_allowed_is_an_entry_each(
    journal: SqliteJournal, book: PeopleBook
) -> None:
    await book.at_till("Amina", "shop\ud800", NOON)
    await book.allowed("export", person="Amina", allowed_by="Grace", about="meters", at=NOON)
    await book.at_till("", "shop", NOON)
    with closing(sqlite3.connect(journal.path)) as file:
        found = [
            (kind, msgspec.json.decode(body))
            for kind, body in file.execute("SELECT kind, body FROM entry WHERE kind IN ('at_till', 'allowed')")
        ]
    assert found == [
        ("at_till", {"person": "Amina", "account": "shop\\ud800"}),
        ("allowed", {"right": "export", "person": "Amina", "allowed_by": "Grace", "about": "meters"}),
        ("at_till", {"person": "", "account": "shop"}),
    ]
    assert verify(journal.path).unbroken


async def test_flags_say_what_an_owner_should_hear_of(journal: SqliteJournal, book: PeopleBook) -> None:
    assert await flagged(journal) == PeopleFlags()
    await book.named(Named("Grace", SUPERVISOR, "ab"), by="ann", allowed_by="", at=NOON)
    assert await flagged(journal) == PeopleFlags()  # people are off: nobody stands there by a PIN
    await switched(book, on=True, at=NOON)
    assert (await flagged(journal)).single_owner == "Grace"
    await switched(book, on=False, at=NOON + HOUR)
    assert await flagged(journal) == PeopleFlags(off=(OffTime(NOON + HOUR, "ann"),))
    assert await flagged(journal, 9) == await flagged(journal)  # they still are
    end, later = NOON + 2 * DAYS, NOON + 3 * DAYS
    await switched(book, on=True, at=end)
    off = (OffTime(NOON + HOUR, "ann", end),)
    assert await flagged(journal) == PeopleFlags(off=off)
    await book.named(Named("Sam", SUPERVISOR, "cd", anew=True), by="Sam", allowed_by="", at=later)
    assert await flagged(journal, 1) == PeopleFlags(off=off)
    assert await flagged(journal, 2) == PeopleFlags("Grace", off=off)
    assert await flagged(journal, 3) == PeopleFlags(named_anew=(("Sam", later),))
    assert await flagged(journal, -1) == PeopleFlags()
    await book.named(Named("Sam", SUPERVISOR, "cd", active=False), by="Grace", allowed_by="", at=later + DAYS)
    assert await flagged(journal, 4) == PeopleFlags("Grace")


async def test_one_who_may_not_do_everything_is_no_owner(journal: SqliteJournal, book: PeopleBook) -> None:
    await book.named(Named("Amina", CASHIER, "cd"), by="ann", allowed_by="", at=NOON)
    await switched(book, on=True, at=NOON)
    assert await flagged(journal) == PeopleFlags()
    await journal.ask(lambda day: day.append(_shifts(), NOON))
    assert await flagged(journal) == PeopleFlags()


def _shifts():
    from vendingdesk.journal.day_entries import SHIFTS, Switched

    return Switched(SHIFTS, True, "ann")


async def test_a_person_is_kept_as_it_is(tmp_path: Path) -> None:
    register = SqliteRegister(tmp_path)
    await register.open()
    grace = Person("Grace Obi", SUPERVISOR | CASHIER, "scrypt$1", 3, NOON)
    amina = Person("amina", CASHIER, "scrypt$2", active=False)
    for person in (grace, amina, grace):
        await register.save_person(person)
    assert await register.persons() == (amina, grace)
    await register.close()


async def test_supervisors_of_an_earlier_register_become_people(tmp_path: Path) -> None:
    before = STEPS.index(STEP)
    with closing(sqlite3.connect(tmp_path / "register.sqlite", isolation_level=None)) as file:
        from vendingdesk.journal.register_schema import teach

        teach(file)
        for step in STEPS[:before]:
            for statement in step:
                file.execute(statement)
        file.execute("INSERT INTO supervisor VALUES ('grace', 'Grace', 'scrypt$1', 2, ?)", (NOON.isoformat(),))
        file.execute(f"PRAGMA user_version = {before}")
    register = SqliteRegister(tmp_path)
    await register.open()
    assert await register.persons() == (Person("Grace", SUPERVISOR, "scrypt$1", 2, NOON),)
    await register.close()
