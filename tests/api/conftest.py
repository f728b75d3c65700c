"""Servers that end with their test."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from api.api_peers import Behaviour, FixedClock, RawServer

from vendingdesk.api.client import VendingClient
from vendingdesk.api.limits import Limits

Serve = Callable[..., Awaitable[RawServer]]
SHORT = Limits(connect=2.0, pool=2.0, vend=5.0, read=5.0)


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    servers: list[RawServer] = []

    async def start(behaviour: Behaviour, context: ssl.SSLContext | None = None) -> RawServer:
        servers.append(await RawServer(behaviour, context).start())
        return servers[-1]

    yield start
    for server in servers:
        await server.stop()


@pytest.fixture
async def client_of() -> AsyncIterator[Callable[..., VendingClient]]:
    clients: list[VendingClient] = []

    def make(address: str, limits: Limits = SHORT, **more: object) -> VendingClient:
        clients.append(VendingClient(address, limits=limits, clock=FixedClock(), **more))  # type: ignore[arg-type]
        return clients[-1]

    yield make
    for client in clients:
        await client.close()
