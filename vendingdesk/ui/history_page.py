"""What was sold and asked: newest first, one in full beside it, its slip again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.domain.errors import VendingDeskError
from vendingdesk.domain.sale import Sale
from vendingdesk.domain.sale_filter import SaleFilter
from vendingdesk.ui import filter_words, words
from vendingdesk.ui.checking import JournalCheck
from vendingdesk.ui.history_filter import HistoryFilter
from vendingdesk.ui.parts import MessageLine, button, hold, label, page_margins, spaced
from vendingdesk.ui.sale_detail import SaleDetail
from vendingdesk.ui.sales_table import SalesTable
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.waiting import wait_dialog


class HistoryPage(QWidget):
    """All sales, or those that are looked for; ``slip_wanted`` carries the sale and the medium.

    ``doubt_wanted`` carries a receipt number, ``rejected_wanted`` a sale whose token a meter does not take.
    """

    slip_wanted = Signal(object, str)
    doubt_wanted = Signal(str)
    rejected_wanted = Signal(object)

    def __init__(self, desk: Desk, tasks: TaskRegistry) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self._begun = False
        self._exporting = False
        self.setProperty("role", "ground")
        self.filter = HistoryFilter(desk, tasks)
        self.search = self.filter.search
        self.table = SalesTable(desk.find_sales, tasks, desk.setup.till)
        self.model = self.table.sales
        self.message = MessageLine("history.message")
        self.detail = SaleDetail()
        self.check = JournalCheck(desk.check_journal, tasks)
        self.save = button("history.statement", self.tr("Save as PDF…"))
        self.export = button("history.list", self.tr("Save list…"))
        self.export.setDisabled(True)
        self._lay_out()
        desk.guard.when_changed(self._on_looked)  # who stands here now may see other totals
        self.save.clicked.connect(self._on_save)
        self.export.clicked.connect(self._on_export)
        self.filter.changed.connect(self._look)
        self.table.chosen.connect(self._on_chosen)
        self.table.looked.connect(self._on_looked)
        self.table.failed.connect(self._on_failed)
        self.detail.print.clicked.connect(lambda: self._ask_slip("print"))
        self.detail.open.clicked.connect(self._on_open)
        self.detail.rejected.clicked.connect(lambda: self.rejected_wanted.emit(self.detail.sale))
        self.detail.pdf.clicked.connect(lambda: self._ask_slip("pdf"))
        self.detail.preview.clicked.connect(lambda: self._ask_slip("preview"))

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        spaced(left, gap=8)
        head = QHBoxLayout()
        spaced(head)
        head.addWidget(label(self.tr("History"), "title"), 1)
        head.addWidget(self.save)
        head.addWidget(self.check.pressed)
        left.addLayout(head)
        left.addWidget(self.check)
        left.addWidget(self.filter)
        left.addWidget(self.table, 1)
        foot = QHBoxLayout()
        spaced(foot)
        foot.addWidget(self.message, 1)
        foot.addWidget(self.export)
        left.addLayout(foot)
        right = QVBoxLayout()
        spaced(right)
        right.addWidget(self.detail)
        right.addStretch(1)
        layout = QHBoxLayout(self)
        page_margins(layout)
        layout.addLayout(left, 1)
        layout.addLayout(right)

    def first_field(self) -> QWidget:
        """Where the cursor goes when the page is shown."""
        return self.search

    def shown(self) -> None:
        """The page is in front: what it shows is looked for once, and from then on follows the journal."""
        self.filter.shown()
        if not self._begun:
            self._look()

    def show_receipt(self, receipt_no: str) -> None:
        """Look for one sale; typed into the search, so that the person sees why the others are gone."""
        self.filter.look_for(receipt_no)

    @property
    def settled(self) -> bool:
        """Whether what is wanted stands there, and nothing is looked for or read any more."""
        return self._begun and self.table.settled and not self.filter.pausing

    def _look(self) -> None:
        self._begun = True
        self.table.search(self.filter.wanted)

    def _on_failed(self, text: str) -> None:
        self._begun = False  # said until it is tried again: when the page is shown, or others are wanted
        self.message.say(text)

    def _on_looked(self) -> None:
        """Say what is shown, or what to do about nothing."""
        found = self.table.found
        if found is None:
            return
        wanted = found.search.wanted
        self.export.setEnabled(bool(found.numbers) and not self._exporting)
        if not self._begun:
            return
        said = filter_words.sentence(found, self._desk.find_sales.sold(found), self._desk.clock.now().date())
        if len(found.numbers) or not found.over:
            self.message.say(said, "muted")
        elif wanted == SaleFilter():
            self.message.say(self.tr("Nothing sold yet. The first sale will stand here."), "muted")
        elif wanted == SaleFilter(text=wanted.text):
            self.message.say(
                self.tr("Nothing found. Search by receipt number, meter number or its last digits."), "muted"
            )
        else:
            self.message.say(
                self.tr("Nothing found for: %1. Change one of these, or press “Show all”.").replace(
                    "%1", ", ".join(filter_words.conditions(wanted, self._desk.clock.now().date()))
                ),
                "muted",
            )

    def _on_chosen(self, sale: Sale | None) -> None:
        self._tasks.cancel_owned(self)
        if sale is None:
            self.detail.sale = None
            self.detail.hide()
            return
        self.filter.met(sale)
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
        # Nobody owns it: another sale in front must not close it.
        self._tasks.start(self._save(hold(self.save)), name="history: save")

    async def _save(self, release: Callable[[], None]) -> None:
        from vendingdesk.ui.statement_dialog import StatementDialog

        dialog = StatementDialog(self._desk, self._tasks, self, self.detail.sale)
        try:
            await wait_dialog(dialog)
        finally:
            release()
            dialog.deleteLater()

    def _on_export(self) -> None:
        self._exporting = True
        self._tasks.start(self._export(hold(self.export)), name="history: list")

    async def _export(self, release: Callable[[], None]) -> None:
        from vendingdesk.ui.export_dialog import SalesListDialog

        wanted = self.filter.wanted
        about = ", ".join(filter_words.conditions(wanted, self._desk.clock.now().date()))
        dialog = SalesListDialog(self._desk, self._tasks, self, wanted, about)
        try:
            await wait_dialog(dialog)
        finally:
            self._exporting = False
            release()
            self.export.setDisabled(self.model.rowCount() == 0)
            dialog.deleteLater()

    def _on_open(self) -> None:
        if self.detail.sale is not None:
            self.doubt_wanted.emit(self.detail.sale.receipt_no)

    def _ask_slip(self, medium: str) -> None:
        if self.detail.sale is not None:
            self.slip_wanted.emit(self.detail.sale, medium)
