"""A journal of a million sales beside one of a thousand: looking things up, starting, the window, verification."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from large_book import FEW, large_book
from processes import KEPT, run_probe
from rounds import Row
from start import Stalls

from vendingdesk.journal.opening import JOURNAL_NAME, create

LOOKS = 20
"""Looks in a round: each is over in milliseconds."""

LONG_S = 1800.0


def lookup_rows(sales: int, rounds: int) -> list[Row]:
    """Each look in both journals in turns; the first of a kind is not counted."""
    few, many = large_book(KEPT, FEW), large_book(KEPT, sales)
    found = run_probe("lookups.py", str(few), str(FEW), str(many), str(sales), str(rounds * LOOKS), patience=LONG_S)
    rows = []
    for name, times in found.items():
        if name != "spawned":
            limit = None if name.startswith("(") else 2.0
            rows.append(Row(f"{sales:,} sales beside {FEW:,}: {name}", "ms", limit, times["ours"], times["bare"]))
    return rows


def start_with_books_rows(server: str, sales: int, rounds: int) -> list[Row]:
    """The program over a large journal and over an empty one, in turns."""
    many = large_book(KEPT, sales)
    rows = {
        "books": Row(f"process start to books open, {sales:,} sales beside none", "ms", 1.2),
        "usable": Row(f"process start to usable main window, {sales:,} sales beside none", "ms", 1.2),
    }
    with tempfile.TemporaryDirectory(prefix="vendingdesk-bench-") as folder:
        empty = Path(folder)
        create(empty / JOURNAL_NAME, "K01", lambda: datetime.now(UTC))
        for number in range(rounds + 1):
            ours = _window("start", sales, server, many)
            bare = _window("start", 0, server, empty)
            if number:
                for moment, row in rows.items():
                    row.ours.append((ours[moment] - ours["spawned"]) * 1000)
                    row.bare.append((bare[moment] - bare["spawned"]) * 1000)
    return list(rows.values())


def reading_rows(server: str, sales: int, rounds: int) -> tuple[list[Row], list[str]]:
    """What the window does not get done while a large journal is read."""
    stalls = Stalls(f"worst stall of the GUI thread while {sales:,} sales are read")
    folder = large_book(KEPT, sales)
    for _ in range(rounds):
        stalls.add(_window("read", sales, server, folder))
    return stalls.rows, stalls.notes


def history_rows(server: str, sales: int, rounds: int) -> tuple[list[Row], list[str]]:
    """What the window does not get done while a person scrolls through all of a large journal."""
    stalls = Stalls(f"worst step of the GUI thread while a history of {sales:,} sales is scrolled and filtered")
    read = Row("  rows in sight read, after a stop", "ms", None)
    folder = large_book(KEPT, sales)
    for _ in range(rounds):
        said = run_probe(
            "probe_history.py", str(sales), "--server", server, "--data-dir", str(folder), patience=LONG_S
        )
        stalls.add(said)
        read.ours += said["read"]
    return [*stalls.rows, read], stalls.notes


def verify_row(sales: int) -> tuple[list[Row], list[str]]:
    """A verification from end to end; 10 µs an entry are 100,000 entries a second."""
    folder = large_book(KEPT, sales)
    found = run_probe("verifying.py", str(folder), "1", patience=LONG_S)
    each = [seconds / found["entries"] * 1e6 for seconds in found["seconds"]]
    speed = found["entries"] / min(found["seconds"])
    row = Row(f"verifying a chain of {found['entries']:,} entries, for one", "µs", 10.0, each)
    return [row], [f"Verification: {speed:,.0f} entries/s. {found['says']}"]


def _window(what: str, sales: int, server: str, folder: Path) -> dict[str, object]:
    return run_probe("probe_books.py", what, str(sales), "--server", server, "--data-dir", str(folder))
