"""The list of History: scrolls over everything that fits, reads what comes into sight, and follows the journal."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView

from vendingdesk import sts
from vendingdesk.counter.find_sales import AT_ONCE, FindSales
from vendingdesk.counter.found_sales import FoundSales
from vendingdesk.domain.errors import UserCancelled, VendingDeskError
from vendingdesk.domain.sale import Sale
from vendingdesk.domain.sale_filter import SaleFilter
from vendingdesk.ui import words
from vendingdesk.ui.sales_model import SalesModel
from vendingdesk.ui.table import Column, RowsTable
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.theme import SIZES

CLOSE = SIZES.gap + 2
"""Pixels beside the text of a cell: with a bar for the whole book, a small screen has no more."""


class SalesTable(RowsTable):
    """``chosen`` carries the sale in front, or None, also when it changed; ``looked`` tells that more is known.

    ``failed`` carries a sentence.
    """

    chosen = Signal(object)
    looked = Signal()
    failed = Signal(str)

    def __init__(self, find: FindSales, tasks: TaskRegistry, till: str) -> None:
        self.sales = SalesModel(
            till,
            [
                Column(self.tr("Receipt"), lambda sale: sale.receipt_no),
                Column(self.tr("When"), lambda sale: words.moment(sale.prepared_at)),
                Column(self.tr("Meter"), lambda sale: sts.group_meter(sale.order.meter)),
                Column(self.tr("What"), lambda sale: words.in_short(sale.order), right=True),
                Column(self.tr("Result"), words.result_word),
            ],
        )
        super().__init__("history.table", self.tr("Sales"), self.sales, stretch=3)
        self.fit(
            ["K01-000000", "00 Mmm 0000 00:00", "0000 0000 0000 0", "0000.00 USD", "Recovered"], drop=[1], slack=CLOSE
        )
        self._find = find
        self._tasks = tasks
        self._searching, self._reading, self._following = object(), object(), object()
        self._beginning = False
        self._busy = self._heeding = False
        self._in_front = 0
        self._news: set[int] = set()
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.timeout.connect(self._on_look)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._look.start())
        self.selectionModel().currentRowChanged.connect(lambda row: self._on_row(row.row()))
        self.destroyed.connect(find.when_changed(self._on_news))

    @property
    def found(self) -> FoundSales | None:
        """The search whose rows stand there."""
        return self.sales.found

    @property
    def settled(self) -> bool:
        """Whether nothing is looked for or read any more."""
        found = self.found
        return found is not None and found.over and not (self._beginning or self._busy or self._look.isActive())

    def search(self, wanted: SaleFilter) -> None:
        """Show what fits; the sale in front stays there if it does."""
        if not self._tasks.open:
            return
        self._tasks.cancel_owned(self._searching)
        self._beginning = True
        self._tasks.start(self._search(wanted), name="history: search", owner=self._searching)

    async def _search(self, wanted: SaleFilter) -> None:
        try:
            found = await self._find.begin(wanted)
            self._show(found, await self._find.first(found))
            while not found.over:
                more = await self._find.further(found)
                self.sales.extend_numbers(more)
                if self._in_front == 0 and more:
                    self.selectRow(0)
                self._tell()
        except UserCancelled:
            return  # the books are being closed
        except VendingDeskError as error:
            self._beginning = False
            self.failed.emit(words.fault_text(error))
        except Exception:
            self._beginning = False
            self._say_bug()
            raise

    def _say_bug(self) -> None:
        self.failed.emit(
            self.tr(
                "The sales could not be read: something went wrong inside the program. Press “Check the journal”; "
                "if nothing is found wrong, open History again."
            )
        )

    def _show(self, found: FoundSales, numbers: Sequence[int]) -> None:
        kept, self._in_front = self._in_front, 0
        self.sales.begin(found, numbers)
        self._beginning = False
        row = max(self.sales.row_of(kept), 0)
        if len(found.numbers):
            self.selectRow(row)
        else:
            self.chosen.emit(None)
        self._follow()
        self._tell()

    def _tell(self) -> None:
        self._look.start()
        self.looked.emit()

    # What is in sight.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Nothing but the interpreter's lock, taken once: else every cell waits for it behind a thread that reads."""
        super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another height shows other rows."""
        super().resizeEvent(event)
        self._look.start()

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Home and End are the newest and the oldest sale: a row is chosen as a whole, so no column is an end."""
        match action:
            case QAbstractItemView.CursorAction.MoveHome:
                return self.sales.index(0, 0)
            case QAbstractItemView.CursorAction.MoveEnd:
                return self.sales.index(self.sales.rowCount() - 1, 0)
        return super().moveCursor(action, modifiers)

    def _sight(self) -> tuple[int, int]:
        """The first and the last row that are seen."""
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        return max(first, 0), last if last >= 0 else self.sales.rowCount() - 1

    def _wanting(self) -> list[int]:
        """Sales to read: in sight, in front, then a screen around."""
        first, last = self._sight()
        row, around = self.sales.row_of(self._in_front), last - first + 1
        return (
            self.sales.unread(first, last, AT_ONCE)
            or (self.sales.unread(row, row, 1) if row >= 0 else [])
            or self.sales.unread(first - around, last + around, AT_ONCE)
        )

    def _on_look(self) -> None:
        if self._tasks.open and not self._busy and self._wanting():
            self._busy = True
            self._tasks.start(self._read(), name="history: rows", owner=self._reading)

    async def _read(self) -> None:
        """Read rows until there are none to read; those that went by meanwhile are left out."""
        try:
            while numbers := self._wanting():
                sales = await self._find.sales(numbers)
                self.sales.keep(sales)
                self._offer(sales)
                if len(sales) < len(numbers):
                    break  # no sale of this book is ever taken out of it
        except UserCancelled:
            return
        except VendingDeskError as error:
            self.failed.emit(words.fault_text(error))
        except Exception:
            self._say_bug()
            raise
        finally:
            self._busy = False

    def _offer(self, sales: Sequence[Sale]) -> None:
        for sale in sales:
            if sale.number == self._in_front:
                self.chosen.emit(sale)

    def _on_row(self, row: int) -> None:
        found = self.found
        if found is None or not 0 <= row < len(found.numbers):
            self._in_front = 0
            return
        self._in_front = found.numbers[row]
        sale = self.sales.sale(row)
        if sale is not None:
            self.chosen.emit(sale)
        else:
            self._look.start()

    # What the journal writes meanwhile.

    def _on_news(self, numbers: tuple[int, ...]) -> None:
        self._news.update(numbers)
        self._follow()

    def _follow(self) -> None:
        free = self.found is not None and not self._heeding and not self._beginning
        if self._news and free and self._tasks.open:
            self._heeding = True
            self._tasks.start(self._heed(), name="history: news", owner=self._following)

    async def _heed(self) -> None:
        """Read the sales that were written, and only those; rows and selection stay where they are."""
        try:
            while self._news and not self._beginning:
                numbers = sorted(self._news, reverse=True)[:AT_ONCE]
                self._news.difference_update(numbers)
                for sale in await self._find.sales(numbers):
                    self._put(sale)
                self._tell()
        except UserCancelled:
            return
        except VendingDeskError as error:
            self.failed.emit(words.fault_text(error))
        except Exception:
            self._say_bug()
            raise
        finally:
            self._heeding = False

    def _put(self, sale: Sale) -> None:
        """Show a sale as it is now; what is read further down stays in sight."""
        bar = self.verticalScrollBar()
        before, above = self.sales.rowCount(), bar.value()
        row = self.sales.put(sale)
        grown = self.sales.rowCount() - before
        if row is not None and grown and above and row <= above:
            bar.setValue(above + grown)
        if not self.sales.rowCount():
            self.chosen.emit(None)
        elif self._in_front == 0:
            self.selectRow(0)
        elif sale.number == self._in_front:
            self.chosen.emit(sale)
