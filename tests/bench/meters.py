"""A hundred thousand meters: typing into the search, and bringing them in from a file."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from many_meters import METERS, as_csv, register
from processes import KEPT, run_probe
from rounds import Row

LONG_S = 600.0
KEY_MS = 16
STALL_MS = 50
ROW_US = 50
"""20,000 rows a second."""


def meter_rows(server: str, rounds: int) -> tuple[list[Row], list[str]]:
    """The worst key of each run and, in the same runs, that of a bare table; then imports."""
    kept = register(KEPT)
    worst = Row(f"search as you type in {METERS:,} meters: GUI thread, worst key of a run", "ms", KEY_MS)
    own = Row("  all that the thread works for the worst key, heartbeat included", "ms", None)
    middle = Row("  the middle one of its keys, beside a bare table given 50 rows", "ms", None)
    slow = Row("  the worst key of the bare table: how much else the machine did", "ms", None)
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix="vendingdesk-bench-") as folder:
            shutil.copy(kept, folder)
            said = run_probe("probe_meters.py", "type", "-", "--server", server, "--data-dir", folder)
        worst.ours.append(max(said["ours"]))
        own.ours.append(max(said["own"]))
        middle.ours += said["ours"]
        middle.bare += said["bare"]
        slow.ours.append(max(said["bare"]))
    whole = Row(f"import of {METERS:,} rows of CSV, checked and written, for one", "µs", ROW_US)
    bare = Row("  the same beside the library's reader and a bare table", "µs", None)
    stall = Row("  worst stall of the GUI thread meanwhile", "ms", STALL_MS)
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix="vendingdesk-bench-") as folder:
            file = as_csv(Path(folder) / "list.csv")
            data = Path(folder) / "data"
            said = run_probe(
                *("probe_meters.py", "import", str(file), "--server", server, "--data-dir", str(data)),
                patience=LONG_S,
            )
        if said["added"] != METERS:
            raise SystemExit(f"bench: {said['added']} meters were added, not {METERS}")
        each = said["took"] / METERS * 1e6
        whole.ours.append(each)
        bare.ours.append(each)
        bare.bare.append(said["bare_s"] / METERS * 1e6)
        stall.ours.append(max(said["stalls"].values()))
    speed = METERS / (min(whole.ours) * METERS / 1e6)
    return [worst, slow, own, middle, whole, bare, stall], [f"Import: {speed:,.0f} rows/s at best."]
