"""The window in whole processes: to its first paint, to a picture that can be read, and a full run of it."""

from __future__ import annotations

import tempfile
from typing import Any

from processes import run_probe
from rounds import Row

MAIN_WINDOW = ("1280", "760")
"""Width and height of the main window as it opens."""


def start_rows(server: str, rounds: int) -> list[Row]:
    """Our start and the bare window's in turns."""
    painted = Row("process start to painted sign-in window", "ms", 1.3)
    usable = Row("process start to usable captcha, beside the bare window", "ms", 2.0)
    for number in range(rounds + 1):
        bare = run_probe("probe_bare.py")
        ours = _ours("probe_start.py", server)
        if number:  # the first round compiles and warms
            painted.bare.append(_since_start(bare, "painted"))
            painted.ours.append(_since_start(ours, "painted"))
            usable.ours.append(_since_start(ours, "usable"))
    usable.bare = painted.bare
    return [painted, usable]


def run_rows(server: str, rounds: int) -> tuple[list[Row], list[str]]:
    """A full run and the bare window in turns; also what stood in the way in the run with the longest stall."""
    memory = Row("peak memory after sign-in to history, beside a bare window of that size", "MiB", 1.8)
    stalls = Stalls("worst stall of the GUI thread in a run")
    for _ in range(rounds):
        memory.bare.append(run_probe("probe_bare.py", *MAIN_WINDOW)["peak"])
        ours = _ours("probe_run.py", server)
        memory.ours.append(ours["peak"])
        stalls.add(ours)
    return [memory, *stalls.rows], stalls.notes


class Stalls:
    """What runs said of their stalls: the worst of each run is judged, those of its phases are for information."""

    def __init__(self, name: str) -> None:
        self.whole = Row(name, "ms", 50)
        self.phases: dict[str, Row] = {}
        self._worst: dict[str, Any] = {}

    def add(self, said: dict[str, Any]) -> None:
        """One run more."""
        self.whole.ours.append(max(said["worst"].values()))
        if self.whole.ours[-1] == max(self.whole.ours):
            self._worst = said
        for phase, gap in said["worst"].items():
            self.phases.setdefault(phase, Row(f"  {phase}", "ms", None)).ours.append(gap)

    @property
    def rows(self) -> list[Row]:
        return [self.whole, *self.phases.values()]

    @property
    def notes(self) -> list[str]:
        """What the GUI thread did in the run with the longest."""
        longest = f"{max(self.whole.ours):.0f} ms. What the GUI thread did in those over 30 ms of that run:"
        notes = [f"{self.whole.name}, longest of all runs: {longest}"]
        for phase, seen in self._worst["traces"].items():
            notes += [f"  {phase}, {self._worst['worst'][phase]:.0f} ms", *(f"    {line}" for line in seen)]
        return notes


def _ours(script: str, server: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="vendingdesk-bench-") as folder:
        return run_probe(script, "--server", server, "--data-dir", folder)


def _since_start(said: dict[str, Any], moment: str) -> float:
    return (said[moment] - said["spawned"]) * 1000
