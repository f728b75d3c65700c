"""The window with many meters: typing into the search, or a list brought in from a file. Says it as one line of JSON.

Arguments: ``type`` or ``import``, the list for an import (any word else), then as for ``vendingdesk``.
"""

from __future__ import annotations

import csv
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import probe_run
from probe_run import Hands, Wait

TYPED = ("okonkwo, bless", "harbour 17", "080312345", "0031", "fatima mens", "xyzzy", "فاطمة", "muller jose")
PATIENCE_S = 120.0
KEY_REST_S = 0.08
"""A quick typist's keys."""

BARE_ROWS = 50


class _Typing(Hands):
    """Each key is a phase: the longest that the GUI thread was away from its loop while it was answered."""

    own: list[float]

    def _keys(self, take: Any) -> Iterator[Wait]:
        for text in TYPED:
            for end in range(1, len(text) + 1):
                self.watch.phase = f"{text[:end]}|"
                begun = time.thread_time()
                take(text[:end])
                yield self.rest(KEY_REST_S)
                self.own.append((time.thread_time() - begun) * 1000)
        self.watch.phase = "between"

    def _keys_worst(self) -> list[float]:
        """The longest absence of each key; ``own`` has the thread's own time, whatever else the machine does."""
        found = [worst for phase, worst in self.watch.worst.items() if phase.endswith("|")]
        self.from_here()
        return found

    def _work(self) -> Iterator[Wait]:
        self.find("nav.meters").click()
        window = self.find("main")
        yield lambda: len(window.meters.model.rows) == BARE_ROWS
        yield self.rest(0.3)
        self.from_here()
        self.own = []
        yield from self._keys(window.meters.search.setText)
        self.said["found"] = len(window.meters.model.rows)
        self.said["ours"] = self._keys_worst()
        self.said["own"] = self.own
        rows = [(each.meter, each.name, each.place, each.phone) for each in window.meters.model.rows]
        view, fill = _bare(rows or [("0" * 13, "A name", "A place", "+0")] * BARE_ROWS)
        view.show()
        yield self.rest(0.3)
        self.from_here()
        yield from self._keys(fill)
        self.said["bare"] = self._keys_worst()
        view.close()
        view.deleteLater()
        yield self.rest(0.1)


def _bare(rows: list[tuple[str, ...]]) -> tuple[Any, Any]:
    """A table of the toolkit alone, given as many rows at every key, and its line to type in."""
    from PySide6.QtGui import QStandardItem, QStandardItemModel
    from PySide6.QtWidgets import QLineEdit, QTableView, QVBoxLayout, QWidget

    view = QWidget()
    line, table, model = QLineEdit(), QTableView(), QStandardItemModel()
    table.setModel(model)
    layout = QVBoxLayout(view)
    layout.addWidget(line)
    layout.addWidget(table)
    view.resize(1000, 700)

    def fill(text: str) -> None:
        line.setText(text)
        model.clear()
        for row in (rows * BARE_ROWS)[:BARE_ROWS]:
            model.appendRow([QStandardItem(cell) for cell in row])

    return view, fill


class _Importing(Hands):
    """A list is chosen, checked and written; what a person would do in between is not counted."""

    file = Path()

    def _work(self) -> Iterator[Wait]:
        window = self.find("main")
        self.find("nav.meters").click()
        yield self.rest(0.3)
        page = window.meters
        self.said["bare_s"] = _bare_import(self.file) if self.file.suffix == ".csv" else 0.0
        page._tasks.start(page.files.take(self.file), name="bench: import")
        yield self.ready("import.ok")
        dialog: Any = self.find("import")
        yield self.rest(0.3)
        self.from_here()
        took = 0.0
        for phase, step in (("checking", dialog.found), ("writing", dialog._done_step)):
            self.watch.phase = phase
            begun = time.perf_counter()
            dialog.ok.click()
            self.until = time.monotonic() + PATIENCE_S
            yield lambda step=step: self._still() or (step.isVisible() and not dialog._working)
            self.said[phase] = time.perf_counter() - begun
            took += self.said[phase]
            self.watch.phase = "between"
            yield self.rest(0.1)
        self.said["added"] = dialog.written.added
        self.said["took"] = took
        self.said["stalls"] = {each: self.watch.worst[each] for each in ("checking", "writing")}
        self.said["stall_traces"] = dict(self.watch.traces)
        dialog.ok.click()
        yield self.rest(0.3)

    def _still(self) -> bool:
        self.until = time.monotonic() + PATIENCE_S
        return False


def _bare_import(file: Path) -> float:
    """The same rows read by the library alone and put into a table without an index or a check."""
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="vendingdesk-bench-") as folder, file.open(encoding="utf-8") as opened:
        connection = sqlite3.connect(Path(folder) / "bare.sqlite")
        connection.execute("CREATE TABLE customer (meter TEXT PRIMARY KEY, name, place, phone, tariff)")
        rows = csv.reader(opened)
        next(rows)
        connection.executemany("INSERT INTO customer VALUES (?, ?, ?, ?, ?)", rows)
        connection.commit()
        connection.close()
    return time.perf_counter() - begun


if __name__ == "__main__":
    _script, what, file, *words = sys.argv
    sys.argv = [_script, *words]
    probe_run.STEP_MS = 4
    _Importing.file = Path(file)
    probe_run.run(_Importing if what == "import" else _Typing)
