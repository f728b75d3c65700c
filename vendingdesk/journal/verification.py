"""Whether a journal is what was written: the chain, the numbers, and the table against the entries."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import msgspec

from vendingdesk.journal.chain import ORIGIN, link
from vendingdesk.journal.entries import DECODERS
from vendingdesk.journal.faults import fault
from vendingdesk.journal.ledger import Ledger
from vendingdesk.journal.opening import read_only

_Found: TypeAlias = tuple[int | None, str]

_ENTRIES = "SELECT seq, uid, till, sale_uid, kind, at, body, raw, previous, hash FROM entry ORDER BY seq"


@dataclass(frozen=True, slots=True)
class Verification:
    """What a verification found; ``str()`` is the line to show.

    ``entries`` and ``sales`` were read and found right. ``head`` is the last right entry's hash in
    hexadecimal. ``first_break`` is the seq of the first entry that is wrong, ``None`` when the chain is whole
    (the table of sales may still be wrong: ``problem`` says what).
    """

    entries: int
    sales: int
    unbroken: bool
    head: str
    first_break: int | None = None
    problem: str = ""

    def __str__(self) -> str:
        """One sentence."""
        if self.unbroken:
            return f"{self.entries} entries, {self.sales} sales, unbroken. Head: {self.head}"
        where = f" at entry {self.first_break}" if self.first_break is not None else ""
        return f"Broken{where}: {self.problem}. {self.entries} entries before it are right. Head: {self.head}"


class _Reading:
    """One pass over a journal."""

    def __init__(self) -> None:
        self.entries = 0
        self.head = ORIGIN
        self.ledger = Ledger()

    def chain(self, connection: sqlite3.Connection) -> _Found:  # noqa: PLR0911
        """Read the entries; returns the first break, or ``(None, "")``."""
        connection.text_factory = bytes
        head, count, ledger = ORIGIN, 0, self.ledger
        try:
            for seq, uid, till, sale_uid, kind, at, body, raw, previous, digest in connection.execute(_ENTRIES):
                if seq != count + 1:
                    return count + 1, f"entry {count + 1} is missing"
                if previous != head:
                    return seq, "it does not follow the entry before it"
                if link(head, seq, uid, till, sale_uid, kind, at, body, raw) != digest:
                    return seq, "its content is not what was written"
                try:
                    decoder = DECODERS.get(kind.decode())
                    if decoder is None:
                        return seq, f"its kind {kind.decode()} is unknown"
                    wrong = ledger.enter(seq, sale_uid.decode(), till.decode(), at.decode(), decoder.decode(body))
                except (msgspec.MsgspecError, ValueError) as error:
                    return seq, f"it can't be read ({error})"
                if wrong:
                    return seq, wrong
                head, count = digest, seq
        except sqlite3.Error as error:
            return count + 1, _unreadable(error)
        finally:
            self.entries, self.head = count, head
            connection.text_factory = str
        return (None, "") if count else (1, "there is no first entry")


def _unreadable(error: sqlite3.Error) -> str:
    if fault(error, Path()) is None:
        raise error
    return f"the file is damaged there ({error})"


def _table(connection: sqlite3.Connection, ledger: Ledger) -> str:
    """What is wrong with the table of sales or with the file around it; empty for nothing."""
    try:
        wrong = ledger.compare(connection)
        if wrong:
            return wrong
        found: str = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        return _unreadable(error)
    return "" if found == "ok" else f"the file is damaged ({found})"


def verify(path: Path) -> Verification:
    """Read a journal (its file or folder) from end to end without writing to it.

    Raises ``EnvironmentFault`` for a file that can't be read at all.
    """
    reading = _Reading()
    with read_only(path) as connection:
        first_break, problem = reading.chain(connection)
        if not problem:
            problem = _table(connection, reading.ledger)
    return Verification(reading.entries, reading.ledger.count, not problem, reading.head.hex(), first_break, problem)
