"""The register and the history: found, edited, shown again, printed again."""

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from ui.ui_counter import METER, NAME, NOT_FOUND, Counter, until
from ui.ui_printing import answer

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.ui import history_page
from vendingdesk.ui.scanner import SCANNER_GAP_MS

Open = Callable[..., Awaitable[Counter]]


async def to_history(desk: Counter, rows: int) -> history_page.HistoryPage:
    await desk.active(desk.window)
    desk.press(Qt.Key.Key_F5)
    page = desk.window.history
    await until(lambda: page.isVisible() and len(page.model.rows) == rows)
    return page


async def test_a_sale_stands_in_the_history_with_its_slip(desk: Counter) -> None:
    await desk.sell()
    token = desk.text("result.token")
    desk.click("result.pdf")
    await until(lambda: "Slip saved" in desk.text("main.message"))
    await desk.next_customer()
    await desk.sell(NOT_FOUND)
    await desk.active(desk.window)
    page = await to_history(desk, 2)
    assert page.search.hasFocus()
    assert [sale.receipt_no for sale in page.model.rows] == ["K01-000002", "K01-000001"]
    assert desk.find("history.print").text() == "Print slip"
    desk.click("history.pdf")
    cancelled = desk.slips / "cancelled-K01-000002.pdf"
    await until(cancelled.exists)
    assert "nothing was sold" in PdfReader(cancelled).pages[0].extract_text()
    desk.fill("history.search", METER[-6:])
    await until(lambda: len(page.model.rows) == 1)
    assert desk.text("history.token") == token
    shown = desk.labels(page.detail)
    for word in ("K01-000001", NAME, "10.00 USD", "0128 2444 0003 1", "demo"):
        assert word in shown
    desk.click("history.pdf")
    await answer(desk)
    copy = desk.slips / "receipt-K01-000001-copy1.pdf"
    await until(copy.exists)
    text = PdfReader(copy).pages[0].extract_text()
    assert text.count("COPY 1") == 2
    assert all(group in text for group in token.split())
    desk.fill("history.search", "nothing like it")
    QTest.keyClick(page.search, Qt.Key.Key_Return)
    await until(lambda: not page.model.rows)
    assert "Nothing found" in desk.text("history.message")
    assert not page.detail.isVisible()


async def test_an_empty_history_says_what_comes(desk: Counter) -> None:
    page = await to_history(desk, 0)
    await until(lambda: "Nothing sold yet" in desk.text("history.message"))
    assert not page.detail.isVisible()
    page._ask_slip("pdf")  # nothing chosen: nothing happens


async def test_the_arrows_open_one_sale_after_the_other(desk: Counter) -> None:
    await desk.sell()
    await desk.next_customer()
    await desk.sell(NOT_FOUND)
    page = await to_history(desk, 2)
    assert page.detail.sale is page.model.rows[0]
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert page.detail.sale is page.model.rows[1]


async def test_after_a_restart_the_sale_is_there(open_counter: Open) -> None:
    first = await open_counter()
    await first.sell()
    token = first.text("result.token")
    await first.end()
    second = await open_counter()
    page = await to_history(second, 1)
    assert page.model.rows[0].receipt_no == "K01-000001"
    assert second.text("history.token") == token


async def test_what_was_damaged_since_is_found_at_the_next_start_and_stops_the_selling(open_counter: Open) -> None:
    first = await open_counter()
    await until(lambda: "what is new in the journal" not in first.counter._tasks.running())
    await first.sell()
    await first.end()
    with closing(sqlite3.connect(first.building.journal.path, isolation_level=None)) as file:
        file.execute("UPDATE sale SET meter = '1'")
    before = len(first.server.ledger.entries)
    second = await open_counter()
    await until(lambda: "is damaged" in second.text("main.message"))
    assert "the table shows sale K01-000001 otherwise than its entries" in second.text("main.message")
    await second.meter(METER)
    second.fill("sell.amount", "10")
    second.click("sell.sell")
    await second.agree()
    await until(lambda: "nothing more is sold" in second.text("sell.message"))
    assert len(second.server.ledger.entries) == before


