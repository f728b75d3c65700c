"""A kiosk on a real X server with a window manager that has its usual keys and buttons: hands try to get out."""

import asyncio
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from ui.ui_desktop import Desktop, missing

from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.trust import Connection
from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.wiring.desk import Building
from vendingdesk.wiring.folders import DataFolder

pytestmark = pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")

PIN = "2580"
METER = "0128244400031"
WAYS_OUT = (
    *("Escape", "alt+F4", "alt+Tab", "alt+shift+Tab", "alt+Escape", "alt+space", "ctrl+Escape", "ctrl+w", "ctrl+F4"),
    *("super+d", "super+e", "super+Tab", "Super_L", "ctrl+alt+Right", "ctrl+alt+Delete", "alt+F2", "F11", "Menu"),
    *("shift+F10", "Print", "ctrl+shift+Escape"),
)


@pytest.fixture
def server() -> Iterator[SimulatorServer]:
    with SimulatorServer(slow_factor=0.02) as running:
        yield running


async def name_supervisor(server: SimulatorServer, folder: Path) -> None:
    """Before it is a kiosk."""
    data = DataFolder(folder)
    data.make()
    building = Building(data, DeskSetup(), Connection(server.url))
    await building.open()
    await building.desk.supervisors.name("Grace", PIN, PIN, by="test")
    await building.close()


def try_everything(desktop: Desktop, kiosk: subprocess.Popen[str]) -> None:
    """Keys, then buttons with and without them, at the edges and where the neighbour's window lies."""
    for keys in WAYS_OUT:
        desktop.do("key", keys)
        assert kiosk.poll() is None, keys
        desktop.until(lambda: desktop.front() == kiosk.pid)
    for x, y in ((0, 0), (1023, 0), (0, 599), (1023, 599), (500, 300)):
        for button in ("3", "2", "4", "5"):
            desktop.do("mousemove", str(x), str(y), "click", button)
    for held in ("alt", "super", "ctrl+alt"):
        for button in ("1", "2", "3", "4", "5"):
            desktop.do("mousemove", "500", "560", "keydown", held, "sleep", "0.1", "click", button, "keyup", held)
        for button in ("1", "3"):
            drag = ("mousedown", button, "mousemove_relative", "--", "60", "-80", "sleep", "0.05", "mouseup", button)
            desktop.do("mousemove", "500", "560", "keydown", held, "sleep", "0.1", *drag, "keyup", held)
        desktop.until(lambda: desktop.front() == kiosk.pid)
    desktop.until(lambda: desktop.do("get_desktop") == "0")
    assert kiosk.poll() is None
    desktop.do("mousemove", "500", "300", "click", "2")
    desktop.do("type", "9")
    assert desktop.touched() == []


def back(desktop: Desktop, title: str) -> None:
    """Esc until a window of that title stands in front: the questions that the keys above brought up are put away."""

    def there() -> bool:
        if desktop.title().startswith(title):
            return True
        desktop.do("key", "Escape", "sleep", "0.6")  # at the sign-in one more would ask again
        return False

    desktop.until(there)


def test_hands_find_no_way_out(desktop: Desktop, server: SimulatorServer, tmp_path: Path) -> None:
    folder = tmp_path / "till"
    asyncio.run(name_supervisor(server, folder))
    kiosk = desktop.kiosk(server, folder)
    try_everything(desktop, kiosk)
    back(desktop, "Sign in")
    desktop.do("mousemove", "300", "230", "click", "1")
    desktop.do("key", "ctrl+a")
    desktop.do("type", "--delay", "40", server.user)
    desktop.do("key", "Tab")
    desktop.do("key", "ctrl+a")
    desktop.do("type", "--delay", "40", server.password)
    desktop.do("key", "Tab")
    desktop.do("key", "ctrl+a")
    desktop.do("type", "--delay", "40", list(server._captchas._open.values())[-1][0])
    desktop.do("key", "Return")
    desktop.until(lambda: desktop.title().startswith("Vending Desk"))
    try_everything(desktop, kiosk)
    back(desktop, "Vending Desk")
    sell(desktop)
    try_everything(desktop, kiosk)
    assert server.ledger.tokens == (), "nothing that was tried sold anything"
    back(desktop, "Vending Desk")
    desktop.do("key", "ctrl+q")
    desktop.until(lambda: desktop.title().startswith("Supervisor"))
    desktop.do("type", "--delay", "80", "9999")
    desktop.do("sleep", "0.2", "key", "Return")
    desktop.until(lambda: kiosk.poll() is None)
    desktop.do("sleep", "0.5", "type", "--delay", "80", PIN)
    desktop.do("sleep", "0.2", "key", "Return")
    desktop.until(lambda: kiosk.poll() is not None)
    assert kiosk.returncode == 0


def sell(desktop: Desktop) -> None:
    """Up to the question in front."""
    desktop.do("key", "F2")
    desktop.do("type", "--delay", "80", METER)
    desktop.do("sleep", "0.3", "key", "Return")
    desktop.do("sleep", "0.7", "type", "--delay", "80", "10")
    desktop.do("sleep", "0.3", "key", "Return")
    desktop.until(lambda: desktop.title().startswith("Confirm"))


def test_the_system_ends_it(desktop: Desktop, server: SimulatorServer, tmp_path: Path) -> None:
    kiosk = desktop.kiosk(server, tmp_path / "till")
    kiosk.terminate()
    assert kiosk.wait(20) == 0
