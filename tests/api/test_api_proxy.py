"""A proxy that was set: it gets the server's name and port, and not a byte of what we say to the server."""

import asyncio
import ssl
from collections.abc import Callable

import pytest
from api.api_certificates import shown
from api.api_peers import ISSUED_BODY, SESSION, RawServer, Steps, captcha_answer, credit, http, replying
from api.api_proxy import hanging, tunnelling
from api.conftest import SHORT

from vendingdesk.api.address import parse_proxy
from vendingdesk.api.client import VendingClient
from vendingdesk.api.connections import Connections
from vendingdesk.api.early_picture import early_picture
from vendingdesk.api.errors import Unsent
from vendingdesk.api.limits import Limits
from vendingdesk.api.server_look import ServerLooker
from vendingdesk.domain.errors import Refused
from vendingdesk.domain.outcome import Issued, NothingSent, NotSentCause
from vendingdesk.domain.trust import Connection, Trust, TrustProblem

TRUST = Trust(fingerprint=shown("unknown").fingerprint)


async def test_a_vend_goes_through_the_proxy_and_its_step_is_written_before_its_own_first_byte(
    serve: Callable, client_of: Callable
) -> None:
    server: RawServer = await serve(replying(http(ISSUED_BODY)), shown("unknown").context)
    proxy: RawServer = await serve(tunnelling())
    steps = Steps(peer=server)
    got = await client_of(server.address, trust=TRUST, proxy=f"{proxy.address}/").vend(credit(), SESSION, steps)
    assert isinstance(got, Issued)
    assert steps.log == ["sending", "answered"]
    assert steps.bytes_seen_at_sending == 0
    assert len(server.requests) == 1
    assert proxy.requests[0].startswith(f"CONNECT 127.0.0.1:{server.port} HTTP/1.1\r\n".encode())
    assert SESSION.encode() not in b"".join(proxy.received)
    assert b"X-Request-Id" not in b"".join(proxy.received)


async def test_a_step_that_fails_stops_the_vend_behind_the_proxy(serve: Callable, client_of: Callable) -> None:
    server: RawServer = await serve(replying(http(ISSUED_BODY)), shown("unknown").context)
    proxy: RawServer = await serve(tunnelling())
    client = client_of(server.address, trust=TRUST, proxy=proxy.address)
    got = await client.vend(credit(), SESSION, Steps(fail_sending=OSError("no")))
    assert got == NothingSent(NotSentCause.JOURNAL, "OSError")
    await server.stop()
    assert not any(server.received)


async def test_a_proxy_that_refuses_is_told_and_nothing_was_sent(serve: Callable, client_of: Callable) -> None:
    proxy: RawServer = await serve(replying(http(b"", "407 Proxy Authentication Required")))
    client, steps = client_of("https://vending.example:4680", proxy=proxy.address), Steps()
    got = await client.vend(credit(), SESSION, steps)
    assert got == NothingSent(NotSentCause.UNREACHABLE, "The proxy refused: 407 Proxy Authentication Required.")
    assert steps.log == []
    with pytest.raises(Unsent, match="The proxy refused: 407"):
        await client.captcha()
    assert await asyncio.to_thread(early_picture, Connection(client.address, TRUST, proxy.address)) is None


async def test_a_proxy_that_hangs_is_a_time_out_before_the_first_byte(serve: Callable, client_of: Callable) -> None:
    proxy: RawServer = await serve(hanging())
    client = client_of("https://vending.example:4680", Limits(connect=1.0, vend=60.0, read=60.0), proxy=proxy.address)
    steps = Steps()
    got = await client.vend(credit(), SESSION, steps)
    assert isinstance(got, NothingSent)
    assert got.cause is NotSentCause.TIMED_OUT
    assert steps.log == []
    with pytest.raises(Unsent, match="in time"):
        await client.captcha()


async def test_a_slow_step_is_not_cut_by_the_time_that_a_proxy_has(serve: Callable, client_of: Callable) -> None:
    class Slow(Steps):
        async def sending(self) -> None:
            await asyncio.sleep(0.8)
            await super().sending()

    server: RawServer = await serve(replying(http(ISSUED_BODY)), shown("unknown").context)
    proxy: RawServer = await serve(tunnelling())
    client = client_of(server.address, Limits(connect=0.3, vend=5.0), trust=TRUST, proxy=proxy.address)
    steps = Slow()
    assert isinstance(await client.vend(credit(), SESSION, steps), Issued)
    assert steps.log == ["sending", "answered"]


