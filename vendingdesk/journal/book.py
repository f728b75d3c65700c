"""The book itself, synchronous: one connection, one thread, every method durable when it returns."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace as changed
from datetime import datetime
from uuid import uuid4

from vendingdesk.domain.doubt import Evidence, Settlement
from vendingdesk.domain.errors import MeterHeld
from vendingdesk.domain.outcome import Issued, Outcome, RawAnswer
from vendingdesk.domain.receipt import SlipKind
from vendingdesk.domain.sale import UNKNOWN_YET, MoveRefused, Order, Sale, VendState, receipt_number
from vendingdesk.journal.chain import ORIGIN, link
from vendingdesk.journal.entries import (
    RESTORED,
    SUPERVISOR_NAMED,
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
    evidence_of,
    moment,
    noted,
    order_of,
    prepared,
    raw_answer_of,
)
from vendingdesk.journal.listing import key_change, number_of, sales
from vendingdesk.journal.outcomes import body_of, writable
from vendingdesk.journal.projection import COLUMNS, change, sale_of
from vendingdesk.journal.provenance import hold_to_entries
from vendingdesk.journal.settlements import body_of as settlement_body_of
from vendingdesk.journal.slips import DECODER as SLIP_DECODER
from vendingdesk.journal.slips import next_copy
from vendingdesk.journal.tokens import sales_of_tokens

_OPEN = (VendState.PREPARED, VendState.SENDING)

_HELD = (
    "SELECT max(number) FROM sale INDEXED BY sale_unusual WHERE state <> 'ISSUED' AND state IN (?, ?) AND meter = ?"
)
"""By state: few sales are ever in these two, and a meter may have been sold to thousands of times."""

_BESIDE = "SELECT at, body FROM entry WHERE sale_uid = ? AND kind = ? AND kind IN ('slip', 'evidence') ORDER BY seq"
_OF_TOKEN = (
    f"SELECT {COLUMNS} FROM sale WHERE (tokens >= ?1 AND tokens < ?1 || '!')"  # noqa: S608
    " OR (settled_tokens >= ?1 AND settled_tokens < ?1 || '!') LIMIT 1"
)
"""The token alone or before others: ``!`` is the first character behind the space between two."""

_INSERT = (
    "INSERT INTO entry (seq, uid, till, sale_uid, kind, at, body, raw, previous, hash) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


class Book:
    """An open journal. What it must know for the next entry (head, number, open sales) it keeps in memory.

    ``newest_at`` is the newest entry's time; it may be read from any thread.
    """

    wrote: Callable[[int, bytes, Body], None] | None = None
    """Called after every commit with the new end."""

    def __init__(self, connection: sqlite3.Connection, till: str) -> None:
        self._connection = connection
        self._till = till
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
        self._stale = False

    @property
    def head(self) -> str:
        """The last entry's hash in hexadecimal: what a report prints to anchor the book on paper."""
        return self._hash.hex()

    def append(self, body: Body, at: datetime, sale_uid: str = "", raw: bytes | None = None) -> None:
        """Write one entry and what it changes in the table, in one transaction, onto the disk."""
        seq, uid, kind, when, data = self._seq + 1, str(uuid4()), WORDS[type(body)], moment(at), encode(body)
        new = link(
            self._hash,
            seq,
            uid.encode(),
            self._till_bytes,
            sale_uid.encode(),
            kind.encode(),
            when.encode(),
            data,
            raw,
        )
        row = (seq, uid, self._till, sale_uid, kind, when, data, raw, self._hash, new)
        made = change(seq, sale_uid, self._till, when, body)
        execute = self._connection.execute
        try:
            execute("BEGIN IMMEDIATE")
            execute(_INSERT, row)
            if made is not None:
                execute(*made)
            execute("COMMIT")
        except BaseException:
            self._stale = True
            with suppress(sqlite3.Error):
                execute("ROLLBACK")
            raise
        self._seq, self._hash, self.newest_at = seq, new, at
        if self.wrote is not None:
            self.wrote(seq, new, body)

    def _fresh(self) -> None:
        """After a commit that failed nobody knows what is on the disk: look."""
        if self._stale:
            self._load()

    def _known(self, uid: str) -> Sale:
        """The sale of a uid; raises ``MoveRefused`` for one that was never prepared."""
        self._fresh()
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

        Raises ``MeterHeld`` for a meter with an open doubt, unless a supervisor's override stands in the order.
        """
        self._fresh()
        if not order.doubt_override:
            self._hold(order.meter)
        number = self._number + 1
        body = prepared(number, order)
        try:
            self.append(body, at, order.uid)
        except sqlite3.IntegrityError as error:
            raise MoveRefused(f"the order {order.uid} has its number already") from error
        sale = Sale(order_of(order.uid, body), self._till, number, datetime.fromisoformat(moment(at)))
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

    def slip_made(
        self, uid: str, kind: SlipKind, operator: str, medium: str, at: datetime, *, beside: tuple[str, ...] = ()
    ) -> int:
        """Count a slip; returns which copy of its kind it is. Raises ``JournalDamaged`` for a sale that changed.

        ``beside`` are the sales that stand on it too: none of them may have changed either.
        """
        sale = self._known(uid)
        for number in (sale.number, *(self._known(other).number for other in beside)):
            hold_to_entries(self._connection, self._till, number)
        made = (body for _at, body in self._connection.execute(_BESIDE, (uid, "slip")))
        copy = next_copy(map(SLIP_DECODER.decode, made), kind, has_token=isinstance(sale.outcome, Issued))
        self.append(Slip(sale.number, copy, operator, medium, kind.value), at, uid)
        if uid in self._open:
            self._open[uid] = changed(sale, copies=sale.copies + 1)
        return copy

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
        self._fresh()
        anew = not introduced_by and bool(self.supervisors_named())
        self.append(SupervisorNamed(writable(name), writable(by), writable(introduced_by), anew), at)

    def supervisors_named(self) -> tuple[str, ...]:
        """Everybody who was ever named, each once, in that order."""
        named = self._connection.execute("SELECT body FROM entry WHERE kind = 'supervisor' ORDER BY seq")
        return tuple(dict.fromkeys(SUPERVISOR_NAMED.decode(body).name for (body,) in named))

    def restored(self, next_number: int, backup_seq: int, backup_hash: str, at: datetime) -> None:
        """Write down that the book goes on from a backup; the next sale gets ``next_number``.

        Raises ``MoveRefused`` for a number that was given out before.
        """
        self._fresh()
        if next_number <= self._number:
            raise MoveRefused(f"the number {next_number} was given out before: {self._number} is the last")
        self.append(Restored(next_number, backup_seq, backup_hash), at)
        self._number = next_number - 1

    @property
    def last_number(self) -> int:
        """The highest number that was given out, or passed over by a restored book."""
        return self._number

    def evidence(self, uid: str) -> tuple[Evidence, ...]:
        """What was found out about a sale, oldest first."""
        return tuple(evidence_of(body, at) for at, body in self._connection.execute(_BESIDE, (uid, "evidence")))

    def sale_of_token(self, token: str) -> Sale | None:
        """The sale that gave a token, alone or as the first of several, as answered or as recovered."""
        row = self._connection.execute(_OF_TOKEN, (token,)).fetchone()
        return None if row is None else sale_of(row)

    def sales_of_tokens(self, tokens: Sequence[str]) -> tuple[Sale, ...]:
        """The sales that gave one of the tokens, newest first."""
        return sales_of_tokens(self._connection, tokens)

    def raw_answer(self, uid: str) -> RawAnswer | None:
        """The last answer that was kept for a sale."""
        row = self._connection.execute(
            "SELECT body, at, raw FROM entry WHERE seq = (SELECT answer_seq FROM sale WHERE uid = ?)", (uid,)
        ).fetchone()
        if row is None:
            return None
        return raw_answer_of(row[0], row[1], row[2])

    def open_sales(self) -> tuple[tuple[Sale, RawAnswer | None], ...]:
        """The sales without an outcome, oldest first, each with the answer that is on disk for it."""
        self._fresh()
        ordered = sorted(self._open.values(), key=lambda sale: sale.number)
        return tuple((sale, self.raw_answer(sale.uid)) for sale in ordered)

    def sale(self, receipt_no: str) -> Sale | None:
        """One sale by its receipt number."""
        number = number_of(self._till, receipt_no)
        if number is None:
            return None
        row = self._connection.execute(f"SELECT {COLUMNS} FROM sale WHERE number = ?", (number,)).fetchone()  # noqa: S608
        return None if row is None else sale_of(row)

    def sales(
        self, meter: str, text: str, states: tuple[VendState, ...], before: int, limit: int
    ) -> tuple[Sale, ...]:
        """Sales, newest first."""
        return sales(self._connection, self._till, meter=meter, text=text, states=states, before=before, limit=limit)

    def key_change(self, meter: str, set_uid: str) -> tuple[Sale, ...]:
        """The sales of a key change of a meter, oldest first."""
        return key_change(self._connection, meter, set_uid)
