"""A counter for each test, a server for each module."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from counter.counter_parts import Counter, running

from vendingdesk.simulator.server import SimulatorServer


@pytest.fixture(scope="module")
def shared_server() -> Iterator[SimulatorServer]:
    with SimulatorServer(seed=2, slow_factor=0.0) as server:
        yield server


@pytest.fixture
def server(shared_server: SimulatorServer) -> SimulatorServer:
    shared_server.faults.clear()
    return shared_server


@pytest.fixture
async def counter(server: SimulatorServer, tmp_path: Path) -> AsyncIterator[Counter]:
    """Open, nobody signed in."""
    async with running(Counter(server, tmp_path / "till")) as counter:
        yield counter


@pytest.fixture
async def till(counter: Counter) -> Counter:
    """Open, somebody signed in."""
    counter.begin()
    return counter
