"""What an older program says of books that a newer one has written; it changes nothing of them."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path

import msgspec

from vendingdesk import __version__
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.journal.kept_copies import copy_before
from vendingdesk.journal.program_entries import KNOWN, LAST_PROGRAM


class NewerBooks(EnvironmentFault):
    """The books are those of a newer program."""


def newer_journal(connection: sqlite3.Connection, path: Path, found: int, known: int) -> NewerBooks:
    """The sentence about an open journal whose file has version ``found`` where this program knows ``known``."""
    kept = copy_before(path.parent, known)
    return NewerBooks(_sentence(f"The journal {path}", _writer(connection, found), found, known, kept))


def newer_register(path: Path, found: int, known: int) -> NewerBooks:
    """The same about a register; no file says who wrote that."""
    kept = copy_before(path.parent, known, "register-")
    return NewerBooks(_sentence(f"The register {path}", "", found, known, kept))


def _sentence(what: str, writer: str, found: int, known: int, kept: str) -> str:
    copy = f"the copy kept before the update, {kept}," if kept else "a backup made before the update"
    return (
        f"{what} has version {found}, written by {writer or 'a newer Vending Desk'}; this is Vending Desk "
        f"{__version__} and knows version {known}. Nothing was changed: install {writer or 'the newer program'} "
        f"again. To stay with this one means to go on from {copy} without what came since: docs/update.md says how."
    )


def _writer(connection: sqlite3.Connection, version: int) -> str:
    """Who brought the file to a version, as a person calls it; empty where the journal does not say so."""
    with suppress(sqlite3.Error, msgspec.MsgspecError):
        row = connection.execute(LAST_PROGRAM).fetchone()
        if row is not None and (said := KNOWN.decode(row[0])).version == version:
            return said.product.replace("vendingdesk", "Vending Desk")
    return ""
