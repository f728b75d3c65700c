"""Money at the counter in a real window: kinds of payment, cash and change, the price of a kWh, no scan as a sum."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from decimal import Decimal
from itertools import count

import pytest
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from ui.ui_counter import LOST_AFTER, METER, NOT_FOUND, RECHARGE, Counter, until
from ui.ui_people import AMINA, GRACE, PINS, sign_on, staffed

from vendingdesk.counter.money_setup import MoneySetup
from vendingdesk.counter.setup import DeskSetup, MoneyMeans
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.sale import VendState
from vendingdesk.domain.tender import CASH, Tender, TenderKind
from vendingdesk.simulator.server import SimulatorServer

Open = Callable[..., Awaitable[Counter]]
USD = Currency("USD")
CARD = TenderKind("Card")
BOTH = DeskSetup(money=MoneySetup((CASH, CARD), ask_tendered=True))
KWH = DeskSetup(money_means=MoneyMeans.KWH, money=MoneySetup(ask_tendered=True, kwh_price=Decimal("0.25")))
NEIGHBOUR = "0151529923121"
LATER = count(10**9, 10**4)
"""Milliseconds long after all that hands did."""


@pytest.fixture
async def cash(open_counter: Open) -> Counter:
    """A counter that asks how it is paid and what was handed over."""
    return await open_counter(setup=BOTH)


async def kept(counter: Counter) -> tuple[Tender | None, Money | None, VendState]:
    """How the last sale was paid, its change and state, out of the journal."""
    [sale, *_] = await counter.building.journal.sales(limit=1)
    return sale.order.tender, sale.order.change, sale.state


def scan(digits: str) -> None:
    """Digits and Enter from a scanner, four milliseconds apart, however busy this machine is."""
    line = QApplication.focusWidget()
    keys = [(ord(digit), digit) for digit in digits] + [(int(Qt.Key.Key_Return.value), "\r")]
    begun = next(LATER)
    for at, (key, text) in enumerate(keys):
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text)
        event.setTimestamp(begun + 4 * at)
        QApplication.sendEvent(line, event)


async def test_a_shop_that_asks_nothing_sees_nothing_of_it(desk: Counter) -> None:
    await desk.meter(METER)
    desk.fill("sell.amount", "10")
    for name in ("sell.tender.1", "sell.tendered", "sell.change", "sell.exact"):
        assert not desk.find(name).isVisible(), name
    desk.press(Qt.Key.Key_Return)
    shown = desk.labels(await desk.asked())
    assert "Paid by" not in shown
    assert "Change" not in shown
    await desk.agree()
    assert await desk.done() == "ISSUED"
    assert not desk.find("result.change").isVisible()
    assert await kept(desk) == (None, None, VendState.ISSUED)


async def test_cash_by_keyboard_alone(cash: Counter) -> None:
    sell = cash.window.sell
    cash.type(METER)
    cash.press(Qt.Key.Key_Return)
    await until(sell.amount.hasFocus)
    cash.type("12.5")
    cash.press(Qt.Key.Key_Return)
    assert sell.paid.received.hasFocus()
    assert cash.confirm is None
    cash.type("1")
    assert cash.text("sell.change") == "11.50 USD missing"
    cash.type("5")
    assert cash.text("sell.change") == "Change 2.50 USD"
    cash.press(Qt.Key.Key_Return)
    shown = cash.labels(await cash.asked())
    for word in ("12.50 USD", "Paid by | Cash", "Cash received | 15.00 USD", "Change | 2.50 USD"):
        assert word in shown
    cash.press(Qt.Key.Key_Return)
    assert await cash.done() == "ISSUED"
    assert cash.text("result.change") == "Change 2.50 USD"
    assert cash.find("result.change").isVisible()
    assert await kept(cash) == (Tender(CASH, Money(1500, USD)), Money(250, USD), VendState.ISSUED)
    await cash.next_customer()
    assert cash.text("sell.tendered") == ""
    assert cash.text("sell.change") == ""


async def test_an_empty_line_of_cash_is_no_hindrance(cash: Counter) -> None:
    await cash.meter(METER)
    cash.fill("sell.amount", "10")
    cash.press(Qt.Key.Key_Return)
    now = asyncio.get_running_loop().time()
    await until(lambda: asyncio.get_running_loop().time() > now + 0.01)  # a press of its own, not the same held on
    cash.press(Qt.Key.Key_Return)
    await cash.agree()
    assert await cash.done() == "ISSUED"
    assert await kept(cash) == (Tender(CASH), None, VendState.ISSUED)


async def test_too_little_is_said_and_the_cursor_stands_where_it_is_mended(cash: Counter) -> None:
    await cash.meter(METER)
    cash.fill("sell.amount", "10")
    cash.fill("sell.tendered", "5")
    cash.click("sell.sell")
    await cash.done()
    assert cash.text("sell.message") == "5.00 USD is not enough for 10.00 USD: 5.00 USD is missing."
    assert cash.window.sell.paid.received.hasFocus()
    assert cash.confirm is None
    cash.fill("sell.tendered", "x")
    assert cash.text("sell.message") == ""
    assert cash.text("sell.change") == ""
    cash.press(Qt.Key.Key_Return)
    await until(lambda: "in digits" in cash.text("sell.message"))
    assert cash.sent(RECHARGE) == 0


async def test_a_wrong_amount_is_mended_before_cash_is_asked_for(cash: Counter) -> None:
    await cash.meter(METER)
    cash.fill("sell.amount", "ten")
    cash.press(Qt.Key.Key_Return)
    await until(lambda: cash.text("sell.message"))
    assert cash.window.sell.amount.hasFocus()


async def test_round_sums_and_the_exact_one(cash: Counter) -> None:
    await cash.meter(METER)
    assert not cash.find("sell.exact").isEnabled()
    cash.fill("sell.amount", "12.5")
    rounds = [cash.find(f"sell.round.{at}", QPushButton) for at in (1, 2, 3)]
    assert [each.text() for each in rounds] == ["15", "20", "50"]
    assert rounds[0].accessibleName() == "15.00 USD received"
    cash.click("sell.round.2")
    assert (cash.text("sell.tendered"), cash.text("sell.change")) == ("20.00", "Change 7.50 USD")
    assert cash.window.sell.paid.received.hasFocus()
    cash.click("sell.exact")
    assert (cash.text("sell.tendered"), cash.text("sell.change")) == ("12.50", "Change 0.00 USD")
    cash.fill("sell.amount", "97.5")
    assert [each.isEnabled() for each in rounds] == [True, True, False]
    assert cash.text("sell.change") == "85.00 USD missing"


async def test_a_card_by_its_key_asks_for_no_cash(cash: Counter) -> None:
    await cash.meter(METER)
    cash.fill("sell.amount", "10")
    cash.fill("sell.tendered", "20")
    assert cash.text("sell.tender.2") == "&2 Card"
    cash.press(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    await until(lambda: not cash.find("sell.tendered").isVisible())
    await until(cash.window.sell.amount.hasFocus)
    cash.press(Qt.Key.Key_Return)
    shown = cash.labels(await cash.asked())
    assert "Paid by | Card" in shown
    assert "Cash received" not in shown
    await cash.agree()
    assert await cash.done() == "ISSUED"
    assert not cash.find("result.change").isVisible()
    assert await kept(cash) == (Tender(CARD), None, VendState.ISSUED)
    await cash.next_customer()
    assert cash.find("sell.tender.1", QPushButton).isChecked()
    assert cash.find("sell.tendered").isVisible()


async def test_what_goes_back_when_nothing_was_sold(cash: Counter) -> None:
    await cash.meter(NOT_FOUND)
    cash.fill("sell.amount", "10")
    cash.fill("sell.tendered", "20")
    cash.click("sell.sell")
    await cash.agree()
    assert await cash.done() == "REFUSED"
    assert cash.text("result.detail").endswith("Give 20.00 USD back.")
    assert not cash.find("result.change").isVisible()
    cash.click("sell.tender.2")
    cash.click("sell.sell")
    await cash.agree()
    assert await cash.done() == "REFUSED"
    assert cash.text("result.detail").endswith("Paid by Card: it is undone the same way.")


async def test_a_doubt_gives_change_and_keeps_the_price(cash: Counter) -> None:
    await cash.meter(LOST_AFTER)
    cash.fill("sell.amount", "10")
    cash.fill("sell.tendered", "20")
    cash.click("sell.sell")
    await cash.agree()
    assert await cash.done() == "IN_DOUBT"
    assert cash.text("result.change") == "Change 10.00 USD"
    assert "Keep the money" in cash.text("result.detail")
    await cash.next_customer()
    await cash.to_doubts()
    assert "Paid by | Cash" in cash.labels(cash.window.doubts.card)


async def test_history_says_how_it_was_paid(cash: Counter) -> None:
    await cash.meter(METER)
    cash.fill("sell.amount", "10")
    cash.fill("sell.tendered", "20")
    cash.click("sell.sell")
    await cash.agree()
    await cash.done()
    await cash.next_customer()
    await cash.active(cash.window)
    cash.press(Qt.Key.Key_F5)
    page = cash.window.history
    await until(lambda: page.isVisible() and len(page.model.rows) == 1 and page.detail.isVisible())
    shown = cash.labels(page.detail)
    for word in ("Paid by | Cash", "Cash received | 20.00 USD", "Change | 10.00 USD"):
        assert word in shown


@pytest.mark.parametrize("name", ["sell.amount", "sell.tendered"])
async def test_a_scan_is_no_sum(cash: Counter, name: str) -> None:
    sell = cash.window.sell
    await cash.meter(METER)
    cash.fill("sell.amount", "10")
    cash.fill(name, "15")
    scan(METER)  # once more the meter that stands there
    assert (cash.text(name), cash.text("sell.meter")) == ("15", "0128 2444 0003 1")
    assert cash.confirm is None
    scan("49335795185499399179")
    assert cash.text(name) == "15"
    assert "neither a sum nor a meter number" in cash.text("sell.message")
    scan(NEIGHBOUR)
    await until(sell.card.isVisible)
    assert cash.text("sell.meter").replace(" ", "") == NEIGHBOUR
    assert (cash.text("sell.amount"), cash.text("sell.tendered")) == ("", "")
    assert cash.sent(RECHARGE) == 0


async def test_digits_by_hand_are_typed(cash: Counter) -> None:
    line = cash.window.sell.amount
    line.setFocus()
    begun = next(LATER)
    for at, digit in enumerate(METER):
        event = QKeyEvent(QEvent.Type.KeyPress, ord(digit), Qt.KeyboardModifier.NoModifier, digit)
        event.setTimestamp(begun + 61 * at)
        QApplication.sendEvent(line, event)
    assert line.text() == METER
    scan("")
    assert line.text() == METER


async def test_enter_held_in_the_amount_does_not_go_past_the_cash(cash: Counter) -> None:
    await cash.meter(METER)
    cash.fill("sell.amount", "10")
    cash.hold(Qt.Key.Key_Return)
    assert cash.window.sell.paid.received.hasFocus()
    again = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", True)
    QApplication.sendEvent(cash.window.sell.paid.received, again)
    assert "sell: vend" not in cash.counter._tasks.running()


async def test_energy_at_the_price_of_the_shop(open_counter: Open) -> None:
    with SimulatorServer(account_kind="kwh") as server:
        counter = await open_counter(setup=KWH, server=server)
        await counter.meter(METER)
        assert counter.text("sell.price") == "1 kWh costs 0.25 USD."
        counter.fill("sell.amount", "25.5")
        assert counter.text("sell.price") == "To pay: 6.38 USD (1 kWh costs 0.25 USD)."
        counter.fill("sell.tendered", "10")
        assert counter.text("sell.change") == "Change 3.62 USD"
        counter.press(Qt.Key.Key_Return)
        shown = counter.labels(await counter.asked())
        for word in ("Amount | 25.5 kWh", "To pay | 6.38 USD", "Change | 3.62 USD", "works out the price: 0.25 USD"):
            assert word in shown
        await counter.agree()
        assert await counter.done() == "ISSUED"
        assert counter.text("result.change") == "Change 3.62 USD"
        assert "6.38 USD for 25.5 kWh" in counter.text("result.detail")
        assert "PLEASE VERIFY" not in counter.text("result.state")


async def test_energy_without_a_price_asks_for_no_cash(open_counter: Open) -> None:
    setup = replace(KWH, money=MoneySetup((CASH, CARD), ask_tendered=True))
    counter = await open_counter(setup=setup)
    await counter.meter(METER)
    assert not counter.find("sell.tendered").isVisible()
    assert counter.find("sell.tender.2").isVisible()
    assert counter.text("sell.price") == "This till knows no price for a kWh."


async def test_settings_count_at_once(desk: Counter) -> None:
    await desk.desk.settings.change(money=MoneySetup((CASH, CARD, TenderKind("R&D")), ask_tendered=True))
    await until(desk.find("sell.tender.3").isVisible)
    assert desk.find("sell.tendered").isVisible()
    assert desk.text("sell.tender.3") == "&3 R&&D"
    desk.click("sell.tender.2")
    await desk.desk.settings.change(money=MoneySetup((CASH, CARD)))
    assert desk.find("sell.tender.1", QPushButton).isChecked()
    await desk.desk.settings.change(money=MoneySetup())
    assert not desk.find("sell.tender.1").isVisible()
    assert not desk.find("sell.tendered").isVisible()


async def test_all_of_it_fits_a_small_screen(open_counter: Open) -> None:
    many = MoneySetup((CASH, CARD, TenderKind("Mobile money"), TenderKind("Transfer")), ask_tendered=True)
    counter = await open_counter(setup=DeskSetup(money=many))
    counter.window.resize(QSize(1024, 600))
    await counter.meter(METER)
    counter.fill("sell.amount", "12.5")
    counter.fill("sell.tendered", "20")
    for name in ("sell.tender.4", "sell.tendered", "sell.round.3", "sell.change", "sell.price"):
        part = counter.find(name)
        await until(lambda part=part: part.width() >= min(part.sizeHint().width(), 120))
        spot = part.mapTo(counter.window.sell, part.rect().bottomRight())
        assert spot.x() <= counter.window.sell.width(), name
    counter.press(Qt.Key.Key_Return)
    dialog = await counter.asked()
    assert dialog.height() <= 600
    QTest.mouseClick(dialog.no, Qt.MouseButton.LeftButton)
    await counter.done()


async def test_above_the_limit_a_supervisor_gives_leave_in_place(open_counter: Open) -> None:
    counter = await open_counter(setup=DeskSetup(money=MoneySetup(ask_tendered=True, cashier_limit=50)))
    await staffed(counter, AMINA)
    await sign_on(counter, AMINA)
    await counter.active(counter.window)
    await counter.meter(METER)
    counter.fill("sell.amount", "50.5")
    counter.fill("sell.tendered", "60")
    counter.click("sell.sell")
    asked = await counter.form("supervisor")
    assert "more than Amina may sell at once" in counter.labels(asked)
    assert "50.50 USD · meter 0128 2444 0003 1 · Okonkwo, Blessing" in counter.labels(asked)
    counter.fill("supervisor.pin", PINS[GRACE], asked)
    await counter.enter("supervisor.pin", asked)
    shown = counter.labels(await counter.asked())
    for word in ("Amount | 50.50 USD", "Change | 9.50 USD", "Allowed by | Grace"):
        assert word in shown
    await counter.agree()
    assert await counter.done() == "ISSUED"
    [sale] = await counter.building.journal.sales(limit=1)
    assert (sale.order.operator, sale.order.allowed_by, sale.order.allowed) == (AMINA, GRACE, "sell_above")
    await counter.next_customer()
    counter.window.show_page("history")
    await until(counter.window.history.detail.isVisible)
    assert "Allowed by | Grace" in counter.labels(counter.window.history.detail)
