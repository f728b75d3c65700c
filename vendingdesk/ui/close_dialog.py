"""What the count came to: expected, counted, over or short; a reason, and what stays in the drawer."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.domain.money import Money
from vendingdesk.domain.shift import CountMade
from vendingdesk.domain.shift_report import ShiftReport
from vendingdesk.ui.form_dialog import FormDialog
from vendingdesk.ui.leave import with_leave
from vendingdesk.ui.parts import button, label, restyle
from vendingdesk.ui.tasks import TaskRegistry


class CloseDialog(FormDialog):
    """Closes the shift; ``report`` is its Z then. ``again`` says that the drawer is to be counted once more."""

    def __init__(self, desk: Desk, tasks: TaskRegistry, parent: QWidget, made: CountMade) -> None:
        title = self.tr("Close the shift")
        super().__init__("closeshift", title, tasks, parent, done=self.tr("Close shift"))
        self._desk = desk
        self.again = False
        self.report: ShiftReport | None = None
        nothing = Money(0, made.counted.currency)
        off = made.difference
        self.say(self.tr("Expected in the drawer: %1").replace("%1", str(made.expected)), "")
        self.say(self.tr("Counted: %1").replace("%1", str(made.counted)), "")
        short = off < nothing
        said = self.tr("%1 short") if short else self.tr("%1 over")
        text = said.replace("%1", str(nothing - off if short else off)) if off.minor else self.tr("It is right.")
        self.difference = label(text, "figure")
        self.difference.setObjectName("closeshift.difference")
        self.rows.addWidget(self.difference)
        counts = desk.shifts.standing.counts
        self.unexplained = QCheckBox(self.tr("Nobody &knows why"))
        self.unexplained.setObjectName("closeshift.unexplained")
        self.unexplained.setAccessibleName(self.tr("Nobody knows why"))
        if any(each.difference.minor for each in counts):
            if len(counts) > 1:
                first = self.tr("The first count was %1. Every count stands on the Z report.")
                self.say(first.replace("%1", str(counts[0].counted)))
            self.reason = self.line("reason", self.tr("Reason"), limit=200)
            self.add(("reason", self.tr("&Reason for the difference"), self.reason))
            self.rows.addWidget(self.unexplained)
            self.unexplained.toggled.connect(self.reason.setDisabled)
        if off.minor:
            restyle(self.difference, mood="warning")
        shift = desk.shifts.shift
        stays = made.counted
        if shift is not None and shift.opening_float < stays:
            stays = shift.opening_float
        self.left = self.line("left", self.tr("Stays in the drawer"), limit=20)
        self.left.setText(stays.text)
        caption = self.tr("&Stays in the drawer as the next float (%1)").replace("%1", made.counted.unit)
        self.add(("left", caption, self.left))
        self.recount = button("closeshift.again", self.tr("Count again"))
        self.pressed.insertWidget(0, self.recount, 1)
        self.recount.clicked.connect(self._on_again)
        self.begin()

    def _on_again(self) -> None:
        self.again = True
        self.reject()

    async def perform(self) -> bool:
        """Close it."""
        reason, left, unexplained = self.text("reason") if "reason" in self._fields else "", self.text("left"), False
        unexplained = self.unexplained.isChecked()
        self.report = await with_leave(
            self._desk,
            self._tasks,
            self,
            lambda leave: self._desk.shifts.close(
                reason="" if unexplained else reason, unexplained=unexplained, left=left, leave=leave
            ),
        )
        return True

    def press_chosen(self) -> None:
        """Also the button that counts again."""
        if self.recount.hasFocus():
            self.recount.click()
        elif self.unexplained.hasFocus():
            self.unexplained.toggle()
        else:
            super().press_chosen()
