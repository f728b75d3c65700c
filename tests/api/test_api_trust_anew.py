"""A running client that is told to trust another certificate: from the next call on, without a race."""

import asyncio
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from api.api_certificates import shown
from api.api_peers import ISSUED_BODY, SESSION, RawServer, Steps, captcha_answer, credit, http, replying

from vendingdesk.api import connections
from vendingdesk.api.client import VendingClient
from vendingdesk.api.errors import Unsent
from vendingdesk.api.tls import tls_context
from vendingdesk.domain.outcome import Issued
from vendingdesk.domain.trust import Trust, TrustProblem


def pin(kind: str) -> Trust:
    return Trust(fingerprint=shown(kind).fingerprint)


async def test_the_next_call_obeys_and_an_old_connection_is_not_used_again(
    serve: Callable, client_of: Callable
) -> None:
    server: RawServer = await serve(replying(http(captcha_answer()), close=False), shown("good").context)
    client: VendingClient = client_of(server.address, trust=pin("good"))
    await client.captcha()
    await client.trust_anew(pin("unknown"))
    with pytest.raises(Unsent) as refused:
        await client.captcha()
    assert refused.value.problem is TrustProblem.CHANGED
    assert len(server.requests) == 1
    await client.trust_anew(pin("good"))
    await client.captcha()
    assert len(server.requests) == 2


async def test_a_vend_under_way_ends_on_its_own_connection(serve: Callable, client_of: Callable) -> None:
    go = asyncio.Event()

    async def slow(server: RawServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await server.read_request(reader)
        await go.wait()
        writer.write(http(ISSUED_BODY))
        await writer.drain()

    server: RawServer = await serve(slow, shown("good").context)
    client: VendingClient = client_of(server.address, trust=pin("good"))
    vend = asyncio.ensure_future(client.vend(credit(), SESSION, Steps()))
    await server.seen.wait()
    await client.trust_anew(pin("unknown"))
    go.set()
    assert isinstance(await vend, Issued)


@pytest.mark.parametrize("first", ["good", "bad file"])
async def test_a_call_that_was_getting_ready_takes_the_new_trust(
    serve: Callable, client_of: Callable, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, first: str
) -> None:
    begun, go = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()
    old = pin("good") if first == "good" else Trust(tmp_path / "none.pem")

    def slow(trust: Trust) -> ssl.SSLContext:
        if trust == old:
            loop.call_soon_threadsafe(begun.set)
            assert go.wait(9)
        return tls_context(trust)

    monkeypatch.setattr(connections, "tls_context", slow)
    server: RawServer = await serve(replying(http(captcha_answer()), close=False), shown("good").context)
    client: VendingClient = client_of(server.address, trust=old)
    call = asyncio.ensure_future(client.captcha())
    await begun.wait()
    await client.trust_anew(pin("unknown"))
    go.set()
    with pytest.raises(Unsent) as refused:
        await call
    assert refused.value.problem is TrustProblem.CHANGED
    with pytest.raises(Unsent):
        await client.captcha()
    assert server.requests == []
