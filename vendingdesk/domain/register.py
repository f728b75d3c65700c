"""What the register answers: customers found, a file's rows weighed against it, imports and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from vendingdesk.domain.customer import Customer


@dataclass(frozen=True, slots=True)
class Found:
    """Customers in the order of the list; ``more`` is the place to go on after, empty at the end of the list."""

    customers: tuple[Customer, ...]
    more: str = ""


class Known(StrEnum):
    """What an import does with a meter that the register has: a cell that is empty in the file never counts."""

    KEEP = "keep"
    """Ours stays as it is."""

    REPLACE = "replace"
    """What the file says comes in its place."""

    FILL = "fill"
    """Only what is empty here is filled."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """Rows of a file beside the register: new meters, known ones that say the same, known ones that say other things.

    ``fillable`` are those of ``other`` with something that is empty here.
    """

    new: int
    same: int
    other: int
    fillable: int


@dataclass(frozen=True, slots=True)
class Batch:
    """An import that was written: its number, when, the file's name, by whom, how many meters it added and changed.

    ``undone_at`` is when it was undone; None while it stands.
    """

    number: int
    at: datetime
    source: str
    who: str
    known: Known
    added: int
    changed: int
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing a batch did: meters removed, put back as they were, left because they were changed since."""

    removed: int
    restored: int
    left: int
