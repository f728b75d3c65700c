"""Tills in processes of their own that end where the harness says; the server lives on here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from proof.proof_promises import Shown

from vendingdesk.simulator.server import SimulatorServer

TESTS = Path(__file__).resolve().parents[1]
KILLED = -9


@dataclass(frozen=True)
class Ended:
    """How a till's run ended: its exit code (-9: killed), what it showed; how long its start and its sales took.

    ``failed`` is the trace of a till that could not go on.
    """

    code: int
    shown: tuple[Shown, ...]
    start: float
    took: tuple[float, ...]
    failed: str = ""


class Tills:
    """A source of tills, each a fork of one warm process; they end with it."""

    def __enter__(self) -> Tills:
        environment = {name: text for name, text in os.environ.items() if not name.startswith("COVERAGE")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "proof.proof_child"],
            cwd=TESTS.parent,
            env={**environment, "PYTHONPATH": os.pathsep.join((str(TESTS.parent), str(TESTS)))},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def begin(
        self,
        folder: Path,
        server: SimulatorServer,
        sales: list[tuple[str, str]],
        *,
        point: str = "",
        nth: int = 1,
        delay: float | None = None,
        since: str = "sale",
        leave: str = "kill",
        flaw: str = "",
    ) -> None:
        """Start a till: it opens its books, settles, vends ``sales`` (meter and amount), and is killed or closes.

        It ends at ``point`` the ``nth`` time, or ``delay`` seconds after the moment ``since`` (start or sale).
        """
        assert self._process.stdin is not None
        order = {
            "folder": str(folder),
            "url": server.url,
            "session": server.sessions.open("demo").token,
            "sales": sales,
            "point": point,
            "nth": nth,
            "delay": delay,
            "from": since,
            "leave": leave,
            "flaw": flaw,
        }
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()

    def ended(self, *, patient: bool = False) -> Ended:
        """Wait until the till that was begun is gone; one that could not go on fails the test, or is told of."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the source of tills has died: its reason stands on stderr"
        answer: dict[str, Any] = json.loads(line)
        said: list[dict[str, Any]] = answer["said"]
        failed = [each["failed"] for each in said if "failed" in each]
        assert patient or not failed, failed[0]
        shown = [each for each in said if "shown" in each]
        return Ended(
            answer["ended"],
            tuple(
                Shown(each["shown"][0], each["shown"][1], tuple(each["shown"][2]), each["warned"]) for each in shown
            ),
            next((each["took"] for each in said if "recovered" in each), 0.0),
            tuple(each["took"] for each in shown),
            "".join(failed),
        )

    def run(self, folder: Path, server: SimulatorServer, sales: list[tuple[str, str]], **more: Any) -> Ended:
        """``begin`` and ``ended`` in one."""
        self.begin(folder, server, sales, **more)
        return self.ended()
