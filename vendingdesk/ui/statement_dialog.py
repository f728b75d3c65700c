"""Saves many sales as a PDF: a day's statement, a meter's year, all slips of a day; counted, and to be stopped."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.counter.meters import check_meter
from vendingdesk.counter.statements import Written
from vendingdesk.domain.errors import SettlementRefused, UserCancelled, VendingDeskError
from vendingdesk.domain.sale import Sale
from vendingdesk.ui import words
from vendingdesk.ui.counted_form import CountedForm
from vendingdesk.ui.leave import with_leave
from vendingdesk.ui.tasks import TaskRegistry

DAY, YEAR, SLIPS = "day", "year", "slips"


class StatementDialog(CountedForm):
    """Asks what for, writes the file, says where it is; it stays open for the next one.

    ``sale`` is the one that is selected in History: its meter is proposed.
    """

    def __init__(self, desk: Desk, tasks: TaskRegistry, parent: QWidget, sale: Sale | None = None) -> None:
        super().__init__("statement", self.tr("Save as PDF"), tasks, parent, done=self.tr("Save"))
        self._desk = desk
        today = desk.clock.now().date()
        self.what = self.choice("what", self.tr("What to save"))
        self.what.addItem(self.tr("Statement of a day"), DAY)
        self.what.addItem(self.tr("Statement of a meter’s year"), YEAR)
        self.what.addItem(self.tr("All slips of a day in one file"), SLIPS)
        self.add(("what", self.tr("What to save"), self.what))
        self.day = self.line("day", self.tr("Day (year-month-day)"), limit=10)
        self.day.setText(today.isoformat())
        self._day_row = self.add(("day", self.tr("Day (year-month-day)"), self.day))
        self.meter = self.line("meter", self.tr("Meter number"), limit=20)
        self.meter.setText(sale.order.meter if sale is not None else "")
        self.year = self.line("year", self.tr("Year"), limit=4)
        self.year.setText(str(today.year))
        self._year_row = self.add(
            ("meter", self.tr("Meter number"), self.meter), ("year", self.tr("Year"), self.year)
        )
        self._hint = self.say("")
        self.place_bar()
        self.what.currentIndexChanged.connect(self._on_what)
        self._on_what()
        self.begin()

    def _on_what(self) -> None:
        what = self.what.currentData()
        self._day_row.setVisible(what != YEAR)
        self._year_row.setVisible(what == YEAR)
        hints = {
            DAY: self.tr("Every sale of the day at this till, with its sums; of each token the last four digits."),
            YEAR: self.tr(
                "What a meter bought here in a year, with each month’s sum; of each token the last four digits."
            ),
            SLIPS: self.tr(
                "Each slip is counted as a copy in the journal, made by you. The file has the tokens: keep it safe."
            ),
        }
        self._hint.setText(hints[what])
        self.message.clear()
        self.fit()

    async def perform(self) -> bool:
        """Write the file; the dialog stays, and says where it is."""
        what = self.what.currentData()
        work = self._year() if what == YEAR else self._of_day(what)
        try:
            self.went(0, 0)
            written = await work()
        except UserCancelled:
            self._ended(self.tr("Stopped: no file was made."), what, "warning")
        except VendingDeskError as error:
            self._ended(words.fault_text(error), what, "danger")
        else:
            text = self.tr("Saved: %3 (sales: %1, pages: %2)")
            if what == SLIPS:
                text = self.tr("Saved: %3 (slips: %1, pages: %2)")
            said = text.replace("%1", f"{written.sales:,}").replace("%2", f"{written.pages:,}")
            self.message.say(said.replace("%3", str(written.path)), "good")
        finally:
            self.fit()
        return False

    def _ended(self, text: str, what: str, role: str) -> None:
        """Say why there is no file, and what the journal has all the same."""
        counted = self._desk.statements.counted
        if what == SLIPS and counted:
            kept = self.tr("Slips that stand in the journal as made for it: %1.").replace("%1", f"{counted:,}")
            text = f"{text} {kept}"
        self.message.say(text, role)

    def _of_day(self, what: str) -> Callable[[], Awaitable[Written]]:
        """What to do for a day; raises ``SettlementRefused`` for one that can't be read."""
        try:
            day = date.fromisoformat(self.text("day").strip())
        except ValueError:
            raise SettlementRefused("day", self.tr("Type the day as year-month-day, such as 2026-07-30.")) from None
        write = self._desk.statements.day if what == DAY else self._desk.statements.slips
        return lambda: with_leave(
            self._desk,
            self._tasks,
            self,
            lambda leave: write(day, operator=self._desk.guard.who, went=self.went, leave=leave),
        )

    def _year(self) -> Callable[[], Awaitable[Written]]:
        """The same for a meter's year."""
        check = check_meter(self.text("meter"))
        if not check.digits:
            raise SettlementRefused("meter", check.problem)
        year = self.text("year").strip()
        if len(year) != 4 or not (year.isascii() and year.isdigit()):
            raise SettlementRefused("year", self.tr("Type the year with four digits, such as 2026."))
        write = self._desk.statements.year
        return lambda: with_leave(
            self._desk,
            self._tasks,
            self,
            lambda leave: write(check.digits, int(year), operator=self._desk.guard.who, went=self.went, leave=leave),
        )

    def counted(self, done: int, total: int) -> str:
        """How many sales are done."""
        if not total:
            return self.tr("Reading the journal…")
        return self.tr("%1 of %2 sales").replace("%1", f"{done:,}").replace("%2", f"{total:,}")
