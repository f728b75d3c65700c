"""The ``sale`` table: what the entries come to, one row a sale, for reading.

Live appends, the rebuilding of the table and the verification all take their columns from here.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Any, TypeAlias

import msgspec

from vendingdesk.domain.doubt import Settlement
from vendingdesk.domain.sale import STATE_SETTLED, Sale, SaleKind, VendState
from vendingdesk.journal.entries import (
    DECODERS,
    Answered,
    Body,
    ChargeBody,
    Concluded,
    Prepared,
    Resolved,
    Sending,
    Slip,
    encode,
)
from vendingdesk.journal.faults import RESTORE, JournalDamaged
from vendingdesk.journal.orders import order_of
from vendingdesk.journal.outcomes import (
    DECODER,
    DeclinedBody,
    IssuedBody,
    NothingSentBody,
    OutcomeBody,
    UnclearBody,
    outcome_of,
)
from vendingdesk.journal.settlements import DECODER as SETTLEMENT_DECODER
from vendingdesk.journal.settlements import settlement_of

Row: TypeAlias = tuple[Any, ...]
"""What SQLite takes and gives: a row's values."""

PREPARED_COLUMNS = (
    "number, uid, till, request_id, kind, meter, meter_reversed, operator, server, customer, place, "
    "minor, currency, exponent, milliwatt_hours, management, value, reason, override, "
    "doubt_override, overridden_by, key_set, key_part, charges, "
    "account, tender, cash, tendered, energy_price, allowed, allowed_by, shift, price, prepared_at"
)
CONCLUDED_COLUMNS = "outcome, tokens, flow_no, concluded_at"
SETTLED_COLUMNS = "settlement, settled_tokens"
COLUMNS = f"{PREPARED_COLUMNS}, {CONCLUDED_COLUMNS}, state, copies, settlement"
"""What ``sale_of`` wants selected."""

PREPARED_WIDTH = PREPARED_COLUMNS.count(",") + 1
_CHARGES_END = PREPARED_COLUMNS[: PREPARED_COLUMNS.index("charges")].count(",") + 1
CONCLUDED_WIDTH = CONCLUDED_COLUMNS.count(",") + 1

_PREPARE = f"INSERT INTO sale ({PREPARED_COLUMNS}, state) VALUES ({'?, ' * PREPARED_WIDTH}'PREPARED')"  # noqa: S608
_SENDING = "UPDATE sale SET state = 'SENDING' WHERE number = ?"
_ANSWERED = "UPDATE sale SET answer_seq = ? WHERE number = ?"
_CONCLUDED = "UPDATE sale SET outcome = ?, tokens = ?, flow_no = ?, concluded_at = ?, state = ? WHERE number = ?"
_SLIP = "UPDATE sale SET copies = copies + 1 WHERE number = ?"
_RESOLVED = "UPDATE sale SET settlement = ?, settled_tokens = ?, state = ? WHERE number = ?"


ENDS: dict[type[OutcomeBody], VendState] = {
    IssuedBody: VendState.ISSUED,
    DeclinedBody: VendState.REFUSED,
    NothingSentBody: VendState.NOT_SENT,
    UnclearBody: VendState.IN_DOUBT,
}
"""The domain's ``state_after`` for outcomes as they are written: a verification asks it for every sale."""

_CHARGES = msgspec.json.Decoder(tuple[ChargeBody, ...])
_CREDIT, _MANAGEMENT = SaleKind.CREDIT.value, SaleKind.MANAGEMENT.value


def prepared_row(uid: str, till: str, at: str, body: Prepared) -> Row:
    """The columns that stay as they were when the order got its number."""
    return (
        body.number,
        uid,
        till,
        body.request_id,
        _CREDIT if body.management is None else _MANAGEMENT,
        body.meter,
        body.meter[::-1],
        body.operator,
        body.server,
        body.customer,
        body.place,
        body.minor,
        body.currency,
        body.exponent,
        body.milliwatt_hours,
        body.management,
        body.value,
        body.reason,
        body.override,
        body.doubt_override,
        body.overridden_by,
        body.key_set,
        body.key_part,
        encode(body.charges).decode() if body.charges else None,
        body.account,
        body.tender,
        int(body.cash),
        body.tendered,
        body.energy_price,
        body.allowed,
        body.allowed_by,
        body.shift,
        body.price,
        at,
    )


