"""The same sale pressed twice, in every way that hands and machines do it: one POST where one sale was meant."""

import asyncio
import shutil
import subprocess
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from proof.proof_promises import facts_of, hold
from proof.proof_tally import FULL, row, several
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from ui.ui_counter import DWELL_MS, MANAGE, METER, RECHARGE, Counter, until

from vendingdesk.simulator.answers import Answer
from vendingdesk.simulator.faults import Fault, Switch
from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.ui.confirm import ConfirmDialog

Open = Callable[..., Awaitable[Counter]]
SLOW = "0199000000026"
PRESSES = several(30, 150)


@pytest.fixture
async def till(open_counter: Open, tmp_path: Path) -> AsyncIterator[Counter]:
    """A counter on a server of its own; at the end one sale was meant, and every promise holds."""
    with SimulatorServer(slow_factor=0.04) as server:
        counter = await open_counter(server=server)
        yield counter
        await counter.end()
        facts = facts_of(tmp_path / "till", server)
        hold(facts)
        assert len(facts.posts) == len(facts.minted) == len(facts.sales) == 1
        row("the same sale pressed twice, in the window").add(facts, 1)


def middle(button: QPushButton) -> QPoint:
    return QPoint(20, button.height() // 2)


def twice(button: QPushButton) -> None:
    """A double click, as a window system sends it, and a click behind it."""
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(button, left, none, middle(button))
    QTest.mouseDClick(button, left, none, middle(button))
    QTest.mouseClick(button, left, none, middle(button))


def repeat(key: Qt.Key = Qt.Key.Key_Return) -> None:
    """One more event of a key that stays down, to whatever has the keyboard now."""
    target = QApplication.focusWidget()
    if target is not None:
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, "\r", True)
        QApplication.sendEvent(target, event)


def hammer() -> None:
    """One whole press of Enter, to whatever has the keyboard now."""
    window = QApplication.focusWindow()
    if window is not None:
        QTest.keyClick(window, Qt.Key.Key_Return)


def dialogs(counter: Counter) -> list[ConfirmDialog]:
    return [each for each in counter.window.findChildren(ConfirmDialog) if each.isVisible()]


async def ready(counter: Counter, meter: str = METER) -> None:
    await counter.meter(meter)
    counter.fill("sell.amount", "10")


async def test_fast_clicks_on_sell_ask_once_and_sell_once(till: Counter) -> None:
    await ready(till)
    twice(till.find("sell.sell", QPushButton))
    await till.asked()
    assert len(dialogs(till)) == 1
    await till.agree()
    assert await till.done() == "ISSUED"
    assert till.confirm is None


async def test_fast_clicks_on_the_confirmation_sell_once(till: Counter) -> None:
    await ready(till, SLOW)
    till.click("sell.sell")
    dialog = await till.asked()
    twice(dialog.yes)
    await until(lambda: till.state == "SENDING")
    till.window.sell.submit()
    assert await till.done() == "ISSUED"


async def test_enter_held_from_the_meter_on_sells_nothing_and_sweeps_nothing_away(till: Counter) -> None:
    await ready(till)
    till.window.sell.meter.line.setFocus()
    till.hold(Qt.Key.Key_Return, 1)
    while not till.window.sell.amount.hasFocus():  # a held key looks the meter up and goes on to the amount
        repeat()
        await asyncio.sleep(0)
    for _ in range(PRESSES):
        repeat()
        await asyncio.sleep(0)
    assert till.confirm is None
    till.press(Qt.Key.Key_Return)
    await till.asked()
    for _ in range(PRESSES):
        repeat()
        await asyncio.sleep(0)
    assert till.confirm is not None
    assert till.sent(RECHARGE) == 0
    till.press(Qt.Key.Key_Return)
    while till.state != "ISSUED":
        repeat()
        await asyncio.sleep(0)
    following = till.window.sell.result.next
    await till.active(till.window)
    for _ in range(PRESSES):
        repeat()
        await asyncio.sleep(0)
    assert following.isVisible()
    assert till.state == "ISSUED"


