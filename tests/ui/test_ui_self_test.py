"""The program's trial of itself: a person's way through the whole window, on the demo's own server alone."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid
from ui.ui_counter import Counter, dress

from vendingdesk.__main__ import main
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.ui import self_test, self_test_hands
from vendingdesk.ui.self_test import StepDone, Trial, tried
from vendingdesk.ui.self_test_hands import Hands, Trouble
from vendingdesk.ui.self_test_steps import STEPS
from vendingdesk.wiring.roll_printer import RollPrinter
from vendingdesk.wiring.self_test import REPORT, DemoOutside, looks_of_trial

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Around:
    """What lies outside of a window under test."""

    folder: Path
    server: SimulatorServer
    paper: str = ""
    steps: list[StepDone] = field(default_factory=list)

    def answer(self, picture_id: str) -> str:
        return self.server.captcha_answer(picture_id) or ""

    def text_of(self, pdf: Path) -> str:
        return self.paper

    def printed(self) -> bytes:
        return b""

    def report(self, step: StepDone) -> None:
        self.steps.append(step)

    @property
    def lines(self) -> list[tuple[str, bool]]:
        return [(step.name, step.well) for step in self.steps]


@pytest.fixture
def around(tmp_path: Path, server: SimulatorServer) -> Around:
    (tmp_path / "pictures").mkdir()
    return Around(tmp_path, server)


@pytest.fixture
def counter(qapp: QApplication, around: Around) -> Iterator[Counter]:
    dress(qapp)
    made = Counter(qapp, around.folder / "till", around.server, demo=(around.server.user, around.server.password))
    made.dialog.show()
    yield made
    if isValid(made.dialog):
        made.dialog.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


LOCKED = """
locked = true
slip_language = "fr"
shop = "Épicerie du Port"
till = "K09"
currency = "JPY"
backup_folder = "{backups}"
largest_amount = 5
[server]
address = "https://vending.example.com:4680"
[printing]
way = "network"
host = "127.0.0.1"
port = {port}
paper = "80mm"
at_once = true
[screen]
language = "fr"
zoom = 125
"""


def test_it_goes_all_the_way_in_another_language_and_leaves_the_shops_printer_alone(tmp_path: Path) -> None:
    config = tmp_path / "french.toml"
    (backups := tmp_path / "backups of the shop").mkdir()
    place = tmp_path / "un essai – là"
    words = [sys.executable, "-m", "vendingdesk", "--demo", "--self-test", str(place), "--config", str(config)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with RollPrinter() as of_the_shop:
        config.write_text(LOCKED.format(backups=backups, port=of_the_shop.port), encoding="utf-8")
        done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, timeout=240, check=False)
    assert of_the_shop.taken == b""
    assert list(backups.iterdir()) == []
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == len(STEPS) + 1
    assert all(line.startswith("ok ") for line in lines)
    report = json.loads((place / "report.json").read_text(encoding="utf-8"))
    assert [step["name"] for step in report["steps"]] == [*(name for name, _ in STEPS), "closed"]
    assert "Possible" not in done.stdout  # the window speaks French
    assert not re.search(r"\d{20}", done.stdout)
    assert "demo-1234" not in "".join(each.read_text() for each in (place / "till" / "log").iterdir())
    assert len(list((place / "pictures").glob("*.png"))) == 12


def test_how_a_trial_looks_is_decided_by_policy_and_config_and_nothing_else(tmp_path: Path) -> None:
    policy, config = tmp_path / "policy.toml", tmp_path / "config.toml"
    policy.write_text('locked = ["screen.look"]\nshop = "A"\n[screen]\nlook = "dark"\nzoom = 150\n')
    config.write_text('till = "K09"\n[screen]\nlook = "light"\nzoom = 200\n[printing]\npaper = "58mm"\ncopies = 3\n')
    look = {"screen.look": "dark", "screen.zoom": 200, "printing.paper": "58mm"}
    assert looks_of_trial(policy, config) == look
    assert looks_of_trial(tmp_path / "none.toml", None) == {}


def test_a_trial_prints_on_a_roll_where_the_shop_prints_on_sheets(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[printing]\npaper = "A4"\n[screen]\nzoom = 200\n')
    assert looks_of_trial(tmp_path / "none.toml", config) == {"screen.zoom": 200}


@pytest.mark.parametrize("text", [None, "shop = 1", '[screen]\nlook = "pink"', "no toml"])
def test_settings_that_no_counter_starts_with_leave_nothing_behind(
    text: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config, place = tmp_path / "config.toml", tmp_path / "trial"
    if text is not None:
        config.write_text(text)
    assert main(["--demo", "--self-test", str(place), "--config", str(config)]) == 1
    assert str(config) in capsys.readouterr().err
    assert not place.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="modes say nothing there")
@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o770])
def test_a_folder_that_others_may_write_is_refused(
    mode: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "trial"
    place.mkdir()
    place.chmod(mode)
    assert main(["--demo", "--self-test", str(place)]) == 1
    assert "others may write there" in capsys.readouterr().err
    assert list(place.iterdir()) == []


def test_a_report_is_never_written_through_a_link(tmp_path: Path) -> None:
    (victim := tmp_path / "victim").write_text("somebody's")
    (tmp_path / REPORT).symlink_to(victim)
    with RollPrinter() as printer:
        DemoOutside(tmp_path, "http://127.0.0.1:4680", printer).report(StepDone("sold", True, 1.0, "10"))
    assert victim.read_text() == "somebody's"
    assert json.loads((tmp_path / REPORT).read_text(encoding="utf-8"))["steps"][0]["name"] == "sold"


async def test_a_step_that_fails_ends_it_with_1(counter: Counter, around: Around) -> None:
    around.paper = "no token stands here"
    assert await tried(counter.counter, around, STEPS) == 1
    assert around.lines == [("signed in", True), ("sold", True), ("slip saved", False), ("closed", True)]
    said = around.steps[-2].said
    assert said.startswith("the token that was sold does not stand in receipt-K01-000001.pdf.")
    assert "result.state: Token issued" in said
    assert (around.folder / "pictures" / "failed.png").stat().st_size > 1000


async def wait_for_nothing(trial: Trial) -> str:
    await trial.hands.click("no.such.button")
    return "pressed"


async def break_down(trial: Trial) -> str:
    raise ZeroDivisionError("of its own")


@pytest.mark.parametrize(
    ("step", "said"),
    [(wait_for_nothing, "no.such.button did not come within 0 s."), (break_down, "ZeroDivisionError: of its own.")],
)
async def test_what_went_wrong_is_said(
    step: Callable[[Trial], Awaitable[str]],
    said: str,
    counter: Counter,
    around: Around,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(self_test_hands, "PATIENCE_S", 0.2)
    assert await tried(counter.counter, around, (("tried", step),)) == 1
    assert around.lines[0] == ("tried", False)
    assert around.steps[0].said.startswith(said)


async def test_there_is_an_end_to_all_patience(
    counter: Counter, around: Around, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(self_test, "LIMIT_S", 0.2)
    assert await tried(counter.counter, around, (("tried", wait_for_nothing),)) == 1
    assert around.steps[0].said.startswith("the time for the self test is over")


async def test_hands_say_what_they_were_given(counter: Counter, around: Around) -> None:
    hands = Hands()
    with pytest.raises(Trouble, match="no box to choose in"):
        await hands.choose("signin.code", 1)
    with pytest.raises(Trouble, match="asks for no file"):
        await hands.choose_file("signin.code", around.folder)
    with pytest.raises(Trouble, match="no picture could be written"):
        hands.picture(around.folder / "no such folder" / "a.png")
    assert await tried(counter.counter, around, ()) == 0


async def test_a_program_that_ends_meanwhile_has_failed(counter: Counter, around: Around) -> None:
    async def somebody_closes_it(trial: Trial) -> str:
        counter.counter.request_close()
        await trial.hands.see("no.such.thing")
        return ""

    assert await tried(counter.counter, around, (("left", somebody_closes_it),)) == 1
    assert around.steps[0].said.startswith("the program ended in the middle of it")


@pytest.mark.parametrize(
    "words",
    [
        ["--self-test", "x"],
        ["--server", "https://vending.example.com", "--self-test", "x"],
        ["--demo", "--self-test", "x", "--server", "https://vending.example.com"],
        ["--demo", "--self-test", "x", "--ca-file", "x.pem"],
        ["--demo", "--self-test", "x", "--fingerprint", "00"],
        ["--demo", "--self-test", "x", "--data-dir", "books"],
        ["--demo", "--self-test", "x", "--kiosk"],
        ["--demo", "--self-test", "x", "doctor"],
    ],
)
def test_it_is_for_the_demo_alone(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert re.fullmatch(r"vendingdesk: --self-test .*\n", err)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "journal.sqlite").write_text("somebody's")
    assert main(["--demo", "--self-test", str(tmp_path)]) == 1
    assert "is not empty" in capsys.readouterr().err
    assert [each.name for each in tmp_path.iterdir()] == ["journal.sqlite"]
    assert main(["--demo", "--self-test", str(tmp_path / "journal.sqlite")]) == 1
    assert "can't use the folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    "url", ["https://vending.example.com:4680", "http://10.0.0.7:4680", "http://127.0.0.1.example"]
)
def test_hands_take_no_other_server(url: str, tmp_path: Path) -> None:
    with RollPrinter() as printer, pytest.raises(EnvironmentFault, match="on this machine's own demo alone"):
        DemoOutside(tmp_path, url, printer)