async def test_an_edited_customer_stands_on_the_card(desk: Counter) -> None:
    await desk.meter(METER)
    desk.click("sell.edit")
    page = desk.window.meters
    assert page.isVisible()
    await until(lambda: desk.text("meters.name") == NAME)
    desk.fill("meters.name", "Okonkwo, Ada")
    await until(lambda: page.form._pace.elapsed() > SCANNER_GAP_MS)
    QTest.keyClick(page.lines["name"], Qt.Key.Key_Return)
    await until(lambda: desk.text("meters.message") == "Saved.")
    desk.click("nav.sell")
    await until(lambda: "Okonkwo, Ada" in desk.labels(desk.window.sell.card))
    assert desk.text("sell.meter") == "0128 2444 0003 1"


async def test_meters_are_searched_added_and_sold_to(desk: Counter) -> None:
    desk.press(Qt.Key.Key_F4)
    page = desk.window.meters
    await until(lambda: len(page.model.rows) > 30)
    desk.fill("meters.search", "harbour bakery")
    await until(lambda: len(page.model.rows) == 1)
    page.table.selectRow(0)
    assert desk.text("meters.name") == "Harbour Bakery Ltd"
    desk.fill("meters.search", "nobody of that name")
    await until(lambda: "Nobody found" in desk.text("meters.message"))
    desk.click("meters.new")
    assert desk.text("meters.meter") == ""
    desk.click("meters.save")
    await until(lambda: "11 or 13 digits" in desk.text("meters.message"))
    desk.fill("meters.meter", NOT_FOUND)
    desk.click("meters.save")
    await until(lambda: "name" in desk.text("meters.message"))
    desk.click("meters.sell")
    await until(lambda: desk.window.sell.isVisible() and desk.window.sell.card.isVisible())
    assert desk.text("sell.meter") == "0199 0000 0001 8"
    desk.click("nav.meters")
    desk.fill("meters.meter", "12")
    desk.click("meters.sell")
    assert page.isVisible()
    assert "11 or 13 digits" in desk.text("meters.message")


async def test_a_disk_that_fails_is_said_where_it_matters(desk: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise EnvironmentFault("The disk is full. Free some space.")

    await desk.sell()
    journal, register = desk.building.journal, desk.building.register
    monkeypatch.setattr(journal, "slip_made", fail)
    desk.click("result.pdf")
    await until(lambda: "disk is full" in desk.text("main.message"))
    await desk.next_customer()
    assert not desk.find("main.message").isVisible()
    monkeypatch.setattr(journal, "sales", fail)
    desk.counter._links._on_answered()
    await until(lambda: "disk is full" in desk.text("main.message"))
    desk.fill("sell.meter", METER)
    QTest.keyClick(desk.window.sell.meter.line, Qt.Key.Key_Return)
    await until(lambda: "disk is full" in desk.text("sell.message"))
    desk.fill("sell.amount", "10")
    desk.window.sell.message.clear()
    desk.click("sell.sell")
    await until(lambda: "disk is full" in desk.text("sell.message"))
    monkeypatch.setattr(journal.finder, "begin", fail)
    desk.click("nav.history")
    await until(lambda: "disk is full" in desk.text("history.message"))
    monkeypatch.setattr(register, "page", fail)
    desk.click("nav.meters")
    await until(lambda: "disk is full" in desk.text("meters.message"))
    desk.window.meters.message.clear()
    desk.window.meters.edit(METER)
    await until(lambda: "disk is full" in desk.text("meters.message"))


async def test_a_journal_that_fails_before_the_request_sends_nothing(
    desk: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise EnvironmentFault("The disk is full. Free some space.")

    monkeypatch.setattr(desk.building.journal, "prepare", fail)
    await desk.meter(METER)
    desk.fill("sell.amount", "10")
    desk.click("sell.sell")
    await desk.agree()
    assert await desk.done() == ""
    assert "disk is full" in desk.text("sell.message")
    assert desk.window.sell.form.isVisible()
    assert desk.text("sell.amount") == "10"


async def test_a_token_that_could_not_be_written_down_is_shown_with_a_warning(
    desk: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise EnvironmentFault("The disk is full.")

    monkeypatch.setattr(desk.building.journal, "conclude", fail)
    assert await desk.sell() == "ISSUED"
    assert desk.text("result.token").replace(" ", "") == desk.server.ledger.tokens[-1]
    assert "Write this token down" in desk.text("result.detail")
    assert "disk is full" in desk.text("result.detail")


async def test_a_bug_is_said_once_and_the_counter_goes_on(desk: Counter) -> None:
    async def bug() -> None:
        raise ValueError("a bug")

    desk.counter._tasks.start(bug(), name="a thing")
    await until(lambda: "Something went wrong inside the program (a thing)" in desk.text("main.message"))
    assert await desk.sell() == "ISSUED"
