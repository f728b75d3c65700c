"""``make bench``: one table of ratios, each against a bare baseline of the same run.

Every row is a ratio of medians over interleaved rounds (ours, bare, ours, bare, …), because this machine may be
busy with other things. The exit code is always 0: a noisy minute must not break a build; the last line counts.
"""

from __future__ import annotations

import argparse
import os
import sys

from processes import simulator
from rounds import table
from start import run_rows, start_rows
from work import sale_rows, slip_row

LEAST_ROUNDS = 9


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=11, help=f"rounds of each measurement, at least {LEAST_ROUNDS}")
    rounds = max(parser.parse_args().rounds, LEAST_ROUNDS)
    with simulator() as server:
        rows = start_rows(server, rounds)
        rows += [*sale_rows(server, rounds), slip_row(rounds)]
        in_window, notes = run_rows(server, rounds)
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    print(*notes, "", table([*rows, *in_window]), sep="\n")


if __name__ == "__main__":
    main()
