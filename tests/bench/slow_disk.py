"""Sales on a disk whose every fsync takes 10 ms more: what the window notices of it.

With a C compiler at hand the fsync itself is made slower, by a library that is loaded before the C library. Without
one, each COMMIT of the program's connections is held 10 ms longer in its own thread.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from processes import HERE, KEPT, run_probe
from rounds import Row
from start import Stalls

SOURCE = HERE / "slow_fsync.c"


def slow_library() -> Path | None:
    """The compiled library; None where there is no compiler, or no such loading of libraries."""
    compiler = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
    if compiler is None or not sys.platform.startswith("linux"):
        return None
    KEPT.mkdir(parents=True, exist_ok=True)
    library = KEPT / "slow_fsync.so"
    made = subprocess.run(
        [compiler, "-shared", "-fPIC", "-O2", "-o", str(library), str(SOURCE), "-ldl"],
        capture_output=True,
        check=False,
    )
    return library if made.returncode == 0 else None


def slow_disk_rows(server: str, rounds: int) -> tuple[list[Row], list[str]]:
    """The worst stall of runs with several sales, and how long the journal made each sale."""
    library = slow_library()
    how = "fsync" if library is not None else "COMMIT (no C compiler here)"
    stalls = Stalls(f"worst stall of the GUI thread in sales, each {how} 10 ms slower")
    slowed: list[float] = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix="vendingdesk-bench-") as folder:
            words = ["--server", server, "--data-dir", folder]
            variables = {} if library is None else {"LD_PRELOAD": str(library)}
            said = run_probe("probe_slow_disk.py", *words, variables=variables)
        stalls.add(said)
        slowed.append(said["slowed"])
        if not said["slowed"]:
            raise SystemExit("bench: no fsync of the program was slowed down")
    return stalls.rows, [f"Slow disk: {min(slowed):.0f} to {max(slowed):.0f} slowed {how} in a run.", *stalls.notes]
