"""Names of customers and of people at the till, so that they can be taken out of what is given away."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

_ASKED = {
    "register.sqlite": ("SELECT DISTINCT name FROM customer", "SELECT name FROM person"),
    "journal.sqlite": ("SELECT DISTINCT customer FROM sale",),
}


def known_names(directory: Path) -> Iterator[str]:
    """Every name that the books of a folder know; a book that is not there or can't be read knows none."""
    for file, questions in _ASKED.items():
        for question in questions:
            with (
                suppress(sqlite3.Error),
                closing(sqlite3.connect((directory / file).absolute().as_uri() + "?mode=ro", uri=True)) as book,
            ):
                yield from (str(name) for (name,) in book.execute(question) if name)
