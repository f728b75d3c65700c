"""History over books that are not as one hopes: it says what is the matter, and never looks for ever."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from journal.journal_samples import raw_file
from PySide6.QtCore import Qt
from ui.ui_counter import Counter, until
from ui.ui_history import USD, order_of

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
            order = replace(order_of(number), management=None, amount=Money(1000, currency))
            book.prepare(order, now)
            book.sending(order.uid, now)
            book.conclude(order.uid, Issued((f"{number:020d}",)), now)


def tear(path: Path) -> None:
    """Overwrite every page of a file but the first two."""
    with path.open("r+b") as file:
        size = file.seek(0, 2)
        file.seek(2 * 4096)
        file.write(b"\xa5" * (size - 2 * 4096))


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


BROKEN = {
    "a sum": (f"UPDATE sale SET price = {2**63 - 1}", "The sales could not be read"),
    "a row": ("UPDATE sale SET state = 'NEVER' WHERE number = 1", "its sale 1 can't be read"),
    "a table": ("DROP TABLE sale", "The sales could not be read"),
}


@pytest.mark.parametrize(("broken", "says"), BROKEN.values(), ids=BROKEN)
async def test_a_book_that_can_not_be_read_is_said_and_not_looked_through_for_ever(
    open_counter: Open, tmp_path: Path, broken: str, says: str
) -> None:
    sell_in(tmp_path / "broken", USD, USD)
    counter = await open_counter(folder=tmp_path / "broken")
    with raw_file(tmp_path / "broken") as file:
        file.execute("PRAGMA foreign_keys = OFF")
        file.execute(broken)
    counter.press(Qt.Key.Key_F5)
    page = counter.window.history
    await until(lambda: says in counter.text("history.message"))
    page.table.looked.emit()  # as when somebody else stands at the till
    assert says in counter.text("history.message")
    assert not page.settled
    counter.window.show_page("sell")
    page.message.clear()
    counter.window.show_page("history")
    await until(lambda: says in counter.text("history.message"))


async def test_pages_that_are_overwritten_are_said(open_counter: Open, tmp_path: Path) -> None:
    sell_in(tmp_path / "torn", *[USD] * 200)
    counter = await open_counter(folder=tmp_path / "torn")
    tear(tmp_path / "torn" / JOURNAL_NAME)
    counter.press(Qt.Key.Key_F5)
    await until(lambda: "is damaged" in counter.text("history.message"))
    assert "looking" not in counter.text("history.message")
