"""The look at the session before a sale: when it is made, what its answer may do, and what it may never do."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from counter.counter_parts import MovedClock

from vendingdesk.counter.session import Session
from vendingdesk.counter.session_check import LONGEST_S, PROOF_LASTS, CheckSession
from vendingdesk.domain.errors import SessionExpired
from vendingdesk.domain.session import Grant

SECOND = timedelta(seconds=1)


class Server:
    """Answers as told, and counts who asked with which token."""

    def __init__(self, answer: bool | None = True) -> None:
        self.answer: bool | Exception | None = answer
        self.asked: list[str] = []
        self.hears = asyncio.Event()
        self.meanwhile: Callable[[], Awaitable[object]] | None = None

    async def session_good(self, token: str) -> bool | None:
        self.asked.append(token)
        self.hears.set()
        if self.meanwhile is not None:
            await self.meanwhile()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class Till:
    def __init__(self) -> None:
        self.clock = MovedClock()
        self.session = Session(self.clock)
        self.server = Server()
        self.check = CheckSession(self.server, self.session, self.clock)
        self.sign_in("first")

    def sign_in(self, token: str) -> None:
        self.session.begin("demo", Grant(token, None))

    def later(self, by: timedelta = PROOF_LASTS) -> None:
        self.clock.ahead += by


@pytest.fixture
def till() -> Till:
    return Till()


async def test_nobody_asks_within_a_minute_of_a_proof(till: Till) -> None:
    till.later(PROOF_LASTS - SECOND)
    assert not await till.check()
    till.later(SECOND)
    assert await till.check()
    assert not await till.check()
    till.later(PROOF_LASTS - SECOND)
    assert not await till.check()
    till.later(SECOND)
    till.session.prove("first")  # a token was issued
    assert not await till.check()
    till.later()
    till.session.prove("another")
    assert await till.check()
    assert till.server.asked == ["first", "first"]


async def test_a_clock_that_went_back_proves_nothing(till: Till) -> None:
    till.later(-SECOND)
    assert await till.check()
    assert till.server.asked == ["first"]


@pytest.mark.parametrize("answer", [None, ValueError("odd"), TimeoutError(), OSError("no network")])
async def test_what_nobody_understands_lets_the_sale_go_on_and_is_asked_again_a_minute_later(
    till: Till, answer: Exception | None, caplog: pytest.LogCaptureFixture
) -> None:
    till.server.answer = answer
    till.later()
    assert await till.check()
    assert till.session.open
    assert not await till.check()
    till.later()
    assert await till.check()
    assert len(till.server.asked) == 2
    assert "first" not in caplog.text


async def test_a_clear_no_asks_for_a_new_sign_in(till: Till) -> None:
    till.server.answer = False
    till.later()
    with pytest.raises(SessionExpired, match="What you typed is still here"):
        await till.check()
    assert not till.session.open
    assert not till.check.asking


async def test_without_a_session_nobody_is_asked(till: Till) -> None:
    till.session.end()
    with pytest.raises(SessionExpired):
        await till.check()
    assert till.server.asked == []


async def test_a_server_that_turns_every_session_down_sends_a_person_to_the_sign_in_once(till: Till) -> None:
    till.server.answer = False
    till.later()
    with pytest.raises(SessionExpired):
        await till.check()
    for token in ("second", "third"):
        till.sign_in(token)
        till.later()
        assert await till.check()
        assert till.session.token() == token
    till.server.answer = True
    till.later()
    assert await till.check()
    till.server.answer = False  # it has said yes: its no counts again
    till.later()
    with pytest.raises(SessionExpired):
        await till.check()


async def test_a_no_to_an_old_session_leaves_the_new_one(till: Till) -> None:
    async def sign_in() -> None:
        till.sign_in("second")

    till.server.answer, till.server.meanwhile = False, sign_in
    till.later()
    assert await till.check()
    assert till.session.token() == "second"


async def test_nobody_waits_longer_than_two_seconds(till: Till) -> None:
    till.server.meanwhile = asyncio.Event().wait
    till.later()
    loop = asyncio.get_running_loop()
    begun = loop.time()
    assert await till.check()
    assert LONGEST_S <= 2
    assert loop.time() - begun < LONGEST_S + 0.5
    assert till.session.open
    assert not till.check.asking


async def test_nothing_is_asked_while_a_vend_is_under_way(till: Till) -> None:
    till.later()
    with till.check.silent(), till.check.silent():
        assert not await till.check()
    with till.check.silent():
        assert not await till.check()
    assert till.server.asked == []
    assert await till.check()


async def test_an_asking_is_given_up_when_a_vend_begins(till: Till) -> None:
    gone, let_go = asyncio.Event(), asyncio.Event()

    async def hang() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            gone.set()
            await let_go.wait()

    till.server.answer, till.server.meanwhile = False, hang
    till.later()
    asking = asyncio.ensure_future(till.check())
    await till.server.hears.wait()
    assert till.check.asking
    loop = asyncio.get_running_loop()
    begun = loop.time()
    with till.check.silent():
        await gone.wait()
        with till.check.silent():  # a second vend finds it given up already
            let_go.set()
            assert await asking
    assert loop.time() - begun < LONGEST_S / 2
    assert till.session.open


async def test_a_no_that_comes_when_a_vend_has_begun_ends_nothing(till: Till) -> None:
    vend = till.check.silent()

    async def begin() -> None:
        vend.__enter__()

    till.server.answer, till.server.meanwhile = False, begin
    till.later()
    assert await till.check()
    vend.__exit__(None, None, None)
    assert till.session.open


async def test_who_stops_waiting_stops_asking(till: Till) -> None:
    till.server.meanwhile = asyncio.Event().wait
    till.later()
    asking = asyncio.ensure_future(till.check())
    await till.server.hears.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert not till.check.asking
