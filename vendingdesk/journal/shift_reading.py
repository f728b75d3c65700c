"""What the open shift comes to, read from its own sales and from the entries since the Z before: never the world."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec

from vendingdesk.domain.charges import ChargeLine
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.sale import VendState
from vendingdesk.domain.shift import CashKind, CashMove
from vendingdesk.domain.shift_totals import TillSale
from vendingdesk.journal.day import Day
from vendingdesk.journal.day_entries import PEOPLE, CashMoved, PersonNamed, Switched
from vendingdesk.journal.entries import DECODERS, Body, ChargeBody, Resolved, Slip, SupervisorNamed

_currency = lru_cache(maxsize=8)(Currency)
"""A shift has one, and thousands of sales in it."""

BACK = timedelta(minutes=1)
"""How far a clock may go back before a report says so: time servers mend seconds, answers overtake each other."""

_SALE = (
    "receipt_no, meter, shift, state, price, currency, exponent, milliwatt_hours, tender, cash, management, charges, "
    "overridden_by, "
    "EXISTS (SELECT 1 FROM entry WHERE sale_uid = sale.uid AND kind = 'cash' AND sale_uid <> '')"
)
_OF_SHIFT = f"SELECT {_SALE} FROM sale INDEXED BY sale_shift WHERE shift = ? AND shift > 0 ORDER BY number"  # noqa: S608
_NUMBERED = f"SELECT {_SALE} FROM sale WHERE number IN ({{}})"  # noqa: S608
_OPEN = (
    "SELECT number FROM sale INDEXED BY sale_unusual WHERE state <> 'ISSUED' "
    "AND state IN ('PREPARED', 'SENDING', 'IN_DOUBT') AND shift <> ?"
)
_SETTLED_BY = "(SELECT max(seq) FROM entry INDEXED BY entry_resolved WHERE sale_uid = sale.uid AND kind = 'resolved')"
_OWED = (
    f"SELECT number, {_SETTLED_BY} FROM sale INDEXED BY sale_unusual "  # noqa: S608
    "WHERE state <> 'ISSUED' AND state IN ('NOT_ISSUED', 'LOST') AND shift <> ?"
)
_SETTLED = f"SELECT number, {_SETTLED_BY} FROM sale WHERE uid = ?"  # noqa: S608
_READ = "'slip', 'cash', 'resolved', 'person', 'supervisor', 'switched'"
_SINCE = (
    f"SELECT kind, at, sale_uid, CASE WHEN kind IN ({_READ}) THEN body END "  # noqa: S608
    "FROM entry WHERE seq > ? ORDER BY seq"
)
_ENDED = (
    f"SELECT {_SALE} FROM sale WHERE shift <> ?2 AND uid IN "  # noqa: S608
    "(SELECT sale_uid FROM entry WHERE seq > ?1 AND kind IN ('concluded', 'resolved'))"
)
_BY_UID = f"SELECT {_SALE} FROM sale WHERE uid = ?"  # noqa: S608
_SOLD_EVER = (
    "SELECT coalesce(sum(price), 0) FROM sale "
    "WHERE state IN ('ISSUED', 'RECOVERED') AND currency = ? AND exponent = ?"
)
_CHARGES = msgspec.json.Decoder(tuple[ChargeBody, ...])


@dataclass(slots=True)
class News:
    """What the entries since a Z say besides sales."""

    moves: list[tuple[datetime, CashMoved, str]] = field(default_factory=list)
    copies: int = 0
    settled_alone: int = 0
    named_anew: int = 0
    people_off: bool = False
    restored: bool = False
    clock_set_back: bool = False


def sales_of_shift(connection: sqlite3.Connection, number: int) -> Iterator[TillSale]:
    """The sales of a shift, oldest first."""
    return map(till_sale, connection.execute(_OF_SHIFT, (number,)))


def holding(connection: sqlite3.Connection, day: Day, number: int) -> Iterator[TillSale]:
    """Sales of other shifts that hold money, or may."""
    ask = connection.execute
    numbers = [row[0] for row in ask(_OPEN, (number,))]
    # What was settled while no shifts were kept is left out: nobody wrote down what was given back.
    numbers += [sale for sale, settled in ask(_OWED, (number,)) if day.kept_shifts(settled)]
    return numbered(connection, numbers)


def numbered(connection: sqlite3.Connection, numbers: Iterable[int]) -> Iterator[TillSale]:
    """The sales of some numbers, as they stand now."""
    return map(till_sale, connection.execute(_NUMBERED.format(", ".join(map(str, sorted(numbers))))))


def ended_since(connection: sqlite3.Connection, since: int, number: int) -> Iterator[TillSale]:
    """Sales of other shifts than this one that something ended after an entry, each once, as they stand now."""
    return map(till_sale, connection.execute(_ENDED, (since, number)))


def sale_of_uid(connection: sqlite3.Connection, uid: str) -> TillSale | None:
    """One sale; None for a uid that there is not."""
    row = connection.execute(_BY_UID, (uid,)).fetchone()
    return None if row is None else till_sale(row)


def settled(connection: sqlite3.Connection, day: Day, uid: str) -> int | None:
    """The number of a sale whose doubt ended while shifts were kept; None for another."""
    row = connection.execute(_SETTLED, (uid,)).fetchone()
    return int(row[0]) if row is not None and row[1] is not None and day.kept_shifts(row[1]) else None


def sold_ever(connection: sqlite3.Connection, currency: Currency) -> int:
    """The money of all sales in a currency: reads the whole table, once when shifts begin."""
    found: int = connection.execute(_SOLD_EVER, (currency.code, currency.exponent)).fetchone()[0]
    return found


def news_since(connection: sqlite3.Connection, since: int) -> News:
    """Read the entries after one."""
    news = News()
    newest: datetime | None = None
    for kind, at, uid, data in connection.execute(_SINCE, (since,)):
        when = datetime.fromisoformat(at)
        if newest is None or when > newest:
            newest = when
        news.clock_set_back |= when + BACK < newest
        news.restored |= kind == "restored"
        if data is not None:
            _note(news, when, DECODERS[kind].decode(data), uid)
    return news


def _note(news: News, at: datetime, body: Body, uid: str) -> None:
    if isinstance(body, Slip):
        news.copies += body.copy > 1
    elif isinstance(body, CashMoved):
        news.moves.append((at, body, uid))
    elif isinstance(body, Resolved):
        news.settled_alone += body.settlement.single_owner
    elif isinstance(body, Switched):
        news.people_off |= body.what == PEOPLE and not body.on
    else:
        assert isinstance(body, PersonNamed | SupervisorNamed)  # noqa: S101 - no other kind is read
        news.named_anew += body.anew


def cash_move(at: datetime, body: CashMoved, uid: str, currency: Currency, receipt_no: str = "") -> CashMove:
    """The move that was written."""
    amount = Money(body.minor, currency)
    return CashMove(
        CashKind(body.what), amount, body.by, at, body.reason, body.allowed_by, uid, receipt_no, body.cash
    )


def till_sale(row: tuple[Any, ...]) -> TillSale:
    """The sale in a row of ``_SALE``."""
    receipt_no, meter, shift, state, price, code, exponent, mwh, tender, cash, management, charges, over, back = row
    currency = None if code is None else _currency(code, exponent)
    lines = () if charges is None else _CHARGES.decode(charges)
    return TillSale(
        receipt_no,
        meter,
        shift,
        VendState(state),
        None if price is None or currency is None else Money(price, currency),
        None if mwh is None else Energy(mwh),
        tender,
        bool(cash),
        management is not None,
        ()
        if currency is None
        else tuple(ChargeLine(each.name, each.rate, each.included, Money(each.minor, currency)) for each in lines),
        bool(over),
        bool(back),
    )
