"""``make bench``: one table of ratios, each against a bare baseline of the same run.

Every row is a ratio of medians over interleaved rounds (ours, bare, ours, bare, …), because this machine may be
busy with other things. The exit code is always 0: a noisy minute must not break a build; the last line counts.
Name parts to run only those: ``make bench ARGS="books verify"``. A journal of a million sales is made once.
``make bench ARGS="idle 60"`` lets the program stand for an hour: the number behind a part is its minutes.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable

from books import history_rows, lookup_rows, reading_rows, start_with_books_rows, verify_row
from frozen import frozen_rows
from idle import idle_rows
from large_book import FEW, SALES
from meters import meter_rows
from processes import simulator
from rounds import Row, table
from slow_disk import slow_disk_rows
from start import run_rows, start_rows
from work import press_rows, sale_rows, shift_rows, slip_file_rows, slip_rows, token_rows

LEAST_ROUNDS = 9
SLIP_FILES = 3
"""Rounds of ten thousand slips: each takes some half a minute."""
PARTS = (
    *("start", "sale", "slip", "slip-file", "shift", "press", "tokens", "run"),
    *("books", "books-start", "books-window", "history", "verify", "slow-disk", "meters", "frozen", "idle"),
)
IDLE_MINUTES = 10.0


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=11, help=f"rounds of each measurement, at least {LEAST_ROUNDS}")
    parser.add_argument("--sales", type=int, default=SALES, help=f"of the large journal (default {SALES})")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"any of {', '.join(PARTS)}; all without one")
    asked = parser.parse_args()
    numbers = [float(each) for each in asked.parts if each.isdecimal()]
    asked.parts = [each for each in asked.parts if not each.isdecimal()]
    minutes = numbers[-1] if numbers else IDLE_MINUTES
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"no part is called {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    rounds, sales = max(asked.rounds, LEAST_ROUNDS), max(asked.sales, 2 * FEW)
    rows: list[Row] = []
    notes: list[str] = []
    with simulator() as server:
        parts: dict[str, Callable[[], tuple[list[Row], list[str]]]] = {
            "start": lambda: (start_rows(server, rounds), []),
            "sale": lambda: (sale_rows(server, rounds), []),
            "slip": lambda: (slip_rows(rounds), []),
            "slip-file": lambda: (slip_file_rows(SLIP_FILES), []),
            "shift": lambda: (shift_rows(rounds), []),
            "press": lambda: press_rows(server, rounds),
            "tokens": lambda: token_rows(rounds),
            "run": lambda: run_rows(server, rounds),
            "books": lambda: (lookup_rows(sales, rounds), []),
            "books-start": lambda: (start_with_books_rows(server, sales, rounds), []),
            "books-window": lambda: reading_rows(server, sales, rounds),
            "history": lambda: history_rows(server, sales, rounds),
            "verify": lambda: verify_row(sales),
            "slow-disk": lambda: slow_disk_rows(server, rounds),
            "meters": lambda: meter_rows(server, rounds),
            "frozen": lambda: frozen_rows(server, rounds),
            "idle": lambda: idle_rows(server, minutes),
        }
        for part in asked.parts or PARTS:
            made, said = parts[part]()
            rows += made
            notes += said
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    print(*notes, "", table(rows), sep="\n")


if __name__ == "__main__":
    main()
