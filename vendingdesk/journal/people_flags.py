"""What the entries about people say to an owner: read from those few kinds, for a period."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from vendingdesk.domain.doubt import person_key
from vendingdesk.domain.people import Role
from vendingdesk.domain.people_flags import OffTime, PeopleFlags
from vendingdesk.domain.report import Period
from vendingdesk.journal.book import Book
from vendingdesk.journal.day_entries import PEOPLE, PersonNamed, Switched
from vendingdesk.journal.entries import DECODERS
from vendingdesk.journal.schema import DAY

_ENTRIES = (
    f"SELECT kind, at, body FROM entry INDEXED BY entry_day WHERE kind IN {DAY} "  # noqa: S608
    "AND kind IN ('person', 'switched') ORDER BY seq"
)


def flags(connection: sqlite3.Connection, period: Period) -> PeopleFlags:
    """Walk over the entries in their order; an off-time counts that touches a day of the period."""
    off: list[OffTime] = []
    anew: list[tuple[str, datetime]] = []
    persons: dict[str, PersonNamed] = {}
    on = False
    for kind, text, raw in connection.execute(_ENTRIES):
        at, body = datetime.fromisoformat(text), DECODERS[kind].decode(raw)
        inside = at.date() <= period.last
        if isinstance(body, PersonNamed):
            if inside:
                persons[person_key(body.name)] = body
            if body.anew and inside and at.date() >= period.first:
                anew.append((body.name, at))
        elif isinstance(body, Switched) and body.what == PEOPLE:
            on = body.on if inside else on
            if not body.on:
                off.append(OffTime(at, body.by))
            elif off:
                off[-1] = replace(off[-1], end=at)
    touched = tuple(
        each
        for each in off
        if each.begin.date() <= period.last and (each.end is None or each.end.date() >= period.first)
    )
    return PeopleFlags(_alone(persons.values(), on=on), tuple(anew), touched)


def alone(book: Book) -> str:
    """The one person who works here now and may do everything."""
    return _alone(book.day.persons.values(), on=book.day.is_on(PEOPLE))


def _alone(persons: Iterable[PersonNamed], *, on: bool) -> str:
    here = [each for each in persons if each.active]
    return here[0].name if on and len(here) == 1 and Role.SUPERVISOR.value in here[0].roles else ""
