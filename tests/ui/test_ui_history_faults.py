"""History over books that are not as one hopes: it says what is the matter, and never looks for ever."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from ui.ui_counter import Counter, until
from ui.ui_history import order_of

from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.outcome import Issued
from vendingdesk.journal.files import private_folder
from vendingdesk.journal.opening import JOURNAL_NAME, writable_book

Open = Callable[..., Awaitable[Counter]]


def sell_in(folder: Path, *currencies: Currency) -> None:
    """A book with a sale of 1000 minor units in each."""
    private_folder(folder)
    now = datetime.now().astimezone()
    connection, book = writable_book(folder / JOURNAL_NAME, "K01", lambda: now)
    with closing(connection):
        for number, currency in enumerate(currencies, start=1):
            order = replace(order_of(number), amount=Money(1000, currency))
            book.prepare(order, now)
            book.sending(order.uid, now)
            book.conclude(order.uid, Issued((f"{number:020d}",)), now)


def lines_of(folder: Path) -> list[str]:
    """The lines of the one list that was saved there."""
    (saved,) = folder.glob("history-*.csv")
    return saved.read_text(encoding="utf-8-sig").splitlines()


async def test_a_currency_whose_digits_changed_is_summed_apart_and_saved(open_counter: Open, tmp_path: Path) -> None:
    cents, francs = Currency("XOF", 2), Currency("XOF", 0)
    sell_in(tmp_path / "digits", cents, cents, francs)
    counter = await open_counter(folder=tmp_path / "digits")
    counter.press(Qt.Key.Key_F5)
    await until(lambda: counter.window.history.settled)
    assert counter.text("history.message") == "3 sales, 1,000 XOF + 20.00 XOF"
    counter.click("history.list")
    dialog = await counter.form("sales_list")
    counter.fill("sales_list.folder", str(tmp_path), dialog)
    dialog.kind.setCurrentIndex(dialog.kind.findData("csv"))
    counter.find("sales_list.ok", within=dialog).click()
    await until(lambda: "Saved" in dialog.message.text())
    dialog.reject()
    rows = lines_of(tmp_path)
    assert len(rows) == 4
    assert sum("10.00" in row for row in rows) == 2
    assert sum("1000" in row for row in rows) == 1
