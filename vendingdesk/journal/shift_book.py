"""Shifts in the journal: opened, counted and closed, and the cash that moves; each as one entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from vendingdesk.domain.errors import Refused, ShiftWanted
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.shift import CashKind, CashMove, CountMade, DrawerCount, Shift, TillStanding
from vendingdesk.domain.shift_report import ReportKind, ShiftReport
from vendingdesk.domain.shift_totals import SOLD
from vendingdesk.journal.book import Book
from vendingdesk.journal.day import Day
from vendingdesk.journal.day_entries import (
    PEOPLE,
    SHIFTS,
    CashMoved,
    ReportSlip,
    ShiftClosed,
    ShiftCounted,
    ShiftOpened,
    Switched,
)
from vendingdesk.journal.open_shift import totals_of
from vendingdesk.journal.outcomes import writable
from vendingdesk.journal.people_flags import alone
from vendingdesk.journal.report_body import body_of
from vendingdesk.journal.shift_reading import ended_since, sale_of_uid, settled, sold_ever
from vendingdesk.journal.z_reports import ZReports

NOT_OWED = "Nothing is owed for {0}: look it up under Doubts (F8) and in History (F5)."
BACK_ALREADY = "The money of {0} was given back already. It is given back once."
UNKNOWN_PRICE = "What was paid for {0} is not known here. Write it down as cash out, with the receipt as the reason."
COUNT_FIRST = "Count the cash first."
COUNT_AGAIN = "Cash moved since it was counted. Count the drawer again."


class ShiftBook:
    """The same for one call in the journal's thread: ``SqliteJournal.ask`` hands it the book."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._day: Day = book.fresh()
        self.reports = ZReports(book.connection, book.till)

    @property
    def standing(self) -> TillStanding:
        """How the till stands."""
        closed, left = self._day.closed, None
        if closed is not None and closed.left is not None and closed.report is not None:
            left = Money(closed.left, Currency(closed.report.currency, closed.report.exponent))
        shift = self._day.shift
        counts: tuple[CountMade, ...] = ()
        if shift is not None:
            currency = shift.opening_float.currency
            counts = tuple(
                CountMade(when, Money(each.counted, currency), Money(each.expected, currency))
                for when, each in self._day.counts
            )
        return TillStanding(self._day.is_on(SHIFTS), shift, left, counts)

    @property
    def _open(self) -> Shift:
        if self._day.shift is None:
            raise ShiftWanted
        return self._day.shift

    def _append(self, body: Any, at: datetime, sale_uid: str = "") -> None:
        self._book.append(body, at, sale_uid)

    def switch(self, *, on: bool, by: str, allowed_by: str, at: datetime) -> TillStanding:
        """Switch shifts on or off. Raises ``Refused`` while one is open; nothing happens when it is so already."""
        if self._day.shift is not None:
            raise Refused(f"Shift {self._day.shift.number} is open. Close it first (F7).")
        if self._day.is_on(SHIFTS) != on:
            self._append(Switched(SHIFTS, on, writable(by), writable(allowed_by)), at)
        return self.standing

    def open(self, opening: Money, *, by: str, allowed_by: str, at: datetime) -> TillStanding:
        """Open the next shift with a float. Raises ``Refused`` where one is open or the till keeps none."""
        day, currency = self._day, opening.currency
        if not day.is_on(SHIFTS):
            raise Refused("This till keeps no shifts. A supervisor switches them on in Settings (F10).")
        if day.shift is not None:
            raise Refused(f"Shift {day.shift.number} is open already. Close it first (F7).")
        before, left = day.closed, self.standing.suggested
        known = before.report if before is not None else None
        same = known is not None and Currency(known.currency, known.exponent) == currency
        base = known.perpetual if known is not None and same else self._sold_before(currency)
        body = ShiftOpened(
            day.last_number + 1,
            opening.minor,
            currency.code,
            currency.exponent,
            writable(by),
            left.minor if left is not None and left.currency == currency else None,
            writable(allowed_by),
            base,
        )
        self._append(body, at)
        return self.standing

    def _sold_before(self, currency: Currency) -> int:
        """The money of all sales in a currency, without those ended since the last Z: the next report adds them."""
        connection, sold = self._book.connection, sold_ever(self._book.connection, currency)
        if self._day.closed is None:
            return sold
        since = (
            sale for sale in ended_since(connection, self._day.since, self._day.last_number + 1) if sale.state in SOLD
        )
        prices = (sale.price for sale in since if sale.price is not None and sale.price.currency == currency)
        return sold - sum(price.minor for price in prices)

    def move(self, move: CashMove) -> None:
        """Write down cash that came or went. Raises ``ShiftWanted``, and ``Refused`` for another currency."""
        shift = self._open
        if move.amount.currency != shift.opening_float.currency:
            raise Refused(f"The cash of this shift is counted in {shift.opening_float.currency.code}.")
        self._append(_moved(shift.number, move), move.at)

    def refund(self, uid: str, *, by: str, note: str, allowed_by: str, at: datetime) -> CashMove:
        """Write down that the money of a sale without a token was given back: all of it, and once.

        Raises ``Refused`` where nothing is owed, ``ShiftWanted`` outside of a shift.
        """
        shift = self._open
        owed, number = self._owed(uid)
        if owed.currency != shift.opening_float.currency:
            raise Refused(f"The cash of this shift is counted in {shift.opening_float.currency.code}.")
        sale = sale_of_uid(self._book.connection, uid)
        assert sale is not None  # noqa: S101 - it is owed
        move = CashMove(CashKind.REFUND, owed, by, at, note, allowed_by, uid, sale.receipt_no, sale.cash)
        self._append(_moved(shift.number, move, number), at, uid)
        return move

    def owed(self, uid: str) -> Money | None:
        """What has to be given back for a sale; None for nothing."""
        try:
            return self._owed(uid)[0]
        except Refused:
            return None

    def _owed(self, uid: str) -> tuple[Money, int]:
        sale = sale_of_uid(self._book.connection, uid)
        if sale is None:
            raise Refused(NOT_OWED.format(uid))
        if sale.refunded:
            raise Refused(BACK_ALREADY.format(sale.receipt_no))
        if sale.price is None and sale.energy is not None:
            raise Refused(UNKNOWN_PRICE.format(sale.receipt_no))
        number = settled(self._book.connection, self._day, uid)
        if not sale.owed or sale.price is None or number is None:
            raise Refused(NOT_OWED.format(sale.receipt_no))
        return sale.price, number

    def count(self, count: DrawerCount, *, by: str, allowed_by: str, at: datetime) -> CountMade:
        """Write down what was counted; only then is it told what was expected. Raises ``ShiftWanted``."""
        shift = self._open
        if count.currency != shift.opening_float.currency:
            raise Refused(f"The cash of this shift is counted in {shift.opening_float.currency.code}.")
        expected = self._report(ReportKind.X, by=by, at=at).expected
        self._append(
            ShiftCounted(
                shift.number, writable(by), count.total.minor, expected.minor, count.pieces, writable(allowed_by)
            ),
            at,
        )
        return CountMade(at, count.total, expected)

    def report(self, *, by: str, at: datetime, single_owner: bool) -> ShiftReport:
        """How the open shift stands: its X."""
        head, entries = self._book.head, self._book.entries
        return self._report(
            ReportKind.X, by=by, at=at, single_owner=single_owner, journal_head=head, journal_entries=entries
        )

    def close(
        self, *, by: str, reason: str, left: Money, allowed_by: str, at: datetime, single_owner: bool
    ) -> ShiftReport:
        """Close the shift with its last count, and give its Z as the journal has it.

        Raises ``Refused`` without a count, or where cash moved since.
        """
        shift, counts = self._open, self.standing.counts
        if not counts:
            raise Refused(COUNT_FIRST)
        stands = self._report(ReportKind.X, by=by, at=at, single_owner=single_owner)
        expected = stands.expected
        if counts[-1].expected != expected:
            raise Refused(COUNT_AGAIN)
        first = len(counts) - 1
        while first and counts[first - 1].expected == expected:
            first -= 1
        counted, again = counts[first].counted, first < len(counts) - 1
        z = replace(
            stands,
            kind=ReportKind.Z,
            reason=reason,
            counted=counted,
            recounted=counts[-1].counted if again else None,
            left=left,
            other_counts=(*counts[:first], *counts[first + 1 : -1]),
        )
        self._append(
            ShiftClosed(
                shift.number,
                writable(by),
                counted.minor,
                self._day.counts[-1][1].pieces,
                writable(reason),
                writable(allowed_by),
                left.minor,
                body_of(z),
            ),
            at,
        )
        return self.reports.one(shift.number)

    def _report(self, kind: ReportKind, *, by: str, at: datetime, **others: Any) -> ShiftReport:
        day = self._day
        totals, news = totals_of(self._book.connection, day, self._open)
        others["single_owner"] = others.get("single_owner", False) or bool(alone(self._book))
        return totals.report(
            kind,
            self._book.till,
            at=at,
            by=by,
            copies=news.copies,
            settled_alone=news.settled_alone,
            named_anew=news.named_anew,
            people_off=news.people_off or (PEOPLE in day.switched and not day.is_on(PEOPLE)),
            restored=news.restored,
            clock_set_back=news.clock_set_back,
            z_passed=day.z_passed,
            **others,
        )

    # Paper.

    def slip_made(self, kind: ReportKind, number: int, *, operator: str, medium: str, why: str, at: datetime) -> int:
        """Count a report that is about to be made; returns which copy it is. An X is always the first."""
        copy = self.reports.next_copy(number) if kind is ReportKind.Z else 1
        body = ReportSlip(kind.value, number, copy, writable(operator), medium, writable(why))
        self._append(body, at)
        return copy


def _moved(shift: int, move: CashMove, sale: int = 0) -> CashMoved:
    return CashMoved(
        shift,
        move.kind.value,
        move.amount.minor,
        writable(move.by),
        writable(move.reason),
        writable(move.allowed_by),
        sale,
        move.cash,
    )
