"""The journal's tables as numbered steps; ``PRAGMA user_version`` says how many were taken."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TypeAlias

from vendingdesk.journal.faults import JournalDamaged
from vendingdesk.journal.newer import newer_journal

APPLICATION_ID = 0x56444A31
"""``VDJ1``, in the file's header, so that no other database is taken for a journal."""

DAY = "('person', 'switched', 'shift_opened', 'shift_counted', 'shift_closed')"
"""Kinds of entries that say how the till stands: few, and read at every opening."""

TILL = "('cash', 'allowed', 'at_till', 'report_slip')"
"""Kinds of entries that reports look up."""

SERVER = "('trust_changed', 'clock_seen')"
"""Kinds of entries about the server: few, and the last of a kind is asked for."""

_FIRST: tuple[str, ...] = (
    """CREATE TABLE entry (
        seq INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        till TEXT NOT NULL,
        sale_uid TEXT NOT NULL,
        kind TEXT NOT NULL,
        at TEXT NOT NULL,
        body BLOB NOT NULL,
        raw BLOB,
        previous BLOB NOT NULL CHECK (length(previous) = 32),
        hash BLOB NOT NULL CHECK (length(hash) = 32)
    ) STRICT""",
    """CREATE TRIGGER entry_follows BEFORE INSERT ON entry
        WHEN NEW.seq <> coalesce((SELECT max(seq) FROM entry), 0) + 1
        BEGIN SELECT RAISE(ABORT, 'the journal has no gaps'); END""",
    """CREATE TRIGGER entry_stays BEFORE UPDATE ON entry
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    """CREATE TRIGGER entry_is_kept BEFORE DELETE ON entry
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    """CREATE TABLE sale (
        number INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        till TEXT NOT NULL,
        request_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        meter TEXT NOT NULL,
        meter_reversed TEXT NOT NULL,
        operator TEXT NOT NULL,
        server TEXT NOT NULL,
        customer TEXT NOT NULL,
        place TEXT NOT NULL,
        minor INTEGER,
        currency TEXT,
        exponent INTEGER,
        milliwatt_hours INTEGER,
        management INTEGER,
        value INTEGER,
        reason TEXT,
        override TEXT NOT NULL DEFAULT '',
        prepared_at TEXT NOT NULL,
        state TEXT NOT NULL,
        answer_seq INTEGER REFERENCES entry (seq),
        outcome TEXT,
        tokens TEXT,
        flow_no TEXT,
        concluded_at TEXT,
        copies INTEGER NOT NULL DEFAULT 0,
        receipt_no TEXT GENERATED ALWAYS AS (till || '-' || printf('%06d', number)) VIRTUAL
    ) STRICT""",
    "CREATE INDEX sale_meter ON sale (meter)",
    "CREATE INDEX sale_meter_reversed ON sale (meter_reversed)",
    "CREATE INDEX sale_unusual ON sale (state) WHERE state <> 'ISSUED'",
)

Steps: TypeAlias = tuple[tuple[str, ...], ...]
"""The statements of each step."""

_SECOND: tuple[str, ...] = (
    "ALTER TABLE sale ADD COLUMN doubt_override TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE sale ADD COLUMN overridden_by TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE sale ADD COLUMN settlement TEXT",
    "ALTER TABLE sale ADD COLUMN settled_tokens TEXT",
    "CREATE INDEX sale_tokens ON sale (tokens) WHERE tokens IS NOT NULL",
    "CREATE INDEX sale_settled_tokens ON sale (settled_tokens) WHERE settled_tokens IS NOT NULL",
    "CREATE INDEX entry_beside ON entry (sale_uid, seq) WHERE kind IN ('slip', 'evidence')",
    "CREATE INDEX entry_resolved ON entry (sale_uid) WHERE kind = 'resolved'",
    "CREATE INDEX entry_restored ON entry (seq) WHERE kind = 'restored'",
    "CREATE INDEX entry_supervisor ON entry (seq) WHERE kind = 'supervisor'",
)
"""Settled doubts, overrides, evidence, slips counted by kind, books that go on from a backup."""