async def test_a_proxy_can_not_take_the_servers_place(serve: Callable, client_of: Callable) -> None:
    async def behave(server: RawServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await server.read_request(reader)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await writer.drain()
        server.received.append(bytearray())
        await writer.start_tls(shown("good").context)
        server.received[-1] += await reader.read(65536)

    proxy: RawServer = await serve(behave)
    client, steps = client_of("https://vending.example", trust=TRUST, proxy=proxy.address), Steps()
    got = await client.vend(credit(), SESSION, steps)
    assert isinstance(got, NothingSent)
    assert got.cause is NotSentCause.TLS
    with pytest.raises(Unsent) as refused:
        await client.captcha()
    assert refused.value.problem is TrustProblem.CHANGED
    await proxy.stop()
    assert steps.log == []
    assert len(proxy.received) == 4
    assert not any(proxy.received[1::2])


async def test_a_look_and_the_first_picture_use_the_proxy_too(serve: Callable) -> None:
    server: RawServer = await serve(replying(http(captcha_answer())), shown("unknown").context)
    proxy: RawServer = await serve(tunnelling())
    look = await ServerLooker(SHORT)(Connection(server.address, Trust(), proxy.address))
    assert look.problem is TrustProblem.UNKNOWN_ISSUER
    assert look.certificate is not None
    assert look.certificate.fingerprint == shown("unknown").fingerprint
    wanted = Connection(server.address, TRUST, proxy.address)
    assert (await ServerLooker(SHORT)(wanted)).vending is True
    assert await asyncio.to_thread(early_picture, wanted) is not None
    assert proxy.connections == 4
    assert len(server.requests) == 2


async def test_plain_http_never_leaves_this_machine(serve: Callable, client_of: Callable) -> None:
    server: RawServer = await serve(replying(http(captcha_answer())))
    proxy: RawServer = await serve(tunnelling())
    client = client_of(server.address, proxy=proxy.address)
    await client.captcha()
    assert (await ServerLooker(SHORT)(Connection(server.address, proxy=proxy.address))).vending is True
    assert await asyncio.to_thread(early_picture, Connection(server.address, proxy=proxy.address)) is not None
    assert len(server.requests) == 3
    assert proxy.connections == 0


@pytest.mark.parametrize(
    ("typed", "proxy"),
    [
        ("", ""),
        ("  ", ""),
        ("http://proxy.example:3128", "http://proxy.example:3128"),
        (" HTTP://Proxy.Example:3128/ ", "http://proxy.example:3128"),
        ("http://10.0.0.1:80", "http://10.0.0.1:80"),
        ("http://[2001:DB8::1]:8080", "http://[2001:db8::1]:8080"),
    ],
)
def test_a_proxy_is_read_as_typed(typed: str, proxy: str) -> None:
    assert parse_proxy(typed) == proxy
    assert parse_proxy(proxy) == proxy


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("proxy.example:3128", "A proxy is http:// with a host and a port"),
        ("https://proxy.example:3128", "A proxy is http:// with a host and a port"),
        ("socks5://proxy.example:3128", "A proxy is http:// with a host and a port"),
        ("http://proxy.example", "A proxy is http:// with a host and a port"),
        ("http://proxy.example:0", "A proxy is http:// with a host and a port"),
        ("http://proxy.example:99999", "A proxy is http:// with a host and a port"),
        ("http://proxy.example:3128/path", "A proxy is http:// with a host and a port"),
        ("http://proxy.example:3128?a", "A proxy is http:// with a host and a port"),
        ("http://me:secret@proxy.example:3128", "user name and password"),
        ("http://[::1:3128", "A proxy is http:// with a host and a port"),
        ("http://a b:3128", "A proxy is http:// with a host and a port"),
    ],
)
def test_what_is_no_proxy_is_refused_with_what_to_type(typed: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        parse_proxy(typed)
    with pytest.raises(Refused, match=says):
        VendingClient("https://vending.example", proxy=typed)


async def test_a_context_that_comes_as_the_time_ends_is_taken() -> None:
    loop = asyncio.get_running_loop()
    connections = Connections(Limits(connect=0.0), secure=True)
    made, ready = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), loop.create_future()
    connections._tls = ready  # as if a thread were at it
    opening = asyncio.create_task(connections.open())
    loop.call_soon(ready.set_result, made)  # behind the task's first step, before the time-out is told
    await opening
    assert await connections._context() is made
    await connections.close()
