"""An hour, or less, of nothing: what the memory of the signed-in program does while nobody touches it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from processes import HERE, KEPT, ROOT, environment
from rounds import Row
from start import MAIN_WINDOW

EVERY_S = 5.0
"""Between two samples."""

WARM_S = 90.0
"""What comes to rest before anything is counted: pages are built, slips' fonts read, connections opened."""

MOST_KIB = 64.0
"""Kibibytes an hour that are called nothing: a till that stands for a week has then taken ten mebibytes more."""

ROLLUP = "smaps_rollup"
PARTS = {"Rss": "rss", "Pss": "pss", "Anonymous": "own"}


class Watched:
    """A process and the samples of its memory, taken from outside: taking them changes nothing in it."""

    def __init__(self, script: str, *arguments: str) -> None:
        command = [sys.executable, str(HERE / script), *arguments]
        self.process = subprocess.Popen(command, env=environment(), cwd=ROOT, stdout=subprocess.PIPE)
        self.samples: list[dict[str, float]] = []

    def look(self) -> bool:
        """Take a sample; whether the process still runs."""
        if self.process.poll() is not None:
            return False
        try:
            lines = Path(f"/proc/{self.process.pid}/{ROLLUP}").read_text("ascii", "replace").splitlines()[1:]
        except OSError:  # it ended just now
            return True
        sizes = {words[0].rstrip(":"): float(words[1]) for words in map(str.split, lines)}
        self.samples.append({"at": time.monotonic()} | {name: sizes[part] for part, name in PARTS.items()})
        return True

    def said(self) -> dict[str, Any]:
        """What it said at its end, with the samples of the time that counts."""
        assert self.process.stdout is not None
        with self.process.stdout as stream:
            found: dict[str, Any] = json.loads(stream.read().splitlines()[-1])
        found["samples"] = [each for each in self.samples if found["begun"] < each["at"] < found["ended"]]
        return found


def an_hour(samples: list[dict[str, float]], part: str) -> float:
    """Kibibytes an hour by which a part grows: the median of the slopes between all pairs of samples.

    One step, such as a library's page that is read for the first time, does not move it; what grows does.
    """
    slopes = [
        (later[part] - sooner[part]) / (later["at"] - sooner["at"])
        for place, sooner in enumerate(samples)
        for later in samples[place + 1 :]
        if later["at"] - sooner["at"] > (samples[-1]["at"] - samples[0]["at"]) / 4
    ]
    return median(slopes) * 3600


def idled(server: str, minutes: float, warm_s: float = WARM_S) -> dict[str, dict[str, Any]]:
    """Ours and the bare window, side by side in the same minutes; kept in a file of ``build/bench`` as well."""
    times = (str(warm_s), str(minutes * 60))
    with tempfile.TemporaryDirectory(prefix="vendingdesk-bench-") as folder:
        ours = Watched("probe_idle.py", *times, "--server", server, "--data-dir", folder)
        bare = Watched("probe_idle_bare.py", *times, *MAIN_WINDOW)
        while any([ours.look(), bare.look()]):
            time.sleep(min(EVERY_S, minutes))
        found = {"ours": ours.said(), "bare": bare.said()}
    KEPT.mkdir(parents=True, exist_ok=True)
    (KEPT / "idle.json").write_text(json.dumps(found), "utf-8")
    return found


def idle_rows(server: str, minutes: float) -> tuple[list[Row], list[str]]:
    """What grows in so many minutes; only on Linux, which says whose a page is."""
    if not Path("/proc/self", ROLLUP).exists():
        return [], ["Idle: this system does not say how much memory is a process's own."]
    found = idled(server, minutes)
    ours, bare = found["ours"], found["bare"]
    first, last = ours["samples"][0], ours["samples"][-1]
    more = {name: after - ours["before"][name] for name, after in ours["after"].items()}
    rows = [
        Row(
            f"memory of its own, growth an hour by {minutes:g} idle minutes",
            "KiB",
            MOST_KIB,
            [an_hour(ours["samples"], "own")],
        ),
        Row("  the same of a bare window", "KiB", None, [an_hour(bare["samples"], "own")]),
        Row("  all that is resident, growth an hour", "KiB", None, [an_hour(ours["samples"], "rss")]),
        Row("  its own at the end, beside the beginning", "MiB", None, [last["own"] / 1024], [first["own"] / 1024]),
    ]
    exact = {name: count for name, count in more.items() if name != "Python objects"}
    rows += [
        Row(
            "  tasks, threads, files and Qt objects that came to be", "", 0.0, [float(sum(map(abs, exact.values())))]
        ),
        Row("  Python objects that came to be", "", minutes, [float(more["Python objects"])]),
    ]
    return rows, [f"Idle for {minutes:g} minutes: {', '.join(f'{name} {count:+}' for name, count in more.items())}."]
