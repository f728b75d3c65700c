"""The lock over the till: who is let on, what it hides, what it keeps, and when it waits."""

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from ui.ui_counter import METER, NAME, NOT_FOUND, RECHARGE, Counter, until
from ui.ui_gate import Gate
from ui.ui_people import AMINA, EVE, GRACE, PINS, enter_pin, lock_page, locked, sign_on, staffed

from vendingdesk.counter.setup import DeskSetup
from vendingdesk.ui.confirm import ConfirmDialog

Open = Callable[..., Awaitable[Counter]]
CTRL = Qt.KeyboardModifier.ControlModifier


def seen(counter: Counter) -> str:
    """All words that stand on the screen."""
    kinds = (QLabel, QLineEdit, QPushButton)
    return " | ".join(each.text() for kind in kinds for each in counter.window.findChildren(kind) if each.isVisible())


async def test_without_people_there_is_nothing_of_it(desk: Counter) -> None:
    assert not desk.window.curtain.drawn
    assert not desk.find("status.who").isVisible()
    assert desk.window.strip.who.text() == desk.server.user
    desk.press(Qt.Key.Key_L, CTRL)
    assert not desk.window.curtain.drawn


async def test_a_pin_lets_somebody_on_and_the_sale_is_theirs(desk: Counter) -> None:
    await staffed(desk, AMINA)
    page = await locked(desk)
    assert [page.names.item(row).text() for row in range(page.names.count())] == [AMINA, GRACE]
    await enter_pin(desk, AMINA, "9137")
    await until(lambda: "not the PIN of Amina" in page.message.text())
    assert page.pin.text() == ""
    await sign_on(desk, AMINA)
    assert desk.text("status.who").startswith(AMINA)
    assert await desk.sell() == "ISSUED"
    order = desk.window.sell.result.sale.order
    assert (order.operator, order.account) == (AMINA, desk.server.user)


async def test_the_lock_hides_customers_and_keeps_what_is_typed_for_whoever_comes(desk: Counter) -> None:
    await staffed(desk, AMINA, EVE)
    await sign_on(desk, AMINA)
    await desk.meter(METER)
    desk.fill("sell.amount", "12.5")
    assert NAME in seen(desk)
    desk.press(Qt.Key.Key_L, CTRL)
    await locked(desk)
    assert NAME not in seen(desk)
    assert "12.5" not in seen(desk)
    for key in (Qt.Key.Key_F5, Qt.Key.Key_F10, Qt.Key.Key_F2):
        desk.press(key)
    await sign_on(desk, GRACE)
    assert desk.window.sell.isVisible()
    assert desk.text("sell.amount") == "12.5"
    assert desk.window.sell.amount.hasFocus()
    desk.press(Qt.Key.Key_Return)
    await desk.agree()
    assert await desk.done() == "ISSUED"
    assert desk.window.sell.result.sale.order.operator == GRACE


async def test_a_confirmation_of_the_first_is_not_left_to_the_second(desk: Counter) -> None:
    await staffed(desk, AMINA)
    await sign_on(desk, AMINA)
    await desk.meter(METER)
    desk.fill("sell.amount", "10")
    desk.press(Qt.Key.Key_Return)
    await desk.asked()
    desk.counter._lock.want()
    await locked(desk)
    assert not [d for d in desk.window.findChildren(ConfirmDialog) if d.isVisible()]
    await sign_on(desk, GRACE)
    assert desk.text("sell.amount") == "10"
    assert desk.sent(RECHARGE) == 0


async def test_the_key_locks_also_over_a_dialog_and_from_training(desk: Counter) -> None:
    await staffed(desk, AMINA)
    await sign_on(desk, AMINA)
    await desk.meter(METER)
    desk.fill("sell.amount", "10")
    desk.press(Qt.Key.Key_Return)
    await desk.asked()
    desk.press(Qt.Key.Key_L, CTRL)
    await locked(desk)
    assert not [d for d in desk.window.findChildren(ConfirmDialog) if d.isVisible()]
    await sign_on(desk, AMINA)
    await desk.active(desk.window)
    assert desk.text("sell.amount") == "10"
    assert desk.sent(RECHARGE) == 0
    other = QWidget()  # a window of its own, as Training is
    other.show()
    await desk.active(other)
    desk.press(Qt.Key.Key_L, CTRL)
    await locked(desk)
    other.close()
    other.deleteLater()
    await sign_on(desk, AMINA)