def concluded_row(at: str, body: Concluded) -> Row:
    """The columns that an outcome fills: its exact JSON, and what is looked for in it."""
    outcome = body.outcome
    issued = outcome if isinstance(outcome, IssuedBody) else None
    return (
        encode(outcome).decode(),
        None if issued is None else " ".join(issued.tokens),
        None if issued is None else issued.flow_no,
        at,
    )


def settled_row(at: str, body: Resolved) -> Row:
    """The columns that the end of a doubt fills: its time and exact JSON, and the tokens that were recovered."""
    settlement = body.settlement
    return f"{at} {encode(settlement).decode()}", " ".join(settlement.tokens) or None


def settled_state(body: Resolved) -> VendState:
    """The state that a settlement ends in."""
    return STATE_SETTLED[body.settlement.verdict]


def concluded_state(body: Concluded) -> VendState:
    """The state that an outcome ends in."""
    return ENDS[type(body.outcome)]


def change(seq: int, uid: str, till: str, at: str, body: Body) -> tuple[str, Row] | None:  # noqa: PLR0911
    """The one statement that an entry makes of the table; ``None`` for an entry that is about no sale."""
    match body:
        case Prepared():
            return _PREPARE, prepared_row(uid, till, at, body)
        case Sending():
            return _SENDING, (body.number,)
        case Answered():
            return _ANSWERED, (seq, body.number)
        case Concluded():
            return _CONCLUDED, (*concluded_row(at, body), concluded_state(body).value, body.number)
        case Slip():
            return _SLIP, (body.number,)
        case Resolved():
            return _RESOLVED, (*settled_row(at, body), settled_state(body).value, body.number)
    return None


def sale_of(row: Row) -> Sale:
    """The sale in a row of ``COLUMNS``; raises ``JournalDamaged`` for one that no sale can be."""
    try:
        return _sale_of(row)
    except (msgspec.MsgspecError, ValueError, TypeError) as error:
        raise JournalDamaged(f"The journal is damaged: its sale {row[0]} can't be read. {RESTORE}") from error


def _sale_of(row: Row) -> Sale:
    number, uid, till, request_id, _kind, meter, _reversed, operator, server, customer, place = row[:11]
    outcome, _tokens, _flow_no, concluded_at, state, copies, settlement = row[PREPARED_WIDTH:]
    *asked, charges = row[11:_CHARGES_END]
    account, tender, cash, *paid, _price, prepared_at = row[_CHARGES_END:PREPARED_WIDTH]
    asked += [() if charges is None else _CHARGES.decode(charges), account, tender, bool(cash), *paid]
    body = Prepared(number, request_id, meter, operator, server, customer, place, *asked)
    return Sale(
        order=order_of(uid, body),
        till=till,
        number=number,
        prepared_at=datetime.fromisoformat(prepared_at),
        state=VendState(state),
        outcome=None if outcome is None else outcome_of(DECODER.decode(outcome)),
        concluded_at=None if concluded_at is None else datetime.fromisoformat(concluded_at),
        copies=copies,
        settlement=None if settlement is None else _settlement(settlement),
        shift=body.shift,
    )


def _settlement(stored: str) -> Settlement:
    at, _, body = stored.partition(" ")
    return settlement_of(SETTLEMENT_DECODER.decode(body), datetime.fromisoformat(at))


def rebuild(connection: sqlite3.Connection) -> None:
    """Make the table anew from the entries, in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute("DELETE FROM sale")
        for seq, uid, till, kind, at, body in connection.execute(
            "SELECT seq, sale_uid, till, kind, at, body FROM entry ORDER BY seq"
        ):
            made = change(seq, uid, till, at, DECODERS[kind].decode(body))
            if made is not None:
                connection.execute(*made)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
