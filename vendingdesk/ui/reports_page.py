"""Reports: choose what about and which days, look at sums and bars, save them as a file."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.domain.errors import UserCancelled, VendingDeskError
from vendingdesk.domain.report import Period, Report, ReportKind
from vendingdesk.ui import words
from vendingdesk.ui.bar_chart import BarChart
from vendingdesk.ui.choice import Choice
from vendingdesk.ui.leave import with_leave
from vendingdesk.ui.parts import MessageLine, button, captioned, hold, label, page_margins, spaced
from vendingdesk.ui.report_period import PeriodField
from vendingdesk.ui.report_table import ReportTable
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.waiting import wait_dialog


class ReportsPage(QWidget):
    """Shows one report; ``made`` tells that another stands there. Whoever takes over the till sees none of it."""

    made = Signal()

    def __init__(self, desk: Desk, tasks: TaskRegistry) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self.report: Report | None = None
        self.setProperty("role", "ground")
        self.kind = Choice()
        self.kind.setObjectName("reports.kind")
        self.kind.setAccessibleName(self.tr("Report"))
        for kind, text in (
            (ReportKind.DAY, self.tr("Days: what was sold")),
            (ReportKind.PERSON, self.tr("People at the till")),
            (ReportKind.KIND, self.tr("Kinds of payment and tokens")),
            (ReportKind.DOUBTS, self.tr("Doubts")),
            (ReportKind.MANAGEMENT, self.tr("Engineering tokens")),
            (ReportKind.COPIES, self.tr("Copies of slips")),
        ):
            self.kind.addItem(text, kind)
        # Beside two days there is little room on a small screen; the list that opens is as wide as its words.
        self.kind.view().setMinimumWidth(self.kind.sizeHint().width())
        self.kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.kind.setMinimumContentsLength(8)
        self.days = PeriodField(lambda: desk.clock.now().date())
        self.look = button("reports.show", self.tr("Show"), role="primary")
        self.save = button("reports.save", self.tr("Save as…"))
        self.charts = [BarChart("reports.chart"), BarChart("reports.chart.second")]
        self.table = ReportTable("reports.table", self.tr("Report"))
        self.message = MessageLine("reports.message")
        self.notes = label("", "small", wrap=True)
        self.notes.setObjectName("reports.notes")
        self._lay_out()
        self._clear()
        self.kind.currentIndexChanged.connect(lambda _index: self.reload())
        self.days.chosen.connect(self.reload)
        self.look.clicked.connect(self.reload)
        self.save.clicked.connect(self._on_save)
        desk.guard.when_changed(self._on_person)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        page_margins(layout)
        layout.setSpacing(8)
        layout.addWidget(label(self.tr("Reports"), "title"))
        asked = QHBoxLayout()
        spaced(asked)
        asked.addLayout(captioned(label(self.tr("Report"), "muted", buddy=self.kind), self.kind), 3)
        asked.addWidget(self.days, 4)
        for pressed in (self.look, self.save):
            low = QVBoxLayout()  # beside the fields, not beside their captions
            low.addStretch(1)
            low.addWidget(pressed)
            asked.addLayout(low, 1)
        layout.addLayout(asked)
        for chart in self.charts:
            layout.addWidget(chart)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.message)
        layout.addWidget(self.notes)

    def first_field(self) -> QWidget:
        """Where the cursor goes when the page is shown."""
        return self.kind

    def shown(self) -> None:
        """The page is in front: what stood there may be old by now."""
        self.reload()
        if self.kind.findData(ReportKind.SHIFT) < 0:
            self._tasks.start(self._offer_shifts(), name="reports: shifts", owner=self)

    async def _offer_shifts(self) -> None:
        """A shop that never kept shifts never meets them."""
        with suppress(VendingDeskError):  # what is wrong with the journal is said by the report
            if self._desk.shifts.on or await self._desk.shifts.closed():
                self.kind.insertItem(1, self.tr("Shifts"), ReportKind.SHIFT)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody waits for a report any more, and nobody is to find one here."""
        super().hideEvent(event)
        self._tasks.cancel_owned(self)

    def _on_person(self) -> None:
        """Somebody else stands at the till: what was shown or asked for was not for that one."""
        self._tasks.cancel_owned(self)
        self._clear()

    def reload(self) -> None:
        """Make the report that is chosen; one that is being made is left."""
        self._tasks.cancel_owned(self)
        try:
            period = self.days.period()
        except ValueError as wrong:
            self._clear()
            self.message.say(str(wrong))
            return
        self.message.say(self.tr("Reading the journal…"), "muted")
        self._tasks.start(self._make(ReportKind(self.kind.currentData()), period), name="reports: make", owner=self)

    async def _make(self, kind: ReportKind, period: Period) -> None:
        self.save.setDisabled(True)
        try:
            report = await with_leave(
                self._desk, self._tasks, self, lambda leave: self._desk.reports(kind, period, leave)
            )
        except UserCancelled:
            self._clear()
            self.message.say(self.tr("A supervisor can show totals here: press Show."), "muted")
            return
        except VendingDeskError as error:
            self._clear()
            self.message.say(words.fault_text(error))
            return
        self._show(report)

    def _show(self, report: Report) -> None:
        self.report = report
        self.table.show_report(report)
        for chart, series in zip(self.charts, (*report.series, None, None), strict=False):
            chart.setVisible(series is not None)
            if series is not None:
                chart.show_series(series)
        self.notes.setText(" ".join(report.notes))
        self.notes.setVisible(bool(report.notes))
        self.save.setEnabled(bool(report.rows))
        if report.rows:
            text = self.tr("%1, %2").replace("%1", report.title).replace("%2", str(report.period))
            self.message.say(text, "muted")
        else:
            self.message.say(report.empty, "muted")
        self.made.emit()

    def _on_save(self) -> None:
        if self.report is not None:
            self._tasks.start(self._save(self.report, hold(self.save)), name="reports: save", owner=self)

    async def _save(self, report: Report, release: Callable[[], None]) -> None:
        from vendingdesk.ui.save_report_dialog import SaveReportDialog

        dialog = SaveReportDialog(self._desk, self._tasks, self, report)
        try:
            await wait_dialog(dialog)
        finally:
            release()
            self.save.setEnabled(self.report is not None)
            dialog.deleteLater()

    def _clear(self) -> None:
        """Totals are for who asked for them."""
        self.report = None
        self.table.show_report(None)
        for chart in self.charts:
            chart.hide()
        self.notes.hide()
        self.save.setDisabled(True)
        self.message.clear()