async def test_a_held_enter_that_qt_does_not_mark_as_repeated_answers_nothing(till: Counter) -> None:
    """As an X server sends it: a release and a press of one and the same moment, marked by nobody."""
    moment = iter(range(5_000_000, 9_000_000, 40))

    def pair() -> None:
        at = next(moment)
        for kind in (QEvent.Type.KeyRelease, QEvent.Type.KeyPress):
            target = QApplication.focusWidget()
            assert target is not None, "the held key has ended the question"
            event = QKeyEvent(kind, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", False)
            event.setTimestamp(at)
            QApplication.sendEvent(target, event)

    await ready(till)
    till.click("sell.sell")
    dialog = await till.asked()
    for _ in range(PRESSES):
        pair()
        await asyncio.sleep(0)
    assert dialog.isVisible()
    assert till.sent(RECHARGE) == 0
    till.press(Qt.Key.Key_Return)
    assert await till.done() == "ISSUED"
    await till.active(till.window)
    following = till.window.sell.result.next
    await until(lambda: following.hasFocus() and following.shown_for.elapsed() > DWELL_MS)
    for _ in range(PRESSES):
        pair()
        await asyncio.sleep(0)
    assert till.state == "ISSUED"


async def test_hammering_enter_sells_once_and_leaves_the_token_on_the_screen(till: Counter) -> None:
    await ready(till)
    till.find("sell.amount").setFocus()
    hammer()
    await till.asked()
    while till.state != "ISSUED":
        hammer()
        await asyncio.sleep(0)
    await till.active(till.window)
    for _ in range(PRESSES):
        hammer()
        await asyncio.sleep(0)
    assert till.state == "ISSUED"
    assert till.text("result.token")


async def test_a_scanners_enter_that_meets_the_confirmation_does_not_answer_it(till: Counter) -> None:
    await ready(till)
    till.click("sell.sell")
    await until(lambda: till.confirm is not None)
    dialog = till.confirm
    assert dialog is not None
    await till.active(dialog)
    for letter in "0151529923121":
        QTest.keyClick(dialog, letter)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert till.sent(RECHARGE) == 0
    await till.agree()
    assert await till.done() == "ISSUED"


def held_back(server: SimulatorServer) -> threading.Event:
    """The next sale is minted, and its answer comes when the event is set."""
    free = threading.Event()

    def when_free(answer: Answer) -> Answer:
        free.wait(30)
        return answer

    fault = Fault("held-back", "mints, then answers when it is told to", "The late token", alter=when_free)
    server.faults._armed.append(Switch(fault, RECHARGE, 1))
    return free


async def test_both_pages_at_once_for_one_meter_vend_once(till: Counter) -> None:
    answer = held_back(till.server)
    await ready(till)
    till.click("sell.sell")
    await till.agree()
    await until(lambda: till.server.ledger.tokens)
    await till.active(till.window)
    till.press(Qt.Key.Key_F3)
    page = till.window.tokens
    await until(page.isVisible)
    await till.meter(METER, "tokens")
    till.fill("tokens.value", "5000")
    till.fill("tokens.reason", "pressed on the other page")
    till.click("tokens.issue")
    await until(lambda: "tokens: vend" not in till.counter._tasks.running())
    assert till.confirm is None
    assert page.message.text() or page.meter.verdict.text()
    assert till.sent(MANAGE) == 0
    till.press(Qt.Key.Key_F2)  # the sale is waited for without its page, which is free for the same meter once more
    await ready(till)
    till.click("sell.sell")
    await until(lambda: "sell: vend" not in till.counter._tasks.running())
    assert till.confirm is None
    assert "is unknown" in till.text("sell.message") or "right now" in till.text("sell.message")
    answer.set()
    await until(till.find("late.show").isVisible)
    till.click("late.show")
    await until(lambda: till.state == "ISSUED")


if FULL:  # the short form needs no tool of the system, and so has nothing to skip

    @pytest.mark.skipif(shutil.which("xdotool") is None, reason="xdotool is not here")
    async def test_a_real_enter_key_held_down_on_the_x_server(till: Counter) -> None:
        """The X server repeats the key by itself, some 25 times a second."""
        if QGuiApplication.platformName() != "xcb":
            pytest.skip("there is no X server here")

        async def key(*words: str) -> None:
            await asyncio.to_thread(subprocess.run, ["xdotool", *words], check=True)

        await ready(till)
        till.find("sell.amount").setFocus()
        await key("keydown", "Return")
        await until(lambda: till.confirm is not None)
        await asyncio.sleep(1.5)
        assert till.confirm is not None
        assert till.sent(RECHARGE) == 0
        await key("keyup", "Return")
        await until(lambda: till.confirm._since_key.elapsed() > 100)  # type: ignore[union-attr]
        await key("keydown", "Return")
        await until(lambda: till.state == "ISSUED")
        await asyncio.sleep(1.5)
        await key("keyup", "Return")
        assert till.state == "ISSUED"
