"""What the pages of the window want of each other: a slip, a customer, a doubt, the next sale."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton

from vendingdesk.domain.sale import Sale
from vendingdesk.ui.lookout import Lookout
from vendingdesk.ui.main_window import MainWindow
from vendingdesk.ui.slip_desk import SlipDesk
from vendingdesk.ui.vends import Vends


class PageLinks:
    """Joins the pages of one window; kept by the application, because a signal holds no one that is not Qt's.

    ``sign_in`` opens the sign-in again; it is asked by a page whose session is over.
    """

    def __init__(
        self, window: MainWindow, vends: Vends, slips: SlipDesk, lookout: Lookout, sign_in: Callable[[], None]
    ) -> None:
        self._window = window
        self._vends = vends
        self._slips = slips
        self._lookout = lookout
        for page in (window.sell, window.tokens):
            page.sign_in_wanted.connect(sign_in)
            page.customer_wanted.connect(self._on_customer_wanted)
            page.slip_wanted.connect(slips.ask)
            page.doubt_wanted.connect(self._on_doubt_wanted)
            page.result.next_wanted.connect(window.seen)
            page.begun.connect(lambda: window.over("slip", "unseen"))
        window.late.slip_wanted.connect(slips.ask)
        window.late.acknowledged.connect(lambda _vend: window.seen())
        for books in (window.history, window.doubts):
            books.slip_wanted.connect(slips.ask)
        window.history.table.chosen.connect(self._on_sale)
        doubts = window.doubts.model
        row_changed = window.doubts.table.selectionModel().currentRowChanged
        row_changed.connect(lambda row: self._on_sale(doubts.rows[row.row()] if row.isValid() else None))
        window.history.doubt_wanted.connect(self._on_doubt_wanted)
        window.doubts.settled.connect(self._on_settled)
        window.doubts.result.acknowledged.connect(lambda: window.over("slip"))
        vends.answered.connect(self._on_answered)
        window.meters.sell_wanted.connect(self._on_sell_wanted)
        window.meters.customer_saved.connect(self._on_customer_saved)
        window.meters.doubt_wanted.connect(self._on_doubt_wanted)
        window.tokenhelp.sale_wanted.connect(self._on_sale_wanted)
        window.settings.unsaved.connect(self._on_unsaved)
        for asking in (window.history, window.doubts):
            asking.rejected_wanted.connect(self._on_rejected_wanted)

    def _on_answered(self) -> None:
        """A sale came to its end, wherever it is shown."""
        self._window.doubts.mark_stale()
        self._window.sell.refresh_meter()
        self._window.tokens.refresh_meter()
        self._lookout.look()

    def _on_settled(self, sale: Sale) -> None:
        """A doubt came to its end: what was said of it elsewhere is over."""
        self._vends.settled(sale)
        for page in (self._window.sell, self._window.tokens):
            page.doubt_ended(sale)
        self._window.over("slip", "start", "unseen")
        self._on_answered()

    def _on_unsaved(self, unsaved: bool) -> None:
        """The entry of the settings says that something there is not saved yet."""
        entry = self._window.findChild(QPushButton, "nav.settings")
        assert entry is not None  # noqa: S101 - every page has one
        name = entry.accessibleName()
        entry.setText(f"{name} ●" if unsaved else name)
        entry.setAccessibleDescription(entry.tr("Changes are not saved yet") if unsaved else "")

    def _on_sale(self, sale: Sale | None) -> None:
        """Another sale in front: what was said of the slip of the one before is said of nothing here."""
        if sale is not None and sale.uid != self._slips.sale_uid:
            self._window.over("slip")

    def _on_doubt_wanted(self, receipt_no: str) -> None:
        self._window.show_page("doubts")
        self._window.doubts.select(receipt_no)

    def _on_sale_wanted(self, receipt_no: str) -> None:
        self._window.show_page("history")
        self._window.history.show_receipt(receipt_no)

    def _on_rejected_wanted(self, sale: Sale) -> None:
        self._window.show_page("tokenhelp")
        self._window.tokenhelp.start_guide(sale)

    def _on_customer_wanted(self, meter: str) -> None:
        self._window.show_page("meters")
        self._window.meters.edit(meter)

    def _on_customer_saved(self) -> None:
        self._window.sell.refresh_meter()
        self._window.tokens.refresh_meter()

    def _on_sell_wanted(self, meter: str) -> None:
        self._window.show_page("sell")
        self._window.sell.look_at(meter)
