"""A person scrolls through all of History, by page and by dragging the bar, and filters it, in the real window.

Arguments: how many sales there are, then as for ``vendingdesk``. Says the longest step of the GUI thread in each
phase, and how long after each stop the rows in sight were read.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

import probe_run
from probe_run import Hands, Wait

PAGES = 60
"""Page steps at each end and in the middle."""

REST_S = 3.0
"""What the machine does to a window that rests is what no program can keep below."""

MOVES = 120
"""Moves of the mouse from one end of the bar to its middle: a slow drag of some seconds."""


class Scroller(Hands):
    """Goes from the top to the middle to the bottom and back, then filters; never waits for a row to go on."""

    sales = 0

    @cached_property
    def main(self) -> Any:
        return self.find("main")

    @property
    def page(self) -> Any:
        return self.main.history

    @property
    def bar(self) -> Any:
        return self.page.table.verticalScrollBar()

    def _quiet(self) -> Wait:
        """Until what is in sight is read, and all that fits is counted; from the second look on."""
        looked: list[int] = []

        def quiet() -> bool:
            looked.append(0)
            return len(looked) > 2 and self.page.settled

        return quiet

    def _read(self) -> Iterator[Wait]:
        """Until every row in sight stands there; how long that took is noted."""
        begun = time.perf_counter()
        table, model = self.page.table, self.page.model
        last = table.rowAt(table.viewport().height() - 1)
        rows = range(table.rowAt(0), last if last >= 0 else model.rowCount())
        yield lambda: all(model.sale(row) is not None for row in rows)
        self.said.setdefault("read", []).append((time.perf_counter() - begun) * 1000)
        expected = self.sales - rows[0]
        assert model.sale(rows[0]).number == expected, (model.sale(rows[0]).number, expected)

    def _pages(self, phase: str) -> Iterator[Wait]:
        self.watch.phase = phase
        for _ in range(PAGES):
            self.bar.triggerAction(self.bar.SliderAction.SliderPageStepAdd)
            yield lambda: True
        yield from self._read()

    def _drag(self, phase: str, share: float) -> Iterator[Wait]:
        """The mouse takes the handle and moves it, a little with each turn."""
        from PySide6.QtCore import QPoint, Qt
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QStyle, QStyleOptionSlider

        self.watch.phase = phase
        bar, option, complex_one = self.bar, QStyleOptionSlider(), QStyle.ComplexControl.CC_ScrollBar
        bar.initStyleOption(option)
        part: Callable[[Any], Any] = lambda which: bar.style().subControlRect(complex_one, option, which, bar)  # noqa: E731
        handle = part(QStyle.SubControl.SC_ScrollBarSlider).center()
        groove = part(QStyle.SubControl.SC_ScrollBarGroove)
        target = groove.top() + round(share * groove.height())
        QTest.mousePress(bar, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, handle)
        for move in range(1, MOVES + 1):
            height = handle.y() + (target - handle.y()) * move // MOVES
            QTest.mouseMove(bar, QPoint(handle.x(), height))
            yield lambda: True
        QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(handle.x(), target))
        yield from self._read()

    def _work(self) -> Iterator[Wait]:
        # A new book is verified whole, once: that is measured by itself.
        yield lambda: "what is new in the journal" not in self.page._tasks.running()
        self.from_here()
        self.watch.phase = "(nobody does anything)"
        yield self.rest(REST_S)
        self.watch.phase = "first rows"
        self.find("nav.history").click()
        yield self.page.model.rowCount
        yield from self._read()
        self.watch.phase = "while all are counted"
        yield self._quiet()
        assert self.page.model.rowCount() == self.sales
        yield from self._pages("by page from the top")
        yield from self._drag("dragged to the middle", 0.5)
        yield from self._pages("by page in the middle")
        yield from self._drag("dragged to the bottom", 1.2)
        yield from self._drag("dragged back to the top", -0.2)
        self.watch.phase = "to the oldest and the newest"
        for end in (self.bar.maximum(), 0):
            self.bar.setValue(end)
            yield from self._read()
        for phase, box, text in (
            ("filtered by person", self.page.filter.person, "kofi"),
            ("filtered by result too", self.page.filter.result, "Refused"),
            ("filtered by day too", self.page.filter.day, "Today"),
        ):
            self.watch.phase = phase
            box.setCurrentIndex(box.findText(text))
            yield self._quiet()
        self.watch.phase = "all again"
        self.find("history.clear").click()
        yield self._quiet()
        assert self.page.model.rowCount() == self.sales


if __name__ == "__main__":
    _script, count, *words = sys.argv
    sys.argv = [_script, *words]
    Scroller.sales = int(count)
    probe_run.PATIENCE_S = 300.0
    probe_run.run(Scroller)
