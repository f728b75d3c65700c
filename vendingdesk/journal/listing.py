"""Which sales a search means, asked so that a book of a million sales answers like one of a thousand."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field

from vendingdesk.domain.sale import Sale, VendState
from vendingdesk.journal.projection import COLUMNS, sale_of

ANY = 2**62
"""Above every number."""

BROAD = 2_000
"""A piece of a meter number found more often than this is looked for from the newest sale down instead."""

TOKEN_LENGTH = 20
"""Digits of a token."""

_WIDTH = 6
"""Digits that a receipt number has at least."""


@dataclass(slots=True)
class _Terms:
    """Conditions joined by one word, with their parameters."""

    conditions: list[str] = field(default_factory=list)
    parameters: list[object] = field(default_factory=list)

    def add(self, condition: str, *parameters: object) -> None:
        self.conditions.append(condition)
        self.parameters += parameters

    def joined(self, word: str) -> str:
        return word.join(self.conditions)


def number_of(till: str, receipt_no: str) -> int | None:
    """The number in a receipt number of this till, typed or scanned; ``None`` if it is none."""
    head, dash, digits = receipt_no.strip().rpartition("-")
    if not dash or head.casefold() != till.casefold() or not _digits(digits):
        return None
    return int(digits)


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18


def _ranges(digits: str, highest: int) -> list[tuple[int, int]]:
    """The numbers that begin with ``digits``, written plainly or with the zeros of a receipt number."""
    if digits.startswith("0"):
        if len(digits) > _WIDTH:
            return []
        return [(int(digits.ljust(_WIDTH, "0")), int(digits.ljust(_WIDTH, "9")))]
    number = int(digits)
    found = []
    power = 1
    while number * power <= highest:
        found.append((number * power, (number + 1) * power - 1))
        power *= 10
    return found


def _after(prefix: str) -> str:
    """The first text behind all that begin with ``prefix``."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)


def _is_broad(connection: sqlite3.Connection, column: str, prefix: str) -> bool:
    asked = f"SELECT count(*) FROM (SELECT 1 FROM sale WHERE {column} >= ? AND {column} < ? LIMIT {BROAD})"  # noqa: S608
    count: int = connection.execute(asked, (prefix, _after(prefix))).fetchone()[0]
    return count >= BROAD


def _text_terms(connection: sqlite3.Connection, till: str, text: str) -> tuple[_Terms, bool] | None:
    """The alternatives that ``text`` may mean and whether they are broad; ``None`` when everything fits.

    A receipt number or its beginning (with the till or without), the first or the last digits of a meter, a whole
    token (the first, of several).
    """
    folded, own = text.casefold(), f"{till}-".casefold()
    if own.startswith(folded):
        return None
    receipt = folded.removeprefix(own)
    terms = _Terms()
    broad = False
    if _digits(receipt):
        highest = connection.execute("SELECT coalesce(max(number), 0) FROM sale").fetchone()[0]
        for low, high in _ranges(receipt, highest):
            terms.add("number BETWEEN ? AND ?", low, high)
    if len(folded) == TOKEN_LENGTH and folded.isascii() and folded.isdigit():
        terms.add("tokens >= ? AND tokens < ?", folded, _after(folded))
        terms.add("settled_tokens >= ? AND settled_tokens < ?", folded, _after(folded))
    if _digits(folded):
        for column, prefix in (("meter", folded), ("meter_reversed", folded[::-1])):
            broad = broad or _is_broad(connection, column, prefix)
            terms.add(f"{column} >= ? AND {column} < ?", prefix, _after(prefix))
    if not terms.conditions:
        terms.add("0")
    return terms, broad


def sales(
    connection: sqlite3.Connection,
    till: str,
    *,
    meter: str = "",
    text: str = "",
    states: tuple[VendState, ...] = (),
    before: int = 0,
    limit: int = 50,
) -> tuple[Sale, ...]:
    """Sales, newest first; see the counter's ``Journal``."""
    below, most = before or ANY, max(limit, 0)
    where = _Terms()
    where.add("number < ?", below)
    if meter:
        where.add("meter = ?", meter)
    if states:
        where.add(f"state IN ({', '.join('?' * len(states))})", *(state.value for state in states))
    hint = ""
    found = _text_terms(connection, till, text.strip()) if text.strip() else None
    if found is not None:
        terms, broad = found
        if broad or meter:
            hint = "" if meter else "NOT INDEXED"
            where.add(f"({terms.joined(' OR ')})", *terms.parameters)
        else:
            each = (f"SELECT number FROM sale WHERE {condition}" for condition in terms.conditions)  # noqa: S608
            where.add(f"number IN ({' UNION '.join(each)})", *terms.parameters)
    elif states and not meter and VendState.ISSUED not in states:
        one = (
            "SELECT number FROM sale WHERE state <> 'ISSUED' AND state = ? AND number < ? "
            "ORDER BY number DESC LIMIT ?"
        )
        newest = _Terms()
        for state in states:
            newest.add(f"SELECT number FROM ({one})", state.value, below, most)  # noqa: S608
        where.add(f"number IN ({newest.joined(' UNION ALL ')})", *newest.parameters)
    asked = f"SELECT {COLUMNS} FROM sale {hint} WHERE {where.joined(' AND ')} ORDER BY number DESC LIMIT ?"  # noqa: S608
    return tuple(map(sale_of, connection.execute(asked, (*where.parameters, most))))
