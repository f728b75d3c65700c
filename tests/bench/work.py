"""A sale, its durable writes and its slip, each measured inside a process of its own."""

from __future__ import annotations

import tempfile

from processes import run_probe
from rounds import Row

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


def slip_row(rounds: int) -> Row:
    """Ours and the bare canvas in turns."""
    found = run_probe("slip.py", str(rounds))
    return Row("one slip, beside the same calls on a bare canvas", "ms", 1.5, found["ours"], found["bare"])
