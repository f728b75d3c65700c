"""The demo: its own server beside the counter, people in its register."""

import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from wiring.wiring_books import with_building

from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.shop import Shop
from vendingdesk.domain.customer import Customer
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.simulator.magic import MAGIC_METERS
from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.wiring import demo as demo_module
from vendingdesk.wiring.demo import DemoServer, demo_customers, demo_setup
from vendingdesk.wiring.desk import Building


def test_a_demo_shop_has_a_name_unless_the_file_names_one() -> None:
    demo = demo_setup(DeskSetup())
    assert demo.demo
    assert all((demo.shop.name, demo.shop.utility, demo.shop.help_line))
    named = DeskSetup(till="K09", shop=Shop("Mine", "Theirs", help_line="Ask"))
    assert demo_setup(named) == replace(named, demo=True)


def test_people_for_the_register() -> None:
    people = demo_customers()
    assert len(people) > 20
    assert all(person.name and person.place for person in people)
    assert len({person.meter for person in people}) == len(people)
    assert not {magic.number for magic in MAGIC_METERS} & {person.meter for person in people}


def test_the_register_of_a_demo_is_filled_once(server: SimulatorServer, tmp_path: Path) -> None:
    changed = Customer(demo_customers()[0].meter, "Somebody Else", "Here")

    async def change(building: Building) -> int:
        await building.desk.meters.save(changed)
        return len(await building.desk.meters.search(""))

    async def look(building: Building) -> Customer | None:
        return (await building.desk.meters.look_up(changed.meter)).customer

    setup = demo_setup(DeskSetup())
    assert with_building(server, tmp_path, change, setup) == len(demo_customers())
    assert with_building(server, tmp_path, look, setup) == changed


def test_a_real_register_begins_empty(server: SimulatorServer, tmp_path: Path) -> None:
    async def count(building: Building) -> int:
        return len(await building.desk.meters.search(""))

    assert with_building(server, tmp_path, count) == 0


def test_the_demos_server_runs_beside_us_and_stops(tmp_path: Path) -> None:
    demo = DemoServer.start(tmp_path / "state")
    try:
        url = demo.wait()
        assert demo.wait() == url
        assert httpx.get(f"{url}/info", trust_env=False).json() == {"message": "ok"}
    finally:
        demo.stop()
    assert demo.process.returncode is not None
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/info", trust_env=False)


def test_a_demo_server_that_does_not_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    state = tmp_path / "state"
    state.write_text("no folder")
    demo = DemoServer.start(state)
    with pytest.raises(EnvironmentFault, match="did not start"):
        demo.wait()
    assert demo.process.returncode is not None
    assert str(state) in capfd.readouterr().err


def test_a_frozen_program_starts_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr("subprocess.Popen", lambda words, **_: started.append(words))
    DemoServer.start(tmp_path)
    assert started == [[sys.executable, "simulator", "--port", "0", "--state", str(tmp_path), "--parent-watch"]]


@pytest.mark.skipif(sys.platform == "win32", reason="to terminate is to kill there")
def test_a_demo_server_that_hears_nothing_is_ended_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo_module, "_LEAVING_S", 0.1)
    deaf = (
        "import signal, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('{}', flush=True); signal.pause()"
    )
    process = subprocess.Popen([sys.executable, "-c", deaf], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"{}\n"
    DemoServer(process).stop()
    assert process.returncode == -signal.SIGKILL
