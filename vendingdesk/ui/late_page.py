"""A late answer in full: what became of a sale while the counter served somebody else."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vendingdesk.ui.parts import label, page_margins, spaced
from vendingdesk.ui.result_panel import ResultPanel
from vendingdesk.ui.vend_words import facts
from vendingdesk.ui.vends import Vend


class LatePage(QWidget):
    """Shows one end at a time; ``shown`` says that one is in front, ``acknowledged`` carries one that was seen.

    ``slip_wanted`` carries the sale and the medium. ``put_away`` says that another page came to the front.
    """

    shown = Signal()
    acknowledged = Signal(object)
    slip_wanted = Signal(object, str)
    put_away = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.vend: Vend | None = None
        self.setProperty("role", "ground")
        self.title = label("", "title")
        self.which = label("", "", wrap=True)
        self.which.setObjectName("late.which")
        self.result = ResultPanel()
        # Its form may hold another sale by now: what is missing is asked for there, by whoever stands at the counter.
        self.result.offers_rest = False
        layout = QVBoxLayout(self)
        page_margins(layout)
        spaced_head = QVBoxLayout()
        spaced(spaced_head, gap=8)
        for part in (self.title, self.which, self.result):
            spaced_head.addWidget(part)
        spaced_head.addStretch(1)
        layout.addLayout(spaced_head)
        self.result.next_wanted.connect(self._on_next)
        self.result.slip_wanted.connect(self._ask_slip)

    def narrow(self) -> None:
        """All of it stands below each other already."""

    def show_vend(self, vend: Vend) -> None:
        """Fill the page."""
        self.vend = vend
        self.title.setText(self.tr("Found after the last run") if vend.found else self.tr("Late answer"))
        self.which.setText(facts(vend.order))
        self.result.show_end(vend)
        self.result.again.hide()  # tried again there, too

    def showEvent(self, event: QShowEvent) -> None:
        """In front: this page's result is the one that is found by name."""
        super().showEvent(event)
        self.result.bear_names(borne=True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Behind another page."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.result.bear_names(borne=False)
            self.put_away.emit()

    def _on_next(self) -> None:
        if self.vend is not None:
            self.acknowledged.emit(self.vend)

    def _ask_slip(self, medium: str) -> None:
        if self.result.sale is not None:
            self.slip_wanted.emit(self.result.sale, medium)
