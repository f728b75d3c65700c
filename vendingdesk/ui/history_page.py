"""What was sold and asked: newest first, one in full beside it, its slip again."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vendingdesk import sts
from vendingdesk.counter.desk import Desk
from vendingdesk.counter.history import Page
from vendingdesk.domain.errors import VendingDeskError
from vendingdesk.domain.sale import Sale
from vendingdesk.ui import words
from vendingdesk.ui.checking import JournalCheck
from vendingdesk.ui.parts import MessageLine, button, field, label, page_margins, spaced
from vendingdesk.ui.sale_detail import SaleDetail
from vendingdesk.ui.table import Column, RowsModel, RowsTable
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.waiting import wait_dialog

TYPING_PAUSE_MS = 150
"""Search when the fingers rest, not at every key."""


class HistoryPage(QWidget):
    """A page of sales; ``slip_wanted`` carries the sale and the medium, ``doubt_wanted`` a receipt number.

    ``rejected_wanted`` carries a sale whose token a meter does not take.
    """

    slip_wanted = Signal(object, str)
    doubt_wanted = Signal(str)
    rejected_wanted = Signal(object)

    def __init__(self, desk: Desk, tasks: TaskRegistry) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self._stale = True
        self.setProperty("role", "ground")
        self.search = field("history.search", self.tr("Search"))
        self.search.setPlaceholderText(self.tr("Receipt number, meter number or its last digits"))
        self.model: RowsModel[Sale] = RowsModel(
            [
                Column(self.tr("Receipt"), lambda sale: sale.receipt_no),
                Column(self.tr("When"), lambda sale: words.moment(sale.prepared_at)),
                Column(self.tr("Meter"), lambda sale: sts.group_meter(sale.order.meter)),
                Column(self.tr("What"), lambda sale: words.in_short(sale.order), right=True),
                Column(self.tr("Result"), words.result_word),
            ]
        )
        self.table = RowsTable("history.table", self.tr("Sales"), self.model, stretch=3)
        self.table.fit(["K01-000000", "00 Mmm 0000 00:00", "0000 0000 0000 0", "0000.00 USD", "Recovered"], drop=[1])
        self.more = button("history.more", self.tr("Older sales"))
        self.message = MessageLine("history.message")
        self.detail = SaleDetail()
        self.check = JournalCheck(desk.check_journal, tasks)
        self.save = button("history.statement", self.tr("Save as PDF…"))
        left = QVBoxLayout()
        spaced(left, gap=8)
        head = QHBoxLayout()
        spaced(head)
        head.addWidget(label(self.tr("History"), "title"), 1)
        head.addWidget(self.save)
        head.addWidget(self.check.pressed)
        left.addLayout(head)
        left.addWidget(self.check)
        left.addWidget(self.search)
        left.addWidget(self.table, 1)
        left.addWidget(self.message)
        left.addWidget(self.more)
        right = QVBoxLayout()
        spaced(right)
        right.addWidget(self.detail)
        right.addStretch(1)
        layout = QHBoxLayout(self)
        page_margins(layout)
        layout.addLayout(left, 1)
        layout.addLayout(right)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self.reload)
        self.save.clicked.connect(self._on_save)
        self.search.textChanged.connect(lambda: self._pause.start(TYPING_PAUSE_MS))
        self.search.returnPressed.connect(self.reload)
        self.more.clicked.connect(self._on_more)
        self.table.selectionModel().currentRowChanged.connect(lambda row: self._on_row(row.row()))
        self.detail.print.clicked.connect(lambda: self._ask_slip("print"))
        self.detail.open.clicked.connect(self._on_open)
        self.detail.rejected.clicked.connect(lambda: self.rejected_wanted.emit(self.detail.sale))
        self.detail.pdf.clicked.connect(lambda: self._ask_slip("pdf"))
        self.detail.preview.clicked.connect(lambda: self._ask_slip("preview"))

    def first_field(self) -> QWidget:
        """Where the cursor goes when the page is shown."""
        return self.search

    def mark_stale(self) -> None:
        """A sale came or changed: read again, now or when the page is shown."""
        self._stale = True
        if self.isVisible():
            self.reload()

    def shown(self) -> None:
        """The page is in front: read only if something changed since."""
        if self._stale:
            self.reload()

    def show_receipt(self, receipt_no: str) -> None:
        """Look for one sale; typed into the search, so that the person sees why the others are gone."""
        self.search.setText(receipt_no)
        self.reload()

    def reload(self) -> None:
        """Read the newest page for what is searched."""
        self._pause.stop()
        self._tasks.cancel_owned(self)
        self._tasks.start(self._load(), name="history: page", owner=self)

    def _on_more(self) -> None:
        self.more.setDisabled(True)
        self._tasks.start(self._load(before=self.model.rows[-1].number), name="history: older", owner=self)

    async def _load(self, before: int = 0) -> None:
        try:
            page = await self._desk.history.page(self.search.text(), before)
        except VendingDeskError as error:
            self.message.say(words.fault_text(error))
            return
        finally:
            self.more.setDisabled(False)
        self._show(page, before)

    def _show(self, page: Page, before: int) -> None:
        self._stale = False
        if before:
            self.model.extend(page.sales)
        else:
            kept = self.detail.sale.uid if self.detail.sale else ""
            self.model.replace(page.sales)
            row = next((i for i, sale in enumerate(page.sales) if sale.uid == kept), 0)
            self.table.selectRow(row)
            self.detail.setVisible(bool(page.sales))
        self.more.setVisible(page.more)
        if self.model.rows:
            self.message.clear()
        elif self.search.text().strip():
            self.message.say(
                self.tr("Nothing found. Search by receipt number, meter number or its last digits."), "muted"
            )
        else:
            self.message.say(self.tr("Nothing sold yet. The first sale will stand here."), "muted")

    def _on_row(self, row: int) -> None:
        if 0 <= row < len(self.model.rows):
            sale = self.model.rows[row]
            self.detail.show_sale(sale)
            if sale.copies:
                self._tasks.start(self._load_slips(sale), name="history: slips", owner=self)
            if sale.order.key_change is not None:
                self._tasks.start(self._load_change(sale), name="history: key change", owner=self)

    async def _load_slips(self, sale: Sale) -> None:
        """Which slips there are of it; another may be shown by the time that it is read."""
        try:
            made = await self._desk.history.slips(sale)
        except VendingDeskError as error:
            self.message.say(words.fault_text(error))
            return
        if self.detail.sale is sale:
            self.detail.show_slips(made)

    async def _load_change(self, sale: Sale) -> None:
        """What the sale is a part of; another may be shown by the time that it is read."""
        try:
            change = await self._desk.key_change.set_of(sale)
        except VendingDeskError as error:
            self.message.say(words.fault_text(error))
            return
        if change is not None and self.detail.sale is sale:
            self.detail.show_change(change)

    def _on_save(self) -> None:
        self.save.setDisabled(True)
        # Nobody owns it: reading the page again must not close it.
        self._tasks.start(self._save(), name="history: save")

    async def _save(self) -> None:
        from vendingdesk.ui.statement_dialog import StatementDialog

        dialog = StatementDialog(self._desk, self._tasks, self, self.detail.sale)
        try:
            await wait_dialog(dialog)
        finally:
            self.save.setDisabled(False)
            dialog.deleteLater()
        self.mark_stale()

    def _on_open(self) -> None:
        if self.detail.sale is not None:
            self.doubt_wanted.emit(self.detail.sale.receipt_no)

    def _ask_slip(self, medium: str) -> None:
        if self.detail.sale is not None:
            self.slip_wanted.emit(self.detail.sale, medium)
