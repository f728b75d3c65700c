"""A sale, its durable writes, its slip and its token, each measured inside a process of its own."""

from __future__ import annotations

import tempfile
from statistics import median

from processes import run_probe
from rounds import Row

LONG_S = 600.0

TURNS = 5
"""Sales in a round: one is over in milliseconds, so more of them cost nothing and steady the median."""


def sale_rows(server: str, rounds: int) -> list[Row]:
    """Ours and the bare ones in turns, sale by sale."""
    with tempfile.TemporaryDirectory(prefix="vendingdesk-bench-") as folder:
        found = run_probe("sale.py", server, folder, str(rounds * TURNS))
    sale, writes = found["sale"], found["writes"]
    return [
        Row("one sale, press to token, beside the bare POST", "ms", 2.0, sale["ours"], sale["bare"]),
        Row("  the same beside a POST over a kept connection", "ms", None, sale["ours"], sale["kept"]),
        Row(
            "  the same beside the bare POST and four bare commits",
            "ms",
            None,
            sale["ours"],
            sale["bare and commits"],
        ),
        Row("durable writes of one sale, beside bare commits", "ms", 1.5, writes["ours"], writes["bare"]),
    ]


def slip_rows(rounds: int) -> list[Row]:
    """Ours, the bare canvas and fpdf2 in turns, for a plain slip and for one with all that a slip can have."""
    found = run_probe("slip.py", str(rounds))
    plain, full = found["plain"], found["full"]
    return [
        Row("one slip, beside the same calls on a bare canvas", "ms", 1.25, plain["ours"], plain["bare"]),
        Row("  the same beside fpdf2 drawing it", "ms", 1.0, plain["ours"], plain["fpdf2"]),
        Row("  its size", "kB", 40.0, plain["kB"]),
        Row("one with logo, QR and Arabic, beside the same calls", "ms", 1.25, full["ours"], full["bare"]),
        Row("  the same beside fpdf2 drawing it", "ms", 1.0, full["ours"], full["fpdf2"]),
        Row("  its size", "kB", 40.0, full["kB"]),
    ]


def slip_file_rows(rounds: int) -> list[Row]:
    """Ten thousand slips in one file beside a hundred: neither memory nor time nor size may grow with them."""
    many, few, most = 10_000, 100, 1.1
    rows = {
        "peak_mib": Row(f"{many:,} slips into one file beside {few}: memory at its highest", "MiB", most),
        "ms": Row(f"{many:,} slips into one file beside {few}: time a slip", "ms", 1.25),
    }
    size = Row("a slip in a file of many", "kB", 40.0)
    for _ in range(rounds):
        ours, bare = (run_probe("slip_file.py", str(count), patience=LONG_S) for count in (many, few))
        for name, row in rows.items():
            row.ours.append(ours[name])
            row.bare.append(bare[name])
        size.ours.append(ours["kb"])
    return [*rows.values(), size]


def shift_rows(rounds: int) -> list[Row]:
    """The count, the sums, the entries and the slip of one close."""
    found = run_probe("shift.py", str(rounds))
    return [Row("closing a shift of 2,000 sales: its Z and the Z's slip", "ms", 500.0, found["ms"])]


def token_rows(rounds: int) -> tuple[list[Row], list[str]]:
    """A token made and opened; 200 µs for one are 5,000 a second. The cipher alone for comparison."""
    found = run_probe("tokens.py", str(rounds))
    speed = 1e6 / median(found["ours"])
    return [
        Row("making and opening a token, for one", "µs", 200.0, found["ours"]),
        Row("  the same beside its two bare blocks of MISTY1", "µs", None, found["ours"], found["bare"]),
    ], [f"Tokens: {speed:,.0f} made and opened a second."]


PRESSED = {
    "folder": "press to slip, a PDF in the folder",
    "network": "press to slip, a receipt printer on the network",
    "system": "press to slip, spooled for a printer of the system",
}


def press_rows(server: str, rounds: int) -> tuple[list[Row], list[str]]:
    """Each way to paper beside the drawing and rendering of the slip alone; the limit is 150 ms."""
    with tempfile.TemporaryDirectory(prefix="vendingdesk-bench-") as folder:
        found = run_probe("press.py", server, folder, str(rounds))
    rows = []
    for way, words in PRESSED.items():
        if way in found:
            ours, bare = found[way]
            rows.append(Row(words, "ms", 150.0, ours))
            rows.append(Row("  the same beside a bare drawing and rendering", "ms", None, ours, bare))
    notes = [] if "system" in found else ["Press to spooled: no CUPS can run here, so that row is missing."]
    return rows, notes
