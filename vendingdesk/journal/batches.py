"""Imports into the register: rows of a file put beside it, weighed, written all or none, and undone.

Rows wait in a table in memory, so that what was looked at is what is written, and a file that changes meanwhile or a
program that dies leaves nothing behind.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from vendingdesk.domain.register import Batch, Known, Undone, Weighed
from vendingdesk.journal.register_schema import KEPT, SHOWN

NEWEST = 20
"""Batches that can be undone: of older ones what was there before is forgotten."""

_FIELDS = SHOWN.split(", ")
_WAITING = f"CREATE TEMP TABLE IF NOT EXISTS waiting (meter TEXT PRIMARY KEY, {SHOWN}) WITHOUT ROWID"
_ADD = f"INSERT OR IGNORE INTO waiting VALUES ({', '.join('?' * (len(_FIELDS) + 1))})"  # noqa: S608

_DIFFERS = " OR ".join(f"(new.{each} <> '' AND new.{each} <> old.{each})" for each in _FIELDS)
_FILLS = " OR ".join(f"(new.{each} <> '' AND old.{each} = '')" for each in _FIELDS)
_BESIDE = "FROM waiting AS new LEFT JOIN customer AS old ON old.meter = new.meter"
_WEIGH = f"""SELECT coalesce(sum(old.meter IS NULL), 0), coalesce(sum(old.meter IS NOT NULL AND NOT ({_DIFFERS})), 0),
    coalesce(sum({_DIFFERS}), 0), coalesce(sum({_FILLS}), 0) {_BESIDE}"""

_WRITES = {Known.KEEP: "0", Known.REPLACE: _DIFFERS, Known.FILL: _FILLS}
"""Which of the known meters are written."""

_CHOSEN = {
    Known.KEEP: "coalesce(old.{0}, new.{0})",
    Known.REPLACE: "iif(new.{0} <> '', new.{0}, coalesce(old.{0}, ''))",
    Known.FILL: "iif(coalesce(old.{0}, '') <> '', old.{0}, new.{0})",
}
"""What stands in a field afterwards."""

_BATCH = "SELECT id, at, source, who, known, added, changed, undone_at FROM batch"
_MEANT = "SELECT meter FROM replaced WHERE for_batch = ?"


def wait(connection: sqlite3.Connection, rows: Sequence[Sequence[str]]) -> None:
    """Put rows beside the register; each has a meter and its fields, and no meter comes twice."""
    connection.execute(_WAITING)
    connection.execute("BEGIN")
    connection.executemany(_ADD, rows)
    connection.execute("COMMIT")


def forget(connection: sqlite3.Connection) -> None:
    """Put nothing beside the register any more."""
    connection.execute("DROP TABLE IF EXISTS temp.waiting")


def weigh(connection: sqlite3.Connection) -> Weighed:
    """What the rows that wait would do."""
    connection.execute(_WAITING)
    return Weighed(*connection.execute(_WEIGH).fetchone())


def write(connection: sqlite3.Connection, known: Known, source: str, who: str, at: datetime) -> Batch:
    """Write the rows that wait as one batch; in a transaction that the caller begins and ends."""
    asked = (at.isoformat(), source, who, known.value)
    number = connection.execute(
        "INSERT INTO batch (at, source, who, known, added, changed) VALUES (?, ?, ?, ?, 0, 0)", asked
    ).lastrowid
    changed = connection.execute(
        f"INSERT INTO replaced (for_batch, meter, {KEPT}) "
        f"SELECT ?, old.meter, {', '.join(f'old.{each}' for each in KEPT.split(', '))} "
        f"{_BESIDE} WHERE old.meter IS NOT NULL AND ({_WRITES[known]})",
        (number,),
    ).rowcount
    chosen = {each: _CHOSEN[known].format(each) for each in _FIELDS}
    looked_in = ", ".join(("new.meter", *(chosen[each] for each in _FIELDS[:6])))
    written = connection.execute(
        f"INSERT OR REPLACE INTO customer (meter, {KEPT}) "
        f"SELECT new.meter, {', '.join(chosen.values())}, folded({chosen['name']}), "
        f"found_by({looked_in}), reversed(new.meter), ? {_BESIDE} WHERE old.meter IS NULL OR {_WRITES[known]}",
        (number,),
    ).rowcount
    added = written - changed
    connection.execute("UPDATE batch SET added = ?, changed = ? WHERE id = ?", (added, changed, number))
    connection.execute("DELETE FROM replaced WHERE for_batch <= ? - ?", (number, NEWEST))
    return _batch(connection.execute(f"{_BATCH} WHERE id = ?", (number,)).fetchone())


def newest(connection: sqlite3.Connection) -> tuple[Batch, ...]:
    """The batches that can be or were undone, newest first."""
    rows = connection.execute(f"{_BATCH} ORDER BY id DESC LIMIT ?", (NEWEST,))
    return tuple(map(_batch, rows))


def _batch(row: tuple[int, str, str, str, str, int, int, str | None]) -> Batch:
    number, at, source, who, known, added, changed, undone = row
    ended = None if undone is None else datetime.fromisoformat(undone)
    return Batch(number, datetime.fromisoformat(at), source, who, Known(known), added, changed, ended)


def undo(connection: sqlite3.Connection, number: int, at: datetime) -> Undone | None:
    """Put back what a batch found, wherever its own row still stands; in a transaction of the caller's.

    A row that a hand or a later batch wrote since stays, and one that was erased stays erased. None for a batch that
    is undone already, or too old.
    """
    standing = connection.execute(
        "UPDATE batch SET undone_at = ? WHERE id = ? AND undone_at IS NULL AND id > (SELECT max(id) FROM batch) - ?",
        (at.isoformat(), number, NEWEST),
    )
    if not standing.rowcount:
        return None
    # A later batch that is undone after this one must not bring back what this one wrote.
    columns = ", ".join(KEPT.split(", "))
    connection.execute(
        f"UPDATE replaced AS later SET ({columns}) = (SELECT {columns} FROM replaced AS earlier "  # noqa: S608
        f"WHERE earlier.for_batch = ? AND earlier.meter = later.meter) WHERE later.batch = ? AND meter IN ({_MEANT})",
        (number, number, number),
    )
    connection.execute("DELETE FROM replaced WHERE batch = ?", (number,))
    removed = connection.execute(
        f"DELETE FROM customer WHERE batch = ? AND meter NOT IN ({_MEANT})",  # noqa: S608
        (number, number),
    ).rowcount
    restored = connection.execute(
        f"INSERT OR REPLACE INTO customer (meter, {KEPT}) "  # noqa: S608
        f"SELECT was.meter, {', '.join(f'was.{each}' for each in KEPT.split(', '))} FROM replaced AS was "
        "JOIN customer AS now ON now.meter = was.meter AND now.batch = was.for_batch "
        "WHERE was.for_batch = ?",
        (number,),
    ).rowcount
    connection.execute("DELETE FROM replaced WHERE for_batch = ?", (number,))
    [written] = connection.execute("SELECT added + changed FROM batch WHERE id = ?", (number,)).fetchone()
    return Undone(removed, restored, written - removed - restored)
