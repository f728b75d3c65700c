"""A vend on the wire: exact bytes, one request, the steps in their order, nothing sent when they say no."""

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from api.api_peers import (
    CREDIT_TOKEN,
    ISSUED_BODY,
    SESSION,
    USD,
    RawServer,
    Steps,
    credit,
    http,
    kwh,
    management,
    replying,
    sample,
)

from vendingdesk.api.client import VendingClient
from vendingdesk.counter.ports import VendingServer
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.management import ManagementKind
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.outcome import Issued, NothingSent, NotSentCause
from vendingdesk.domain.sale import Order


async def test_a_credit_vend_is_the_manuals_request_and_nothing_else(serve: Callable, client_of: Callable) -> None:
    server: RawServer = await serve(replying(http(ISSUED_BODY)))
    client: VendingClient = client_of(server.address)
    steps = Steps(peer=server)
    order = credit(meter="0128244400032")
    got = await client.vend(order, SESSION, steps)
    assert isinstance(got, Issued)
    assert got.tokens == (CREDIT_TOKEN,)
    (request,) = server.requests
    head, _, body = request.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert lines[0] == "POST /api/v1/meter-recharge/recharge-token/0 HTTP/1.1"
    assert sorted(lines[1:]) == sorted(
        [
            f"Host: 127.0.0.1:{server.port}",
            "Accept: application/json",
            "Accept-Encoding: identity",
            "Connection: keep-alive",
            "User-Agent: vendingdesk",
            "X-Request-Id: 7c1f-11",
            "Content-Type: application/json",
            f"Authorization: Bearer {SESSION}",
            f"Content-Length: {len(body)}",
        ]
    )
    assert body == b'{"meterNo":"0128244400032","money":10}'
    assert json.loads(body) == json.loads(sample("recharge.request"))
    assert steps.log == ["sending", "answered"]
    assert steps.bytes_seen_at_sending <= 0
    (raw,) = steps.raws
    assert (raw.status, raw.body, raw.complete) == (200, ISSUED_BODY, True)
    assert (raw.content_type, raw.server_date) == ("application/json", "Wed, 04 Mar 2026 05:06:07 GMT")
    assert client.read(order, raw) == got


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (Money(1235, USD), b"12.35"),
        (Money(1000, USD), b"10"),
        (Money(1010, USD), b"10.1"),
        (Money(1, USD), b"0.01"),
        (Money(99999999999, USD), b"999999999.99"),
        (Money(500000, Currency("XAF", 0)), b"500000"),
        (Money(1, Currency("KWD", 4)), b"0.0001"),
        (kwh("64.5"), b"64.5"),
        (kwh("0.1"), b"0.1"),
    ],
)
async def test_amounts_leave_as_exact_numbers(serve: Callable, client_of: Callable, amount, written: bytes) -> None:
    server = await serve(replying(http(ISSUED_BODY)))
    await client_of(server.address).vend(credit(amount), SESSION, Steps())
    assert server.requests[0].endswith(b'{"meterNo":"0128244400031","money":' + written + b"}")


async def test_a_management_vend_is_the_manuals_request(serve: Callable, client_of: Callable) -> None:
    server = await serve(replying(http(sample("meter-token.response"))))
    client = client_of(server.address)
    assert isinstance(await client.vend(management(), SESSION, Steps()), Issued)
    await client.vend(management(ManagementKind.MAXIMUM_POWER_LIMIT, 5000), SESSION, Steps())
    first, second = server.requests
    assert first.startswith(b"POST /api/v1/meter-recharge/meter-token/0 HTTP/1.1\r\n")
    assert json.loads(first.partition(b"\r\n\r\n")[2]) == json.loads(sample("meter-token.request"))
    assert second.endswith(b'{"meterNo":"0128244400031","method":1,"subClass":0,"value":5000}')


@pytest.mark.parametrize(
    ("fault", "detail"),
    [(EnvironmentFault("The disk is full."), "The disk is full."), (OSError("secret"), "OSError")],
)
async def test_nothing_is_sent_when_it_can_not_be_written_down_first(
    serve: Callable, client_of: Callable, fault: Exception, detail: str
) -> None:
    server = await serve(replying(http(ISSUED_BODY)))
    client = client_of(server.address)
    steps = Steps(fail_sending=fault)
    assert await client.vend(credit(), SESSION, steps) == NothingSent(NotSentCause.JOURNAL, detail)
    await server.stop()
    assert b"".join(bytes(one) for one in server.received) == b""
    assert steps.log == ["sending"]


