"""Which sales a search means, asked so that a book of a million sales answers like one of a thousand."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field

from vendingdesk.domain.sale import Sale, VendState
from vendingdesk.domain.sale_filter import NUMBER_WIDTH, TOKEN_LENGTH, plain_digits
from vendingdesk.journal.projection import COLUMNS, sale_of

ANY = 2**62
"""Above every number."""

BROAD = 20_000
"""A piece of a meter number that is found more often than this is looked for among the newest sales first."""

NEWEST = 5_000
"""How many those are: read in about 10 ms."""

PASSING = frozenset({VendState.PREPARED, VendState.SENDING, VendState.IN_DOUBT})
"""States that few sales are in at a time, however large the book."""


@dataclass(slots=True)
class Terms:
    """Conditions that all have to hold, with their parameters."""

    conditions: list[str] = field(default_factory=list)
    parameters: list[object] = field(default_factory=list)

    def add(self, condition: str, *parameters: object) -> None:
        """One more condition."""
        self.conditions.append(condition)
        self.parameters += parameters


def number_of(till: str, receipt_no: str) -> int | None:
    """The number in a receipt number of this till, typed or scanned; ``None`` if it is none."""
    head, dash, digits = receipt_no.strip().rpartition("-")
    if not dash or head.casefold() != till.casefold() or not plain_digits(digits):
        return None
    return int(digits)


def _ranges(digits: str, highest: int) -> list[tuple[int, int]]:
    """The numbers that begin with ``digits``, written plainly or with the zeros of a receipt number."""
    if digits.startswith("0"):
        if len(digits) > NUMBER_WIDTH:
            return []
        return [(int(digits.ljust(NUMBER_WIDTH, "0")), int(digits.ljust(NUMBER_WIDTH, "9")))]
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


@dataclass(frozen=True, slots=True)
class Source:
    """A condition that the index named after it answers (none: the table itself, which is kept by number)."""

    condition: str
    parameters: tuple[object, ...]
    index: str = ""

    def numbers(self, others: Terms, most: int) -> tuple[str, tuple[object, ...]]:
        """The newest numbers that it and other conditions leave. SQLite is told the index: it would guess."""
        hint = f"INDEXED BY {self.index}" if self.index else "NOT INDEXED"
        where = " AND ".join((self.condition, *others.conditions))
        asked = f"SELECT number FROM sale {hint} WHERE {where} ORDER BY number DESC LIMIT ?"  # noqa: S608
        return f"SELECT number FROM ({asked})", (*self.parameters, *others.parameters, most)  # noqa: S608


def prefixed(column: str, prefix: str, index: str) -> Source:
    """Those whose column begins so; said once more for an index that has not all rows."""
    also = f" AND {column} IS NOT NULL" if index.endswith("tokens") else ""
    return Source(f"{column} >= ? AND {column} < ?{also}", (prefix, _after(prefix)), index)


def _highest(connection: sqlite3.Connection, below: int) -> int:
    asked = "SELECT coalesce(max(number), 0) FROM sale WHERE number < ?"
    number: int = connection.execute(asked, (below,)).fetchone()[0]
    return number


def is_broad(connection: sqlite3.Connection, source: Source) -> bool:
    """Whether an index has too many sales for a source to look at each."""
    where = f"{source.index} WHERE {source.condition}"
    asked = f"SELECT count(*) FROM (SELECT 1 FROM sale INDEXED BY {where} LIMIT {BROAD})"  # noqa: S608
    count: int = connection.execute(asked, source.parameters).fetchone()[0]
    return count >= BROAD


def meanings(connection: sqlite3.Connection, till: str, text: str) -> tuple[list[Source], bool] | None:
    """What ``text`` may mean and whether that is broad; ``None`` when everything fits.

    A receipt number or its beginning (with the till or without), the first or the last digits of a meter, a whole
    token (the first, of several).
    """
    folded, own = text.casefold(), f"{till}-".casefold()
    if own.startswith(folded):
        return None
    receipt = folded.removeprefix(own)
    found: list[Source] = []
    broad = False
    if plain_digits(receipt):
        highest = _highest(connection, ANY)
        found += [Source("number BETWEEN ? AND ?", between) for between in _ranges(receipt, highest)]
    if len(folded) == TOKEN_LENGTH and folded.isascii() and folded.isdigit():
        found += [prefixed("tokens", folded, "sale_tokens")]
        found += [prefixed("settled_tokens", folded, "sale_settled_tokens")]
    if plain_digits(folded):
        ends = [
            prefixed("meter", folded, "sale_meter"),
            prefixed("meter_reversed", folded[::-1], "sale_meter_reversed"),
        ]
        broad = any(is_broad(connection, end) for end in ends)
        found += ends
    return found, broad


def any_of(sources: list[Source]) -> tuple[str, tuple[object, ...]]:
    """The sources as one condition on a row."""
    conditions = " OR ".join(source.condition for source in sources) or "0"
    return f"({conditions})", tuple(parameter for source in sources for parameter in source.parameters)


def by_state(states: tuple[VendState, ...]) -> list[Source]:
    """The sales in some states, none of them ISSUED."""
    return [Source("state <> 'ISSUED' AND state = ?", (state.value,), "sale_unusual") for state in states]


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
    where = Terms()
    where.add("number < ?", below)
    if meter:
        where.add("meter = ?", meter)
    if states:
        where.add(f"state IN ({', '.join('?' * len(states))})", *(state.value for state in states))
    meant = meanings(connection, till, text.strip()) if text.strip() else None
    sources: list[Source] = []
    if states and VendState.ISSUED not in states and (not meter or PASSING.issuperset(states)):
        sources = by_state(states)
    elif meter:
        sources = [Source("meter = ?", (meter,), "sale_meter")]
    if meant is not None:
        terms, broad = meant
        condition, parameters = any_of(terms)
        if sources or not terms:
            where.add(condition, *parameters)
        else:
            sources = terms
        if broad and sources is terms:
            newest = Terms([*where.conditions, condition], [*where.parameters, *parameters])
            newest.add("number > ?", _highest(connection, below) - NEWEST)
            found = _read(connection, [], newest, most)
            if len(found) == most:
                return found
    return _read(connection, sources, where, most)


_KEY_PARTS = "FROM sale INDEXED BY sale_key_change WHERE meter = ? AND key_set IS NOT NULL"
_NEWEST_SET = f"(SELECT key_set {_KEY_PARTS} ORDER BY number DESC LIMIT 1)"


def key_change(connection: sqlite3.Connection, meter: str, set_uid: str = "") -> tuple[Sale, ...]:
    """The sales of a key change of a meter, oldest first: of one set, or of the newest when none is named."""
    wanted = "?" if set_uid else _NEWEST_SET
    asked = f"SELECT {COLUMNS} {_KEY_PARTS} AND key_set = {wanted} ORDER BY number"
    return tuple(map(sale_of, connection.execute(asked, (meter, set_uid or meter))))


def _read(connection: sqlite3.Connection, sources: list[Source], where: Terms, most: int) -> tuple[Sale, ...]:
    """The newest sales that come from any source and fit."""
    parameters = list(where.parameters)
    conditions = list(where.conditions)
    if sources:
        asked = [source.numbers(where, most) for source in sources]
        conditions.append(f"number IN ({' UNION ALL '.join(part for part, _ in asked)})")
        for _, theirs in asked:
            parameters += theirs
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM sale NOT INDEXED WHERE {' AND '.join(conditions)} "  # noqa: S608
        "ORDER BY number DESC LIMIT ?",
        (*parameters, most),
    )
    return tuple(map(sale_of, rows))
