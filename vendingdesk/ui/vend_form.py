"""The form of a page that ends in a token: whose meter, what is wanted, and the room for the result."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from vendingdesk.counter.desk import Desk
from vendingdesk.counter.meters import MeterView
from vendingdesk.domain.errors import EnvironmentFault, Refused, VendingDeskError
from vendingdesk.ui import words
from vendingdesk.ui.compact import bring_into_sight
from vendingdesk.ui.meter_card import MeterCard
from vendingdesk.ui.meter_field import MeterField
from vendingdesk.ui.overriding import HeldRow
from vendingdesk.ui.parts import MessageLine, label, page_margins, spaced
from vendingdesk.ui.result_panel import ResultPanel
from vendingdesk.ui.shift_bar import ShiftBar
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.theme import SIZES


class VendForm(QWidget):
    """Looks meters up and holds what is typed; ``customer_wanted`` asks to edit a meter's customer.

    ``doubt_wanted`` carries the receipt number of a doubt to open.
    """

    customer_wanted = Signal(str)
    doubt_wanted = Signal(str)

    def __init__(self, desk: Desk, tasks: TaskRegistry, *, name: str, title: str) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self._name = name
        self._busy = False
        self.setProperty("role", "ground")
        self.meter = MeterField(f"{name}.meter", self.tr("Meter number"))
        self.message = MessageLine(f"{name}.message")
        self.held = HeldRow(desk, tasks, self.message, name=name)
        self.card = MeterCard(f"{name}.edit")
        self.result = ResultPanel()
        self.shift_bar = ShiftBar(desk, tasks, name)
        self.form = QWidget()
        self.form_layout = QVBoxLayout(self.form)
        spaced(self.form_layout, gap=10)
        column = QWidget()
        column.setProperty("role", "ground")
        self._left = left = QVBoxLayout(column)
        spaced(left, gap=8)
        left.addWidget(label(title, "title"))
        left.addSpacing(4)
        left.addWidget(self.shift_bar)
        left.addWidget(self.meter)
        left.addWidget(self.form)
        left.addWidget(self.message)
        left.addWidget(self.held)
        left.addWidget(self.result)
        left.addStretch(1)
        right = QVBoxLayout()
        spaced(right)
        right.addWidget(self.card)
        right.addStretch(1)
        # On a low screen a refusal below the form does not fit: then it scrolls into view, never clipped.
        self._column = column
        self._view = QScrollArea()
        self._view.setWidget(column)
        self._view.setWidgetResizable(True)
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._across = layout = QHBoxLayout(self)
        page_margins(layout)
        layout.addWidget(self._view, 1)
        layout.addLayout(right)
        self.shift_bar.opened.connect(self._on_shift_opened)
        self.meter.changed.connect(self._on_meter_changed)
        self.meter.entered.connect(self._on_meter_entered)
        self.card.doubt_wanted.connect(self.doubt_wanted)
        self.held.doubt_wanted.connect(self.doubt_wanted)
        self.card.edit.clicked.connect(lambda: self.customer_wanted.emit(self.meter.check.digits))

    def narrow(self) -> None:
        """The customer's card below the form, and the whole page as long as it is: the window scrolls it."""
        self._view.takeWidget()
        self._across.replaceWidget(self._view, self._column)
        self._view.hide()
        self._left.addWidget(self.card)
        self._across.setContentsMargins(SIZES.gap, SIZES.gap, SIZES.gap, SIZES.gap)

    def bring(self, part: QWidget) -> None:
        """Scroll to a part of the page."""
        if self._view.widget() is not None:
            self._view.ensureWidgetVisible(part)
        bring_into_sight(part)

    # What a page has of its own.

    def submit_button(self) -> QPushButton:
        """The button that starts the vend."""
        raise TypeError("a page names its button")

    def first_field(self) -> QWidget:
        """Where the cursor goes when the meter is known."""
        raise TypeError("a page names its first field")

    def clear_form(self) -> None:
        """Empty the page's own fields."""
        raise TypeError("a page clears its fields")

    # Meter and form.

    def start_over(self) -> None:
        """Next customer: everything empty, the cursor in the meter number."""
        self.result.hide()
        self.result.sale = None
        self.form.show()
        self.meter.clear()
        self.clear_form()
        self.message.clear()
        self.held.hide()
        self.card.hide()
        self._lock(locked=False)
        if self.isVisible():  # another page in front keeps the keyboard
            self.meter.line.setFocus()

    def look_at(self, meter: str) -> None:
        """Start with a meter that is known already."""
        if not self._busy:
            self.start_over()
            self.meter.line.setText(meter)
            self._on_meter_entered()

    def refresh_meter(self) -> None:
        """Read the meter again: its customer was changed, or what holds it."""
        if not self.card.isHidden():  # the page itself may well be behind the register
            self._tasks.start(self._read_again(self.meter.line.text()), name=f"{self._name}: look up", owner=self)

    async def _read_again(self, text: str) -> None:
        view = await self._show_meter(text)
        if view is not None and text == self.meter.line.text() and not self._busy:
            self.held.still_held(tuple(sale.receipt_no for sale in view.doubts))

    def _on_shift_opened(self) -> None:
        self.message.clear()
        (self.first_field() if self.meter.check.good else self.meter.line).setFocus()

    def _on_meter_changed(self) -> None:
        """Another meter: nothing that was said of the last one may stand beside it."""
        self.card.hide()
        self.message.clear()
        self.held.hide()
        self.result.hide()

    def _on_meter_entered(self) -> None:
        if not self._busy:
            self._tasks.start(self._look_up(), name=f"{self._name}: look up", owner=self)

    async def _look_up(self) -> None:
        view = await self._show_meter(self.meter.line.text())
        if view is None:
            return
        if view.check.good or self.meter.override_reason:
            self._go_to(self.first_field())
        else:
            self.meter.complain(words.said(view.check.problem))

    async def _show_meter(self, text: str) -> MeterView | None:
        try:
            view = await self._desk.meters.look_up(text)
        except Refused as refused:
            self.meter.complain(words.fault_text(refused))
            return None
        except EnvironmentFault as fault:
            self.message.say(words.fault_text(fault))
            return None
        if text == self.meter.line.text():  # another number may stand there by now
            self.card.show_meter(view)
            self._tasks.start(self._show_bought(text, view), name=f"{self._name}: purchases", owner=self)
        return view

    async def _show_bought(self, text: str, view: MeterView) -> None:
        """What the meter bought in a year comes behind: nobody waits for it to sell."""
        try:
            bought = await self._desk.see_purchases(view.check.digits)
        except VendingDeskError:  # a disk that fails is said by what needs it to sell
            return
        if text == self.meter.line.text():
            self.card.show_bought(bought)

    def _go_to(self, target: QWidget) -> None:
        """Put the cursor there with what stands there marked, so that typing replaces it instead of adding to it."""
        target.setFocus()
        if isinstance(target, QLineEdit):
            target.selectAll()

    def _lock(self, *, locked: bool) -> None:
        self._busy = locked
        parts = (self.meter, self.form, self.submit_button(), self.card.edit, self.card.rest)
        focus = QApplication.focusWidget()
        if locked and focus is not None and any(part is focus or part.isAncestorOf(focus) for part in parts):
            self.setFocus()  # else Qt hands the keyboard on to the next thing that is enabled
        for part in parts:
            part.setDisabled(locked)
