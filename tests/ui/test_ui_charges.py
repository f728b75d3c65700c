"""What is to pay: said before the sale, while it is waited for, with its token, and in the History."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from ui.test_ui_settling import name_first, press, typed
from ui.ui_counter import LOST_AFTER, METER, RECHARGE, Counter, until
from ui.ui_gate import Gate

from vendingdesk.counter.setup import DeskSetup, MoneyMeans
from vendingdesk.counter.shop import Shop
from vendingdesk.domain.charges import MOST_CHARGES, Charge

Open = Callable[..., Awaitable[Counter]]
VAT = Charge("VAT", Decimal(20))
SERVICE = Charge("Service fee", fixed=50, included=False)
LEVY = Charge("Levy", Decimal("2.5"), included=False)
NAMED = "\u2068{}\u2069"
"""A name is kept apart from what is around it: it may be written from the right."""
LINES = (
    f"of which {NAMED.format('VAT')} 20 %: 1.67 USD\n+ {NAMED.format('Service fee')}: 0.50 USD\n"
    f"+ {NAMED.format('Levy')} 2.5 %: 0.25 USD"
)
SENTENCE = "Price: 10.75 USD, taxes and fees on top included."


def charging(*charges: Charge) -> DeskSetup:
    return DeskSetup(shop=Shop(charges=charges))


async def asked(desk: Counter, amount: str = "10") -> QWidget:
    await desk.meter(METER)
    desk.fill("sell.amount", amount)
    QTest.keyClick(desk.window.sell.amount, Qt.Key.Key_Return)
    return await desk.asked()


async def to_history(desk: Counter) -> str:
    await desk.active(desk.window)
    desk.press(Qt.Key.Key_F5)
    page = desk.window.history
    await until(lambda: page.isVisible() and len(page.model.rows) == 1 and page.detail.isVisible())
    return desk.labels(page.detail)


async def test_what_comes_on_top_is_said_everywhere(open_counter: Open) -> None:
    desk = await open_counter(setup=charging(SERVICE, VAT, LEVY))
    dialog = await asked(desk)
    shown = desk.labels(dialog)
    for word in ("Amount | 10.00 USD", f"Taxes and fees | {LINES}", "To pay | 10.75 USD"):
        assert word in shown
    await desk.agree()
    assert await desk.done() == "ISSUED"
    assert desk.text("result.detail") == SENTENCE
    assert "PLEASE VERIFY" not in desk.text("result.state")
    assert '"money":10}' in desk.server.ledger.entries[-1].body.replace(" ", "")  # the server sells the amount alone
    await desk.next_customer()
    shown = await to_history(desk)
    assert f"Taxes and fees | {LINES}" in shown
    assert "Price | 10.75 USD" in shown


async def test_a_name_that_is_written_from_the_right_leaves_the_numbers_in_their_places(open_counter: Open) -> None:
    tax, fee = "ضريبة القيمة المضافة", "رسوم الخدمة"
    desk = await open_counter(setup=charging(Charge(tax, Decimal("18.333")), Charge(fee, fixed=50, included=False)))
    dialog = await asked(desk)
    lines = f"of which {NAMED.format(tax)} 18.333 %: 1.55 USD\n+ {NAMED.format(fee)}: 0.50 USD"
    assert f"Taxes and fees | {lines}" in desk.labels(dialog)
    await desk.agree()
    assert await desk.done() == "ISSUED"
    await desk.next_customer()
    assert f"Taxes and fees | {lines}" in await to_history(desk)


async def test_the_price_stands_there_while_the_server_is_asked(open_counter: Open, gate: Gate) -> None:
    desk = await open_counter(setup=charging(SERVICE), url=gate.url)
    await asked(desk)
    await desk.agree()
    await until(lambda: gate.held)
    assert desk.text("result.detail").endswith("\nPrice: 10.50 USD, taxes and fees on top included.")
    gate.let_go()
    assert await desk.done() == "ISSUED"


async def test_taxes_in_the_amount_change_nothing_that_is_to_pay(open_counter: Open) -> None:
    desk = await open_counter(setup=charging(VAT))
    shown = desk.labels(await asked(desk))
    assert f"Taxes and fees | {LINES.splitlines()[0]}" in shown
    assert "Price" not in shown
    await desk.agree()
    assert await desk.done() == "ISSUED"
    assert desk.text("result.detail") == ""


@pytest.mark.parametrize("setup", [DeskSetup(), replace(charging(VAT, SERVICE), money_means=MoneyMeans.KWH)])
async def test_without_taxes_and_for_energy_there_is_only_the_amount(open_counter: Open, setup: DeskSetup) -> None:
    desk = await open_counter(setup=setup)
    shown = desk.labels(await asked(desk))
    assert "Price" not in shown
    assert "Taxes" not in shown
    desk.press(Qt.Key.Key_Escape)


async def test_an_amount_that_is_all_fee_is_refused_in_the_form(open_counter: Open) -> None:
    desk = await open_counter(setup=charging(Charge("Standing charge", fixed=5_00)))
    await desk.meter(METER)
    desk.fill("sell.amount", "5")
    QTest.keyClick(desk.window.sell.amount, Qt.Key.Key_Return)
    said = "5.00 USD is no more than the fees in it (5.00 USD): sell a larger amount."
    await until(lambda: desk.text("sell.message") == said)
    assert desk.confirm is None
    assert desk.text("sell.amount") == "5"
    assert desk.sent(RECHARGE) == 0


async def test_the_price_is_what_a_doubt_holds_and_what_is_given_back(open_counter: Open) -> None:
    desk = await open_counter(setup=charging(SERVICE))
    assert await desk.sell(LOST_AFTER) == "IN_DOUBT"
    assert desk.text("result.detail").endswith("\nPrice: 10.50 USD, taxes and fees on top included.")
    await desk.to_doubts()
    assert "Price | 10.50 USD" in desk.labels(desk.window.doubts.card)
    desk.click("doubts.lost")
    dialog = await desk.form("lost")
    typed(desk, dialog, source="The utility", reference="Ticket 4711")
    await press(desk, dialog)
    await name_first(desk)
    await until(lambda: "Give 10.50 USD back" in desk.labels(desk.window.doubts))


async def test_the_confirmation_fits_a_small_screen_with_all_charges(open_counter: Open) -> None:
    many = [
        Charge(f"A fee whose name is quite long {n}", Decimal(1), included=bool(n % 2)) for n in range(MOST_CHARGES)
    ]
    desk = await open_counter(setup=charging(*many))
    await desk.sell(amount="1")
    await desk.next_customer()
    await desk.sell(amount="100")  # far more than usual, and again minutes later: the dialog has its warnings, too
    await desk.next_customer()
    dialog = await asked(desk, "100")
    assert dialog.no.hasFocus()
    [lines] = [each for each in dialog.findChildren(QLabel) if each.text().count("\n") == MOST_CHARGES - 1]
    assert lines.height() >= MOST_CHARGES * lines.fontMetrics().height()
    assert dialog.height() <= 560
    assert dialog.width() <= 1024
    desk.press(Qt.Key.Key_Escape)
