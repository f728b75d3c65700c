"""A peer that answers byte for byte as told, and records what reached it; and steps that record their calls."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from vendingdesk.domain.energy import Energy
from vendingdesk.domain.management import ManagementKind, ManagementOrder
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.outcome import RawAnswer
from vendingdesk.domain.sale import Amount, Order

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
USD = Currency("USD", 2)
SAMPLES = Path(__file__).parent / "samples"
METER = "0128244400031"
CREDIT_TOKEN = "33780999395404780065"
MANAGEMENT_TOKEN = "49335795185499399179"
SESSION = "eyJhbGciOiJIUzI1NiJ9.c2VjcmV0.s-e_c"
ISSUED_BODY = (SAMPLES / "inferred-recharge.response.json").read_bytes()


_buffer = io.BytesIO()
Image.new("P", (240, 80)).save(_buffer, "PNG")
CAPTCHA_PNG = _buffer.getvalue()
CAPTCHA_URI = "data:image/png;base64," + base64.b64encode(CAPTCHA_PNG).decode()


def captcha_answer(**changes: object) -> bytes:
    document = {"code": 200, "data": CAPTCHA_URI, "id": "gfa8h8DzMBGvJ4mGGd9K", "msg": "success", "requestId": "r"}
    return json.dumps(document | changes, ensure_ascii=False).encode()


def sample(name: str) -> bytes:
    return (SAMPLES / f"{name}.json").read_bytes()


TEN = Money(1000, USD)


def credit(amount: Amount = TEN, meter: str = METER, request_id: str = "7c1f-11") -> Order:
    return Order("uid-1", request_id, meter, "amina", "https://server", amount=amount)


def kwh(text: str) -> Energy:
    return Energy.parse(text)


def management(kind: ManagementKind = ManagementKind.CLEAR_CREDIT, value: int = 0) -> Order:
    return Order(
        "uid-2", "7c1f-12", METER, "amina", "https://server", management=ManagementOrder(kind, value, "meter moved")
    )


def answer(body: bytes, status: int = 200, *, complete: bool = True, content_type: str = "") -> RawAnswer:
    return RawAnswer(status, body, NOW, complete, content_type)


class FixedClock:
    def now(self) -> datetime:
        return NOW


@dataclass
class Steps:
    """Records what it was told, in order; raises what it is given to raise."""

    log: list[str] = field(default_factory=list)
    raws: list[RawAnswer] = field(default_factory=list)
    fail_sending: BaseException | None = None
    fail_answered: BaseException | None = None
    peer: RawServer | None = None
    bytes_seen_at_sending: int = -1

    async def sending(self) -> None:
        self.log.append("sending")
        if self.peer is not None:
            self.bytes_seen_at_sending = sum(len(one) for one in self.peer.received)
        if self.fail_sending is not None:
            raise self.fail_sending

    async def answered(self, raw: RawAnswer) -> None:
        self.log.append("answered")
        self.raws.append(raw)
        if self.fail_answered is not None:
            raise self.fail_answered


Behaviour = Callable[["RawServer", asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class RawServer:
    """One behaviour for every connection; ``received`` has what each connection sent, ``requests`` the full ones."""

    def __init__(self, behaviour: Behaviour, context: ssl.SSLContext | None = None) -> None:
        self.behaviour = behaviour
        self.context = context
        self.received: list[bytearray] = []
        self.connections = 0
        self.requests: list[bytes] = []
        self.readers: list[int] = []
        self.over = asyncio.Event()
        self.seen = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> RawServer:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.context)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    @property
    def address(self) -> str:
        return f"{'https' if self.context else 'http'}://127.0.0.1:{self.port}"

    async def stop(self) -> None:
        self.over.set()
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def read_request(self, reader: asyncio.StreamReader) -> bytes:
        got = self.received[-1]
        while b"\r\n\r\n" not in got:
            piece = await reader.read(65536)
            if not piece:
                return b""
            got += piece
        head, _, body = bytes(got).partition(b"\r\n\r\n")
        length = next(
            (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")),
            0,
        )
        while len(body) < length:
            piece = await reader.read(65536)
            got += piece
            body += piece
        self.requests.append(head + b"\r\n\r\n" + body)
        self.readers.append(id(reader))
        self.seen.set()
        return head + b"\r\n\r\n" + body

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.received.append(bytearray())
        self.connections += 1
        try:
            await self.behaviour(self, reader, writer)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.transport.abort()


def http(body: bytes, status: str = "200 OK", *, length: int | None = None, more: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nDate: Wed, 04 Mar 2026 05:06:07 GMT\r\n{more}"
    return f"{head}Content-Length: {len(body) if length is None else length}\r\n\r\n".encode() + body


def replying(*replies: bytes, close: bool = True) -> Behaviour:
    """Answer the requests of a connection with these bytes, the last one over and over."""

    async def behave(server: RawServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        count = 0
        while await server.read_request(reader):
            writer.write(replies[min(count, len(replies) - 1)])
            await writer.drain()
            count += 1
            if close:
                writer.close()
                await writer.wait_closed()
                return
            server.received.append(bytearray())

    return behave


def answering_at_once(reply: bytes) -> Behaviour:
    """Answer the first bytes, whatever they are: what a server without TLS does with a handshake."""

    async def behave(_server: RawServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(reply)
        await writer.drain()
        await reader.read()

    return behave
