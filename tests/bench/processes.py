"""The processes of a measurement: the simulator, and probes that answer with one line of JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
KEPT = ROOT / "build" / "bench"
"""What takes long to make and is used again."""
PATIENCE_S = 120


def environment() -> dict[str, str]:
    """The children's: compiled modules are kept, as they are where the program is installed."""
    mine = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    mine["VENDINGDESK_ON_FAILURE"] = "line"  # no window that waits for a person
    return mine | {"PYTHONPATH": str(ROOT)}


@contextmanager
def simulator() -> Iterator[str]:
    """A vending server in a process of its own; gives its address."""
    command = [sys.executable, "-m", "vendingdesk", "simulator", "--parent-watch"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(), cwd=ROOT)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield str(json.loads(process.stdout.readline())["url"])
    finally:
        process.stdin.close()
        process.wait()
        process.stdout.close()


def run_probe(
    script: str, *arguments: str, patience: float = PATIENCE_S, variables: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Run a script of this folder to its end and give what it said; ``spawned`` is when we asked for it."""
    command = [sys.executable, str(HERE / script), *arguments]
    spawned = time.monotonic()
    done = subprocess.run(
        command,
        env=environment() | dict(variables or {}),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        timeout=patience,
        check=False,
    )
    try:
        said = json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        raise SystemExit(f"bench: {script} ended with {done.returncode} and said {done.stdout!r}") from None
    return {**said, "spawned": spawned}
