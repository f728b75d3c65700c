"""The window over a journal of any size: how soon it is open, and what looking things up does to the window.

Arguments: ``start`` or ``read``, how many sales there are, then as for ``vendingdesk``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import probe_run
from large_book import HEAVY, Shop
from probe_run import Hands, Wait

PAGES = 5


class Starter(Hands):
    """Types as soon as it can, and leaves when the main window can be used."""

    def _work(self) -> Iterator[Wait]:
        yield from ()


class Reader(Hands):
    """Pages through the history, searches it in every way, looks meters up."""

    sales = 0
    meters: tuple[str, ...] = ()

    def _quiet(self) -> Wait:
        """Until nothing is read any more; the first look is a step later, when a search has begun."""
        window: Any = self.find("main")
        looked: list[int] = []

        def quiet() -> bool:
            looked.append(0)
            busy = any(name.startswith("sell") for name in window.history._tasks.running())
            return len(looked) > 2 and not busy and window.history.settled

        return quiet

    def _work(self) -> Iterator[Wait]:
        number = self.sales // 3
        self.from_here()
        self.watch.phase = "history: first page"
        self.find("nav.history").click()
        yield self._quiet()
        self.watch.phase = "history: older pages"
        for _ in range(PAGES):
            bar = self.find("history.table").verticalScrollBar()
            bar.triggerAction(bar.SliderAction.SliderPageStepAdd)
            yield self._quiet()
        for phase, text in (
            ("search: receipt number", f"K01-{number:06d}"),
            ("search: its digits", f"{number:06d}"),
            ("search: last digits of a meter", self.meters[number % len(self.meters)][-6:]),
            ("search: one digit", "3"),
            ("search: how all meters begin", "01"),
            ("search: nothing like it", "87654321987"),
        ):
            self.watch.phase = phase
            self.find("history.search").setText(text)
            yield self._quiet()
            self.said.setdefault("found", {})[text] = self.find("main").history.model.rowCount()
        self.find("nav.sell").click()
        for phase, meter in (("meter looked up", self.meters[7]), ("meter with most sales looked up", HEAVY)):
            self.watch.phase = phase
            self.find("sell.meter").setText(meter)
            self.find("sell.meter").returnPressed.emit()
            yield self._quiet()
            yield self.rest(0.1)


if __name__ == "__main__":
    _script, what, sales, *words = sys.argv
    sys.argv = [_script, *words]
    if what == "read":
        Reader.sales, Reader.meters = int(sales), tuple(Shop(int(sales)).meters)
    if what == "start":
        probe_run.READING_S = 0.0
        probe_run.STEP_MS = 4
    probe_run.run(Starter if what == "start" else Reader)
