"""The program started with nothing, on a real desktop: set up, trusted and signed in to by the keyboard alone."""

import signal
import sys
import tomllib
from pathlib import Path

import pytest
from ui.ui_desktop import Desktop, missing

from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.wiring.folders import DataFolder
from vendingdesk.wiring.second_start import door

pytestmark = pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")


def test_from_nothing_to_a_till_that_somebody_signed_in_to(desktop: Desktop, tmp_path: Path) -> None:
    with SimulatorServer(tls="self-signed") as server:
        till = tmp_path / "till"
        program = desktop._start(sys.executable, "-m", "vendingdesk", "--data-dir", str(till))

        def asked(words: str) -> None:
            desktop.until(lambda: words in desktop.title())

        def press(*keys: str) -> None:
            for key in keys:
                desktop.do("sleep", "0.15", "key", key)  # a hand is slower than a scanner

        def write(text: str) -> None:
            desktop.do("type", "--delay", "70", text)

        asked("Which language")
        press("Return")
        asked("Which server")
        write(server.url)
        press("Return")
        asked("Nobody known vouches")
        press("space", "Return")
        asked("money or energy")
        press("space", "Return")
        asked("which currency")
        press("ctrl+a")
        write("ngn")
        press("Return", "Return")
        asked("till called")
        press("Return")
        asked("Who answers")
        for text in ("Grace", "7294", "7294"):
            write(text)
            press("Return")
        asked("which paper")
        press("Return")
        asked("Which printer")
        press("Return")
        asked("Ready to open")
        assert not (till / "desk.toml").exists()
        press("Return")
        desktop.until(lambda: "Sign in" in desktop.title())
        kept = tomllib.loads((till / "desk.toml").read_text())
        assert kept["server"] == {"address": server.url, "fingerprint": server.fingerprint}
        assert (kept["till"], kept["currency"], kept["money_means"]) == ("K01", "NGN", "currency")
        desktop.until(lambda: bool(server._captchas._open))
        desktop.until(Path(door(DataFolder(till))).exists)
        write(server.user)
        press("Tab")
        write(server.password)
        press("Tab")
        write(str(server.captcha_answer(list(server._captchas._open)[-1])))
        press("Return")
        desktop.until(lambda: desktop.title() == "Vending Desk")
        program.send_signal(signal.SIGTERM)
        assert program.wait(20) == 0
