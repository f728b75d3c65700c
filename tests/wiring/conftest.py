"""A server for each module and books for each test."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from wiring.wiring_books import sell_some, with_building

from vendingdesk.domain.sale import Sale
from vendingdesk.simulator.server import SimulatorServer


@dataclass
class Books:
    """A closed data folder and what was sold from it."""

    folder: Path
    sales: list[Sale]

    @property
    def args(self) -> list[str]:
        return ["--data-dir", str(self.folder)]


@pytest.fixture(scope="module")
def shared_server() -> Iterator[SimulatorServer]:
    with SimulatorServer(seed=3, slow_factor=0.0) as server:
        yield server


@pytest.fixture
def server(shared_server: SimulatorServer) -> SimulatorServer:
    shared_server.faults.clear()
    return shared_server


@pytest.fixture
def books(server: SimulatorServer, tmp_path: Path) -> Books:
    folder = tmp_path / "books"
    return Books(folder, with_building(server, folder, sell_some))
