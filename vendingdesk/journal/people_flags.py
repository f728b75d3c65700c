"""What the entries about people say to an owner: read from those few kinds, for a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from vendingdesk.domain.people import Role
from vendingdesk.domain.people_flags import OffTime, PeopleFlags
from vendingdesk.journal.book import Book
from vendingdesk.journal.day_entries import PEOPLE, PersonNamed, Switched
from vendingdesk.journal.entries import DECODERS

_ENTRIES = "SELECT kind, at, body FROM entry WHERE kind IN ('person', 'switched') ORDER BY seq"


def flags(book: Book, since: datetime) -> PeopleFlags:
    """Walk over the entries in their order; an off-time counts that had not ended by ``since``."""
    off: list[OffTime] = []
    anew: list[tuple[str, datetime]] = []
    for kind, text, raw in book.connection.execute(_ENTRIES):
        at, body = datetime.fromisoformat(text), DECODERS[kind].decode(raw)
        if isinstance(body, PersonNamed):
            if body.anew and at >= since:
                anew.append((body.name, at))
        elif isinstance(body, Switched) and body.what == PEOPLE:
            if not body.on:
                off.append(OffTime(at, body.by))
            elif off:
                off[-1] = replace(off[-1], end=at)
    lately = tuple(each for each in off if each.end is None or each.end >= since)
    return PeopleFlags(alone(book), tuple(anew), lately)


def alone(book: Book) -> str:
    """The one person who works here and may do everything."""
    here = [each for each in book.day.persons.values() if each.active]
    alone = book.day.is_on(PEOPLE) and len(here) == 1 and Role.SUPERVISOR.value in here[0].roles
    return here[0].name if alone else ""