async def test_a_vend_cancelled_while_it_is_written_down_sends_nothing(serve: Callable, client_of: Callable) -> None:
    server = await serve(replying(http(ISSUED_BODY)))
    with pytest.raises(asyncio.CancelledError):
        await client_of(server.address).vend(credit(), SESSION, Steps(fail_sending=asyncio.CancelledError()))
    await server.stop()
    assert b"".join(bytes(one) for one in server.received) == b""


async def test_a_token_is_handed_out_although_its_answer_could_not_be_kept(
    serve: Callable, client_of: Callable
) -> None:
    server = await serve(replying(http(ISSUED_BODY)))
    steps = Steps(fail_answered=EnvironmentFault("The disk is full."))
    assert isinstance(await client_of(server.address).vend(credit(), SESSION, steps), Issued)
    assert steps.log == ["sending", "answered"]


@pytest.mark.parametrize(
    ("order", "session"),
    [
        (credit(), ""),
        (credit(), "a b"),
        (credit(), "a\r\nX-Evil: 1"),
        (credit(), "é"),
        (credit(request_id="a\nb"), SESSION),
        (replace(credit(), meter="1\ud800"), SESSION),
    ],
)
async def test_what_can_not_be_put_into_a_request_is_not_sent(
    serve: Callable, client_of: Callable, order: Order, session: str
) -> None:
    server = await serve(replying(http(ISSUED_BODY)))
    steps = Steps()
    got = await client_of(server.address).vend(order, session, steps)
    assert isinstance(got, NothingSent)
    assert got.cause is NotSentCause.BAD_ADDRESS
    assert steps.log == []
    assert server.received == []


async def test_each_vend_has_a_connection_of_its_own(serve: Callable, client_of: Callable) -> None:
    server = await serve(replying(http(ISSUED_BODY), close=False))
    client = client_of(server.address)
    await client.reachable()
    for _ in range(2):
        assert isinstance(await client.vend(credit(), SESSION, Steps()), Issued)
    await client.reachable()
    assert (len(server.requests), server.connections) == (4, 3)
    assert server.readers[0] == server.readers[3]


async def test_no_secret_gets_into_a_log(
    serve: Callable, client_of: Callable, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server = await serve(replying(http(ISSUED_BODY)))
    client = client_of(server.address)
    await client.vend(credit(), SESSION, Steps())
    assert not await client_of("http://127.0.0.1:1").reachable()
    server.behaviour = replying(http(sample("login.response")))
    await client.sign_in(username="amina", password="hunter2", remember=True, code="6942", captcha_id="the-id")
    for secret in (SESSION, "hunter2", "6942", CREDIT_TOKEN, "UzI1NiIs"):
        assert secret not in caplog.text


async def test_neither_cookies_nor_the_environment_change_a_request(
    serve: Callable, client_of: Callable, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login someone password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    server = await serve(replying(http(b"{}", more="Set-Cookie: session=1; Path=/\r\n"), close=False))
    client = client_of(server.address)
    assert await client.reachable()
    assert await client.reachable()
    assert all(b"cookie" not in one.lower() and b"authorization" not in one.lower() for one in server.requests)
    assert server.requests[0].startswith(b"GET /api/v1/health HTTP/1.1\r\n")


async def test_a_second_first_byte_is_refused(
    serve: Callable, client_of: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A transport that tried again by itself would be stopped before its second request."""
    plain = httpx.AsyncHTTPTransport.handle_async_request

    async def twice(self: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        response = await plain(self, request)
        await response.aread()
        await response.aclose()
        return await plain(self, request)

    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", twice)
    server = await serve(replying(http(ISSUED_BODY)))
    steps = Steps()
    got = await client_of(server.address).vend(credit(), SESSION, steps)
    assert got.cause == "no_answer"
    assert steps.log == ["sending"]
    assert len(server.requests) == 1


async def test_the_address_is_known_and_the_time_is_the_machines(serve: Callable) -> None:
    server = await serve(replying(http(ISSUED_BODY)))
    client = VendingClient(server.address + "/api/v1")
    assert client.address == server.address
    steps = Steps()
    before = datetime.now(UTC)
    await client.vend(credit(), SESSION, steps)
    assert before <= steps.raws[0].received_at <= datetime.now(UTC)
    assert steps.raws[0].received_at.utcoffset() is not None
    await client.close()


def test_the_client_is_what_the_counter_asks_for() -> None:
    server: VendingServer = VendingClient("https://vending.example.com")
    assert isinstance(server, VendingClient)
