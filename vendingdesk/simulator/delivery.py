"""Delivery: how an answer leaves, or fails to."""

from __future__ import annotations

import asyncio
import time
from asyncio import Transport
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from vendingdesk.simulator.answers import Answer

TRANSPORT = "transport"
_PIECES = 40


class OpenProtocol(H11Protocol):
    """uvicorn's HTTP/1.1 protocol, which also shows the application its transport, so that it can hang up."""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Put the transport into the state that each request's scope carries."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, TRANSPORT: transport}


@dataclass(frozen=True, slots=True)
class Pace:
    """How slowly answers leave: a delay for each, a factor for the slow ones, and an end to all waiting.

    ``clock`` is the server's, seconds since 1970.
    """

    delay: float = 0.0
    slow_factor: float = 1.0
    clock: Callable[[], float] = time.time
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait(self, seconds: float) -> None:
        """Wait, but not longer than the server runs."""
        if seconds <= 0:
            return
        try:
            await asyncio.wait_for(self.closing.wait(), seconds)
        except TimeoutError:
            return


@dataclass(frozen=True, slots=True)
class Delivery:
    """An answer on its way out: an ASGI application for one response."""

    answer: Answer
    pace: Pace

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer in its manner."""
        answer, pace = self.answer, self.pace
        await pace.wait(pace.delay + answer.wait * pace.slow_factor)
        if answer.lost or (answer.wait and pace.closing.is_set()):
            return await _hang_up(scope, receive)
        payload = answer.payload()
        await send(
            {
                "type": "http.response.start",
                "status": answer.status,
                "headers": _headers(answer, payload, pace.clock()),
            }
        )
        if answer.cut:
            await send(_part(payload[: len(payload) // 2], more=True))
            return await _hang_up(scope, receive)
        if answer.drip:
            step = len(payload) // _PIECES + 1
            for at in range(0, len(payload), step):
                await send(_part(payload[at : at + step], more=True))
                await pace.wait(answer.drip * pace.slow_factor)
            payload = b""
        await send(_part(payload, more=False))
        return None


def _part(body: bytes, *, more: bool) -> dict[str, Any]:
    return {"type": "http.response.body", "body": body, "more_body": more}


def _headers(answer: Answer, payload: bytes, now: float) -> list[tuple[bytes, bytes]]:
    headers = [
        (b"date", formatdate(now, usegmt=True).encode()),
        (b"content-length", str(len(payload)).encode()),
    ]
    if answer.content_type:
        headers.append((b"content-type", answer.content_type.encode()))
    if answer.coding:
        headers.append((b"content-encoding", answer.coding.encode()))
    return headers


async def _hang_up(scope: Scope, receive: Receive) -> None:
    """Close the connection as it is, and return when it is closed."""
    transport: Transport = scope["state"][TRANSPORT]
    transport.abort()
    message = await receive()
    while message["type"] != "http.disconnect":
        message = await receive()
