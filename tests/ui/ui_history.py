"""A data folder with many sales in it, written by the program's own book without waiting for the disk."""

from __future__ import annotations

import random
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from vendingdesk.domain.energy import Energy
from vendingdesk.domain.management import ManagementKind, ManagementOrder
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.outcome import Declined, DoubtCause, Issued, Outcome, RefusalReason, Unclear
from vendingdesk.domain.sale import Order
from vendingdesk.journal.book import Book
from vendingdesk.journal.files import private_folder
from vendingdesk.journal.opening import JOURNAL_NAME, writable_book

USD = Currency("USD")
PEOPLE = ("Amina", "Kofi", "Yaw")
METERS = tuple(f"370{number:08d}" for number in range(40))
REFUSED_EACH, DOUBT_EACH, MANAGEMENT_EACH = 17, 211, 97


def outcome_of(number: int) -> Outcome:
    if number % REFUSED_EACH == 0:
        return Declined(RefusalReason.NO_SUCH_METER, "meter not found")
    if number % DOUBT_EACH == 0:
        return Unclear(DoubtCause.TIMED_OUT)
    return Issued((f"{number * 7919 % 10**20:020d}",), f"F{number}", energy=Energy(64_500_000))


def order_of(number: int) -> Order:
    chance = random.Random(number)
    asked = {"amount": Money(chance.choice((500, 1000, 2000, 5000)), USD)}
    if number % MANAGEMENT_EACH == 0:
        asked = {"management": ManagementOrder(ManagementKind.CLEAR_TAMPER, 0, "opened by a technician")}
    # A meter with a doubt is not sold to again: each has one of its own.
    meter = f"371{number:08d}" if number % DOUBT_EACH == 0 else METERS[chance.randrange(len(METERS))]
    return Order(str(uuid4()), str(uuid4()), meter, chance.choice(PEOPLE), "https://server.example", **asked)


def sell(book: Book, number: int, at: datetime) -> None:
    order = order_of(number)
    book.prepare(order, at)
    book.sending(order.uid, at)
    book.conclude(order.uid, outcome_of(number), at + timedelta(seconds=1))


def write(folder: Path, count: int, *, newest: datetime, every: timedelta = timedelta(minutes=7)) -> None:
    """So many sales, the last one at ``newest``."""
    private_folder(folder)
    connection, book = writable_book(folder / JOURNAL_NAME, "K01", lambda: newest - every * count)
    with closing(connection):
        connection.execute("PRAGMA synchronous = OFF")
        for number in range(1, count + 1):
            sell(book, number, newest - every * (count - number))
