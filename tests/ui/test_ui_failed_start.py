"""A start that fails is said in a window too; without a screen, or when it goes away, the program ends in order."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from ui.test_ui_process import PATIENCE, ROOT, wait_for

from vendingdesk.__main__ import main
from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.ui import failed_start
from vendingdesk.ui.failed_start import VARIABLE, can_be_seen, show_failure
from vendingdesk.ui.failure_window import FailureWindow
from vendingdesk.wiring.logs import BUG


@pytest.fixture
def _seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where a person sits, with any screen."""
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setattr(failed_start, "can_be_seen", lambda: True)


def window() -> FailureWindow:
    (found,) = (each for each in QApplication.topLevelWidgets() if isinstance(each, FailureWindow))
    return found


@pytest.mark.usefixtures("_seen", "qapp")
def test_the_sentence_stands_there_until_it_is_closed() -> None:
    said: list[str] = []

    def look() -> None:
        shown = window()
        (text,) = shown.findChildren(QLabel, "failure.text")
        (close,) = shown.findChildren(QPushButton, "failure.ok")
        said.extend([shown.objectName(), shown.accessibleName(), text.text(), close.accessibleName()])
        QTest.keyClick(shown, "\r")

    QTimer.singleShot(50, look)
    show_failure("The till is away. Bring it back.")
    assert said == ["failure", "Vending Desk could not start", "The till is away. Bring it back.", "Close"]


@pytest.mark.usefixtures("_seen", "qapp")
def test_in_a_kiosk_it_goes_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failed_start, "KIOSK_S", 0.05)
    before = time.monotonic()
    show_failure("Nobody is here to press a button.", kiosk=True)
    assert time.monotonic() - before < PATIENCE


@pytest.mark.parametrize(
    ("environment", "seen"),
    [
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({}, False),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen:x"}, False),
        ({"DISPLAY": ":0", VARIABLE: "Line"}, False),
    ],
    ids=str,
)
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there always is a screen")
def test_where_it_could_be_seen(environment: dict[str, str], seen: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", VARIABLE):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.stderr", None)
    assert can_be_seen() is seen
    if not seen:
        show_failure("Nobody sees this.")
        assert not [each for each in QApplication.topLevelWidgets() if isinstance(each, FailureWindow)]


def test_who_sits_at_a_terminal_has_read_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setattr("sys.stderr", Terminal())
    assert not can_be_seen()


def test_a_bug_is_told_in_the_window_as_what_it_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[tuple[str, bool]] = []

    def broken(_wishes: object) -> int:
        raise ValueError("0128244400031 in the way of 58217340962715508463")

    monkeypatch.setattr("vendingdesk.wiring.desk.run_counter", broken)
    monkeypatch.setattr(failed_start, "show_failure", lambda text, *, kiosk: told.append((text, kiosk)))
    assert main(["--kiosk", "--data-dir", str(tmp_path)]) == 1
    assert told == [(BUG, True)]
    assert "ValueError" in capsys.readouterr().err


def test_a_window_that_is_broken_itself_takes_nothing_away(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ImportError("libEGL.so.1: no such file")

    monkeypatch.setattr(failed_start, "show_failure", broken)
    assert main(["--server", "http://vending.example", "--data-dir", str(tmp_path)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def started(*words: str, **more: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **more}
    return subprocess.Popen(
        [sys.executable, "-m", "vendingdesk", *words],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there always is a screen")
def test_without_a_screen_it_ends_with_one_line(tmp_path: Path) -> None:
    gone = {"DISPLAY": ":9876", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": "xcb", VARIABLE: ""}
    process = started("--server", "http://localhost:1", "--data-dir", str(tmp_path / "till"), **gone)
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (1, "")
    assert err == (
        "vendingdesk: There is no screen to show the window on (could not connect to display :9876). "
        "Start it where one is.\n"
    )


@pytest.fixture
def own_screen() -> "tuple[subprocess.Popen[bytes], str]":
    """An X server that this test may end."""
    program = shutil.which("Xvfb")
    if program is None:
        pytest.skip("needs Xvfb")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        [program, "-displayfd", str(writing), "-screen", "0", "1024x600x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[writing],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        number = told.readline().strip()
    yield server, f":{number}"
    if server.poll() is None:
        server.kill()
    server.wait()


@pytest.mark.skipif(sys.platform != "linux" or shutil.which("xdotool") is None, reason="needs X11 and xdotool")
def test_a_failed_start_waits_in_a_window_behind_its_line(
    own_screen: tuple[subprocess.Popen[bytes], str], tmp_path: Path
) -> None:
    screen = {"DISPLAY": own_screen[1], "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": "xcb", VARIABLE: ""}
    process = started("--server", "http://vending.example", "--data-dir", str(tmp_path / "till"), **screen)

    def hand(*words: str) -> bool:
        environment = {**os.environ, "DISPLAY": own_screen[1]}
        done = subprocess.run(
            ["xdotool", *words], env=environment, capture_output=True, check=False, timeout=PATIENCE
        )
        return done.returncode == 0

    def closed() -> bool:
        return process.poll() is not None or (hand("key", "Return") and process.poll() is not None)

    try:
        wait_for(lambda: hand("search", "--onlyvisible", "--name", "Vending Desk could not start"))
        assert process.poll() is None, "somebody has to read it first"
        wait_for(closed)
        out, err = process.communicate(timeout=PATIENCE)
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
    assert (process.returncode, out) == (1, "")
    assert err.startswith("vendingdesk: Start the server's address with https://")
    assert err.count("\n") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="X11 is Linux's")
def test_a_screen_that_goes_away_ends_the_program_in_order(
    own_screen: tuple[subprocess.Popen[bytes], str], tmp_path: Path
) -> None:
    x_server, display = own_screen
    with SimulatorServer() as server:
        screen = {"DISPLAY": display, "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": "xcb"}
        process = started("--server", server.url, "--data-dir", str(tmp_path / "till"), **screen)
        try:
            wait_for((tmp_path / "till" / "front.socket").exists)
            x_server.kill()
            _out, err = process.communicate(timeout=PATIENCE)
        finally:
            if process.poll() is None:
                process.kill()
                process.communicate()
    assert process.returncode == 0
    assert err.count("X11 connection broke") == 1, "said once, not at every turn"
    assert list((tmp_path / "till" / "crashes").iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux" or shutil.which("xdotool") is None, reason="needs X11 and xdotool")
def test_a_screen_that_goes_away_while_the_first_questions_stand_there(
    own_screen: tuple[subprocess.Popen[bytes], str], tmp_path: Path
) -> None:
    x_server, display = own_screen
    screen = {"DISPLAY": display, "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": "xcb"}
    process = started("--data-dir", str(tmp_path / "till"), **screen)

    def seen() -> bool:
        words = ["xdotool", "search", "--onlyvisible", "--class", "vendingdesk"]
        return subprocess.run(words, env={**os.environ, **screen}, capture_output=True, check=False).returncode == 0

    try:
        wait_for(seen)
        x_server.kill()
        _out, err = process.communicate(timeout=PATIENCE)
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
    # What draws at this very moment is ended by Xlib itself: nothing was answered yet that could be lost.
    assert process.returncode == 0 or (process.returncode == 1 and "XIO:  fatal IO error" in err), err
    assert err.count("X11 connection broke") == 1
    assert not (tmp_path / "till" / "desk.toml").exists()
