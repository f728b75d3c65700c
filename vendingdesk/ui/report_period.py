"""Which days a report is of: some by name, any by the first and the last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from vendingdesk.domain.report import Period
from vendingdesk.ui.choice import Choice
from vendingdesk.ui.parts import captioned, field, label, spaced
from vendingdesk.ui.theme import SIZES

CHOSEN = "chosen"


class PeriodField(QWidget):
    """``chosen`` tells that other days are asked for; ``today`` gives the day by the till's own clock."""

    chosen = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self.choice = Choice()
        self.choice.setObjectName("reports.period")
        self.choice.setAccessibleName(self.tr("Time"))
        for name, text in (
            ("today", self.tr("Today")),
            ("yesterday", self.tr("Yesterday")),
            ("week", self.tr("This week")),
            ("month", self.tr("This month")),
            ("last month", self.tr("Last month")),
            (CHOSEN, self.tr("From … to …")),
        ):
            self.choice.addItem(text, name)
        self.first = field("reports.from", self.tr("From (year-month-day)"), limit=10)
        self.last = field("reports.to", self.tr("To (year-month-day)"), limit=10)
        self._days = QWidget()
        days = QHBoxLayout(self._days)
        spaced(days, gap=8)
        for caption, line in ((self.tr("From"), self.first), (self.tr("To"), self.last)):
            line.setPlaceholderText(self.tr("year-month-day"))
            line.ensurePolished()
            line.setMinimumWidth(line.fontMetrics().horizontalAdvance("0000-00-00") + 3 * SIZES.gap)
            days.addLayout(captioned(label(caption, "muted", buddy=line), line), 1)
        layout = QHBoxLayout(self)
        spaced(layout, gap=8)
        layout.addLayout(captioned(label(self.tr("Time"), "muted", buddy=self.choice), self.choice), 1)
        layout.addWidget(self._days, 1)
        self._days.hide()
        self.choice.currentIndexChanged.connect(self._on_choice)
        for line in (self.first, self.last):
            line.returnPressed.connect(self.chosen.emit)

    def _on_choice(self) -> None:
        own = self.choice.currentData() == CHOSEN
        if own and not self.first.text():
            today = self._today().isoformat()
            self.first.setText(today)
            self.last.setText(today)
        self._days.setVisible(own)
        if own:
            self.first.setFocus()
            self.first.selectAll()
        else:
            self.chosen.emit()

    def period(self) -> Period:
        """The days that are chosen; raises ``ValueError`` with what to type where they can't be read."""
        today = self._today()
        match self.choice.currentData():
            case "today":
                return Period.day(today)
            case "yesterday":
                return Period.day(today - timedelta(days=1))
            case "week":
                return Period.week(today)
            case "month":
                return Period.month(today)
            case "last month":
                return Period.month(today.replace(day=1) - timedelta(days=1))
        try:
            first, last = (date.fromisoformat(line.text().strip()) for line in (self.first, self.last))
        except ValueError:
            raise ValueError(self.tr("Type both days as year-month-day, such as 2026-07-30.")) from None
        try:
            return Period(first, last)
        except ValueError:
            raise ValueError(self.tr("The last day is before the first. Type them the other way round.")) from None
