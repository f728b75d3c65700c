"""What was sold and asked: newest first, one in full beside it, its slip again."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from vendingdesk import sts
from vendingdesk.counter.desk import Desk
from vendingdesk.counter.history import Page
from vendingdesk.domain.errors import VendingDeskError
from vendingdesk.domain.outcome import Declined, Issued
from vendingdesk.domain.sale import Sale, VendState
from vendingdesk.ui import words
from vendingdesk.ui.parts import (
    MessageLine,
    TokenLabel,
    button,
    field,
    frame,
    kept_room,
    label,
    page_margins,
    restyle,
    spaced,
)
from vendingdesk.ui.table import Column, RowsModel, RowsTable
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.theme import SIZES

TYPING_PAUSE_MS = 150
"""Search when the fingers rest, not at every key."""

_MOODS = {
    VendState.ISSUED: "good",
    VendState.RECOVERED: "good",
    VendState.SENDING: "warning",
    VendState.IN_DOUBT: "danger",
    VendState.LOST: "danger",
}


class HistoryPage(QWidget):
    """A page of sales; ``slip_wanted`` carries the sale and the medium."""

    slip_wanted = Signal(object, str)

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
                Column(self.tr("What"), lambda sale: words.ordered(sale.order), right=True),
                Column(self.tr("Result"), lambda sale: words.state_word(sale.state)),
            ]
        )
        self.table = RowsTable("history.table", self.tr("Sales"), self.model, stretch=3)
        self.table.fit(["K01-000000", "00 Mmm 0000 00:00", "0000 0000 0000 0", "0000.00 USD", "Recovered"], drop=[1])
        self.more = button("history.more", self.tr("Older sales"))
        self.message = MessageLine("history.message")
        self.detail = _SaleDetail()
        left = QVBoxLayout()
        spaced(left, gap=8)
        left.addWidget(label(self.tr("History"), "title"))
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
        self.search.textChanged.connect(lambda: self._pause.start(TYPING_PAUSE_MS))
        self.search.returnPressed.connect(self.reload)
        self.more.clicked.connect(self._on_more)
        self.table.selectionModel().currentRowChanged.connect(lambda row: self._on_row(row.row()))
        self.detail.print.clicked.connect(lambda: self._ask_slip("print"))
        self.detail.pdf.clicked.connect(lambda: self._ask_slip("pdf"))

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
            self.detail.show_sale(self.model.rows[row])

    def _ask_slip(self, medium: str) -> None:
        if self.detail.sale is not None:
            self.slip_wanted.emit(self.detail.sale, medium)


def _grouped(flow: str) -> str:
    """In groups of six, as slips have it: so many digits in a row could pass for a token."""
    return " ".join(flow[at : at + 6] for at in range(0, len(flow), 6))


class _SaleDetail(QWidget):
    """One sale in full."""

    def __init__(self) -> None:
        super().__init__()
        self.sale: Sale | None = None
        card = frame("card")
        card.setFixedWidth(SIZES.card_width)
        self._title = label("", "title")
        self._state = label("", "good", wrap=True)
        self._token = TokenLabel("history.token")
        self._grid = QGridLayout()
        spaced(self._grid, gap=6)
        self._grid.setHorizontalSpacing(SIZES.gap)
        self._grid.setColumnStretch(1, 1)
        self._lines = [(label("", "muted"), label("", "", wrap=True)) for _ in range(8)]
        for row, (left, right) in enumerate(self._lines):
            self._grid.addWidget(left, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(right, row, 1)
        self.print = button("history.print", self.tr("Print slip again"))
        self.pdf = button("history.pdf", self.tr("Save PDF"))
        inside = QVBoxLayout(card)
        spaced(inside, margin=SIZES.gutter - 4, gap=8)
        for part in (self._title, self._state, self._token):
            inside.addWidget(part)
        inside.addLayout(self._grid)
        inside.addWidget(self.print)
        inside.addWidget(self.pdf)
        outside = QVBoxLayout(self)
        spaced(outside)
        outside.addWidget(card)
        kept_room(self)
        self.hide()

    def show_sale(self, sale: Sale) -> None:
        """Fill the card."""
        self.sale = sale
        self._title.setText(sale.receipt_no)
        reason, server = words.explanation(sale)
        self._state.setText(
            " ".join(part for part in (words.state_word(sale.state), "–" if reason else "", reason) if part)
        )
        restyle(self._state, role=_MOODS.get(sale.state, "muted"))
        self._token.setText(words.token_text(sale))
        self._token.setVisible(bool(sale.tokens))
        flow = sale.outcome.flow_no if isinstance(sale.outcome, Issued) else ""
        reason_given = sale.order.management.reason if sale.order.management else ""
        # Only a refusal is in the server's words; anything else is what this till noticed.
        said_by = self.tr("Server") if isinstance(sale.outcome, Declined) else self.tr("Detail")
        facts = [
            (self.tr("When"), words.moment(sale.prepared_at)),
            (self.tr("Meter"), sts.group_meter(sale.order.meter)),
            (self.tr("Customer"), sale.order.customer),
            (self.tr("What"), words.ordered(sale.order)),
            (self.tr("Reason"), reason_given),
            (self.tr("By"), sale.order.operator),
            (said_by, server) if server else (self.tr("Flow no."), _grouped(flow)),
            (self.tr("Request"), sale.order.request_id[:8]),
        ]
        for (left, right), (name, value) in zip(self._lines, facts, strict=True):
            left.setText(name)
            right.setText(value)
            left.setVisible(bool(value))
            right.setVisible(bool(value))
        has_slip = bool(sale.tokens) or sale.state in {VendState.IN_DOUBT, VendState.SENDING}
        self.print.setVisible(has_slip)
        self.pdf.setVisible(has_slip)
        self.show()
