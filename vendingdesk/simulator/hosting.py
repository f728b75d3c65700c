"""The hosting: a socket on the loopback address, and uvicorn on it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import ssl
import threading
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from vendingdesk.simulator.delivery import OpenProtocol
from vendingdesk.simulator.ledger import SimulatorError

HOST = "127.0.0.1"
_BACKLOG = 128
_GRACE = 1


class PortTaken(SimulatorError):
    """The port can't be listened on: most often another program does."""


class Host(uvicorn.Server):
    """A uvicorn that says when it listens, and wakes the answers that wait when it is to leave."""

    def __init__(self, config: uvicorn.Config, closing: asyncio.Event) -> None:
        super().__init__(config)
        self.listening = threading.Event()
        self._closing = closing
        self._loop: asyncio.AbstractEventLoop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self.listening.set()

    def leave(self) -> None:
        """Ask the loop, from any thread, to end."""
        self.should_exit = True
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._closing.set)


def listen(port: int) -> socket.socket:
    """Take the port on the loopback address, any free one for 0."""
    # The protocol is named: asyncio sends small packets at once only where it sees TCP, else 40 ms late.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # pragma: no branch - elsewhere the option would share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise PortTaken(
            f"Port {port} on {HOST} can't be used ({error.strerror}): name another one with --port."
        ) from error
    listener.setblocking(False)
    return listener


def configuration(app: ASGIApp, context: ssl.SSLContext | None) -> uvicorn.Config:
    """Return how uvicorn is to run: quiet, HTTP/1.1 alone, and over TLS when there is a context."""
    factory: Callable[[uvicorn.Config, Callable[[], ssl.SSLContext]], ssl.SSLContext] | None = None
    if context is not None:
        made = context

        def factory(_: uvicorn.Config, __: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
            return made

    return uvicorn.Config(
        app,
        loop="asyncio",
        http=OpenProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=_GRACE,
        ssl_context_factory=factory,
    )
