"""Journals of any size, for measuring: written by the program's own ``Book``, only with many entries to a commit.

Every entry, hash and row is therefore what a till of that age would have; ``verify`` says so. A finished journal is
kept under ``build/bench`` and used again until the program's version of the journal changes. A million sales take
some minutes and about 3 GB.
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from vendingdesk import sts
from vendingdesk.domain.doubt import Settlement, Verdict
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.outcome import (
    Declined,
    DoubtCause,
    Issued,
    NothingSent,
    NotSentCause,
    Outcome,
    RawAnswer,
    RefusalReason,
    Unclear,
)
from vendingdesk.domain.receipt import SlipKind
from vendingdesk.domain.sale import Order
from vendingdesk.journal.book import Book
from vendingdesk.journal.opening import JOURNAL_NAME, create
from vendingdesk.journal.schema import VERSION
from vendingdesk.simulator.meters import SAMPLE_METERS

SALES = 1_000_000
FEW = 1_000
BATCH = 20_000
SALES_A_METER = 50
OPEN_DOUBTS = 3
"""Of the first sales, so that the newest pages have none: the worst place for who looks for them."""

HEAVY = "0128251755673"
"""A bakery that buys all the time: one sale in two hundred."""

BEGAN = datetime(2016, 1, 4, 8, 0, tzinfo=UTC)
USD = Currency("USD")


class ManyToACommit(sqlite3.Connection):
    """A connection whose commits are few and far between; what it writes is the same."""

    def execute(self, statement: str, *parameters: Any) -> sqlite3.Cursor:  # type: ignore[override]
        if statement in {"BEGIN IMMEDIATE", "COMMIT"}:
            statement = "SELECT 1"
        return super().execute(statement, *parameters)

    def really(self, statement: str) -> None:
        super().execute(statement)


class Shop:
    """Makes up sales: whose, how much, and how they ended; the same ones for the same seed."""

    def __init__(self, sales: int, seed: int = 20160104) -> None:
        self.random = random.Random(seed)
        count = max(sales // SALES_A_METER, 20)
        self.meters = [self._meter(f"01{280_000_00 + place:08d}0") for place in range(count)]

    @staticmethod
    def _meter(eleven: str) -> str:
        for digit in "0123456789":
            for other in "0123456789":
                number = f"{eleven}{digit}{other}"
                try:
                    return sts.parse_meter_number(number)
                except sts.MeterNumberError:
                    continue
        raise AssertionError(eleven)

    def order(self) -> Order:
        who = SAMPLE_METERS[self.random.randrange(len(SAMPLE_METERS))]
        meter = HEAVY if self.random.random() < 0.005 else self.random.choice(self.meters)
        return Order(
            uid=uuid4().hex,
            request_id=str(uuid4()),
            meter=meter,
            operator=self.random.choice(("ama", "kofi", "yaw")),
            server="https://vending.example.org",
            amount=Money(self.random.choice((500, 1000, 2000, 5000, 10000)), USD),
            customer=who.customer,
            place=who.address,
        )

    def outcome(self) -> Outcome:
        chance = self.random.random()
        if chance < 0.015:
            return Declined(RefusalReason.NO_SUCH_METER, "meter not found")
        if chance < 0.02:
            return NothingSent(NotSentCause.UNREACHABLE, "connection refused")
        if chance < 0.021:
            return Unclear(DoubtCause.TIMED_OUT, "ReadTimeout")
        return Issued(
            tokens=(self.token(),),
            flow_no=f"{self.random.randrange(10**20):020d}",
            value_text="10.00",
            energy=Energy(64_500_000),
            server_time="2026-03-14 09:26:53",
        )

    def token(self) -> str:
        return f"{self.random.randrange(2**64):020d}"

    def answer(self, order: Order, outcome: Outcome, at: datetime) -> RawAnswer:
        form = outcome.tokens[0] if isinstance(outcome, Issued) else ""
        data = {
            "clearTime": at.isoformat(),
            "customerName": order.customer,
            "flowNo": outcome.flow_no if isinstance(outcome, Issued) else "",
            "form": form,
            "kwh": "64.5",
            "meterNo": order.meter,
            "userAddress": order.place,
            "value": "10.00",
        }
        document = {"requestId": order.request_id, "code": 200, "msg": "Success", "data": data if form else None}
        return RawAnswer(
            status=200,
            body=json.dumps(document, ensure_ascii=False).encode(),
            received_at=at,
            complete=True,
            content_type="application/json; charset=utf-8",
            server_date="Sat, 14 Mar 2026 09:26:53 GMT",
        )


def sell(book: Book, shop: Shop, place: int, at: datetime) -> None:
    """One sale from its order to its slip, with what a till writes of it."""
    order, outcome = shop.order(), shop.outcome()
    if place < OPEN_DOUBTS:
        order, outcome = _of_its_own(order, shop, place), Unclear(DoubtCause.NO_ANSWER, "ReadError")
    book.prepare(order, at)
    if isinstance(outcome, NothingSent):
        book.conclude(order.uid, outcome, at)
        return
    book.sending(order.uid, at + timedelta(milliseconds=4))
    later = at + timedelta(seconds=1)
    if not isinstance(outcome, Unclear):
        book.answered(order.uid, shop.answer(order, outcome, later))
    book.conclude(order.uid, outcome, later)
    if isinstance(outcome, Issued):
        book.slip_made(order.uid, SlipKind.SALE, order.operator, "print", later)
    elif isinstance(outcome, Unclear) and place >= OPEN_DOUBTS:
        book.slip_made(order.uid, SlipKind.HOLD, order.operator, "print", later)
        found = Settlement(
            Verdict.RECOVERED, order.operator, later, "call", reference="by telephone", tokens=(shop.token(),)
        )
        book.settle(order.uid, found)


def _of_its_own(order: Order, shop: Shop, place: int) -> Order:
    """The same for a meter that nobody buys for any more: one with a doubt can't be sold to."""
    meter = shop._meter(f"01{290_000_00 + place:08d}0")
    return Order(**{name: getattr(order, name) for name in order.__slots__} | {"meter": meter})


def write(folder: Path, sales: int) -> None:
    """A new journal of so many sales in a folder that has none."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / JOURNAL_NAME
    create(file, "K01", lambda: BEGAN)
    with closing(sqlite3.connect(file, isolation_level=None, factory=ManyToACommit)) as connection:
        for pragma in ("synchronous = OFF", "cache_size = -1500000", "journal_mode = MEMORY"):
            connection.really(f"PRAGMA {pragma}")
        connection.really("BEGIN")
        shop, book = Shop(sales), Book(connection, "K01")
        begun = time.monotonic()
        for place in range(sales):
            sell(book, shop, place, BEGAN + timedelta(minutes=5 * place))
            if place % BATCH == BATCH - 1:
                connection.really("COMMIT")
                connection.really("BEGIN")
                took = time.monotonic() - begun
                print(f"bench: {place + 1} of {sales} sales in {took:.0f} s", file=sys.stderr, flush=True)
        connection.really("COMMIT")
        connection.really("PRAGMA journal_mode = WAL")


def large_book(root: Path, sales: int) -> Path:
    """The folder of a finished journal of so many sales, made now or earlier."""
    folder = root / f"books-{VERSION}-{sales}"
    if not (folder / JOURNAL_NAME).exists():
        making = folder.with_name(f"{folder.name}.new")
        shutil.rmtree(making, ignore_errors=True)
        write(making, sales)
        making.rename(folder)
    return folder
