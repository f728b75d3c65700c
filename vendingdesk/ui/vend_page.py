"""What selling credit and issuing management tokens share: meter, confirmation, one vend, its result."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from vendingdesk.counter.desk import Desk
from vendingdesk.counter.meters import MeterView
from vendingdesk.counter.proposal import Proposal
from vendingdesk.counter.vend import VendResult
from vendingdesk.domain.errors import AmountRefused, EnvironmentFault, Refused, SessionExpired, VendingDeskError
from vendingdesk.domain.sale import VendState
from vendingdesk.ui import words
from vendingdesk.ui.confirm import ConfirmDialog
from vendingdesk.ui.meter_card import MeterCard
from vendingdesk.ui.meter_field import MeterField
from vendingdesk.ui.parts import MessageLine, label, page_margins, spaced
from vendingdesk.ui.result_panel import ResultPanel
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.waiting import wait_dialog


class VendPage(QWidget):
    """A page that ends in a token. ``sale_changed`` tells of every new outcome.

    ``sign_in_wanted`` asks for a new session while the form keeps what was typed; ``customer_wanted``
    asks to edit a meter's customer; ``slip_wanted`` carries the medium (``print`` or ``pdf``).
    """

    sale_changed = Signal()
    sign_in_wanted = Signal()
    customer_wanted = Signal(str)
    slip_wanted = Signal(object, str)

    def __init__(self, desk: Desk, tasks: TaskRegistry, *, name: str, title: str) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self._name = name
        self._busy = False
        self.setProperty("role", "ground")
        self.meter = MeterField(f"{name}.meter", self.tr("Meter number"))
        self.message = MessageLine(f"{name}.message")
        self.card = MeterCard(f"{name}.edit")
        self.result = ResultPanel()
        self.form = QWidget()
        self.form_layout = QVBoxLayout(self.form)
        spaced(self.form_layout, gap=10)
        column = QWidget()
        column.setProperty("role", "ground")
        left = QVBoxLayout(column)
        spaced(left, gap=8)
        left.addWidget(label(title, "title"))
        left.addSpacing(4)
        left.addWidget(self.meter)
        left.addWidget(self.form)
        left.addWidget(self.message)
        left.addWidget(self.result)
        left.addStretch(1)
        right = QVBoxLayout()
        spaced(right)
        right.addWidget(self.card)
        right.addStretch(1)
        # On a low screen a refusal below the form does not fit: then it scrolls into view, never clipped.
        self._view = QScrollArea()
        self._view.setWidget(column)
        self._view.setWidgetResizable(True)
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QHBoxLayout(self)
        page_margins(layout)
        layout.addWidget(self._view, 1)
        layout.addLayout(right)
        self.meter.changed.connect(self._on_meter_changed)
        self.meter.entered.connect(self._on_meter_entered)
        self.result.next_wanted.connect(self.start_over)
        self.result.again_wanted.connect(self.submit)
        self.result.print_wanted.connect(lambda: self._ask_slip("print"))
        self.result.pdf_wanted.connect(lambda: self._ask_slip("pdf"))
        self.card.edit.clicked.connect(lambda: self.customer_wanted.emit(self.meter.check.digits))

    # What a page has of its own.

    def submit_button(self) -> QPushButton:
        """The button that starts the vend."""
        raise TypeError("a page names its button")

    def first_field(self) -> QWidget:
        """Where the cursor goes when the meter is known."""
        raise TypeError("a page names its first field")

    async def propose(self) -> Proposal:
        """Check what was typed."""
        raise TypeError("a page makes its proposal")

    async def vend(self, proposal: Proposal) -> VendResult:  # noqa: ARG002 - the pages' own
        """Vend what was confirmed."""
        raise TypeError("a page vends its proposal")

    def refused_field(self, refused: AmountRefused) -> QWidget:  # noqa: ARG002 - the pages' own
        """Where the cursor goes when what was typed can't be used."""
        return self.first_field()

    def clear_form(self) -> None:
        """Empty the page's own fields."""
        raise TypeError("a page clears its fields")

    # The flow.

    def showEvent(self, event: QShowEvent) -> None:
        """In front: this page's result is the one that is found by name."""
        super().showEvent(event)
        self.result.bear_names(borne=True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Behind another page."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.result.bear_names(borne=False)

    def start_over(self) -> None:
        """Next customer: everything empty, the cursor in the meter number."""
        self.result.hide()
        self.result.sale = None
        self.form.show()
        self.meter.clear()
        self.clear_form()
        self.message.clear()
        self.card.hide()
        self._lock(locked=False)
        self.meter.line.setFocus()

    def look_at(self, meter: str) -> None:
        """Start with a meter that is known already."""
        if not self._busy:
            self.start_over()
            self.meter.line.setText(meter)
            self._on_meter_entered()

    def refresh_meter(self) -> None:
        """Read the meter again: its customer was changed."""
        if not self.card.isHidden():  # the page itself may well be behind the register
            self._tasks.start(self._show_meter(self.meter.line.text()), name=f"{self._name}: look up", owner=self)

    def signed_in(self) -> None:
        """A new session: what was said of the old one is over, what was typed is still here."""
        self.message.clear()
        if not self._busy and self.isVisible():
            (self.first_field() if self.meter.check.good else self.meter.line).setFocus()

    def submit(self) -> None:
        """Check, confirm and vend; a second press while one runs does nothing."""
        if self._busy:
            return
        self._lock(locked=True)
        self._tasks.start(self._run(), name=f"{self._name}: vend", vital=True)

    def _on_meter_changed(self) -> None:
        """Another meter: nothing that was said of the last one may stand beside it."""
        self.card.hide()
        self.message.clear()
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
            self.meter.complain(view.check.problem)

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
        return view

    async def _run(self) -> None:
        """The whole way from the press to the result; the control that started it comes back in the end."""
        self.message.clear()
        self.result.hide()
        try:
            proposal = await self.propose()
            self.card.show_meter(proposal.meter)
            if await self._confirmed(proposal):
                await self._vend(proposal)
            else:
                self._lock(locked=False)
                self._go_to(self.first_field())
        except Refused as refused:
            self._say_refused(refused)
        except SessionExpired as expired:
            self.message.say(words.fault_text(expired), "warning")
            self.sign_in_wanted.emit()
        except EnvironmentFault as fault:
            self.message.say(words.fault_text(fault))
        finally:
            # A token or a doubt stays until it is acknowledged: only then is the form gone.
            self._lock(locked=not self.form.isVisibleTo(self))

    async def _confirmed(self, proposal: Proposal) -> bool:
        dialog = ConfirmDialog(proposal, self._desk.setup, self.window())
        try:
            return await wait_dialog(dialog) == QDialog.DialogCode.Accepted.value
        finally:
            dialog.deleteLater()

    async def _vend(self, proposal: Proposal) -> None:
        self.form.hide()
        self.result.show_waiting(int(self._desk.setup.soft_limit.total_seconds() * 1000))
        try:
            result = await self.vend(proposal)
        except VendingDeskError:
            # Raised before anything was written or sent: the form comes back as it was.
            self.result.hide()
            self.form.show()
            raise
        self.result.show_sale(result.sale, result.fault)
        self.sale_changed.emit()
        await self._show_meter(self.meter.line.text())
        if result.sale.state not in {VendState.REFUSED, VendState.NOT_SENT}:
            self.result.next.setFocus()
            return
        self.form.show()
        self._lock(locked=False)
        self._go_to(self.first_field())
        QTimer.singleShot(0, self, lambda: self._view.ensureWidgetVisible(self.result))
        if not self._desk.session.open:
            self.sign_in_wanted.emit()

    def _say_refused(self, refused: Refused) -> None:
        if isinstance(refused, AmountRefused):
            self._lock(locked=False)
            self.message.say(words.fault_text(refused))
            self.refused_field(refused).setFocus()
        elif self.meter.check.good:
            self.message.say(words.fault_text(refused))
        else:
            self._lock(locked=False)
            self.meter.complain(words.fault_text(refused))

    def _go_to(self, target: QWidget) -> None:
        """Put the cursor there with what stands there marked, so that typing replaces it instead of adding to it."""
        target.setFocus()
        if isinstance(target, QLineEdit):
            target.selectAll()

    def _lock(self, *, locked: bool) -> None:
        self._busy = locked
        parts = (self.meter, self.form, self.submit_button(), self.card.edit)
        focus = QApplication.focusWidget()
        if locked and focus is not None and any(part is focus or part.isAncestorOf(focus) for part in parts):
            self.setFocus()  # else Qt hands the keyboard on to the next thing that is enabled
        for part in parts:
            part.setDisabled(locked)

    def _ask_slip(self, medium: str) -> None:
        if self.result.sale is not None:
            self.slip_wanted.emit(self.result.sale, medium)
