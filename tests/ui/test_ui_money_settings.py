"""Money on the Settings page: typed, told what is wrong, saved, and lived by on the Sell page at once."""

from collections.abc import AsyncIterator, Awaitable, Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit
from ui.ui_counter import METER, Counter, until
from ui.ui_settings import to_settings

from vendingdesk.counter.money_setup import MoneySetup
from vendingdesk.counter.setup import DeskSetup, MoneyMeans
from vendingdesk.domain.tender import CASH, TenderKind
from vendingdesk.ui.settings_page import SettingsPage
from vendingdesk.wiring.setup_file import read_setup

Open = Callable[..., Awaitable[Counter]]


@pytest.fixture
async def page(desk: Counter) -> AsyncIterator[SettingsPage]:
    made = await to_settings(desk)
    yield made
    await until(lambda: not made._preview.busy)


async def saved(counter: Counter, page: SettingsPage) -> str:
    counter.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: not page._saving and page.message.text())
    return page.message.text()


async def test_what_is_typed_is_saved_and_asked_at_the_counter(desk: Counter, page: SettingsPage) -> None:
    desk.find("settings.tenders", QPlainTextEdit).setPlainText("Cash\nMobile money")
    desk.find("settings.ask_tendered").click()
    desk.fill("settings.cashier_limit", "250")
    assert await saved(desk, page) == "Saved. It counts from the next sale on."
    wanted = MoneySetup((CASH, TenderKind("Mobile money")), ask_tendered=True, cashier_limit=250)
    assert desk.desk.settings.money == wanted
    assert read_setup(desk.slips.parent / "desk.toml").setup().money == wanted
    desk.press(Qt.Key.Key_F2)
    assert page.message.text() == ""
    await desk.meter(METER)
    assert desk.text("sell.tender.2") == "&2 Mobile money"
    assert desk.find("sell.tendered").isVisible()


async def test_what_was_saved_is_no_news_for_who_takes_over(desk: Counter, page: SettingsPage) -> None:
    desk.fill("settings.cashier_limit", "250")
    await saved(desk, page)
    desk.desk.guard.stand(None, on=False)
    assert page.message.text() == ""


async def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_saved(desk: Counter, page: SettingsPage) -> None:
    desk.find("settings.tenders", QPlainTextEdit).setPlainText("Card\nCash")
    desk.fill("settings.cashier_limit", "much")
    assert desk.text("settings.tenders.fault").startswith("This must begin with cash")
    assert desk.text("settings.cashier_limit.fault") == "Type a whole number, or 0 for no limit."
    assert "Not saved" in await saved(desk, page)
    assert desk.find("settings.tenders").hasFocus()
    assert desk.desk.settings.money == MoneySetup()
    desk.click("settings.undo")
    assert desk.find("settings.tenders", QPlainTextEdit).toPlainText() == "Cash"


async def test_a_price_of_a_kwh_is_asked_where_the_account_sells_kwh(open_counter: Open) -> None:
    counter = await open_counter(setup=DeskSetup(money_means=MoneyMeans.KWH))
    (counter.slips.parent / "desk.toml").write_text('money_means = "kwh"\n', "utf-8")
    page = await to_settings(counter)
    assert counter.find("settings.kwh_price").isVisible()
    counter.fill("settings.kwh_price", "0,25")
    assert counter.text("settings.kwh_price.fault").startswith("Type the price in digits with a point")
    counter.fill("settings.kwh_price", "0.25")
    assert "Saved" in await saved(counter, page)
    assert counter.desk.settings.money.kwh_price == Decimal("0.25")
    counter.press(Qt.Key.Key_F2)
    assert counter.text("sell.price") == "1 kWh costs 0.25 USD."
    await until(lambda: not page._preview.busy)


async def test_an_account_of_money_has_no_price_of_a_kwh(desk: Counter, page: SettingsPage) -> None:
    assert not desk.find("settings.kwh_price").isVisible()
