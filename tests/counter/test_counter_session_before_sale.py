"""The look at the session before a sale, against the real server with its faults: it never costs or makes a sale."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from counter.counter_parts import METER, NEIGHBOUR, Counter, running

from vendingdesk.counter.proposal import Proposal
from vendingdesk.counter.session_check import LONGEST_S, PROOF_LASTS
from vendingdesk.domain.errors import AmountRefused, MeterHeld, Refused, SessionExpired
from vendingdesk.domain.management import ManagementKind
from vendingdesk.domain.outcome import DoubtCause, Unclear
from vendingdesk.domain.sale import VendState
from vendingdesk.simulator.behaviours import FAULTS
from vendingdesk.simulator.server import SimulatorServer

GETINFO = "/api/v1/getinfo"
RECHARGE = "/api/v1/meter-recharge/recharge-token/0"
MANAGE = "/api/v1/meter-recharge/meter-token/0"
ROOM_S = 1.0
"""For everything but the waiting, on a machine that does other things too."""

SAYS_NO = frozenset({"session-expired", "session-6401"})
"""Of the server's faults, those that say that the session is over."""


def asked(counter: Counter, path: str = GETINFO) -> int:
    return counter.server.traffic.counts.get(path, 0)


def vends(counter: Counter) -> int:
    return asked(counter, RECHARGE) + asked(counter, MANAGE)


def later(counter: Counter, by: timedelta = PROOF_LASTS) -> None:
    counter.clock.ahead += by


async def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        await asyncio.sleep(0.002)


@pytest.fixture(scope="module")
def slow_server() -> Iterator[SimulatorServer]:
    """One that takes the whole time that its faults ask for."""
    with SimulatorServer(seed=3) as server:
        yield server


@pytest.fixture
async def held(slow_server: SimulatorServer, tmp_path: Path) -> AsyncIterator[Counter]:
    """A counter at that one, somebody signed in an hour ago."""
    slow_server.faults.clear()
    async with running(Counter(slow_server, tmp_path / "till")) as counter:
        counter.begin()
        later(counter, timedelta(hours=1))
        yield counter


async def test_a_session_that_ended_is_noticed_before_the_sale_and_nothing_is_written_or_sent(till: Counter) -> None:
    later(till)
    till.server.sessions.expire_all()
    before = vends(till)
    for propose in (
        lambda: till.sell_credit.propose(METER, "10"),
        lambda: till.issue_token.propose(METER, ManagementKind.CLEAR_CREDIT, value="0", reason="moved"),
        lambda: till.key_change.propose(METER, value="0", reason="new keys"),
    ):
        with pytest.raises(SessionExpired, match="nothing was sent"):
            await propose()
        assert not till.session.open
    assert vends(till) == before
    assert await till.journal.sales() == ()
    till.begin()
    assert (await till.sell()).sale.state is VendState.ISSUED


async def test_a_good_session_is_asked_about_once_a_minute_and_a_token_proves_it_too(till: Counter) -> None:
    before = asked(till)
    await till.sell()  # just signed in
    assert asked(till) == before
    later(till)
    proposal = await till.sell_credit.propose(METER, "20")
    assert asked(till) == before + 1
    await till.sell_credit.propose(METER, "20")
    later(till, PROOF_LASTS - timedelta(seconds=5))
    await till.sell_credit(proposal)
    later(till, PROOF_LASTS - timedelta(seconds=5))
    await till.sell_credit.propose(METER, "30")
    assert asked(till) == before + 1
    later(till, timedelta(seconds=6))
    await till.sell_credit.propose(METER, "30")
    assert asked(till) == before + 2


@pytest.mark.parametrize("name", sorted(set(FAULTS) - SAYS_NO))
async def test_whatever_the_server_answers_the_sale_goes_on_within_two_seconds(held: Counter, name: str) -> None:
    held.server.faults.arm(name, GETINFO)
    before, sent = asked(held), vends(held)
    begun = time.monotonic()
    proposal = await held.sell_credit.propose(METER, "10")
    assert time.monotonic() - begun < LONGEST_S + ROOM_S
    assert asked(held) <= before + 1  # on a busy machine the time is up before the server has counted it
    assert vends(held) == sent
    assert await held.journal.sales() == ()
    assert (await held.sell_credit(proposal)).sale.state is VendState.ISSUED
    assert vends(held) == sent + 1


@pytest.mark.parametrize("name", sorted(SAYS_NO))
async def test_only_the_answers_that_say_so_end_the_session(held: Counter, name: str) -> None:
    held.server.faults.arm(name, GETINFO)
    with pytest.raises(SessionExpired):
        await held.sell_credit.propose(METER, "10")


