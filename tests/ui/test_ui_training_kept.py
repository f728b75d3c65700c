"""What becomes of training meters: a question before one goes, damage, a killed program, a new one's key."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from ui.conftest import Open
from ui.test_ui_training_key_change import key_change
from ui.ui_counter import METER, Counter, until
from ui.ui_training import Trainee

from vendingdesk.counter.setup import DeskSetup
from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.wiring.demo import demo_setup

DEMO = demo_setup(DeskSetup())


def sold(counter: Counter) -> str:
    return counter.text("result.token").replace(" ", "")


@pytest.fixture
async def trainee(open_counter: Open) -> Trainee:
    """Somebody who has sold to the meter of the manual and stands before it."""
    demo = await open_counter(setup=DEMO)
    await demo.sell(METER, "10")
    return await Trainee(demo).enter()


@pytest.fixture
async def demo(open_counter: Open, tmp_path: Path) -> AsyncIterator[Counter]:
    """A demo as it is started: its server's ledger is in its own folder."""
    folder = tmp_path / "demo"
    with SimulatorServer(slow_factor=0.02, state=folder / "simulator") as server:
        counter = await open_counter(setup=DEMO, folder=folder, server=server)
        await counter.sell(METER, "5")
        await counter.next_customer()
        yield counter
        await counter.end()


def kept(counter: Counter) -> Path:
    return counter.slips.parent / "training" / f"{METER}.json"


async def sell(counter: Counter) -> str:
    counter.click("nav.sell")
    assert await counter.sell(METER, "5") == "ISSUED"
    return counter.find("result.token", within=counter.window.sell).text()


# A question before a meter goes


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Space])
async def test_a_meter_stays_unless_somebody_says_so(trainee: Trainee, key: Qt.Key) -> None:
    trainee.enter_token(sold(trainee.counter))
    before = trainee.room._bench
    dialog = await trainee.asked()
    assert before is not None
    assert trainee.text("credit").removesuffix(" kWh") in trainee.counter.labels(dialog)
    QTest.keyClicks(dialog, "12")
    QTest.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Return)  # as a scanner ends its digits
    assert dialog.isVisible()
    await until(lambda: dialog._pace.elapsed() > 60)
    assert not trainee.window.new.isEnabled()
    QTest.keyClick(dialog.focusWidget() or dialog, key)
    await trainee.settled()
    assert trainee.room._bench is before
    assert trainee.done() == ["sell", "read", "type"]
    await trainee.counter.active(trainee.window)
    trainee.type("80")
    assert trainee.text("display") == "80"


async def test_enter_on_the_other_button_brings_the_new_meter(trainee: Trainee) -> None:
    trainee.enter_token(sold(trainee.counter))
    dialog = await trainee.asked()
    QTest.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Tab)
    assert dialog.yes.hasFocus()
    QTest.keyClick(dialog.yes, Qt.Key.Key_Return)
    await trainee.settled()
    assert trainee.text("display") == "0.00 kWh"


async def test_the_question_goes_with_the_program(trainee: Trainee) -> None:
    await trainee.asked()
    assert await trainee.counter.end() == 0


async def test_the_question_s_buttons(trainee: Trainee) -> None:
    dialog = await trainee.asked()
    for each in dialog.findChildren(QPushButton):
        assert each.accessibleName()
        assert each.height() >= 48
    dialog.reject()
    await trainee.settled()


# Damage


async def test_damage_is_said_and_a_new_meter_is_the_way_out(open_counter: Open, tmp_path: Path) -> None:
    folder = tmp_path / "till"
    (folder / "training").mkdir(parents=True)
    file = folder / "training" / f"{METER}.json"
    file.write_text('{"meter": {}, "exercise": []}')
    trainee = Trainee(await open_counter(setup=DEMO, folder=folder))
    await trainee.counter.sell(METER, "10")
    await trainee.enter()
    assert "is damaged: its credit and the steps" in trainee.text("message")
    assert "F7" in trainee.text("message")
    assert trainee.text("display") == "----"
    assert not trainee.window.front.keys[next(iter(trainee.window.front.keys))].isEnabled()
    trainee.type("1")
    QTest.keyClick(trainee.window, Qt.Key.Key_F6)
    assert trainee.text("display") == "----"
    await trainee.renew()
    assert trainee.text("display") == "0.00 kWh"
    assert file.stat().st_mode & 0o777 == 0o600
    assert trainee.enter_token(sold(trainee.counter)).startswith("+")


