"""The frozen program beside the checkout: how soon its window stands there, and the room that it takes."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from processes import ROOT, environment
from rounds import Row
from seen import Screen, screen, until_seen

sys.path.append(str(ROOT / "packaging"))
import contents

PROGRAM = ROOT / "build" / "frozen" / "vendingdesk"
DIST = ROOT / "dist"
CHECKOUT = (sys.executable, "-m", "vendingdesk")
MOST_MB, MOST_DEB_MB = 170, 60


def frozen_rows(server: str, rounds: int, program: Path = PROGRAM, dist: Path = DIST) -> tuple[list[Row], list[str]]:
    """Start and room of what was built last; without rows, and with a word of what to do, when nothing was."""
    if not (program / "_internal").is_dir():
        return [], ["frozen: there is no frozen program to measure, run “make package” first"]
    room = Row("installed size of the frozen program", "MB", MOST_MB, [contents.installed_bytes(program) / 1e6])
    rows, notes = [_start(server, rounds, program), room], []
    if packages := sorted(dist.glob("*.deb"), key=lambda each: each.stat().st_mtime):
        rows.append(Row("the .deb", "MB", MOST_DEB_MB, [packages[-1].stat().st_size / 1e6]))
    else:
        notes.append("frozen: there is no .deb to measure, run “make package” first")
    return rows, notes


def _start(server: str, rounds: int, program: Path) -> Row:
    row = Row("frozen start to sign-in window on the screen, beside the checkout", "ms", 1.3)
    frozen = (contents.program(program),)
    with screen() as watched:
        turns: list[tuple[Sequence[str | Path], list[float]]] = [(CHECKOUT, row.bare), (frozen, row.ours)]
        for number in range(2 * rounds + 1):
            for command, values in turns:
                values.append(_seen(watched, command, server))
            if not number:  # the first round compiles and warms
                row.bare.clear()
                row.ours.clear()
            turns.reverse()  # what others do on this machine comes in waves: neither is always the second
    return row


def _seen(watched: Screen, command: Sequence[str | Path], server: str) -> float:
    with tempfile.TemporaryDirectory(prefix="vendingdesk-bench-") as folder:
        words = ("--server", server, "--data-dir", folder)
        return until_seen(watched, (*command, *words), environment(), ROOT)
