"""What a network can do: the verdict, never more than one request, the steps in their order."""

import asyncio
import gzip
import socket
from collections.abc import Callable

import pytest
from api.api_peers import ISSUED_BODY, SESSION, Behaviour, RawServer, Steps, credit, http, replying

from vendingdesk.api.client import VendingClient
from vendingdesk.api.errors import Unanswered, Unsent
from vendingdesk.api.limits import Limits
from vendingdesk.domain.outcome import (
    Declined,
    DoubtCause,
    Issued,
    NothingSent,
    NotSentCause,
    RefusalReason,
    Unclear,
)

QUICK = Limits(connect=0.3, pool=0.3, vend=0.3, read=0.3)
MEBI = 1024 * 1024


async def abort_at_once(server: RawServer, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def abort_after_reading(server: RawServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await server.read_request(reader)
    writer.transport.abort()


async def silent(server: RawServer, reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await server.read_request(reader)
    await server.over.wait()


def dripping(head: bytes) -> Behaviour:
    async def behave(server: RawServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await server.read_request(reader)
        writer.write(head)
        while not server.over.is_set():
            writer.write(b" ")
            await writer.drain()
            try:
                await asyncio.wait_for(server.over.wait(), 0.02)
            except TimeoutError:
                continue

    return behave


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
BOMB = gzip.compress(b"[" * 50_000_000)
REDIRECT = "Location: /api/v1/meter-recharge/recharge-token/1\r\n"


@pytest.mark.parametrize(
    ("behaviour", "cause", "answered"),
    [
        (abort_at_once, DoubtCause.NO_ANSWER, None),
        (abort_after_reading, DoubtCause.NO_ANSWER, None),
        (silent, DoubtCause.TIMED_OUT, None),
        (replying(b""), DoubtCause.NO_ANSWER, None),
        (replying(b"HTTP/1.1 200"), DoubtCause.NO_ANSWER, None),
        (replying(b"SSH-2.0-x\r\n\r\n"), DoubtCause.NO_ANSWER, None),
        (replying(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000), DoubtCause.NO_ANSWER, None),
        (replying(http(ISSUED_BODY[:300], length=999)), DoubtCause.CUT_SHORT, False),
        (replying(http(b"", length=999)), DoubtCause.CUT_SHORT, False),
        (replying(http(b'{"code":401}', length=999)), DoubtCause.CUT_SHORT, False),
        (replying(http(ISSUED_BODY, length=300)), DoubtCause.CUT_SHORT, True),
        (replying(CHUNKED + b"12c\r\n" + ISSUED_BODY[:300] + b"\r\n"), DoubtCause.CUT_SHORT, False),
        (replying(CHUNKED + b"zz\r\n"), DoubtCause.CUT_SHORT, False),
        (dripping(http(b"{", length=99_999)), DoubtCause.CUT_SHORT, False),
        (dripping(b"HTTP/1.1 200 OK\r\nX-Slow:"), DoubtCause.TIMED_OUT, None),
        (replying(http(b" " * (2 * MEBI))), DoubtCause.TOO_LARGE, False),
        (replying(http(BOMB, more="Content-Encoding: gzip\r\n")), DoubtCause.NOT_JSON, True),
        (replying(http(b'{"a":' * 200_000)), DoubtCause.NOT_JSON, True),
        (replying(http(b"<html>")), DoubtCause.NOT_JSON, True),
        (replying(http(b"", "302 Found", more=REDIRECT)), DoubtCause.GATEWAY, True),
        (replying(http(b"{}", "307 Temporary Redirect", more=REDIRECT)), DoubtCause.GATEWAY, True),
        (replying(http(b"x", "308 Permanent Redirect", more="Location: https://[\r\n")), DoubtCause.GATEWAY, True),
        (replying(http(b"<html>", "502 Bad Gateway")), DoubtCause.GATEWAY, True),
        (replying(http(b"<html>", "407 Proxy Authentication Required")), DoubtCause.NOT_JSON, True),
        (replying(b"HTTP/1.1 204 No Content\r\n\r\n"), DoubtCause.NOT_JSON, True),
    ],
)
async def test_after_the_first_byte_a_fault_is_a_doubt(
    serve: Callable, client_of: Callable, behaviour: Behaviour, cause: DoubtCause, answered: bool | None
) -> None:
    server: RawServer = await serve(behaviour)
    client: VendingClient = client_of(server.address, QUICK)
    steps = Steps()
    got = await client.vend(credit(), SESSION, steps)
    await server.stop()
    assert isinstance(got, Unclear)
    assert got.cause is cause
    assert len(server.requests) <= 1
    assert server.connections == 1
    if answered is None:
        assert steps.log == ["sending"]
    else:
        assert steps.log == ["sending", "answered"]
        assert steps.raws[0].complete is answered
        assert len(steps.raws[0].body) <= MEBI
        assert client.read(credit(), steps.raws[0]) == got


async def test_what_came_before_an_answer_broke_off_is_kept(serve: Callable, client_of: Callable) -> None:
    steps = Steps()
    server = await serve(replying(http(ISSUED_BODY[:300], length=999)))
    await client_of(server.address).vend(credit(), SESSION, steps)
    assert steps.raws[0].body == ISSUED_BODY[:300]


async def test_an_answer_of_exactly_the_limit_is_whole(serve: Callable, client_of: Callable) -> None:
    body = ISSUED_BODY.ljust(MEBI)
    for more, complete in ((b"", True), (b" ", False)):
        steps = Steps()
        server = await serve(replying(http(body + more)))
        assert isinstance(await client_of(server.address).vend(credit(), SESSION, steps), Issued)
        assert steps.raws[0].complete is complete
        assert steps.raws[0].body == body


async def test_a_token_before_the_break_is_issued_and_a_404_is_refused(serve: Callable, client_of: Callable) -> None:
    server = await serve(replying(http(ISSUED_BODY, length=9_999)))
    assert isinstance(await client_of(server.address).vend(credit(), SESSION, Steps()), Issued)
    server = await serve(replying(http(b"404 page not found", "404 Not Found")))
    got = await client_of(server.address).vend(credit(), SESSION, Steps())
    assert got == Declined(RefusalReason.WRONG_ADDRESS, "404 page not found")


async def test_an_informational_answer_is_passed_over(serve: Callable, client_of: Callable) -> None:
    server = await serve(replying(b"HTTP/1.1 103 Early Hints\r\n\r\n" + http(ISSUED_BODY)))
    assert isinstance(await client_of(server.address).vend(credit(), SESSION, Steps()), Issued)


def closed_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


async def test_a_closed_port_means_nothing_sent(client_of: Callable) -> None:
    steps = Steps()
    got = await client_of(f"http://127.0.0.1:{closed_port()}").vend(credit(), SESSION, steps)
    assert isinstance(got, NothingSent)
    assert got.cause is NotSentCause.UNREACHABLE
    assert got.detail
    assert steps.log == []


async def test_an_unknown_name_means_nothing_sent(client_of: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    async def no_such_name(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", no_such_name)
    steps = Steps()
    got = await client_of("https://vending.invalid").vend(credit(), SESSION, steps)
    assert isinstance(got, NothingSent)
    assert got.cause is NotSentCause.UNREACHABLE
    assert steps.log == []


@pytest.fixture
def full_backlog():
    """A listening socket that accepts nobody: after its backlog is full, connecting hangs."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen(0)
        with socket.create_connection(one.getsockname()), socket.socket() as second:
            second.setblocking(False)
            second.connect_ex(one.getsockname())
            yield one.getsockname()[1]


async def test_a_server_that_accepts_nobody_means_nothing_sent(client_of: Callable, full_backlog: int) -> None:
    steps = Steps()
    got = await client_of(f"http://127.0.0.1:{full_backlog}", QUICK).vend(credit(), SESSION, steps)
    assert isinstance(got, NothingSent)
    assert got.cause is NotSentCause.TIMED_OUT
    assert steps.log == []


async def test_connects_that_were_cancelled_starve_nobody(
    serve: Callable, client_of: Callable, full_backlog: int
) -> None:
    client: VendingClient = client_of(f"http://127.0.0.1:{full_backlog}", Limits(connect=5, pool=0.5, connections=4))
    reads = [asyncio.ensure_future(client.captcha()) for _ in range(100)]
    await asyncio.wait(reads, timeout=0.1)
    for read in reads:
        read.cancel()
    await asyncio.gather(*reads, return_exceptions=True)
    assert all(read.cancelled() for read in reads)
    server = await serve(replying(http(b"{}")))
    client._address = server.address  # the same client and its pool, a server that answers
    assert await client.reachable()


async def test_a_full_pool_is_busy_and_the_next_call_gets_a_new_one(serve: Callable, client_of: Callable) -> None:
    server = await serve(silent)
    client = client_of(server.address, Limits(pool=0.05, read=0.5, connections=1))
    first = asyncio.ensure_future(client.captcha())
    await server.seen.wait()
    with pytest.raises(Unsent) as unsent:
        await client.captcha()
    assert unsent.value.cause is NotSentCause.BUSY
    server.behaviour = replying(http(b"{}"))
    assert await client.reachable()
    with pytest.raises(Unanswered) as unanswered:
        await first
    assert unanswered.value.cause is DoubtCause.TIMED_OUT


async def test_a_read_cancelled_on_its_way_leaves_the_pool_usable(serve: Callable, client_of: Callable) -> None:
    server = await serve(silent)
    client = client_of(server.address, Limits(pool=0.2, connections=1))
    read = asyncio.ensure_future(client.captcha())
    await server.seen.wait()
    read.cancel()
    await asyncio.gather(read, return_exceptions=True)
    server.behaviour = replying(http(b"{}"))
    assert await client.reachable()


async def test_closing_leaves_a_vend_in_flight_alone(serve: Callable, client_of: Callable) -> None:
    go = asyncio.Event()

    async def wait_for_it(server: RawServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await server.read_request(reader)
        await go.wait()
        writer.write(http(ISSUED_BODY))
        await writer.drain()

    server = await serve(wait_for_it)
    client = client_of(server.address)
    vend = asyncio.ensure_future(client.vend(credit(), SESSION, Steps()))
    await server.seen.wait()
    await client.close()
    go.set()
    assert isinstance(await vend, Issued)


@pytest.mark.parametrize(
    ("behaviour", "answers"),
    [
        (replying(http(b"")), True),
        (replying(http(b"<html>", "403 Forbidden")), True),
        (replying(http(b"404 page not found", "404 Not Found")), True),
        (replying(http(b"x", length=9)), True),
        (abort_at_once, False),
        (silent, False),
    ],
)
async def test_a_server_is_reachable_when_it_answers_whatever(
    serve: Callable, client_of: Callable, behaviour: Behaviour, answers: bool
) -> None:
    server = await serve(behaviour)
    assert await client_of(server.address, QUICK).reachable() is answers
    assert len(server.requests) <= 1


async def test_a_captcha_from_a_server_that_is_off_is_not_sent(client_of: Callable) -> None:
    with pytest.raises(Unsent) as unsent:
        await client_of(f"http://127.0.0.1:{closed_port()}").captcha()
    assert unsent.value.cause is NotSentCause.UNREACHABLE
