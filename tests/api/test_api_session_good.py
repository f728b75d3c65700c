"""Whether a session is still good: a yes, a no that a vend would hear too, and everything else is no answer."""

import asyncio
import time
from collections.abc import Callable

import pytest
from api.api_peers import SESSION, RawServer, answer, http, replying

from vendingdesk.api.client import VendingClient
from vendingdesk.api.limits import Limits
from vendingdesk.api.sessions import read_session_good

WHOSE = b'{"requestId":"r","code":200,"msg":"","data":{"userName":"demo","roles":["vendor"]}}'
ENDED = b'{"code":401,"msg":"token has invalid claims: token is expired"}'


@pytest.mark.parametrize(
    ("body", "status", "good"),
    [
        (WHOSE, 200, True),
        (b'{"code":"200","data":{"userName":"demo"}}', 200, True),
        (b'{"code":200,"data":{"roles":[]}}', 200, True),
        (ENDED, 200, False),
        (ENDED, 401, False),
        (b'{"code":401,"msg":"cookie token is empty"}', 200, False),
        (b'{"code":6401,"msg":""}', 200, False),
        (ENDED, 500, None),
        (b'{"code":401,"msg":"runtime error: index out of range"}', 200, None),
        (b'{"code":401,"msg":"odd","data":{"userName":"demo"}}', 200, None),
        (b'{"code":200,"data":null}', 200, None),
        (b'{"code":200,"data":{}}', 200, None),
        (b'{"code":403,"msg":"no"}', 200, None),
        (b'{"code":500,"msg":"too many request; the quota used up!"}', 200, None),
        (b"404 page not found", 404, None),
        (b"<html>", 401, None),
        (b"", 200, None),
        (WHOSE[:30], 200, None),
    ],
)
def test_an_answer_says_yes_or_no_or_nothing(body: bytes, status: int, good: bool | None) -> None:
    assert read_session_good(answer(body, status)) is good
    assert read_session_good(answer(body, status, complete=False)) is None


async def test_it_is_asked_with_the_session_and_mints_nothing(serve: Callable, client_of: Callable) -> None:
    server: RawServer = await serve(replying(http(WHOSE), http(ENDED), close=False))
    client: VendingClient = client_of(server.address)
    assert await client.session_good(SESSION) is True
    assert await client.session_good(SESSION) is False
    head = server.requests[0].decode()
    assert head.startswith("GET /api/v1/getinfo HTTP/1.1\r\n")
    assert f"\r\nAuthorization: Bearer {SESSION}\r\n" in head
    assert "X-Request-Id: " in head


async def test_a_server_that_is_gone_or_silent_says_nothing_and_soon(serve: Callable, client_of: Callable) -> None:
    async def hang(server: RawServer, reader: asyncio.StreamReader, _w: asyncio.StreamWriter) -> None:
        await server.read_request(reader)
        await server.over.wait()

    server: RawServer = await serve(hang)
    client: VendingClient = client_of(server.address, Limits(proof=0.2))
    begun = time.monotonic()
    assert await client.session_good(SESSION) is None
    assert time.monotonic() - begun < 2
    assert await client.session_good("a session\r\nwith: a line") is None
    assert len(server.requests) == 1
    gone: VendingClient = client_of("http://127.0.0.1:1")
    assert await gone.session_good(SESSION) is None


async def test_giving_up_in_the_middle_of_a_handshake_closes_the_line(client_of: Callable) -> None:
    ended = asyncio.Event()

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(4096):
            pass
        ended.set()
        writer.close()

    peer = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    port = peer.sockets[0].getsockname()[1]
    client: VendingClient = client_of(f"https://127.0.0.1:{port}", Limits(proof=0.2))
    await client.open()  # on a busy machine that alone may take as long
    assert await client.session_good(SESSION) is None
    await asyncio.wait_for(ended.wait(), 5)
    peer.close()
    await peer.wait_closed()


async def test_giving_up_costs_no_place_in_the_pool(serve: Callable, client_of: Callable) -> None:
    async def hang_then_answer(server: RawServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await server.read_request(reader)
        if server.connections <= 6:
            await server.over.wait()
        writer.write(http(WHOSE))
        await writer.drain()

    server: RawServer = await serve(hang_then_answer)
    client: VendingClient = client_of(server.address, Limits(proof=0.1, connections=2, pool=0.1))
    for _ in range(6):
        assert await client.session_good(SESSION) is None
    assert await client.session_good(SESSION) is True
