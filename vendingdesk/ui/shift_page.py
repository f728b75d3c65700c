"""The shift: how it stands, cash in and out, the X at any time, the close, and the Zs that were."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.domain.errors import UserCancelled, VendingDeskError
from vendingdesk.domain.shift import CashKind, CashMove
from vendingdesk.domain.shift_report import ShiftReport
from vendingdesk.ui import words
from vendingdesk.ui.close_dialog import CloseDialog
from vendingdesk.ui.count_dialog import CountDialog
from vendingdesk.ui.leave import with_leave
from vendingdesk.ui.parts import MessageLine, button, frame, hold, label, nowhere, page_margins, spaced
from vendingdesk.ui.report_paper import ReportPaper
from vendingdesk.ui.shift_dialogs import CashMoveDialog, ask_to_open, move_word
from vendingdesk.ui.table import Column, RowsModel, RowsTable
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.theme import SIZES
from vendingdesk.ui.waiting import wait_dialog


class ShiftPage(QWidget):
    """Hidden with its key where no shifts are kept. ``closed`` carries the Z of a shift that was closed just now."""

    closed = Signal(object)

    def __init__(self, desk: Desk, tasks: TaskRegistry) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self._stale = True
        self.setProperty("role", "ground")
        self.state = label("", "")
        self.state.setObjectName("shift.state")
        self.state.setProperty("headline", "true")
        self.detail = label("", "muted", wrap=True)
        self.detail.setObjectName("shift.detail")
        self.message = MessageLine("shift.message")
        self._paper = ReportPaper(desk, tasks, self, self.message)
        self.open = button("shift.open", self.tr("Open shift"), self.tr("&Open shift"), role="primary")
        self.pay_in = button("shift.in", self.tr("Pay-in"), self.tr("Pay-&in"))
        self.pay_out = button("shift.out", self.tr("Pay-out"), self.tr("Pay-o&ut"))
        self.drop = button("shift.drop", self.tr("To the safe"), self.tr("To the sa&fe"))
        self.x_report = button("shift.x", self.tr("X report"), self.tr("&X report"))
        self.close_it = button("shift.close", self.tr("Close shift"), self.tr("&Close shift"), role="primary")
        self.look = button("shift.look", self.tr("Look at the Z report"), self.tr("&Look"))
        self.again = button("shift.print", self.tr("Print the Z report"), self.tr("&Print again"))
        self.model: RowsModel[ShiftReport] = RowsModel(
            [
                Column(self.tr("Z"), lambda z: str(z.number), right=True),
                Column(self.tr("Closed"), lambda z: words.moment(z.made_at)),
                Column(self.tr("By"), lambda z: z.made_by),
                Column(self.tr("Sales"), lambda z: self._secret(str(z.sales.total)), right=True),
                Column(self.tr("Over or short"), lambda z: self._secret(_difference(z)), right=True),
            ]
        )
        self.table = RowsTable("shift.table", self.tr("Closed shifts"), self.model, stretch=2)
        self.table.fit(
            ["0000", "00 Mon 0000 00:00", "operator", "100000.00 USD", "-100.00 USD, counted 2 times"], drop=(1,)
        )
        self.none = label(self.tr("No shift was closed at this till yet. Its Z reports will stand here."), "muted")
        self._lay_out()
        self.open.clicked.connect(lambda: self._begin(self._open, "open"))
        for pressed, kind in (
            (self.pay_in, CashKind.PAY_IN),
            (self.pay_out, CashKind.PAY_OUT),
            (self.drop, CashKind.DROP),
        ):
            pressed.clicked.connect(lambda _checked=False, kind=kind: self._begin(lambda: self._move(kind), "cash"))
        self.x_report.clicked.connect(lambda: self._begin(self._x, "X"))
        self.close_it.clicked.connect(lambda: self._begin(self._close, "close"))
        self.look.clicked.connect(lambda: self._begin(lambda: self._z(printed=False), "look"))
        self.again.clicked.connect(lambda: self._begin(lambda: self._z(printed=True), "print"))
        self.table.doubleClicked.connect(lambda _index: self._begin(lambda: self._z(printed=False), "look"))
        desk.shifts.when_changed(self._show)
        desk.guard.when_changed(self.model.touch)
        self._show()

    @property
    def _buttons(self) -> tuple[QPushButton, ...]:
        moves = (self.pay_in, self.pay_out, self.drop)
        return (self.open, *moves, self.x_report, self.close_it, self.look, self.again)

    def _lay_out(self) -> None:
        card = frame("card")
        inside = QVBoxLayout(card)
        spaced(inside, margin=SIZES.gap)
        inside.addWidget(self.state)
        inside.addWidget(self.detail)
        pressed = QHBoxLayout()
        spaced(pressed, gap=8)
        for each in (self.open, self.pay_in, self.pay_out, self.drop, self.x_report, self.close_it):
            pressed.addWidget(each, 1)
        inside.addLayout(pressed)
        head = QHBoxLayout()
        spaced(head, gap=8)
        self._heading = label(self.tr("Closed shifts"), "")
        self._heading.setProperty("headline", "true")
        head.addWidget(self._heading, 1)
        head.addWidget(self.look)
        head.addWidget(self.again)
        layout = QVBoxLayout(self)
        page_margins(layout)
        layout.setSpacing(SIZES.gap)
        layout.addWidget(label(self.tr("Shift"), "title"))
        layout.addWidget(card)
        layout.addWidget(self.message)
        layout.addLayout(head)
        layout.addWidget(self.none)
        layout.addWidget(self.table, 1)
        layout.addStretch()

    # Shown and read.

    def first_field(self) -> QWidget:
        """Where the cursor goes when the page is shown."""
        return self.open if self.open.isVisibleTo(self) else self.pay_in

    def shown(self) -> None:
        """The page is in front: the list is read if it is not known yet."""
        if self._stale:
            self._stale = False
            self._tasks.start(self._load(), name="shift: list", owner=self)

    def _show(self) -> None:
        """How the till stands."""
        shift = self._desk.shifts.shift
        for each in (self.pay_in, self.pay_out, self.drop, self.x_report, self.close_it):
            each.setVisible(shift is not None)
        self.open.setVisible(shift is None)
        if shift is None:
            self.state.setText(self.tr("No shift is open"))
            self.detail.setText(self.tr("Nothing can be sold before one is opened with a counted float."))
            return
        self.state.setText(self.tr("Shift %1 is open").replace("%1", str(shift.number)))
        text = self.tr("Opened %1 by %2 with a float of %3.").replace("%1", words.moment(shift.opened_at))
        self.detail.setText(text.replace("%2", shift.opened_by).replace("%3", str(shift.opening_float)))

    def _secret(self, text: str) -> str:
        return text if self._desk.shifts.may_see() else "···"

    async def _load(self) -> None:
        try:
            zs = await self._desk.shifts.closed()
        except VendingDeskError as error:
            self._stale = True
            self.message.say(words.fault_text(error))
            return
        self._show_zs(zs)

    def _show_zs(self, zs: tuple[ShiftReport, ...]) -> None:
        self.model.replace(zs)
        for each in (self.table, self.look, self.again):
            each.setVisible(bool(zs))
        self.none.setVisible(not zs)
        self.table.selectRow(0)

    # Done.

    def _begin(self, action: Callable[[], Awaitable[None]], name: str) -> None:
        """One thing at a time; what was said of the one before is over."""
        if self.open.isEnabled():
            self.message.clear()
            self._paper.over()
            self._tasks.start(self._do(action, hold(*self._buttons)), name=f"shift: {name}", vital=True)

    async def _do(self, action: Callable[[], Awaitable[None]], release: Callable[[], None]) -> None:
        try:
            await action()
        except UserCancelled:
            pass
        except VendingDeskError as error:
            self.message.say(words.fault_text(error))
        finally:
            release()
            if self.isVisible() and nowhere(self.window()):  # its button is gone with what it did
                self.first_field().setFocus()

    async def _open(self) -> None:
        if await ask_to_open(self._desk, self._tasks, self.window()):
            self.message.say(self.tr("The shift is open. Sell (F2) is ready."), "good")

    async def _move(self, kind: CashKind) -> None:
        dialog = CashMoveDialog(self._desk, self._tasks, self.window(), kind)
        try:
            await wait_dialog(dialog)
            if dialog.move_made is not None:
                self.message.say(self._moved(dialog.move_made), "good")
        finally:
            dialog.deleteLater()

    def _moved(self, move: CashMove) -> str:
        text = self.tr("%1: %2 is written down.").replace("%1", move_word(move.kind))
        return text.replace("%2", str(move.amount))

    async def _x(self) -> None:
        report = await with_leave(
            self._desk, self._tasks, self.window(), lambda leave: self._desk.shifts.x(leave=leave)
        )
        await self._paper.look(report)

    async def _z(self, *, printed: bool) -> None:
        row = self.table.currentIndex().row()
        if not 0 <= row < len(self.model.rows):
            return
        number = self.model.rows[row].number
        report = await with_leave(
            self._desk, self._tasks, self.window(), lambda leave: self._desk.shifts.z(number, leave=leave)
        )
        await (self._paper.print(report) if printed else self._paper.look(report))

    async def _close(self) -> None:
        """Count, compare, close; the drawer may be counted again, and every count stands in the journal."""
        report: ShiftReport | None = None
        again = True
        while again:
            again, report = await self._count_and_close()
        if report is None:
            return
        self._show_zs((report, *self.model.rows) if not self._stale else (report,))
        said = self.tr("Shift %1 is closed.").replace("%1", str(report.number))
        self.message.say(said, "good")
        try:
            await self._paper.print(report, self.tr("%1 Its Z report:").replace("%1", said))
        finally:
            self.closed.emit(report)

    async def _count_and_close(self) -> tuple[bool, ShiftReport | None]:
        counting = CountDialog(self._desk, self._tasks, self.window())
        try:
            if await wait_dialog(counting) != QDialog.DialogCode.Accepted.value or counting.made is None:
                return False, None
        finally:
            counting.deleteLater()
        closing = CloseDialog(self._desk, self._tasks, self.window(), counting.made)
        try:
            await wait_dialog(closing)
            return closing.again and closing.report is None, closing.report
        finally:
            closing.deleteLater()


def _difference(report: ShiftReport) -> str:
    """Of every count that was off before cash moved again, of the first since, and how many there were beyond one."""
    if report.difference is None:
        return ""
    before = [each.difference for each in report.counts_before if each.difference.minor]
    off = "; ".join(map(str, (*before, report.difference)))
    counts = 1 + (report.recounted is not None) + len(report.other_counts)
    text = "%1" if counts == 1 else QCoreApplication.translate("shift", "%1 (%2 counts)")
    return text.replace("%1", off).replace("%2", str(counts))
