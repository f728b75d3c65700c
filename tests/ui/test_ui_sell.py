"""Selling: by keyboard alone, once, to the right meter."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from ui.ui_counter import DWELL_MS, METER, NAME, NOT_FOUND, RECHARGE, Counter, until

from vendingdesk import sts
from vendingdesk.counter.setup import DeskSetup, MoneyMeans
from vendingdesk.simulator.server import SimulatorServer

Open = Callable[..., Awaitable[Counter]]
SLOW = "0199000000026"
SEVERAL = "0199000000190"


async def test_a_sale_by_keyboard_alone(desk: Counter) -> None:
    window = desk.window
    assert window.sell.meter.line.hasFocus()
    desk.type(METER)
    assert desk.text("sell.meter") == "0128 2444 0003 1"
    assert window.sell.meter.verdict.text().startswith("✓")
    desk.press(Qt.Key.Key_Return)
    await until(lambda: window.sell.card.isVisible() and window.sell.amount.hasFocus())
    assert NAME in desk.labels(window.sell.card)
    desk.type("12.5")
    desk.press(Qt.Key.Key_Return)
    dialog = await desk.asked()
    shown = desk.labels(dialog)
    for word in ("0128 2444 0003 1", "12.50 USD", NAME, "money in USD"):
        assert word in shown
    assert dialog.yes.hasFocus()
    desk.press(Qt.Key.Key_Return)
    assert await desk.done() == "ISSUED"
    minted = desk.server.ledger.tokens[-1]
    assert desk.text("result.token") == sts.group_token(minted)
    assert window.sell.result.token.accessibleDescription() == sts.group_token(minted)
    assert desk.sent(RECHARGE) == 1
    assert not window.sell.form.isVisible()
    await desk.active(window)
    assert window.sell.result.next.hasFocus()
    desk.press(Qt.Key.Key_Return)  # meant for the confirmation: the token must not be swept away
    assert window.sell.result.isVisible()
    await desk.next_customer()
    assert desk.text("sell.meter") == ""
    assert not window.sell.result.isVisible()
    assert not window.sell.card.isVisible()
    assert window.sell.meter.line.hasFocus()


async def test_enter_goes_on_to_the_next_customer_after_a_moment(desk: Counter) -> None:
    await desk.sell()
    following = desk.window.sell.result.next
    await desk.active(desk.window)
    await until(lambda: following.shown_for.elapsed() > 800)
    desk.hold(Qt.Key.Key_Space, 0)
    QTest.keyClick(following, Qt.Key.Key_Return)
    assert not desk.window.sell.result.isVisible()


async def test_the_token_goes_to_the_clipboard(desk: Counter) -> None:
    await desk.sell()
    desk.click("result.copy")
    assert QGuiApplication.clipboard().text() == desk.text("result.token")


async def test_a_preset_fills_the_amount(desk: Counter) -> None:
    await desk.meter(METER)
    desk.click("sell.preset.20")
    assert desk.text("sell.amount") == "20"
    assert desk.window.sell.amount.hasFocus()


async def test_a_meter_that_the_server_does_not_know(desk: Counter) -> None:
    assert await desk.sell(NOT_FOUND, "15") == "REFUSED"
    window = desk.window
    assert "does not know this meter" in desk.text("result.state")
    assert "record not found" in desk.text("result.server")
    assert "Nothing was sold" in desk.text("result.detail")
    assert window.sell.form.isVisible()
    assert desk.text("sell.amount") == "15"
    assert desk.find("sell.sell").isEnabled()
    assert not desk.find("result.print").isVisible()
    assert "⏎" not in desk.text("result.next")
    desk.fill("sell.meter", METER)
    assert not window.sell.result.isVisible()


async def test_several_tokens_stand_in_order(desk: Counter) -> None:
    assert await desk.sell(SEVERAL) == "ISSUED"
    minted = desk.server.ledger.tokens[-2:]
    assert desk.text("result.token").split("\n") == [sts.group_token(token) for token in minted]
    assert "Several tokens" in desk.text("result.detail")


async def test_double_clicks_and_held_keys_are_one_sale(desk: Counter) -> None:
    await desk.meter(METER)
    desk.fill("sell.amount", "10")
    button = desk.find("sell.sell")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    desk.window.sell.submit()  # whatever else may ask for it
    assert desk.counter._tasks.running().count("sell: vend") == 1
    dialog = await desk.asked()
    assert len(desk.window.findChildren(type(dialog))) == 1
    QTest.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(dialog.yes, Qt.MouseButton.LeftButton)
    assert await desk.done() == "ISSUED"
    assert desk.sent(RECHARGE) == 1


async def test_enter_held_down_in_the_amount_does_not_confirm(desk: Counter) -> None:
    await desk.meter(METER)
    desk.fill("sell.amount", "10")
    desk.hold(Qt.Key.Key_Return)
    dialog = await desk.asked()
    for _ in range(5):
        again = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", True)
        QApplication.sendEvent(dialog.yes, again)
    assert dialog.isVisible()
    assert desk.sent(RECHARGE) == 0
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert await desk.done() == "ISSUED"
    assert desk.sent(RECHARGE) == 1


async def test_a_scanner_looks_up_and_never_confirms(desk: Counter) -> None:
    desk.type(METER)
    desk.press(Qt.Key.Key_Return)
    await until(desk.window.sell.amount.hasFocus)
    assert desk.confirm is None
    desk.type("10")
    desk.press(Qt.Key.Key_Return)
    dialog = await desk.asked()
    desk.type("0151529923121")
    desk.press(Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert desk.sent(RECHARGE) == 0
    await until(lambda: dialog._since_key.elapsed() > 80)
    desk.press(Qt.Key.Key_Escape)
    assert await desk.done() == ""
    assert desk.sent(RECHARGE) == 0
    assert desk.text("sell.amount") == "10"


async def test_a_scan_that_begins_before_the_question_does_not_answer_it(desk: Counter) -> None:
    await desk.meter(METER)
    desk.fill("sell.amount", "10")
    QTest.keyClick(desk.window.sell.amount, Qt.Key.Key_Return)
    await until(lambda: desk.confirm is not None)
    dialog = desk.confirm
    assert dialog is not None
    if dialog._since_key.elapsed() < 50:
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        assert dialog.isVisible()
    desk.confirm.reject()
    await desk.done()


async def test_the_same_again_within_minutes_is_asked_about(desk: Counter) -> None:
    await desk.sell()
    await desk.next_customer()
    await desk.meter(METER)
    desk.fill("sell.amount", "10")
    desk.click("sell.sell")
    dialog = await desk.asked()
    assert "The same was sold to this meter" in desk.labels(dialog)
    assert dialog.no.hasFocus()
    assert "⏎" in dialog.no.text()
    assert "⏎" not in dialog.yes.text()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert await desk.done() == ""
    assert desk.sent(RECHARGE) == 1
    assert desk.window.sell.form.isVisible()


async def test_ten_times_the_usual_is_asked_about(desk: Counter) -> None:
    await desk.sell()
    await desk.next_customer()
    await desk.meter(METER)
    assert "Usual  10.00 USD" in desk.labels(desk.window.sell.card)
    desk.fill("sell.amount", "10000")
    desk.click("sell.sell")
    dialog = await desk.asked()
    assert "1 000 times what this meter usually buys (10.00 USD)" in desk.labels(dialog)
    await desk.agree()
    assert await desk.done() == "ISSUED"


async def test_another_meter_clears_what_was_said_of_the_last(desk: Counter) -> None:
    assert await desk.sell(NOT_FOUND) == "REFUSED"
    assert desk.window.sell.card.isVisible()
    desk.fill("sell.meter", "01282444")
    assert not desk.window.sell.card.isVisible()
    assert not desk.window.sell.result.isVisible()
    assert desk.text("sell.message") == ""


async def test_an_amount_of_energy_says_so(open_counter: Open) -> None:
    counter = await open_counter(setup=DeskSetup(money_means=MoneyMeans.KWH))
    assert "energy, not money" in counter.labels(counter.window.sell)
    await counter.meter(METER)
    counter.fill("sell.amount", "12.5")
    counter.click("sell.sell")
    dialog = await counter.asked()
    assert "12.5 kWh" in counter.labels(dialog)
    assert "The server sets no price" in counter.labels(dialog)
    dialog.reject()
    await counter.done()


async def test_a_slow_server_is_waited_for_in_words_and_without_a_cancel(open_counter: Open) -> None:
    with SimulatorServer(slow_factor=0.1) as slow:
        counter = await open_counter(server=slow, setup=DeskSetup(soft_limit=timedelta(seconds=0.2)))
        await counter.meter(SLOW)
        counter.fill("sell.amount", "10")
        counter.click("sell.sell")
        await counter.agree()
        await until(lambda: counter.state == "SENDING")
        result = counter.window.sell.result
        assert counter.text("result.state") == "Asking the server for the token…"
        assert result.busy.isVisible()
        for name in ("result.next", "result.print", "result.pdf", "result.copy"):
            assert not counter.find(name).isVisible()
        assert not counter.find("sell.sell").isVisible()
        assert not counter.find("sell.meter").isEnabled()
        await until(lambda: counter.text("result.state") == "Still waiting. Do not press again.")
        counter.window.sell.submit()
        counter.window.sell.look_at(METER)
        counter.window.sell._on_meter_entered()
        assert await counter.done() == "ISSUED"
        assert not result.busy.isVisible()
        assert counter.sent(RECHARGE) == 1
        await counter.end()


@pytest.mark.parametrize("meter", ["0128244400032"])
async def test_a_bad_check_digit_is_refused_here_until_somebody_takes_it_on(desk: Counter, meter: str) -> None:
    sell = desk.window.sell
    desk.fill("sell.meter", meter)
    assert "check digit is wrong" in desk.text("sell.meter.verdict")
    QTest.keyClick(sell.meter.line, Qt.Key.Key_Return)
    await until(sell.card.isVisible)
    desk.fill("sell.amount", "10")
    desk.click("sell.sell")
    await until(lambda: "sell: vend" not in desk.counter._tasks.running())
    assert desk.confirm is None
    assert desk.sent(RECHARGE) == 0
    assert desk.text("sell.amount") == "10"
    assert "check digit is wrong" in desk.text("sell.meter.verdict")
    box = desk.find("sell.meter.override")
    assert box.isVisible()
    QTest.keyClick(box, Qt.Key.Key_Space)
    QTest.keyClick(sell.meter.line, Qt.Key.Key_Return)
    await until(sell.amount.hasFocus)
    desk.click("sell.sell")
    dialog = await desk.asked()
    assert "passing a rule of this till" in desk.labels(dialog)
    await desk.agree()
    assert await desk.done() == "REFUSED"
    assert desk.sent(RECHARGE) == 1
    assert desk.text("result.state")
    assert "The server said" in desk.text("result.server")


async def test_back_gives_the_cursor_back_with_the_amount_marked(desk: Counter) -> None:
    await desk.meter(METER)
    desk.fill("sell.amount", "10")
    desk.press(Qt.Key.Key_Return)
    dialog = await desk.asked()
    QTest.mouseClick(dialog.no, Qt.MouseButton.LeftButton)
    await desk.done()
    await desk.active(desk.window)
    assert desk.window.sell.amount.hasFocus()
    desk.type("25")
    assert desk.text("sell.amount") == "25"


async def test_another_meter_does_not_lengthen_the_old_amount(desk: Counter) -> None:
    await desk.meter(METER)
    desk.fill("sell.amount", "10")
    await desk.meter("0128248784331")
    await until(desk.window.sell.amount.hasFocus)
    desk.type("250")
    assert desk.text("sell.amount") == "250"


async def test_nothing_else_gets_the_keyboard_while_the_server_is_asked(open_counter: Open) -> None:
    with SimulatorServer(slow_factor=0.1) as slow:
        counter = await open_counter(server=slow)
        await counter.meter(SLOW)
        counter.fill("sell.amount", "10")
        counter.press(Qt.Key.Key_Return)
        await counter.agree()
        await until(lambda: counter.state == "SENDING")
        await counter.active(counter.window)
        assert QApplication.focusWidget() is counter.window.sell
        assert await counter.done() == "ISSUED"
        assert counter.window.sell.result.next.hasFocus()


async def test_passing_the_check_digit_passes_no_doubt(desk: Counter) -> None:
    desk.server.faults.arm("lost-after", RECHARGE)
    for amount, state in (("9", "IN_DOUBT"), ("12", "")):
        await desk.active(desk.window)
        desk.fill("sell.meter", "0128244400032")
        desk.window.sell.meter.override.setChecked(True)
        QTest.keyClick(desk.window.sell.meter.line, Qt.Key.Key_Return)
        await until(desk.window.sell.amount.hasFocus)
        desk.fill("sell.amount", amount)
        desk.click("sell.sell")
        if state:
            dialog = await desk.asked()
            QTest.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)
        assert await desk.done() == state
        if state:
            await desk.next_customer()
    assert "is unknown" in desk.text("sell.message") + desk.window.sell.meter.verdict.text()
    assert desk.sent(RECHARGE) == 1


async def test_hammering_enter_does_not_sweep_the_token_away(desk: Counter) -> None:
    await desk.sell()
    following = desk.window.sell.result.next
    await desk.active(desk.window)
    await until(lambda: following.shown_for.elapsed() > DWELL_MS // 2)
    desk.press(Qt.Key.Key_Return)
    assert following.shown_for.elapsed() < DWELL_MS // 2  # the wait begins anew with every press that came too early
    assert desk.window.sell.result.isVisible()


async def test_a_token_worth_a_second_look_says_so_in_its_headline(desk: Counter) -> None:
    assert await desk.sell("0199000000208") == "ISSUED"
    assert "PLEASE VERIFY" in desk.text("result.state")
    await desk.next_customer()
    assert await desk.sell(SEVERAL) == "ISSUED"
    assert "PLEASE VERIFY" not in desk.text("result.state")


async def test_news_goes_with_its_page_and_a_warning_stays(desk: Counter) -> None:
    for mood, left in (("", ""), ("warning", "Look at this.")):
        desk.window.say("Look at this.", mood=mood)
        desk.press(Qt.Key.Key_F5)
        assert desk.text("main.message") == left
        desk.press(Qt.Key.Key_F2)


async def test_the_light_follows_a_sale_that_found_no_server(open_counter: Open) -> None:
    server = SimulatorServer()
    with server:
        counter = await open_counter(server=server)
    await counter.meter(METER)
    assert counter.window.strip.server.text().startswith("●")
    counter.fill("sell.amount", "10")
    counter.click("sell.sell")
    await counter.agree()
    assert await counter.done() == "NOT_SENT"
    await until(lambda: counter.window.strip.server.text().startswith("○"))