_THIRD: tuple[str, ...] = (
    "ALTER TABLE sale ADD COLUMN key_set TEXT",
    "ALTER TABLE sale ADD COLUMN key_part INTEGER",
    "CREATE INDEX sale_key_change ON sale (meter) WHERE key_set IS NOT NULL",
)
"""Key changes asked for as a set. The index has their parts alone, so that no other sale pays for it."""

_FOURTH: tuple[str, ...] = (
    "ALTER TABLE sale ADD COLUMN charges TEXT",
    "CREATE INDEX sale_day ON sale (substr(prepared_at, 1, 10))",
)
"""Taxes and fees of a sale, why a slip was made again, and sales by the day that the till's own clock showed."""

_FIFTH: tuple[str, ...] = (
    "ALTER TABLE sale ADD COLUMN account TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE sale ADD COLUMN tender TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE sale ADD COLUMN cash INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE sale ADD COLUMN tendered INTEGER",
    "ALTER TABLE sale ADD COLUMN energy_price INTEGER",
    "ALTER TABLE sale ADD COLUMN allowed TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE sale ADD COLUMN allowed_by TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE sale ADD COLUMN shift INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE sale ADD COLUMN price INTEGER",
    """UPDATE sale SET price = minor + (
        SELECT coalesce(sum(json_extract(value, '$.minor')), 0) FROM json_each(coalesce(charges, '[]'))
        WHERE json_extract(value, '$.included') = 0
    ) WHERE minor IS NOT NULL""",
    "CREATE INDEX sale_shift ON sale (shift) WHERE shift > 0",
    f"CREATE INDEX entry_day ON entry (seq) WHERE kind IN {DAY}",
    f"CREATE INDEX entry_till ON entry (seq) WHERE kind IN {TILL}",
    "CREATE INDEX entry_refund ON entry (sale_uid) WHERE kind = 'cash' AND sale_uid <> ''",
)
"""People, shifts and cash; what a sale was paid with, who stood at the till and who gave leave."""

COPIED = "kind = 'slip' AND instr(CAST(body AS TEXT), '\"copy\":1,') = 0"
"""That an entry is of a slip that was made again. Its body is written in one way, and what a person typed has its
quotation marks escaped there; functions that read JSON may not stand in a schema."""

_SIXTH: tuple[str, ...] = (f"CREATE INDEX entry_copy ON entry (substr(at, 1, 10)) WHERE {COPIED}",)
"""Slips that were made again, by the day that the till's own clock showed. Originals stand in no index of time."""

_SEVENTH: tuple[str, ...] = (
    f"CREATE INDEX entry_server ON entry (seq) WHERE kind IN {SERVER}",
    "CREATE INDEX entry_unit ON entry (seq) WHERE kind = 'unit_set'",
)
"""Whom the till trusts, how the server's clock stands against this machine's, and what sales are in."""

_EIGHTH: tuple[str, ...] = ("CREATE INDEX entry_program ON entry (seq) WHERE kind = 'program'",)
"""Which version of the program writes from here on."""

MIGRATIONS: Steps = (_FIRST, _SECOND, _THIRD, _FOURTH, _FIFTH, _SIXTH, _SEVENTH, _EIGHTH)
"""Step n brings version n-1 to n. A released step is never changed. A new kind of entry is a step
too (an empty one if the tables stay), so that a program that does not know it refuses the file."""

VERSION = len(MIGRATIONS)
"""The version that this program writes."""


def version(connection: sqlite3.Connection) -> int:
    """The version of an open file."""
    found: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return found


def check(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a file that is not a journal, or one of a newer program: raises ``EnvironmentFault``."""
    found = version(connection)
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise JournalDamaged(f"The file {path} is not a Vending Desk journal: choose another data folder.")
    if found > VERSION:
        raise newer_journal(connection, path, found, VERSION)


def migrate(connection: sqlite3.Connection, steps: Steps = MIGRATIONS) -> None:
    """Take the steps that an open file still lacks, all of them or none.

    One transaction, so that no file is left at a version that nobody sold with: the program before would not open
    it any more. Its log may get as large as the file; it is gone when the connection is closed.
    """
    lacking = steps[version(connection) :]
    if not lacking:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in lacking:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(steps)}")
        connection.execute("COMMIT")
    except sqlite3.Error:
        if connection.in_transaction:  # where the disk is full, SQLite has taken all back already
            connection.execute("ROLLBACK")
        raise
