"""What the books know of customers and of people at the till, to be taken out of what is given away."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

_NAMES: dict[str, tuple[str, ...]] = {
    "register.sqlite": ("SELECT DISTINCT name FROM customer", "SELECT name FROM person"),
    "journal.sqlite": ("SELECT DISTINCT customer FROM sale",),
}
_PLACES: dict[str, tuple[str, ...]] = {
    "register.sqlite": ("SELECT DISTINCT place FROM customer",),
    "journal.sqlite": ("SELECT DISTINCT place FROM sale",),
}
_PHONES: dict[str, tuple[str, ...]] = {"register.sqlite": ("SELECT DISTINCT phone FROM customer",)}


def known_names(directory: Path) -> Iterator[str]:
    """Every name that the books of a folder know; a book that is not there or can't be read knows none."""
    return _known(directory, _NAMES)


def known_places(directory: Path) -> Iterator[str]:
    """Where customers live, as far as the books say it."""
    return _known(directory, _PLACES)


def known_phones(directory: Path) -> Iterator[str]:
    """The telephone numbers of customers, as they were typed."""
    return _known(directory, _PHONES)


def _known(directory: Path, asked: dict[str, tuple[str, ...]]) -> Iterator[str]:
    for file, questions in asked.items():
        for question in questions:
            with (
                suppress(sqlite3.Error),
                closing(sqlite3.connect((directory / file).absolute().as_uri() + "?mode=ro", uri=True)) as book,
            ):
                yield from (str(said) for (said,) in book.execute(question) if said)
