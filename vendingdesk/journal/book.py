"""The book itself, synchronous: one connection, one thread, every method durable when it returns."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace as changed
from datetime import datetime
from uuid import uuid4

from vendingdesk.domain.doubt import Evidence, Settlement
from vendingdesk.domain.errors import MeterHeld, VendingDeskError
from vendingdesk.domain.outcome import Issued, Outcome, RawAnswer
from vendingdesk.domain.receipt import SlipKind
from vendingdesk.domain.sale import UNKNOWN_YET, MoveRefused, Order, Sale, VendState, receipt_number
from vendingdesk.domain.slips import SlipAsked
from vendingdesk.journal.chain import ORIGIN, link
from vendingdesk.journal.day import Day
from vendingdesk.journal.entries import (
    RESTORED,
    WORDS,
    Body,
    Concluded,
    Resolved,
    Restored,
    Sending,
    Slip,
    SupervisorNamed,
    answered,
    encode,
    moment,
    noted,
)
from vendingdesk.journal.listing import sales
from vendingdesk.journal.orders import order_of, prepared
from vendingdesk.journal.outcomes import body_of, writable
from vendingdesk.journal.projection import COLUMNS, change, sale_of
from vendingdesk.journal.provenance import hold_to_entries
from vendingdesk.journal.reading import Reading
from vendingdesk.journal.settlements import body_of as settlement_body_of
from vendingdesk.journal.slips import next_copy

_OPEN = (VendState.PREPARED, VendState.SENDING)

_HELD = (
    "SELECT max(number) FROM sale INDEXED BY sale_unusual WHERE state <> 'ISSUED' AND state IN (?, ?) AND meter = ?"
)
"""By state: few sales are ever in these two, and a meter may have been sold to thousands of times."""

_INSERT = (
    "INSERT INTO entry (seq, uid, till, sale_uid, kind, at, body, raw, previous, hash) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


class Book(Reading):
    """An open journal. What it must know for the next entry (head, number, open sales) it keeps in memory.

    ``newest_at`` is the newest entry's time; it may be read from any thread.
    """

    wrote: Callable[[int, bytes, Body], None] | None = None
    """Called after every commit with the new end."""

    news: Callable[[tuple[Body, ...]], None] | None = None
    """Called after every commit with what it wrote."""

    def __init__(self, connection: sqlite3.Connection, till: str) -> None:
        super().__init__(connection, till)
        self._till_bytes = till.encode()
        self._load()

    def _load(self) -> None:
        """Read from the file what is kept in memory."""
        ask = self._connection.execute
        head = ask("SELECT seq, hash, at FROM entry ORDER BY seq DESC LIMIT 1").fetchone()
        self._seq: int = head[0] if head else 0
        self._hash: bytes = head[1] if head else ORIGIN
        self.newest_at: datetime | None = datetime.fromisoformat(head[2]) if head else None
        self._number: int = ask("SELECT coalesce(max(number), 0) FROM sale").fetchone()[0]
        restored = ask("SELECT body FROM entry WHERE kind = 'restored' ORDER BY seq DESC LIMIT 1").fetchone()
        if restored is not None:
            self._number = max(self._number, RESTORED.decode(restored[0]).next_number - 1)
        self._open = {sale.uid: sale for sale in sales(self._connection, self._till, states=_OPEN, limit=2**31)}
        self.day = Day.of(self._connection)
        self._stale = False

    @property
    def head(self) -> str:
        """The last entry's hash in hexadecimal: what a report prints to anchor the book on paper."""
        return self._hash.hex()

    @property
    def entries(self) -> int:
        """How many entries there are."""
        return self._seq

    def append(self, body: Body, at: datetime, sale_uid: str = "", raw: bytes | None = None) -> None:
        """Write one entry and what it changes in the table, in one transaction, onto the disk."""
        with self._transaction():
            end = self._enter((self._seq, self._hash), body, at, sale_uid, raw)
        self._written(end, at, body)

    def _enter(
        self, end: tuple[int, bytes], body: Body, at: datetime, sale_uid: str, raw: bytes | None = None
    ) -> tuple[int, bytes]:
        """Put one entry behind the ``end`` of the book, inside a transaction; returns the new end."""
        seq, previous = end[0] + 1, end[1]
        uid, kind, when, data = str(uuid4()), WORDS[type(body)], moment(at), encode(body)
        new = link(
            previous, seq, uid.encode(), self._till_bytes, sale_uid.encode(), kind.encode(), when.encode(), data, raw
        )
        made = change(seq, sale_uid, self._till, when, body)
        self._connection.execute(_INSERT, (seq, uid, self._till, sale_uid, kind, when, data, raw, previous, new))
        if made is not None:
            self._connection.execute(*made)
        return seq, new

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All that is entered inside gets onto the disk at the end, or none of it."""
        execute = self._connection.execute
        try:
            execute("BEGIN IMMEDIATE")
            yield
            execute("COMMIT")
        except BaseException as error:
            self._stale = not isinstance(error, VendingDeskError | MoveRefused)  # what a rule said broke nothing
            with suppress(sqlite3.Error):
                execute("ROLLBACK")
            raise

    def _written(self, end: tuple[int, bytes], at: datetime, *bodies: Body) -> None:
        """The book has a new end, which came with the entries ``bodies``."""
        self._seq, self._hash = end
        self.newest_at = at
        self.day.take(end[0], at, bodies[-1])
        if self.wrote is not None:
            self.wrote(*end, bodies[-1])
        if self.news is not None:
            self.news(bodies)

    def fresh(self) -> Day:
        """How the till stands. After a commit that failed nobody knows what is on the disk: look."""
        if self._stale:
            self._load()
        return self.day

    def _known(self, uid: str) -> Sale:
        """The sale of a uid; raises ``MoveRefused`` for one that was never prepared."""
        self.fresh()
        found = self._open.get(uid)
        if found is None:
            row = self._connection.execute(f"SELECT {COLUMNS} FROM sale WHERE uid = ?", (uid,)).fetchone()  # noqa: S608
            if row is None:
                raise MoveRefused(f"no sale {uid} was ever prepared")
            found = sale_of(row)
        return found

    def _hold(self, meter: str) -> None:
        """Raise ``MeterHeld`` when a sale to the meter may hold a token that nobody has."""
        row = self._connection.execute(_HELD, (*(state.value for state in UNKNOWN_YET), meter)).fetchone()
        if row[0] is not None:
            raise MeterHeld(receipt_number(self._till, row[0]))

    def prepare(self, order: Order, at: datetime) -> Sale:
        """Give the order the next number and write it down.

        Raises ``MeterHeld`` for a meter with an open doubt, unless a supervisor's override stands in the order, and
        ``ShiftWanted`` where sales belong to shifts and none is open.
        """
        self.fresh()
        if not order.doubt_override:
            self._hold(order.meter)
        number = self._number + 1
        body = prepared(number, order, self.day.shift_for(order))
        try:
            self.append(body, at, order.uid)
        except sqlite3.IntegrityError as error:
            raise MoveRefused(f"the order {order.uid} has its number already") from error
        begun = datetime.fromisoformat(moment(at))
        sale = Sale(order_of(order.uid, body), self._till, number, begun, shift=body.shift)
        self._number = number
        self._open[order.uid] = sale
        return sale

    def sending(self, uid: str, at: datetime) -> Sale:
        """Write that the first byte is about to leave."""
        sale = self._known(uid).sending()
        self.append(Sending(sale.number), at, uid)
        self._open[uid] = sale
        return sale

    def answered(self, uid: str, raw: RawAnswer) -> None:
        """Keep an answer: of a sale that was sent and has no certain end yet; the last one counts."""
        sale = self._known(uid)
        if sale.state not in (VendState.SENDING, VendState.IN_DOUBT):
            raise MoveRefused(f"{sale.receipt_no}: no answer belongs to a sale that is {sale.state}")
        self.append(answered(sale.number, raw), raw.received_at, uid, raw.body)

    def conclude(self, uid: str, outcome: Outcome, at: datetime) -> Sale:
        """Write the outcome."""
        sale = self._known(uid).concluded(outcome, datetime.fromisoformat(moment(at)))
        self.append(Concluded(sale.number, body_of(outcome)), at, uid)
        self._open.pop(uid, None)
        return sale

    def next_copy(self, uid: str, kind: SlipKind) -> int:
        """Which copy of its kind a slip would be, were it made now; nothing is counted."""
        return self._next_copy(self._known(uid), kind)

    def _next_copy(self, sale: Sale, kind: SlipKind) -> int:
        return next_copy(self._slip_bodies(sale.uid), kind, has_token=isinstance(sale.outcome, Issued))

    def slip_made(
        self,
        uid: str,
        kind: SlipKind,
        operator: str,
        medium: str,
        at: datetime,
        *,
        beside: tuple[str, ...] = (),
        why: str = "",
    ) -> int:
        """Count a slip; returns which copy of its kind it is. Raises ``JournalDamaged`` for a sale that changed.

        ``beside`` are the sales that stand on it too: none of them may have changed either.
        """
        return self.slips_made([SlipAsked(uid, kind, beside)], operator, medium, at, why=why)[0]

    def slips_made(
        self, asked: Sequence[SlipAsked], operator: str, medium: str, at: datetime, *, why: str = ""
    ) -> tuple[int, ...]:
        """Count slips in one transaction, as ``slip_made`` does each; when one can't be, none is."""
        self.fresh()
        made: list[Slip] = []
        end, said = (self._seq, self._hash), writable(why)
        with self._transaction():
            for slip in asked:
                sale = self._known(slip.uid)
                for number in (sale.number, *(self._known(other).number for other in slip.beside)):
                    hold_to_entries(self._connection, self._till, number)
                copy = self._next_copy(sale, slip.kind)
                made.append(Slip(sale.number, copy, operator, medium, slip.kind.value, said))
                end = self._enter(end, made[-1], at, slip.uid)
        if made:
            self._written(end, at, *made)
        for slip in asked:
            if slip.uid in self._open:
                sale = self._open[slip.uid]
                self._open[slip.uid] = changed(sale, copies=sale.copies + 1)
        return tuple(slip.copy for slip in made)

    def add_evidence(self, uid: str, evidence: Evidence) -> None:
        """Write down what somebody found out about a sale that is or was in doubt."""
        sale = self._known(uid)
        if sale.state is not VendState.IN_DOUBT and sale.settlement is None:
            raise MoveRefused(f"{sale.receipt_no}: no evidence belongs to a sale that is {sale.state}")
        self.append(noted(sale.number, evidence), evidence.at, uid)

    def settle(self, uid: str, settlement: Settlement) -> Sale:
        """Write the end of a doubt."""
        sale = self._known(uid).settled(settlement)
        self.append(Resolved(sale.number, settlement_body_of(settlement)), settlement.at, uid)
        return sale

    def supervisor_named(self, name: str, by: str, introduced_by: str, at: datetime) -> None:
        """Write down who may answer for settlements and overrides from now on."""
        self.fresh()
        anew = not introduced_by and bool(self.supervisors_named())
        self.append(SupervisorNamed(writable(name), writable(by), writable(introduced_by), anew), at)

    def restored(self, next_number: int, backup_seq: int, backup_hash: str, at: datetime, last_z: int = 0) -> None:
        """Write down that the book goes on from a backup; the next sale gets ``next_number``.

        Z reports up to ``last_z`` were made before.

        Raises ``MoveRefused`` for a number that was given out before.
        """
        self.fresh()
        if next_number <= self._number:
            raise MoveRefused(f"the number {next_number} was given out before: {self._number} is the last")
        self.append(Restored(next_number, backup_seq, backup_hash, last_z), at)
        self._number = next_number - 1

    @property
    def last_number(self) -> int:
        """The highest number that was given out, or passed over by a restored book."""
        return self._number

    def open_sales(self) -> tuple[tuple[Sale, RawAnswer | None], ...]:
        """The sales without an outcome, oldest first, each with the answer that is on disk for it."""
        self.fresh()
        ordered = sorted(self._open.values(), key=lambda sale: sale.number)
        return tuple((sale, self.raw_answer(sale.uid)) for sale in ordered)
