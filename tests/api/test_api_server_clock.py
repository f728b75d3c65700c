"""The server's clock against ours, by the ``Date`` of every answer."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from api.api_peers import ISSUED_BODY, NOW, SESSION, RawServer, Steps, captcha_answer, credit, http, replying

from vendingdesk.api.client import VendingClient
from vendingdesk.api.server_clock import ServerClock
from vendingdesk.api.transport import Reply

HALF = timedelta(seconds=0.5)
SOON = timedelta(seconds=3)


def dated(date: str, body: bytes = b"{}", status: str = "200 OK") -> bytes:
    head = f"HTTP/1.1 {status}\r\nDate: {date}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def test_every_answer_tells_the_time(serve: Callable, client_of: Callable) -> None:
    server: RawServer = await serve(
        replying(
            dated("Wed, 04 Mar 2026 05:06:07 GMT", b"", "404 Not Found"),
            dated("Wed, 04 Mar 2026 05:16:07 GMT", captcha_answer()),
            dated("Wed, 04 Mar 2026 04:56:07 GMT"),
            dated("yesterday"),
            close=False,
        )
    )
    client: VendingClient = client_of(server.address)  # its clock stands at 05:06:07
    assert client.clock_offset is None
    assert await client.reachable()
    assert client.clock_offset is not None
    assert abs(client.clock_offset) < SOON
    await client.captcha()
    assert abs(client.clock_offset - timedelta(minutes=10)) < SOON
    assert await client.session_good(SESSION) is None
    assert abs(client.clock_offset + timedelta(minutes=10)) < SOON
    assert client.clock_answers == 3
    await client.reachable()  # no date in it
    assert abs(client.clock_offset + timedelta(minutes=10)) < SOON
    assert client.clock_answers == 3


async def test_a_vend_tells_it_too(serve: Callable, client_of: Callable) -> None:
    server: RawServer = await serve(replying(http(ISSUED_BODY)))
    client: VendingClient = client_of(server.address)
    await client.vend(credit(), SESSION, Steps())
    assert client.clock_offset is not None
    assert abs(client.clock_offset) < SOON


def reply(date: str, left: float, came: float) -> Reply:
    now = time.monotonic()
    return Reply(200, "", date, left_at=now + left, came_at=now + came)


def test_the_middle_of_the_trip_counts_and_the_time_since_then_does_not() -> None:
    clock = ServerClock()
    clock.hear(reply("Wed, 04 Mar 2026 05:06:07 GMT", left=-100, came=-90), NOW + timedelta(seconds=95))
    assert clock.offset is not None
    assert abs(clock.offset - HALF) < HALF / 5


@pytest.mark.parametrize(
    "date", ["", "yesterday", "Wed, 04 Mar 2026 05:06:07 -0000", "Fri, 31 Dec 99999999999999999999 23:59:59 GMT"]
)
def test_a_date_that_is_none_tells_nothing(date: str) -> None:
    clock = ServerClock()
    clock.hear(reply(date, left=0, came=0), NOW)
    assert clock.offset is None


def test_an_answer_that_took_long_tells_nothing() -> None:
    clock = ServerClock()
    clock.hear(reply("Wed, 04 Mar 2026 05:06:07 GMT", left=-30, came=0), NOW)
    assert clock.offset is None
