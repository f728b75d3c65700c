"""Shifts in a real book, in short."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from journal.journal_samples import ISSUED, NOON, TOKEN, UNCLEAR, USD, answer, order, sell

from vendingdesk.domain.doubt import Proof, Settlement, Verdict
from vendingdesk.domain.money import Money
from vendingdesk.domain.sale import Order
from vendingdesk.domain.shift import CashKind, CashMove, CountMade, DrawerCount
from vendingdesk.domain.shift_report import ShiftReport
from vendingdesk.domain.tender import Tender, TenderKind
from vendingdesk.journal.book import Book
from vendingdesk.journal.shift_book import ShiftBook

CARD = Tender(TenderKind("Card"))
DRAWER = Tender(TenderKind("Cash", cash=True))


def usd(minor: int) -> Money:
    return Money(minor, USD)


def on(book: Book, *, opening: int | None = 5000) -> None:
    """Shifts are kept, and one is open."""
    ShiftBook(book).switch(on=True, by="Grace", allowed_by="", at=NOON)
    if opening is not None:
        begin(book, opening)


def begin(book: Book, opening: int) -> None:
    ShiftBook(book).open(usd(opening), by="Ann", allowed_by="", at=NOON)


def move(book: Book, kind: CashKind, minor: int) -> None:
    ShiftBook(book).move(CashMove(kind, usd(minor), "Ann", NOON, "why"))


def count(book: Book, minor: int, at: datetime = NOON, pieces: tuple[tuple[int, int], ...] = ()) -> CountMade:
    return ShiftBook(book).count(DrawerCount(USD, pieces, minor), by="Ann", allowed_by="", at=at)


def x(book: Book) -> ShiftReport:
    return ShiftBook(book).report(by="Ann", at=NOON, single_owner=False)


def close(book: Book, *, left: int = 0, reason: str = "", at: datetime = NOON) -> ShiftReport:
    return ShiftBook(book).close(by="Ann", reason=reason, left=usd(left), allowed_by="", at=at, single_owner=False)


def finished(book: Book, *, left: int = 0) -> ShiftReport:
    """Counted right and closed."""
    count(book, x(book).expected.minor)
    return close(book, left=left)


def paid(minor: int = 1000, meter: str = "01282444000", tender: Tender | None = None) -> Order:
    return replace(order(meter, usd(minor)), tender=tender)


def doubted(book: Book, minor: int = 1000, meter: str = "37000000033", tender: Tender | None = None) -> Order:
    asked = paid(minor, meter, tender)
    sell(book, asked, UNCLEAR)
    return asked


def settle(book: Book, asked: Order, verdict: Verdict, *, alone: bool = False) -> None:
    found = Settlement(
        verdict,
        "Ann",
        NOON,
        "utility",
        "T1",
        "Grace",
        single_owner=alone,
        proof=Proof.WRITTEN_WORD if verdict is Verdict.NOT_ISSUED else None,
        tokens=(TOKEN,) if verdict is Verdict.RECOVERED else (),
    )
    book.settle(asked.uid, found)


def refund(book: Book, asked: Order) -> CashMove:
    return ShiftBook(book).refund(asked.uid, by="Ann", note="", allowed_by="Grace", at=NOON)


def later(book: Book, asked: Order, outcome: object = ISSUED) -> None:
    """A sale that was sent gets its answer."""
    book.answered(asked.uid, answer())
    book.conclude(asked.uid, outcome, NOON + timedelta(seconds=90))
