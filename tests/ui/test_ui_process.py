"""The whole program as a process: it starts, waits for a person, and ends in good order when it is told to."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from ui.conftest import PLATFORM_NOISE

from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.wiring.folders import DataFolder
from vendingdesk.wiring.second_start import door

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are Unix's")


def start(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "vendingdesk", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


CLOSED_UNPAINTED = "QBackingStore::flush() called"
"""What Qt says of a window that is closed between its painting and its showing: two signals may be that quick."""


def program_s(err: str) -> str:
    """What the program said, without what the headless platform says about itself."""
    noises = (*PLATFORM_NOISE, CLOSED_UNPAINTED)
    return "".join(line for line in err.splitlines(keepends=True) if not any(noise in line for noise in noises))


def wait_for(condition: object) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.05)


def test_two_signals_end_the_demo_and_its_server(tmp_path: Path) -> None:
    process = start("--demo", "--data-dir", str(tmp_path / "demo"))
    try:
        me = psutil.Process(process.pid)
        wait_for(lambda: [each for each in me.children() if "simulator" in each.cmdline()])
        (child,) = [each for each in me.children() if "simulator" in each.cmdline()]
        wait_for((tmp_path / "demo" / "journal.sqlite").exists)
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=PATIENCE)
        assert (process.returncode, out, program_s(err)) == (0, "", "")
        wait_for(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


def test_a_named_server_is_asked_for_a_picture(tmp_path: Path) -> None:
    with SimulatorServer() as server:
        process = start("--server", server.url, "--data-dir", str(tmp_path / "till"))
        try:
            wait_for(lambda: server.traffic.counts.get("/api/v1/captcha", 0))
            wait_for((tmp_path / "till" / "journal.sqlite").exists)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=PATIENCE)
            assert (process.returncode, out, program_s(err)) == (0, "", "")
            assert server.traffic.counts["/api/v1/captcha"] == 1
        finally:
            if process.poll() is None:
                process.kill()
                process.communicate()


def test_a_till_that_is_not_set_up_asks_and_ends_when_it_is_told_to(tmp_path: Path) -> None:
    process = start("--data-dir", str(tmp_path / "till"))
    try:
        wait_for(lambda: "started" in log_of(tmp_path / "till"))
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=PATIENCE)
        assert (process.returncode, out, program_s(err)) == (0, "", "")
        assert not (tmp_path / "till" / "desk.toml").exists()
        assert not (tmp_path / "till" / "journal.sqlite").exists()
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


def log_of(folder: Path) -> str:
    return "".join(file.read_text() for file in (folder / "log").glob("*") if file.is_file())


def test_a_kiosk_that_is_not_set_up_asks_nobody(tmp_path: Path) -> None:
    process = start("--kiosk", "--data-dir", str(tmp_path / "till"))
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert out == ""
    assert len(err.splitlines()) == 1
    assert "Start it once without --kiosk" in err


SAID = "Vending Desk is already open with this data folder: its window was brought to the front.\n"


def test_a_second_start_raises_the_first_window_and_leaves(tmp_path: Path) -> None:
    with SimulatorServer() as server:
        words = ("--server", server.url, "--data-dir", str(tmp_path / "till"))
        first = start(*words)
        try:
            wait_for(Path(door(DataFolder(tmp_path / "till"))).exists)
            pictures = server.traffic.counts.get("/api/v1/captcha", 0)
            second = start(*words)
            out, err = second.communicate(timeout=PATIENCE)
            assert (second.returncode, out, program_s(err)) == (0, SAID, "")
            assert first.poll() is None
            assert server.traffic.counts["/api/v1/captcha"] <= max(pictures, 1)  # the second asked for none
            first.send_signal(signal.SIGHUP)
            out, err = first.communicate(timeout=PATIENCE)
            assert (first.returncode, out, program_s(err)) == (0, "", "")
            assert not Path(door(DataFolder(tmp_path / "till"))).exists()
        finally:
            if first.poll() is None:
                first.kill()
                first.communicate()
