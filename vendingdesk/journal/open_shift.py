"""The open shift added up from a connection alone: for its book, and for reports that read beside it."""

from __future__ import annotations

import sqlite3

from vendingdesk.domain.shift import Shift
from vendingdesk.domain.shift_totals import ShiftTotals
from vendingdesk.journal.day import Day
from vendingdesk.journal.shift_reading import (
    News,
    cash_move,
    ended_since,
    holding,
    news_since,
    sale_of_uid,
    sales_of_shift,
)


def totals_of(connection: sqlite3.Connection, day: Day, shift: Shift) -> tuple[ShiftTotals, News]:
    """What the open shift of a day comes to, and what else was written since the Z before."""
    totals = ShiftTotals(shift, day.opened.base if day.opened is not None else 0)
    for sale in sales_of_shift(connection, shift.number):
        totals.add(sale)
    for sale in holding(connection, day, shift.number):
        totals.add_earlier(sale)
    for sale in ended_since(connection, day.since, shift.number):
        totals.add_recovered(sale)
    for sale in ended_since(connection, day.opened_seq, shift.number):
        totals.add_released(sale)
    news = news_since(connection, day.since)
    for when, body, uid in news.moves:
        refunded = sale_of_uid(connection, uid) if uid else None
        receipt_no = refunded.receipt_no if refunded else ""
        totals.move(cash_move(when, body, uid, shift.opening_float.currency, receipt_no))
    return totals, news
