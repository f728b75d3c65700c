"""The Meters page as hands use it: searched at every key, scanned into, read to its end, erased."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from ui.ui_counter import LOST_AFTER, METER, NAME, Counter, until

from vendingdesk.domain.customer import Customer
from vendingdesk.ui.meters_page import MetersPage
from vendingdesk.ui.scanner import SCANNER_GAP_MS
from vendingdesk.ui.words_of_meters import rhythm_word

NEIGHBOUR = "0151529923121"


async def on_page(desk: Counter) -> MetersPage:
    await desk.active(desk.window)
    desk.press(Qt.Key.Key_F4)
    page = desk.window.meters
    await until(lambda: len(page.model.rows) > 30)
    return page


def scan(desk: Counter, digits: str) -> None:
    """A scanner: digits as fast as they come, and Enter behind them."""
    desk.type(digits)
    desk.press(Qt.Key.Key_Return)


async def quiet(desk: Counter) -> None:
    await until(lambda: not any(name.startswith("meters") for name in desk.counter._tasks.running()))


async def test_every_key_searches_and_the_newest_counts(desk: Counter) -> None:
    page = await on_page(desk)
    for text in ("okonkwo", "blessing okon", METER[-6:], "0128 2444"):
        desk.fill("meters.search", text)
        await until(lambda: len(page.model.rows) == 1)
        assert page.model.rows[0].name == NAME, text
    desk.fill("meters.search", "nobody like that")
    await until(lambda: "Nobody found" in desk.text("meters.message"))
    desk.fill("meters.search", "")
    await until(lambda: len(page.model.rows) > 30)
    assert desk.text("meters.message") == ""


async def test_a_scanned_meter_is_looked_up_and_shown(desk: Counter) -> None:
    await desk.sell()
    await desk.next_customer()
    page = await on_page(desk)
    scan(desk, METER)
    await until(page.card.isVisible)
    await until(lambda: NAME in desk.labels(page.card))
    assert "10.00" in desk.labels(page.card)
    assert not page.form.isVisible()
    page.table.setFocus()
    scan(desk, NEIGHBOUR)
    await until(lambda: page.lines["meter"].text() == NEIGHBOUR)
    assert desk.text("meters.search") == NEIGHBOUR


async def test_a_scanner_fills_the_form_and_never_saves_it(desk: Counter) -> None:
    page = await on_page(desk)
    desk.click("meters.new")
    desk.fill("meters.name", "Ama")
    page.lines["meter"].setFocus()
    scan(desk, NEIGHBOUR)
    assert page.lines["meter"].text() == NEIGHBOUR
    assert page.lines["name"].hasFocus()
    assert "meters: save" not in desk.counter._tasks.running()
    await until(lambda: page.form._pace.elapsed() > SCANNER_GAP_MS)
    desk.press(Qt.Key.Key_Return)
    await until(lambda: desk.text("meters.message") == "Saved.")
    found = await desk.building.register.find(NEIGHBOUR)
    assert found is not None
    assert found.name == "Ama"


async def test_arrows_go_from_the_search_through_the_list(desk: Counter) -> None:
    page = await on_page(desk)
    desk.press(Qt.Key.Key_Down)
    assert page.table.hasFocus()
    desk.press(Qt.Key.Key_Down)
    await until(page.card.isVisible)
    await quiet(desk)
    assert page.model.rows[1].name in desk.labels(page.card)
    desk.type("x")
    assert page.search.hasFocus()
    assert desk.text("meters.search") == "x"


async def test_a_long_list_is_read_as_it_is_scrolled(desk: Counter) -> None:
    people = [Customer(f"{number:011d}", f"Zz {number:03d}") for number in range(160)]
    await desk.building.register.save_many(people)
    page = await on_page(desk)
    desk.fill("meters.search", "zz")
    await until(lambda: page.model.rows[0] == people[0])
    for expected in (100, 150, 160):
        page.table.scrollToBottom()
        await until(lambda expected=expected: len(page.model.rows) == expected)
    page.table.scrollToBottom()
    await quiet(desk)
    assert list(page.model.rows) == people


async def test_an_edited_customer_keeps_what_the_utility_says(desk: Counter) -> None:
    page = await on_page(desk)
    desk.fill("meters.search", METER)
    await until(lambda: len(page.model.rows) == 1)
    page.table.selectRow(0)
    await until(page.card.isVisible)
    desk.click("meters.edit")
    assert page.form.isVisible()
    assert desk.text("meters.name") == NAME
    desk.fill("meters.supply_group", "12345")
    desk.click("meters.save")
    await until(lambda: "six digits" in desk.text("meters.message"))
    assert page.lines["supply_group"].hasFocus()
    desk.fill("meters.supply_group", "123456")
    desk.fill("meters.key_revision", "2")
    desk.fill("meters.tariff_index", "07")
    desk.click("meters.save")
    await until(lambda: desk.text("meters.message") == "Saved.")
    found = await desk.building.register.find(METER)
    assert found is not None
    assert (found.supply_group, found.key_revision, found.tariff_index) == ("123456", "2", "07")


async def test_a_customer_is_erased_after_a_question(desk: Counter) -> None:
    page = await on_page(desk)
    desk.click("meters.new")
    assert not page.form.erase.isEnabled()
    page.edit(METER)
    desk.click("meters.erase")
    dialog = await desk.form("erase")
    await until(dialog.back.hasFocus)
    QTest.mouseClick(dialog.back, Qt.MouseButton.LeftButton)
    await quiet(desk)
    assert await desk.building.register.find(METER) is not None
    await desk.active(desk.window)
    desk.click("meters.erase")
    dialog = await desk.form("erase")
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    await until(lambda: "Erased" in desk.text("meters.message"))
    assert await desk.building.register.find(METER) is None
    assert METER not in {customer.meter for customer in page.model.rows}
    assert desk.text("meters.meter") == METER
    assert desk.text("meters.name") == ""


async def test_the_card_leads_to_an_open_doubt(desk: Counter) -> None:
    await desk.sell(LOST_AFTER)
    await desk.next_customer()
    await desk.building.register.save(Customer(LOST_AFTER, "Ama"))
    page = await on_page(desk)
    desk.fill("meters.search", LOST_AFTER)
    await until(lambda: len(page.model.rows) == 1)
    page.table.selectRow(0)
    await until(desk.find("meters.edit.doubt").isVisible)
    desk.click("meters.edit.doubt")
    await until(desk.window.doubts.isVisible)


@pytest.mark.parametrize("lines", [4])
async def test_the_form_fits_a_low_screen_by_scrolling(desk: Counter, lines: int) -> None:
    page = await on_page(desk)
    desk.click("meters.new")
    desk.window.resize(1024, 570)
    for name in ("note", "tariff_index", "meter"):
        page.lines[name].setFocus()
        await until(lambda name=name: not page.lines[name].visibleRegion().isEmpty())
    assert desk.window.height() <= 600
    assert page.form.save.isVisible()
    assert not page.form.save.visibleRegion().isEmpty()


async def test_the_card_tells_a_year_in_words_and_bars(desk: Counter) -> None:
    for amount in ("10", "20.50"):
        await desk.sell(METER, amount)
        await desk.next_customer()
    desk.window.resize(1280, 760)
    await desk.meter(METER)
    card = desk.window.sell.card
    await until(card.year.isVisible)
    assert card.year.text() == "12 months · purchases: 2 · 30.50 USD"
    assert card.chart.isVisible()
    assert card.chart.accessibleName() == "Bought by month, USD"
    assert card.chart.accessibleDescription().endswith(": 30.50 USD")
    page = await on_page(desk)
    desk.window.resize(1024, 600)
    desk.fill("meters.search", METER)
    await until(lambda: len(page.model.rows) == 1)
    page.table.selectRow(0)
    await until(page.card.year.isVisible)
    assert not page.card.chart.isVisible()
    desk.click("nav.sell")
    desk.fill("sell.meter", NEIGHBOUR)
    QTest.keyClick(desk.window.sell.meter.line, Qt.Key.Key_Return)
    await until(card.isVisible)
    assert not card.year.isVisible()


@pytest.mark.parametrize(
    ("days", "word"),
    [
        (0, "a day"),
        (1, "a day"),
        (2, "every 2 days"),
        (7, "a week"),
        (10, "every 10 days"),
        (14, "a fortnight"),
        (20, "every 20 days"),
        (31, "a month"),
        (90, "every 90 days"),
    ],
)
def test_how_often_somebody_buys(days: int, word: str) -> None:
    assert rhythm_word(days) == word
