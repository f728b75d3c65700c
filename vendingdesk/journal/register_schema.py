"""The register's tables as numbered steps; ``PRAGMA user_version`` says how many were taken."""

from __future__ import annotations

import sqlite3

from vendingdesk.domain.customer import folded, searched
from vendingdesk.journal import people_register

_TABLE = """CREATE TABLE customer (
    meter TEXT PRIMARY KEY, name TEXT NOT NULL, place TEXT NOT NULL, phone TEXT NOT NULL,
    tariff TEXT NOT NULL, note TEXT NOT NULL, name_key TEXT NOT NULL, found_by TEXT NOT NULL
) STRICT"""
_INDEX = "CREATE INDEX customer_name ON customer (name_key, meter)"
_SUPERVISORS = """CREATE TABLE supervisor (
    name_key TEXT PRIMARY KEY, name TEXT NOT NULL, pin_hash TEXT NOT NULL, misses INTEGER NOT NULL, locked_until TEXT
) STRICT"""

SHOWN = "name, place, phone, tariff, note, supply_group, key_revision, tariff_index"
"""The columns of a customer beside the meter, in the order of ``Customer``."""

KEPT = f"{SHOWN}, name_key, found_by, meter_reversed, batch"
"""All columns beside the meter: ``batch`` is the import that wrote the row last, 0 for a hand."""

_FOLDED = (
    "name_key = folded(name), meter_reversed = reversed(meter), "
    "found_by = found_by(meter, name, place, phone, tariff, note, supply_group)"
)

_IMPORTS: tuple[str, ...] = (
    "ALTER TABLE customer ADD COLUMN supply_group TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE customer ADD COLUMN key_revision TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE customer ADD COLUMN tariff_index TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE customer ADD COLUMN meter_reversed TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE customer ADD COLUMN batch INTEGER NOT NULL DEFAULT 0",
    f"UPDATE customer SET {_FOLDED}",  # noqa: S608
    "DROP INDEX customer_name",
    # With the text that is searched in it: a search reads this index from end to end and no row of the table.
    "CREATE INDEX customer_name ON customer (name_key, meter, found_by)",
    "CREATE INDEX customer_reversed ON customer (meter_reversed)",
    """CREATE TABLE batch (
        id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, source TEXT NOT NULL, who TEXT NOT NULL,
        known TEXT NOT NULL, added INTEGER NOT NULL, changed INTEGER NOT NULL, undone_at TEXT
    ) STRICT""",
    # What a batch found in the place of the rows that it wrote over; what it added has none here.
    f"""CREATE TABLE replaced (
        for_batch INTEGER NOT NULL, meter TEXT NOT NULL, {KEPT.replace(",", " TEXT,")} INTEGER,
        PRIMARY KEY (for_batch, meter)
    ) STRICT, WITHOUT ROWID""",
)
"""What the utility says of a meter's key, a search through an index, imports that can be undone."""

STEPS: tuple[tuple[str, ...], ...] = ((_TABLE, _INDEX), (_SUPERVISORS,), _IMPORTS, people_register.STEP)
"""Step n brings version n-1 to n. A released step is never changed; a new one comes last."""

VERSION = len(STEPS)
"""The version of the file that this program writes."""

PRAGMAS = (
    "journal_mode = TRUNCATE",
    "synchronous = FULL",
    "secure_delete = ON",
    "trusted_schema = OFF",
    "temp_store = MEMORY",
    "cache_size = -65536",
)
"""No log that keeps what was erased, erased bytes overwritten, nothing of a file that is read put elsewhere."""


def teach(connection: sqlite3.Connection) -> None:
    """Give an open file the words that the statements use beside SQL's own."""
    connection.create_function("folded", 1, folded, deterministic=True)
    connection.create_function("reversed", 1, lambda text: text[::-1], deterministic=True)
    connection.create_function("found_by", 7, searched, deterministic=True)