async def waiting_for_a_token(slow: Counter, gate: Gate) -> None:
    """Amina sells, and the server keeps her waiting."""
    await staffed(slow, AMINA)
    await sign_on(slow, AMINA)
    await slow.meter(METER)
    slow.fill("sell.amount", "10")
    slow.press(Qt.Key.Key_Return)
    await slow.agree()
    await until(lambda: gate.held)
    await slow.active(slow.window)


async def test_a_running_vend_and_its_result_are_never_hidden(slow: Counter, gate: Gate) -> None:
    await waiting_for_a_token(slow, gate)
    slow.press(Qt.Key.Key_L, CTRL)
    assert "locks when this result has been handed over" in slow.text("main.message")
    assert not slow.window.curtain.drawn
    gate.let_go()
    await slow.done()
    assert slow.state == "ISSUED"
    assert not slow.window.curtain.drawn
    await slow.next_customer()
    await locked(slow)


async def test_a_late_answer_is_told_without_whose(slow: Counter, gate: Gate) -> None:
    await waiting_for_a_token(slow, gate)
    slow.press(Qt.Key.Key_F5)
    slow.press(Qt.Key.Key_L, CTRL)
    page = await locked(slow)
    assert "still being asked for" in page.news.text()
    gate.let_go()
    await until(lambda: page.news.text() == "1 answer came: sign on to see it.")
    assert NAME not in seen(slow)
    await sign_on(slow, AMINA)
    slow.click("late.show")
    await until(lambda: slow.state == "ISSUED")


async def test_a_refusal_that_stands_there_holds_no_lock_up(desk: Counter) -> None:
    await staffed(desk, AMINA)
    await sign_on(desk, AMINA)
    await desk.sell(NOT_FOUND)
    await desk.active(desk.window)
    desk.press(Qt.Key.Key_L, CTRL)
    await locked(desk)


async def test_a_till_that_nobody_touches_locks(open_counter: Open) -> None:
    counter = await open_counter(setup=DeskSetup(lock_after=timedelta(seconds=0.4)))
    await staffed(counter, AMINA)
    await sign_on(counter, AMINA)
    await locked(counter)
    await until(lambda: counter.desk.guard.person is None)


async def test_a_till_may_never_lock_by_itself(open_counter: Open) -> None:
    counter = await open_counter(setup=DeskSetup(lock_after=timedelta()))
    await staffed(counter, AMINA)
    await sign_on(counter, AMINA)
    assert not counter.counter._lock._idle.isActive()


async def test_a_start_with_people_is_locked_and_asks_nothing_of_the_last_run(
    open_counter: Open, tmp_path: Path
) -> None:
    first = await open_counter()
    await staffed(first, AMINA)
    await first.end()
    again = await open_counter()
    await locked(again)
    assert again.desk.guard.on
    await sign_on(again, AMINA)


async def test_a_scanner_signs_nobody_on_and_the_keypad_does(desk: Counter) -> None:
    await staffed(desk, AMINA)
    page = await locked(desk)
    page.names.setCurrentRow(0)
    for digit in PINS[AMINA]:
        QTest.keyClick(page.pin, digit)
    QTest.keyClick(page.pin, Qt.Key.Key_Return)
    assert "scanner" in page.message.text()
    assert page.pin.text() == ""
    desk.click("lock.ok")
    assert "Type your PIN" in page.message.text()
    for digit in f"{PINS[AMINA]}9":
        desk.click(f"lock.key.{digit}")
    desk.click("lock.key.erase")
    assert page.pin.text() == PINS[AMINA]
    assert page.pin.hasFocus()
    desk.click("lock.ok")
    await until(lambda: not desk.window.curtain.drawn)
    desk.click("status.who")
    await locked(desk)
    assert lock_page(desk).names.currentItem().text() == AMINA


async def test_where_all_pins_are_gone_the_lock_says_so_and_what_helps(desk: Counter) -> None:
    await staffed(desk, AMINA)
    await sign_on(desk, AMINA)
    assert not lock_page(desk).nobody.isVisibleTo(lock_page(desk))
    with closing(sqlite3.connect(desk.slips.with_name("register.sqlite"))) as file, file:
        file.execute("DELETE FROM person")
    await desk.active(desk.window)
    desk.press(Qt.Key.Key_L, CTRL)
    page = lock_page(desk)
    await until(page.nobody.isVisible)
    assert "Recovery code" in page.nobody.text()
    assert not page.names.isVisible()
