"""What was written since the last verification, held to its hashes and against the table of sales."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import msgspec

from vendingdesk.domain.sale import receipt_number
from vendingdesk.journal.chain import link
from vendingdesk.journal.entries import DECODERS, Prepared
from vendingdesk.journal.mark import Mark, holds
from vendingdesk.journal.opening import read_only
from vendingdesk.journal.projection import change
from vendingdesk.journal.schema import VERSION, version
from vendingdesk.journal.server_entries import SERVER_BODIES, beside_wrong, server_wrong
from vendingdesk.journal.verification import STRIDE, Cancelled, Pace, Progress, Verification, unreadable

_SINCE = "SELECT seq, uid, till, sale_uid, kind, at, body, raw, previous, hash FROM entry WHERE seq > ? ORDER BY seq"
_SLIPS = "SELECT count(*) FROM entry WHERE sale_uid = ? AND kind = 'slip' AND kind IN ('slip', 'evidence')"
"""Asked so that the index of what stands beside sales answers."""


class _Break(Exception):
    """Where the entries or the table are not what was written."""

    def __init__(self, problem: str, seq: int | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.seq = seq


class _Scratch:
    """The table of sales as the new entries alone would have made it, in memory."""

    def __init__(self, live: sqlite3.Connection, till: str, highest: int) -> None:
        self._live = live
        self._till = till
        self._highest = highest
        self._touched: set[int] = set()
        self._older: list[int] = []
        self._own = sqlite3.connect(":memory:", isolation_level=None)
        self._own.execute(live.execute("SELECT sql FROM sqlite_schema WHERE name = 'sale'").fetchone()[0])
        columns = live.execute("SELECT name FROM pragma_table_xinfo('sale') WHERE hidden = 0")
        self._columns = ", ".join(name for (name,) in columns)

    def close(self) -> None:
        """Forget it."""
        self._own.close()

    def enter(self, seq: int, texts: list[str], body: bytes, raw: bytes | None) -> None:
        """Take one entry in: its till, sale uid, kind and time, and its body."""
        till, sale_uid, kind, at = texts
        decoder = DECODERS.get(kind)
        if decoder is None:
            raise _Break(f"its kind {kind} is unknown", seq)
        if till != self._till:
            raise _Break(f"it is of till {till}, and the book of {self._till}", seq)
        written = decoder.decode(body)
        if isinstance(written, SERVER_BODIES):
            wrong = server_wrong(written) or beside_wrong(written, body, sale_uid, raw)
            if wrong:
                raise _Break(wrong, seq)
            return
        made = change(seq, sale_uid, till, at, written)
        if made is None:
            return
        number: int = written.number  # type: ignore[union-attr]  # what changes the table is about a sale
        if isinstance(written, Prepared):
            if number <= self._highest:
                raise _Break(f"it gives the number {number}, which was given out before", seq)
            self._highest = number
        elif number not in self._touched:
            self._fetch(number)
        self._touched.add(number)
        self._own.execute(*made)

    def _fetch(self, number: int) -> None:
        """Begin with what the table says of a sale that is older than the new entries."""
        row = self._row(self._live, number)
        if row is not None:
            marks = ", ".join("?" * len(row))
            self._own.execute(f"INSERT INTO sale ({self._columns}) VALUES ({marks})", row)  # noqa: S608
            self._older.append(number)

    def _row(self, connection: sqlite3.Connection, number: int) -> tuple[object, ...] | None:
        found: tuple[object, ...] | None = connection.execute(
            f"SELECT {self._columns} FROM sale WHERE number = ?",  # noqa: S608
            (number,),
        ).fetchone()
        return found

    def compare(self) -> None:
        """Hold the sales that the new entries are about against the table."""
        for number in self._older:  # what a slip adds to is not known from the new entries alone
            [uid] = self._own.execute("SELECT uid FROM sale WHERE number = ?", (number,)).fetchone()
            made = self._live.execute(_SLIPS, (uid,)).fetchone()
            self._own.execute("UPDATE sale SET copies = ? WHERE number = ?", (*made, number))
        for number in sorted(self._touched):
            shown = self._row(self._live, number)
            if shown is None:
                raise _Break(f"the table lacks sale {receipt_number(self._till, number)}, which the entries have")
            if shown != self._row(self._own, number):
                raise _Break(f"the table shows sale {receipt_number(self._till, number)} otherwise than its entries")
        above = self._live.execute("SELECT min(number) FROM sale WHERE number > ?", (self._highest,)).fetchone()[0]
        if above is not None:
            raise _Break(f"the table has a sale {above} that no entry made")


class _Reading:
    """One pass over the new entries."""

    def __init__(self, connection: sqlite3.Connection, known: Mark, pace: Pace) -> None:
        self.seq = known.seq
        self.head = known.digest
        self._connection = connection
        self._pace = pace
        till = connection.execute("SELECT till FROM entry WHERE seq = 1").fetchone()[0]
        self._scratch = _Scratch(connection, till, known.number)

    def close(self) -> None:
        """Forget what was gathered."""
        self._scratch.close()

    def chain(self) -> None:
        """Read to the end; raises ``_Break``."""
        self._pace.begin(self._connection)
        for seq, *texts, body, raw, previous, digest in self._connection.execute(_SINCE, (self.seq,)):
            if seq != self.seq + 1:
                raise _Break(f"entry {self.seq + 1} is missing", self.seq + 1)
            if previous != self.head:
                raise _Break("it does not follow the entry before it", seq)
            uid, till, sale_uid, kind, at = (text.encode() for text in texts)
            if link(self.head, seq, uid, till, sale_uid, kind, at, body, raw) != digest:
                raise _Break("its content is not what was written", seq)
            self._scratch.enter(seq, texts[1:], body, raw)
            self.seq, self.head = seq, digest
            if seq % STRIDE == 0:
                self._pace.step(seq)
        self._scratch.compare()


def verify_since(
    path: Path, known: Mark, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> Verification | None:
    """Verify the entries after a place that was found right; ``None`` when the journal has no such place.

    What is held: every hash, that the entries can be read, and that the table of sales shows what they say of the
    sales that they are about. Otherwise as ``verify``, which alone sees the entries before and the file's indexes.
    """
    with read_only(path) as connection:
        if version(connection) != VERSION or not holds(connection, known):
            return None
        reading = _Reading(connection, known, Pace(progress, cancelled, known.seq))
        first_break, problem = None, ""
        try:
            reading.chain()
        except _Break as found:
            first_break, problem = found.seq, found.problem
        except (msgspec.MsgspecError, ValueError) as error:
            first_break, problem = reading.seq + 1, f"it can't be read ({error})"
        except sqlite3.IntegrityError as error:
            first_break, problem = reading.seq + 1, f"no sale can be so ({error})"
        except sqlite3.Error as error:
            first_break, problem = reading.seq + 1, unreadable(error)
        finally:
            reading.close()
        sales, last = (0, 0)
        if not problem:
            sales, last = connection.execute("SELECT count(*), coalesce(max(number), 0) FROM sale").fetchone()
    return Verification(reading.seq, sales, not problem, reading.head.hex(), first_break, problem, last)
