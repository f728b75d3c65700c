"""What a person sees of the session and of the clocks: a word while the server is asked, a sign-in before a sale."""

import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import closing
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from ui.ui_counter import METER, RECHARGE, Counter, until

from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.ui.clock_news import clock_sentence, clock_word
from vendingdesk.ui.signin import SignInDialog

Open = Callable[..., Awaitable[Counter]]
GETINFO = "/api/v1/getinfo"


@pytest.fixture(scope="module")
def slow_server() -> Iterator[SimulatorServer]:
    with SimulatorServer(seed=6) as server:
        yield server


@pytest.fixture
async def desk(open_counter: Open, slow_server: SimulatorServer) -> AsyncIterator[Counter]:
    """Somebody signed in a while ago, and a sale is typed."""
    counter = await open_counter(server=slow_server)
    counter.desk.session.proven_at = None
    await counter.meter(METER)
    counter.fill("sell.amount", "10")
    yield counter
    slow_server.faults.clear()


def ask_for_it(counter: Counter) -> None:
    QTest.keyClick(counter.window.sell.amount, Qt.Key.Key_Return)


async def test_a_session_that_ended_asks_for_a_sign_in_and_keeps_what_was_typed(
    desk: Counter, slow_server: SimulatorServer
) -> None:
    slow_server.sessions.expire_all()
    ask_for_it(desk)
    await until(lambda: desk.window.findChildren(SignInDialog))
    [again] = desk.window.findChildren(SignInDialog)
    await desk.active(again)
    assert desk.confirm is None
    assert desk.sent(RECHARGE) == 0
    assert "sign in again" in desk.text("sell.message")
    await until(again.has_picture)
    again.password.setText(slow_server.password)
    again.code.setText(slow_server.captcha_answer(desk.captchas[-1]) or "")
    QTest.keyClick(again.code, Qt.Key.Key_Return)
    await until(lambda: desk.desk.session.open and not desk.window.findChildren(SignInDialog))
    assert desk.text("sell.amount") == "10"
    assert desk.text("sell.message") == ""
    await desk.active(desk.window)
    desk.window.sell.amount.setFocus()
    ask_for_it(desk)
    await desk.agree()
    await until(lambda: desk.state == "ISSUED")
    assert desk.sent(RECHARGE) == 1


async def test_a_server_that_does_not_answer_gets_a_word_and_two_seconds(
    desk: Counter, slow_server: SimulatorServer
) -> None:
    slow_server.faults.arm("very-slow", GETINFO)
    begun = time.monotonic()
    ask_for_it(desk)
    await until(lambda: "still signed in" in desk.text("sell.message"))
    ask_for_it(desk)  # a second press does nothing
    await until(lambda: desk.confirm is not None)
    assert time.monotonic() - begun < 4
    assert desk.text("sell.message") == ""
    assert desk.sent(GETINFO) == 1
    await desk.agree()
    await until(lambda: desk.state == "ISSUED")
    assert desk.sent(RECHARGE) == 1


async def test_a_quick_answer_needs_no_word(desk: Counter) -> None:
    said = []
    desk.window.sell.message.say = lambda text, role="": said.append(text)  # type: ignore[method-assign]
    ask_for_it(desk)
    await until(lambda: desk.confirm is not None)
    assert desk.sent(GETINFO) == 1
    assert not any(said)
    assert desk.confirm is not None
    desk.confirm.reject()


# The clocks.


class Moved:
    """A server's clock that a test sets."""

    ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


@pytest.fixture
def moved() -> Moved:
    return Moved()


@pytest.fixture
def other_time(moved: Moved) -> Iterator[SimulatorServer]:
    with SimulatorServer(seed=7, clock=moved, slow_factor=0.0) as server:
        yield server


def noted(counter: Counter) -> int:
    with closing(sqlite3.connect(counter.building.journal.path)) as file:
        return int(file.execute("SELECT count(*) FROM entry WHERE kind = 'clock_seen'").fetchone()[0])


async def test_clocks_that_differ_are_shown_said_and_written_down_until_they_agree(
    open_counter: Open, other_time: SimulatorServer, moved: Moved
) -> None:
    moved.ahead = 661.0
    counter = await open_counter(server=other_time)
    strip, message = counter.window.strip, counter.window.message
    await until(strip.clock.isVisible)
    assert counter.text("status.clock") == "⚠ Clock 11 min slow"
    await until(lambda: message.isVisible() and "11 min behind the server’s" in message.text())
    await until(lambda: noted(counter) == 1)
    moved.ahead = 0.0
    look = counter.counter._lookout._look_at_server
    await look()
    assert not strip.clock.isVisible()
    await look()
    assert message.text() == ""
    assert noted(counter) == 2  # a leap of more than ten minutes does not wait for the hour
    await look()
    assert noted(counter) == 2


async def test_clocks_that_agree_are_not_mentioned(open_counter: Open, other_time: SimulatorServer) -> None:
    counter = await open_counter(server=other_time)
    await counter.counter._lookout._look_at_server()
    assert not counter.window.strip.clock.isVisible()
    assert noted(counter) == 0


async def test_the_clock_waits_for_its_turn_at_the_bottom_line(
    open_counter: Open, other_time: SimulatorServer, moved: Moved
) -> None:
    counter = await open_counter(server=other_time)
    counter.window.say("The last run ended during a sale.", about="start")
    moved.ahead = -3 * 3600.0 - 30.0
    look = counter.counter._lookout._look_at_server
    await look()
    assert (
        counter.text("status.clock") == "⚠ Clock 2 h 59 fast" or counter.text("status.clock") == "⚠ Clock 3 h 00 fast"
    )
    assert counter.text("main.message") == "The last run ended during a sale."
    counter.window.say("")
    await look()
    assert "ahead of the server’s" in counter.text("main.message")


def test_the_words_say_which_way(qapp: object) -> None:
    day = timedelta(days=2)
    assert (clock_word(day), clock_word(-day)) == ("⚠ Clock 2 days slow", "⚠ Clock 2 days fast")
    assert "2 days behind" in clock_sentence(day)
    assert "2 days ahead" in clock_sentence(-day)
