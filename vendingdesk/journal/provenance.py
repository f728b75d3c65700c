"""A sale as the table shows it, held to the chained entries that it comes from, before it goes onto paper.

No index leads from a sale to its entries: it would cost every sale. The numbers of prepared sales grow with ``seq``,
so the first entry is found by halving, and the outcome stands a few entries behind it.
"""

from __future__ import annotations

import sqlite3

import msgspec

from vendingdesk.domain.sale import VendState, receipt_number
from vendingdesk.journal.chain import link
from vendingdesk.journal.entries import DECODERS, Body, Concluded, Prepared, Resolved
from vendingdesk.journal.faults import RESTORE, JournalDamaged
from vendingdesk.journal.projection import (
    CONCLUDED_COLUMNS,
    CONCLUDED_WIDTH,
    PREPARED_COLUMNS,
    SETTLED_COLUMNS,
    Row,
    concluded_row,
    concluded_state,
    prepared_row,
    settled_row,
    settled_state,
)

_ENTRY = "SELECT seq, uid, till, sale_uid, kind, at, body, raw, previous, hash FROM entry "
_PREPARED = _ENTRY + "WHERE seq BETWEEN ? AND ? AND kind = 'prepared' ORDER BY seq LIMIT 1"
_CONCLUDED = _ENTRY + "WHERE seq > ? AND sale_uid = ? AND kind = 'concluded' ORDER BY seq LIMIT 1"
_RESOLVED = _ENTRY + "WHERE sale_uid = ? AND kind = 'resolved'"
_SHOWN = f"SELECT {PREPARED_COLUMNS}, {CONCLUDED_COLUMNS}, {SETTLED_COLUMNS}, state FROM sale WHERE number = ?"  # noqa: S608

_UNDER_WAY = (VendState.PREPARED.value, VendState.SENDING.value)


def hold_to_entries(connection: sqlite3.Connection, till: str, number: int) -> None:
    """Raise ``JournalDamaged`` when the table shows a sale otherwise than its entries, or they are not as written."""
    shown = connection.execute(_SHOWN, (number,)).fetchone()
    try:
        right = shown is not None and _as_written(connection, number, shown[-1]) == shown
    except (msgspec.MsgspecError, ValueError):
        right = False
    if not right:
        raise JournalDamaged(
            f"The journal is damaged: sale {receipt_number(till, number)} does not stand in it as it was written, so "
            f"no slip of it is made. {RESTORE}"
        )


def _as_written(connection: sqlite3.Connection, number: int, state: str) -> Row:
    """What the table must show, where ``state`` is what it shows; ``ValueError`` where the entries don't say."""
    seq, uid, till, at, prepared = _prepared(connection, number)
    concluded: Row = (None,) * CONCLUDED_WIDTH
    settled: Row = (None, None)
    ended = connection.execute(_CONCLUDED, (seq, uid)).fetchone()
    if ended is not None:
        body = _body(ended)
        assert isinstance(body, Concluded)  # noqa: S101 - by its kind
        concluded, state = concluded_row(ended[5], body), concluded_state(body).value
    elif state not in _UNDER_WAY:
        raise ValueError(f"no entry ends sale {number}")
    resolved = connection.execute(_RESOLVED, (uid,)).fetchone()
    if resolved is not None:
        body = _body(resolved)
        assert isinstance(body, Resolved)  # noqa: S101 - by its kind
        settled, state = settled_row(resolved[5], body), settled_state(body).value
    return (*prepared_row(uid, till, at, prepared), *concluded, *settled, state)


def _prepared(connection: sqlite3.Connection, number: int) -> tuple[int, str, str, str, Prepared]:
    """The entry that gave a sale its number: seq, sale, till, time and body; ``ValueError`` when there is none."""
    low, high = 1, connection.execute("SELECT max(seq) FROM entry").fetchone()[0]
    while low <= high:
        middle = (low + high) // 2
        row = connection.execute(_PREPARED, (middle, high)).fetchone()
        if row is None:
            high = middle - 1
            continue
        body = _body(row)
        assert isinstance(body, Prepared)  # noqa: S101 - by its kind
        if body.number == number:
            return row[0], row[3], row[2], row[5], body
        if body.number < number:
            low = row[0] + 1
        else:
            high = middle - 1
    raise ValueError(f"no entry made sale {number}")


def _body(row: Row) -> Body:
    """The body of an entry whose hash is right; ``ValueError`` for another."""
    seq, uid, till, sale_uid, kind, at, body, raw, previous, digest = row
    new = link(
        previous,
        seq,
        uid.encode(),
        till.encode(),
        sale_uid.encode(),
        kind.encode(),
        at.encode(),
        body,
        raw,
    )
    if new != digest:
        raise ValueError(f"entry {seq} is not what was written")
    return DECODERS[kind].decode(body)
