"""The demo: a vending server of our own as a process beside the counter, and a register with people in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.customer import Customer
from vendingdesk.domain.errors import EnvironmentFault

_NO_CONSOLE = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""On Windows a black window would open for it, and Ctrl+C in the counter's own would end it before the counter."""

_LEAVING_S = 5.0
"""How long it is waited for where it can't be asked to end but by its pipe."""

DEMO_USER, DEMO_PASSWORD = "demo", "demo-1234"


def demo_setup(setup: DeskSetup) -> DeskSetup:
    """A shop for the demo, where the setup file names none."""
    shop = setup.shop
    named = replace(
        shop,
        name=shop.name or "Harbour Road Kiosk",
        utility=shop.utility or "Prepaid electricity – demonstration",
        help_line=shop.help_line or "Questions? Ask at the counter and show this slip.",
    )
    return replace(setup, demo=True, shop=named)


@dataclass(slots=True)
class DemoServer:
    """The process of the simulator. It ends with us: it watches the pipe that we hold."""

    process: subprocess.Popen[bytes]
    url: str = ""

    @classmethod
    def start(cls, state: Path) -> DemoServer:
        """Start it; ``wait`` for its address later. It loads while the window is painted."""
        command = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "vendingdesk"]
        package_home = str(Path(__file__).resolve().parents[2])
        paths = [package_home, *filter(None, [os.environ.get("PYTHONPATH", "")])]
        process = subprocess.Popen(
            [*command, "simulator", "--port", "0", "--state", str(state), "--parent-watch"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            creationflags=_NO_CONSOLE,
        )
        return cls(process)

    @property
    def credentials(self) -> tuple[str, str]:
        """User and password, shown on the sign-in dialog."""
        return DEMO_USER, DEMO_PASSWORD

    def wait(self) -> str:
        """The server's address once it listens; raises ``EnvironmentFault`` if it did not start."""
        if not self.url:
            line = self.process.stdout.readline() if self.process.stdout else b""
            if not line:
                self.stop()
                raise EnvironmentFault(
                    "The demo's own server did not start. Type “vendingdesk --demo” into a command line: its reason "
                    "is said there."
                )
            self.url = str(json.loads(line)["url"])
        return self.url

    def stop(self) -> None:
        """End it and wait until it is gone."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        if sys.platform == "win32":  # to terminate is to kill there: its ledger would lack the last line
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(_LEAVING_S)
        self.process.terminate()
        try:
            self.process.wait(_LEAVING_S)
        except subprocess.TimeoutExpired:  # a counter that is closed must not stand and wait for ever
            self.process.kill()
            self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


def demo_customers() -> tuple[Customer, ...]:
    """People for the demo's register: those of the simulator, without its magic meters."""
    from vendingdesk.simulator.meters import SAMPLE_METERS

    return tuple(
        Customer(meter=sample.number, name=sample.customer, place=sample.address, phone=sample.phone)
        for sample in SAMPLE_METERS
    )
