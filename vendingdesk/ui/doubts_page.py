"""Sales whose result is unknown: the oldest first, each with what is known of it and its three ways out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from vendingdesk import sts
from vendingdesk.counter.desk import Desk
from vendingdesk.counter.doubts import Dossier
from vendingdesk.domain.errors import VendingDeskError
from vendingdesk.domain.key_change import KeyChangeSet
from vendingdesk.domain.sale import Sale
from vendingdesk.ui import words
from vendingdesk.ui.doubt_card import DoubtCard
from vendingdesk.ui.form_dialog import FormDialog
from vendingdesk.ui.parts import MessageLine, button, label, page_margins, spaced
from vendingdesk.ui.refunds import Refunds
from vendingdesk.ui.settled_panel import SettledPanel
from vendingdesk.ui.settling import LostDialog, NoteDialog, NotIssuedDialog, RecoverDialog, SettleDialog
from vendingdesk.ui.table import Column, RowsModel, RowsTable
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.waiting import wait_dialog

AGE_MS = 20_000
"""Milliseconds between two looks at how old each doubt is."""

OPEN_DROP, ENDED_DROP = (6, 5, 3, 4), (5, 3, 0, 4)
"""Columns that go on a narrow screen, the first first: of an open doubt the result is the same in every row."""

MakeDialog = Callable[[Desk, TaskRegistry, QWidget, Dossier], FormDialog]


class DoubtsPage(QWidget):
    """Lists doubts and settles them.

    ``settled`` carries the sale whose doubt ended; ``slip_wanted`` the sale and the medium;
    ``rejected_wanted`` one whose token a meter does not take.
    """

    settled = Signal(object)
    slip_wanted = Signal(object, str)
    rejected_wanted = Signal(object)

    def __init__(self, desk: Desk, tasks: TaskRegistry, card: DoubtCard, result: SettledPanel) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self._stale = True
        self._wanted = ""
        self.setProperty("role", "ground")
        self.open = button("doubts.open", self.tr("Open doubts"), role="switch")
        self.ended = button("doubts.ended", self.tr("Settled doubts"), role="switch")
        for each in (self.open, self.ended):
            each.setCheckable(True)
        self.open.setChecked(True)
        self.model: RowsModel[Sale] = RowsModel(
            [
                Column(self.tr("Age"), self._age, right=True),
                Column(self.tr("Receipt"), lambda sale: sale.receipt_no),
                Column(self.tr("Meter"), lambda sale: sts.group_meter(sale.order.meter)),
                Column(self.tr("Customer"), lambda sale: sale.order.customer),
                Column(self.tr("What"), lambda sale: words.in_short(sale.order), right=True),
                Column(self.tr("Sold by"), lambda sale: sale.order.operator),
                Column(self.tr("Result"), lambda sale: words.state_word(sale.state)),
            ]
        )
        self.table = RowsTable("doubts.table", self.tr("Doubts"), self.model, stretch=2)
        samples = ["100 days", "K01-000000", "0000 0000 0000 0", "Okonkwo, Blessing", "Key change 0/0", "operator"]
        self.table.fit([*samples, "Recovered"], drop=OPEN_DROP)
        self.message = MessageLine("doubts.message", lines=2)
        self.card = card
        self.result = result
        self._refunds = Refunds(desk, tasks, self, self.message)
        self._refunds.follow(self.card.refund, lambda: self.card.sale, lambda _given: self.table.setFocus())
        self._settled_refunds = Refunds(desk, tasks, self, self.result.message)
        self._settled_refunds.follow(self.result.refund, lambda: self.result.sale, self.result.tell_given)
        self._lay_out()
        self._ages = QTimer(self)
        self._ages.timeout.connect(self.model.touch)
        self.open.clicked.connect(lambda: self._show_ended(ended=False))
        self.ended.clicked.connect(lambda: self._show_ended(ended=True))
        self.table.selectionModel().currentRowChanged.connect(lambda row: self._on_row(row.row()))
        self.result.acknowledged.connect(self._on_acknowledged)
        self.result.slip_wanted.connect(self.slip_wanted)
        self.result.rejected_wanted.connect(self.rejected_wanted)
        for pressed, dialog in (
            (self.card.note, NoteDialog),
            (self.card.recover, RecoverDialog),
            (self.card.not_issued, NotIssuedDialog),
            (self.card.lost, LostDialog),
        ):
            pressed.clicked.connect(lambda _checked=False, make=dialog: self._begin(make))
        self.card.print.clicked.connect(lambda: self._ask_slip("print"))
        self.card.pdf.clicked.connect(lambda: self._ask_slip("pdf"))
        self.card.preview.clicked.connect(lambda: self._ask_slip("preview"))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        spaced(head, gap=8)
        head.addWidget(label(self.tr("Doubts"), "title"), 1)
        head.addWidget(self.open)
        head.addWidget(self.ended)
        listed = QWidget()
        left = QVBoxLayout()
        spaced(left, gap=8)
        left.addLayout(head)
        left.addWidget(self.message)
        left.addWidget(self.table, 1)
        left.addStretch()  # takes the room of a table that is not there
        beside = QHBoxLayout(listed)
        page_margins(beside)
        beside.addLayout(left, 1)
        beside.addWidget(self.card)
        ending = QWidget()
        alone = QVBoxLayout(ending)
        page_margins(alone)
        alone.addWidget(self.result)
        alone.addStretch(1)
        self._front = QStackedLayout(self)
        self._front.addWidget(listed)
        self._front.addWidget(ending)

    # Shown and read.

    def first_field(self) -> QWidget:
        """Where the cursor goes when the page is shown."""
        if self.result.sale is not None:
            return self.result.done
        return self.table if self.model.rows else self.open

    def select(self, receipt_no: str) -> None:
        """Show one open doubt, as soon as the list is read."""
        self._wanted = receipt_no
        self._front.setCurrentIndex(0)  # what was settled comes back with the page
        self.table.setFocus()
        self._show_ended(ended=False)

    def mark_stale(self) -> None:
        """A sale came or changed: read again, now or when the page is shown."""
        self._stale = True
        if self.isVisible():
            self.reload()

    def shown(self) -> None:
        """The page is in front: read only if something changed since; what was settled stands there until seen."""
        self._front.setCurrentIndex(0 if self.result.sale is None else 1)
        if self._stale:
            self.reload()
        if self.result.sale is not None:  # what holds its meter may be another doubt by now
            self._tasks.start(self._look_at_meter(self.result.sale), name="doubts: meter", owner=self.result)

    def showEvent(self, event: QShowEvent) -> None:
        """In front: ages go on."""
        super().showEvent(event)
        self.model.touch()
        self._ages.start(AGE_MS)

    def hideEvent(self, event: QHideEvent) -> None:
        """Behind another page: nobody looks at ages."""
        super().hideEvent(event)
        self._ages.stop()

    def reload(self) -> None:
        """Read the list again."""
        self._tasks.cancel_owned(self)
        self._tasks.start(self._load(), name="doubts: list", owner=self)

    def _age(self, sale: Sale) -> str:
        return words.age(max(self._desk.clock.now() - (sale.concluded_at or sale.prepared_at), timedelta()))

    def _show_ended(self, *, ended: bool) -> None:
        self.open.setChecked(not ended)
        self.ended.setChecked(ended)
        self.table.drop_first(ENDED_DROP if ended else OPEN_DROP)
        self.reload()

    async def _load(self) -> None:
        try:
            doubts = self._desk.doubts
            sales = await (doubts.settled() if self.ended.isChecked() else doubts.open())
        except VendingDeskError as error:
            self.message.say(words.fault_text(error))
            return
        self._stale = False
        shown = self.card.sale.receipt_no if self.card.sale is not None else ""
        wanted, self._wanted = self._wanted or shown, ""
        self.model.replace(sales)
        self.table.setVisible(bool(sales))
        if not sales:
            self.card.clear()
        self.table.selectRow(next((at for at, sale in enumerate(sales) if sale.receipt_no == wanted), 0))
        if sales:
            self.message.say(
                self.tr("A token may exist for each of these. Ask the utility, oldest first.")
                if self.open.isChecked()
                else self.tr("Doubts that came to an end, newest sale first."),
                "muted",
            )
        else:
            self.message.say(
                self.tr(
                    "All is well: the result of every sale is known. A sale whose result is unknown would stand here."
                )
                if self.open.isChecked()
                else self.tr("No doubt was settled at this till yet."),
                "muted",
            )

    def _on_row(self, row: int) -> None:
        if 0 <= row < len(self.model.rows):
            self._tasks.cancel_owned(self.card)
            self._tasks.start(self._look(self.model.rows[row]), name="doubts: one", owner=self.card)

    async def _look(self, sale: Sale) -> None:
        try:
            dossier = await self._desk.doubts.dossier(sale)
            self.card.show_dossier(dossier, await self._desk.key_change.set_of(dossier.sale))
            await self._refunds.look(self.card.refund, dossier.sale)
        except VendingDeskError as error:
            self.message.say(words.fault_text(error))

    # Acted on.

    def _begin(self, make: MakeDialog) -> None:
        if self.card.dossier is not None:
            self.card.set_busy(busy=True)
            self._tasks.start(self._ask(make, self.card.dossier), name="doubts: dialog")

    async def _ask(self, make: MakeDialog, dossier: Dossier) -> None:
        dialog = make(self._desk, self._tasks, self.window(), dossier)
        try:
            if await wait_dialog(dialog) != QDialog.DialogCode.Accepted.value:
                return
            if isinstance(dialog, SettleDialog) and dialog.settled is not None:
                await self._show_settled(dialog.settled)
            else:
                await self._look(dossier.sale)
        finally:
            dialog.deleteLater()
            self.card.set_busy(busy=False)

    async def _show_settled(self, sale: Sale) -> None:
        held: tuple[Sale, ...] = ()
        change: KeyChangeSet | None = None
        try:
            held = (await self._desk.meters.look_up(sale.order.meter)).doubts
            change = await self._desk.key_change.set_of(sale)
            await self._settled_refunds.look(self.result.refund, sale)
        except VendingDeskError as error:
            self.message.say(words.fault_text(error))
        self.result.show_sale(sale, held, change)
        self._front.setCurrentIndex(1)
        self.result.done.setFocus()
        self._stale = True
        self.settled.emit(sale)

    async def _look_at_meter(self, sale: Sale) -> None:
        try:
            held = (await self._desk.meters.look_up(sale.order.meter)).doubts
            change = await self._desk.key_change.set_of(sale)
        except VendingDeskError as error:
            self.message.say(words.fault_text(error))
            return
        if self.result.sale is sale:
            self.result.tell_meter(sale, held, change)

    def _on_acknowledged(self) -> None:
        self._front.setCurrentIndex(0)
        self.reload()
        self.first_field().setFocus()

    def _ask_slip(self, medium: str) -> None:
        if self.card.sale is not None:
            self.slip_wanted.emit(self.card.sale, medium)
