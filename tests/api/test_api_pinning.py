"""One certificate that a person compared: it decides alone, inside of the handshake, for every call alike."""

import asyncio
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
from api.api_certificates import shown
from api.api_peers import ISSUED_BODY, SESSION, RawServer, Steps, captcha_answer, credit, http, replying

from vendingdesk.api.early_picture import early_picture
from vendingdesk.api.errors import Unsent
from vendingdesk.api.server_look import ServerLooker
from vendingdesk.api.tls import tls_context
from vendingdesk.domain.outcome import Issued, NothingSent, NotSentCause
from vendingdesk.domain.trust import Connection, Trust, TrustProblem


def pin(kind: str) -> Trust:
    return Trust(fingerprint=shown(kind).fingerprint)


@pytest.mark.parametrize("kind", ["good", "unknown", "other name"])
async def test_the_pinned_certificate_is_taken_whatever_name_and_issuer_it_has(
    serve: Callable, client_of: Callable, kind: str
) -> None:
    server: RawServer = await serve(replying(http(ISSUED_BODY)), shown(kind).context)
    got = await client_of(server.address, trust=pin(kind)).vend(credit(), SESSION, Steps())
    assert isinstance(got, Issued)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("pinned", "serves", "problem", "says"),
    [
        ("good", "unknown", TrustProblem.CHANGED, "not the one that this till trusts"),
        ("unknown", "good", TrustProblem.CHANGED, "not the one that this till trusts"),
        ("good", "expired", TrustProblem.CHANGED, "not the one that this till trusts"),
        ("expired", "expired", TrustProblem.EXPIRED, "expired"),
        ("early", "early", TrustProblem.NOT_YET_VALID, "not valid yet"),
        ("undated", "undated", TrustProblem.OTHER, "can't be used"),
    ],
)
async def test_any_other_gets_the_handshake_and_nothing_else(
    serve: Callable, client_of: Callable, pinned: str, serves: str, problem: TrustProblem, says: str
) -> None:
    server: RawServer = await serve(replying(http(ISSUED_BODY)), shown(serves).context)
    client, steps = client_of(server.address, trust=pin(pinned)), Steps()
    got = await client.vend(credit(), SESSION, steps)
    assert isinstance(got, NothingSent)
    assert got.cause is NotSentCause.TLS
    assert says in got.detail
    for call in (
        client.captcha(),
        client.sign_in(username="a", password="b", remember=True, code="1", captcha_id="c"),
    ):
        with pytest.raises(Unsent, match=says) as refused:
            await call
        assert refused.value.problem is problem
    assert not await client.reachable()
    assert await asyncio.to_thread(early_picture, Connection(server.address, pin(pinned))) is None
    await server.stop()
    assert steps.log == server.requests == []
    assert not any(server.received)


async def test_a_man_in_the_middle_with_an_older_tls_gets_the_handshake_too_and_not_one_byte_more(
    serve: Callable, client_of: Callable
) -> None:
    ended: asyncio.Queue[bytes] = asyncio.Queue()

    async def listen(_server: RawServer, reader: asyncio.StreamReader, _w: asyncio.StreamWriter) -> None:
        await ended.put(await reader.read())

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = ssl.TLSVersion.TLSv1_2  # here the handshake is over for the server before we judge
    shown("good").show_in(context)
    middle: RawServer = await serve(listen, context)
    client, steps = client_of(middle.address, trust=pin("unknown")), Steps()
    got = await client.vend(credit(), SESSION, steps)
    assert isinstance(got, NothingSent)
    assert await asyncio.to_thread(early_picture, Connection(middle.address, pin("unknown"))) is None
    look = await ServerLooker()(Connection(middle.address, pin("unknown")))
    assert look.problem is TrustProblem.CHANGED
    assert [await ended.get() for _ in range(4)] == [b""] * 4  # a vend, a picture, and two handshakes to look
    assert steps.log == []


async def test_the_first_picture_is_fetched_from_the_pinned_server(serve: Callable) -> None:
    server: RawServer = await serve(replying(http(captcha_answer())), shown("unknown").context)
    picture = await asyncio.to_thread(early_picture, Connection(server.address, pin("unknown")))
    assert picture is not None
    assert len(server.requests) == 1


async def test_a_certificate_that_changes_between_two_calls_stops_the_second(
    serve: Callable, client_of: Callable
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    shown("unknown").show_in(context)
    server: RawServer = await serve(replying(http(ISSUED_BODY)), context)
    client = client_of(server.address, trust=pin("unknown"))
    assert isinstance(await client.vend(credit(), SESSION, Steps()), Issued)
    shown("good").show_in(context)
    got = await client.vend(credit(), SESSION, Steps())
    assert isinstance(got, NothingSent)
    assert len(server.requests) == 1


def test_a_pin_asks_no_authority_and_no_authority_asks_a_pin(tmp_path: Path) -> None:
    assert tls_context(pin("good")).cert_store_stats()["x509"] == 0
    assert tls_context(Trust()).cert_store_stats()["x509"] >= 0
