"""An answer in ever so many pieces is read whole, and lets others have their turn meanwhile."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from api.api_peers import ISSUED_BODY, SESSION, RawServer, Steps, credit

from vendingdesk.api import transport
from vendingdesk.api.limits import Limits
from vendingdesk.domain.outcome import Issued

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
LONG = 3_000


def in_chunks(body: bytes) -> bytes:
    """One byte a chunk."""
    return HEAD + b"".join(b"1\r\n%c\r\n" % byte for byte in body) + b"0\r\n\r\n"


async def turns_during(work: asyncio.Future[object]) -> int:
    """How often somebody else had a turn until it was done."""
    turns = 0
    while not work.done():
        turns += 1
        await asyncio.sleep(0)
    return turns


def dripping(answer: bytes) -> Callable:
    async def behave(server: RawServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await server.read_request(reader)
        writer.write(answer)
        await writer.drain()
        writer.close()

    return behave


async def test_a_vend_s_answer_in_single_bytes_is_read_whole_while_others_have_their_turn(
    serve: Callable, client_of: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "LONGEST_TURN", 0.0)  # a turn for others after every piece
    body = ISSUED_BODY + b" " * LONG
    server: RawServer = await serve(dripping(in_chunks(body)))
    steps = Steps()
    vend = asyncio.ensure_future(client_of(server.address).vend(credit(), SESSION, steps))
    assert await turns_during(vend) > LONG
    assert isinstance(await vend, Issued)
    assert steps.raws[0].body == body
    assert steps.raws[0].complete


@pytest.fixture
def flood() -> Iterator[str]:
    """A server in a thread of its own that never stops answering, one byte a chunk; its address."""

    def flow() -> None:
        with suppress(OSError):
            while True:
                line, _ = listening.accept()
                lines.append(line)
                with suppress(OSError):
                    line.recv(65536)
                    line.sendall(HEAD)
                    while True:
                        line.sendall(b"1\r\nx\r\n" * 5000)

    lines: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=flow)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
        for each in lines:
            each.close()
        thread.join()


async def test_an_endless_answer_ends_in_time(flood: str, client_of: Callable) -> None:
    """Giving up between two pieces leaves nothing running."""
    client = client_of(flood, Limits(proof=1.0, body=1 << 40))
    assert await client.session_good(SESSION) is None