async def test_another_version_s_state_is_not_called_damaged(trainee: Trainee) -> None:
    trainee.window.close()
    await trainee.settled()
    file = kept(trainee.counter)
    state = json.loads(file.read_text())
    state["meter"]["version"] = 99
    file.write_text(json.dumps(state))
    trainee.room._bench = None
    await trainee.enter()
    assert "another version" in trainee.text("message")
    assert "F7" in trainee.text("message")


# Which key a new meter has


@pytest.mark.parametrize("how", ["damaged", "deleted"])
async def test_tokens_sold_now_fit_the_new_meter_after_a_key_change(demo: Counter, how: str) -> None:
    trainee = await Trainee(demo).enter()
    for token in await key_change(demo, METER):
        trainee.enter_token(token)
    trainee.window.close()
    await trainee.settled()
    kept(demo).write_text("{") if how == "damaged" else kept(demo).unlink()
    trainee.room._bench = None
    token = await sell(demo)
    await trainee.enter()
    if how == "deleted":
        assert "the utility has changed it since" in trainee.text("message")
        assert trainee.enter_token(token) == "ERROR"
    await trainee.renew()
    assert "tokens that are sold from now on fit" in trainee.text("message")
    assert trainee.enter_token(token).startswith("+")


async def test_a_kept_meter_that_got_no_key_change_tokens_refuses_the_new_key(demo: Counter) -> None:
    trainee = await Trainee(demo).enter()
    trainee.window.close()
    await trainee.settled()
    sections = await key_change(demo, METER)
    token = await sell(demo)
    trainee.room._bench = None
    await trainee.enter()
    assert trainee.text("message") == ""
    assert trainee.enter_token(token) == "ERROR"
    for section in sections:
        trainee.enter_token(section)
    assert trainee.enter_token(token).startswith("+")


# A killed program


def on_disk(counter: Counter) -> dict[str, object]:
    state = json.loads(kept(counter).read_text())
    return {"credit": state["meter"]["credit"], "done": state["exercise"]}


async def test_a_step_is_written_down_when_it_is_done(trainee: Trainee) -> None:
    token = sold(trainee.counter)
    trainee.type(token[:8])
    await trainee.settled()
    assert on_disk(trainee.counter)["done"] == ["sell", "read"]
    trainee.enter_token(token[8:])
    trainee.choose(trainee.window.load, 2000)
    trainee.counter.click("training.speed.3600", trainee.window)
    await until(lambda: "watch" in on_disk(trainee.counter)["done"])  # type: ignore[operator]


async def test_what_runs_down_is_written_down_at_a_pace(trainee: Trainee) -> None:
    trainee.enter_token(sold(trainee.counter))
    trainee.choose(trainee.window.load, 2000)
    trainee.counter.click("training.speed.3600", trainee.window)
    await until(lambda: "watch" in trainee.done())
    await trainee.settled()
    before = on_disk(trainee.counter)["credit"]
    shown = trainee.text("credit")
    await until(lambda: trainee.text("credit") != shown)
    await trainee.settled()
    assert on_disk(trainee.counter)["credit"] == before  # not at every beat
    trainee.room._shelf.pace_ms = 1
    await until(lambda: on_disk(trainee.counter)["credit"] < before)  # type: ignore[operator]


async def test_a_lock_is_written_down_when_it_begins(trainee: Trainee) -> None:
    for _ in range(3):
        trainee.enter_token("12345678901234567890")
    await trainee.settled()
    assert json.loads(kept(trainee.counter).read_text())["meter"]["locked_until"]


async def test_a_meter_at_rest_is_not_written_again(trainee: Trainee) -> None:
    trainee.room._shelf.pace_ms = 1
    await trainee.settled()
    kept(trainee.counter).unlink(missing_ok=True)
    at = trainee.room._bench.meter.at  # type: ignore[union-attr]
    await until(lambda: trainee.room._bench.meter.at > at)  # type: ignore[union-attr]
    await trainee.settled()
    assert not kept(trainee.counter).exists()
