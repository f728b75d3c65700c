"""Which sales gave a token, by the indexes of tokens: as quick in a large book as in a small one."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from vendingdesk.domain.sale import Sale
from vendingdesk.domain.sale_filter import TOKEN_LENGTH
from vendingdesk.journal.projection import COLUMNS, sale_of

MOST = 50
"""Sales that are given at most: a token belongs to one, unless a server gave it twice."""

_INDEXES = {"tokens": "sale_tokens", "settled_tokens": "sale_settled_tokens"}
"""The columns that hold tokens, a space between two, and their indexes."""

_FIRST = "SELECT number FROM sale INDEXED BY {index} WHERE {column} >= ?1 AND {column} < ?1 || '!'"
"""The token alone or before others: ``!`` is the first character behind the space between two."""

_SEVERAL = (
    f"SELECT number, {{column}} FROM sale INDEXED BY {{index}} "  # noqa: S608
    f"WHERE {{column}} IS NOT NULL AND length({{column}}) > {TOKEN_LENGTH}"
)
"""Sales of several tokens, read from the index alone: the later ones are in no order there."""


def sales_of_tokens(connection: sqlite3.Connection, tokens: Sequence[str]) -> tuple[Sale, ...]:
    """The sales that gave one of the tokens, newest first.

    First those that gave it alone or before others, which takes as long in any book; only where there is none, those
    that gave it behind another one, which reads through an index: some 10 ms for a hundred thousand sales.
    """
    wanted = set(tokens)
    numbers: set[int] = set()
    for column, index in _INDEXES.items():
        first = _FIRST.format(column=column, index=index)
        for token in wanted:
            numbers.update(number for (number,) in connection.execute(first, (token,)))
    if wanted and not numbers:
        for column, index in _INDEXES.items():
            several = connection.execute(_SEVERAL.format(column=column, index=index))
            numbers.update(number for number, given in several if not wanted.isdisjoint(given.split()))
    newest = sorted(numbers)[-MOST:]
    marks = ", ".join("?" * len(newest))
    asked = f"SELECT {COLUMNS} FROM sale WHERE number IN ({marks}) ORDER BY number DESC"  # noqa: S608
    return tuple(map(sale_of, connection.execute(asked, newest)))
