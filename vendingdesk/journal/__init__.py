"""The append-only book of a till and the register beside it, on SQLite.

``SqliteJournal`` and ``SqliteRegister`` fit what the counter asks for; ``verify`` and ``write_csv`` only read and
may be used while a counter runs.
"""

import sqlite3

from vendingdesk.journal.opening import JOURNAL_NAME
from vendingdesk.journal.register import REGISTER_NAME, SqliteRegister
from vendingdesk.journal.sqlite_journal import SqliteJournal
from vendingdesk.journal.verification import Verification, verify

SQLITE_VERSION = sqlite3.sqlite_version
"""Of the library that is linked in, for ``doctor``."""

SQLITE_VERSION = sqlite3.sqlite_version
"""Of the library that keeps the files."""

__all__ = [
    "JOURNAL_NAME",
    "REGISTER_NAME",
    "SQLITE_VERSION",
    "SqliteJournal",
    "SqliteRegister",
    "Verification",
    "verify",
]
