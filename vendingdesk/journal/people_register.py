"""People in the register: a row each, with the PIN's hash and the tries; supervisors of before become people."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from vendingdesk.domain.doubt import person_key
from vendingdesk.domain.people import Person, roles_of

STEP: tuple[str, ...] = (
    """CREATE TABLE person (
        name_key TEXT PRIMARY KEY, name TEXT NOT NULL, roles TEXT NOT NULL, pin_hash TEXT NOT NULL,
        misses INTEGER NOT NULL, locked_until TEXT, active INTEGER NOT NULL
    ) STRICT""",
    """INSERT INTO person
        SELECT name_key, name, 'supervisor', pin_hash, misses, locked_until, 1 FROM supervisor""",
    "DROP TABLE supervisor",
)

REMOVE = "DELETE FROM person WHERE name_key = ?"

SAVE = "INSERT OR REPLACE INTO person VALUES (?, ?, ?, ?, ?, ?, ?)"


def row_of(person: Person) -> tuple[object, ...]:
    """The values for ``SAVE``."""
    until = person.locked_until.isoformat() if person.locked_until else None
    roles = " ".join(sorted(role.value for role in person.roles))
    return (
        person_key(person.name), person.name, roles, person.pin_hash, person.misses, until, int(person.active)
    )  # fmt: skip


def saving(connection: sqlite3.Connection, person: Person) -> tuple[tuple[str, tuple[object, ...]], ...]:
    """What puts a person there as the only row: also in place of one whose key was made by an earlier rule."""
    key = person_key(person.name)
    rows = connection.execute("SELECT name_key, name FROM person").fetchall()
    older = [each for each, name in rows if each != key and person_key(name) == key]
    return (*((REMOVE, (each,)) for each in older), (SAVE, row_of(person)))


def read(connection: sqlite3.Connection) -> tuple[Person, ...]:
    """Everybody, by name."""
    asked = "SELECT name, roles, pin_hash, misses, locked_until, active FROM person ORDER BY name_key"
    return tuple(
        Person(name, roles_of(roles.split()), pin_hash, misses, _moment(until), bool(active))
        for name, roles, pin_hash, misses, until, active in connection.execute(asked)
    )


def has_people(path: Path) -> bool:
    """Whether a register's file names anybody; one that can't be read says nothing here, but when it is opened."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(path.absolute().as_uri() + "?mode=ro", uri=True)) as file:
        found = file.execute("SELECT name FROM sqlite_master WHERE name IN ('person', 'supervisor')").fetchall()
        return any(file.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() for (table,) in found)  # noqa: S608
    return False


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
