"""What the use cases about people need of the register and of the journal; both raise ``EnvironmentFault``."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from vendingdesk.domain.people import Named, Person, Standing


class PersonList(Protocol):
    """Where people are kept with their PINs' hashes."""

    async def persons(self) -> tuple[Person, ...]:
        """All, by name."""

    async def save_person(self, person: Person) -> None:
        """Add or change one, by name."""


class AllowedBook(Protocol):
    """Where it is written that a supervisor let somebody do something."""

    async def allowed(self, right: str, *, person: str, allowed_by: str, about: str, at: datetime) -> None:
        """Write down who let whom do what; for what has no entry of its own that says so."""


class PeopleBook(AllowedBook, Protocol):
    """The part of the journal that knows of people: what stands there can't be edited in a file."""

    async def standing(self) -> Standing:
        """What all entries come to."""

    async def named(self, named: Named, *, by: str, allowed_by: str, at: datetime) -> None:
        """Write down that somebody was added, changed, given a PIN or let go."""

    async def supervisor_named(self, name: str, *, by: str, introduced_by: str, at: datetime) -> None:
        """Write down who may answer for settlements and overrides from now on."""

    async def switched(self, *, on: bool, by: str, allowed_by: str, recovery: str, at: datetime) -> None:
        """Write down that people count from now on, or do not; raises ``MoveRefused`` where that is so already."""

    async def at_till(self, person: str, account: str, at: datetime) -> None:
        """Write down who stands at the till; an empty name when nobody does."""
