"""Several sales in the real window, with a slip each, on a disk that is slow to sync. Says how often it was slow.

Without the library of ``slow_fsync.c`` before it, the program's connections are made slow instead.
"""

from __future__ import annotations

import ctypes
import sqlite3
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import probe_run
from probe_run import Hands, Wait

SALES = 4
SLOWER_S = 0.01
held = 0


def slowed() -> int:
    """How many times something was held up by now."""
    try:
        return ctypes.c_int.in_dll(ctypes.CDLL(None), "slow_fsyncs").value
    except (ValueError, OSError, TypeError):
        return held


class SlowCommits(sqlite3.Connection):
    """Each commit takes 10 ms more."""

    def execute(self, statement: str, *parameters: Any) -> sqlite3.Cursor:  # type: ignore[override]
        global held  # noqa: PLW0603
        done = super().execute(statement, *parameters)
        if statement == "COMMIT":
            held += 1
            time.sleep(SLOWER_S)
        return done


class Seller(Hands):
    """Sells, saves the slip, looks at the history; and again."""

    def _work(self) -> Iterator[Wait]:
        before = slowed()
        self.from_here()
        for _ in range(SALES):
            self.find("nav.sell").click()
            yield from self._sell()
            yield self.rest(1.0)  # the result wants to be seen before it is acknowledged
            self.watch.phase = "other pages"
            self.find("result.next").click()
            self.find("nav.history").click()
            yield self.rest(0.2)
        self.said["slowed"] = slowed() - before


if __name__ == "__main__":
    try:
        ctypes.c_int.in_dll(ctypes.CDLL(None), "slow_fsyncs")
    except (ValueError, OSError, TypeError):
        sqlite3.connect = partial(sqlite3.connect, factory=SlowCommits)  # type: ignore[assignment]
    probe_run.run(Seller)
