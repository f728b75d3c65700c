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
from vendingdesk.wiring.self_test import DemoOutside

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


def test_it_goes_all_the_way_in_another_language(tmp_path: Path) -> None:
    config = tmp_path / "french.toml"
    config.write_text('slip_language = "fr"\n[screen]\nlanguage = "fr"\n')
    place = tmp_path / "un essai – là"
    words = [sys.executable, "-m", "vendingdesk", "--demo", "--self-test", str(place), "--config", str(config)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, timeout=240, check=False)
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