async def test_a_refusal_of_ours_waits_for_nobody(held: Counter) -> None:
    held.server.faults.arm("very-slow", GETINFO)
    begun, before = time.monotonic(), asked(held)
    with pytest.raises(Refused):
        await held.sell_credit.propose(METER[:-1] + "5", "10")
    with pytest.raises(AmountRefused):
        await held.sell_credit.propose(METER, "ten")
    with pytest.raises(Refused):
        await held.issue_token.propose(METER, ManagementKind.CLEAR_CREDIT, value="0", reason=" ")
    with pytest.raises(Refused):
        await held.key_change.propose(METER, value="0", reason=" ")
    assert time.monotonic() - begun < ROOM_S
    assert asked(held) == before


@asynccontextmanager
async def silent_peer(*, accepts: bool) -> AsyncIterator[str]:
    """Something that takes connections and never says a word, or that does not even take them."""
    over = asyncio.Event()

    async def serve(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await over.wait()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=1)
    port = server.sockets[0].getsockname()[1]
    if not accepts:
        server.close()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        over.set()
        server.close()
        await server.wait_closed()


@pytest.mark.parametrize("accepts", [True, False])
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_server_that_hangs_or_is_gone_holds_nobody_up(
    slow_server: SimulatorServer, tmp_path: Path, accepts: bool, scheme: str
) -> None:
    async with (
        silent_peer(accepts=accepts) as url,
        running(Counter(slow_server, tmp_path / "till", url=url.replace("http", scheme, 1))) as counter,
    ):
        counter.begin()
        later(counter)
        begun = time.monotonic()
        proposal = await counter.sell_credit.propose(METER, "10")
        assert time.monotonic() - begun < LONGEST_S + ROOM_S
        assert isinstance(proposal, Proposal)
        assert counter.session.open
        begun = time.monotonic()
        await counter.sell_credit.propose(METER, "10")  # and not again for a minute
        assert time.monotonic() - begun < ROOM_S


async def test_nothing_is_asked_while_a_vend_is_under_way(held: Counter) -> None:
    held.server.faults.arm("slow", RECHARGE)
    first = asyncio.ensure_future(held.sell_credit(await held.sell_credit.propose(METER, "10")))
    before = asked(held)
    await until(lambda: held.vending.in_flight)
    later(held)
    begun = time.monotonic()
    second = await held.sell_credit.propose(NEIGHBOUR, "10")
    assert time.monotonic() - begun < ROOM_S
    assert not first.done()
    assert asked(held) == before
    assert (await held.sell_credit(second)).sale.state is VendState.ISSUED
    assert (await first).sale.state is VendState.ISSUED


async def test_an_asking_is_given_up_when_another_sale_is_sent(held: Counter) -> None:
    confirmed = await held.sell_credit.propose(METER, "10")
    later(held)
    held.server.faults.arm("very-slow", GETINFO)
    before = asked(held)
    asking = asyncio.ensure_future(held.sell_credit.propose(NEIGHBOUR, "10"))
    await until(lambda: asked(held) > before)
    begun = time.monotonic()
    done = await held.sell_credit(confirmed)
    assert done.sale.state is VendState.ISSUED
    assert (await asking).order.meter == NEIGHBOUR
    assert time.monotonic() - begun < LONGEST_S - 0.5
    assert held.session.open


async def test_what_was_sold_while_the_server_was_asked_is_seen(held: Counter) -> None:
    """The proposal is of how things stand behind the asking: a doubt that began meanwhile holds the meter."""
    order = (await held.sell_credit.propose(METER, "10")).order
    later(held)
    held.server.faults.arm("very-slow", GETINFO)
    before, now = asked(held), held.clock.now
    asking = asyncio.ensure_future(held.sell_credit.propose(METER, "20"))
    await until(lambda: asked(held) > before)
    await held.journal.prepare(order, now())
    await held.journal.sending(order.uid, now())
    await held.journal.conclude(order.uid, Unclear(DoubtCause.NO_ANSWER), now())
    with pytest.raises(MeterHeld):
        await asking


async def test_a_sale_to_the_same_meter_that_began_while_the_server_was_asked_is_not_doubled(held: Counter) -> None:
    confirmed = await held.sell_credit.propose(METER, "10")
    later(held)
    held.server.faults.arm("very-slow", GETINFO)
    held.server.faults.arm("slow", RECHARGE)
    before, sent = asked(held), vends(held)
    asking = asyncio.ensure_future(held.sell_credit.propose(METER, "20"))
    await until(lambda: asked(held) > before)
    first = asyncio.ensure_future(held.sell_credit(confirmed))
    with pytest.raises(Refused):  # before the confirmation, or behind it
        await held.sell_credit(await asking)
    assert (await first).sale.state is VendState.ISSUED
    assert vends(held) == sent + 1
