"""What selling credit and issuing management tokens share: meter, confirmation, one vend, its result."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

from vendingdesk import sts
from vendingdesk.counter.desk import Desk
from vendingdesk.counter.guard import Leave
from vendingdesk.counter.proposal import DoubtOverride, Proposal
from vendingdesk.counter.vend import VendResult
from vendingdesk.domain.errors import (
    AmountRefused,
    EnvironmentFault,
    MeterHeld,
    Refused,
    SessionExpired,
    UserCancelled,
)
from vendingdesk.domain.sale import Sale
from vendingdesk.ui import words
from vendingdesk.ui.confirm import ConfirmDialog
from vendingdesk.ui.leave import with_leave
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.vend_form import VendForm
from vendingdesk.ui.vends import NOTHING_SOLD, Vend, Vends
from vendingdesk.ui.waiting import wait_dialog

SHOWN_AFTER_MS = 300
"""What takes longer than this says that it runs."""


class VendPage(VendForm):
    """A page that asks for a token and shows it; a vend that is left here goes on in the tray.

    ``sign_in_wanted`` asks for a new session while the form keeps what was typed; ``customer_wanted``
    asks to edit a meter's customer; ``slip_wanted`` carries the medium (``print`` or ``pdf``). ``begun`` tells of
    every press: what stands here of the sale before is over.
    """

    sign_in_wanted = Signal()
    slip_wanted = Signal(object, str)
    begun = Signal()

    def __init__(self, desk: Desk, tasks: TaskRegistry, vends: Vends, *, name: str, title: str) -> None:
        super().__init__(desk, tasks, name=name, title=title)
        self._vends = vends
        self._vend: Vend | None = None
        self._ended: Vend | None = None
        self._asking_text = self.tr("Asking the server whether you are still signed in…")
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(SHOWN_AFTER_MS)
        self._slow.timeout.connect(self._say_asking)
        self.result.next_wanted.connect(self._on_next)
        self.result.waited_long.connect(self._on_waited_long)
        self.result.again_wanted.connect(self.submit)
        self.held.asking.connect(lambda: self._lock(locked=True))
        self.held.given_up.connect(lambda: self._lock(locked=False))
        self.held.passed.connect(self._start)
        self.result.slip_wanted.connect(self._ask_slip)

    # What a page has of its own.

    async def propose(self, doubt: DoubtOverride | None, leave: Leave | None) -> Proposal:  # noqa: ARG002 - the pages' own
        """Check what was typed; ``doubt`` and ``leave`` are a supervisor's, for this one press."""
        raise TypeError("a page makes its proposal")

    async def vend(self, proposal: Proposal) -> VendResult:  # noqa: ARG002 - the pages' own
        """Vend what was confirmed."""
        raise TypeError("a page vends its proposal")

    def wanted(self) -> str:
        """What is asked for, as whoever allows it is told."""
        raise TypeError("a page says what it asks for")

    def refused_field(self, refused: AmountRefused) -> QWidget:  # noqa: ARG002 - the pages' own
        """Where the cursor goes when what was typed can't be used."""
        return self.first_field()

    # The flow.

    def showEvent(self, event: QShowEvent) -> None:
        """In front: this page's result is the one that is found by name, and what holds the meter is read again."""
        super().showEvent(event)
        self.result.bear_names(borne=True)
        if not event.spontaneous():
            self.refresh_meter()

    def hideEvent(self, event: QHideEvent) -> None:
        """Behind another page: what is still awaited is shown where every page has it."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.result.bear_names(borne=False)
            self._leave()

    def _on_next(self) -> None:
        if self._vend is None:
            self._put_away()
        elif not self._vend.answered:  # else it is shown here in the next moment
            self._leave()

    def _put_away(self) -> None:
        """Somebody has seen the result: nothing of it is said again, and the next customer can come."""
        self._see_end()
        self.start_over()

    def _see_end(self) -> None:
        """Somebody has seen what stands here."""
        ended, self._ended = self._ended, None
        if ended is not None:
            self._vends.acknowledge(ended)

    @property
    def awaited(self) -> bool:
        """Whether a token is being asked for here, or stands here until somebody has acknowledged it."""
        return not self.form.isVisibleTo(self)

    @property
    def asking(self) -> bool:
        """Whether a press is being checked or confirmed, and nothing is sent yet."""
        return self._busy and not self.awaited

    def forget_typed(self) -> None:
        """Nobody is there any more: what is half typed goes, and nothing that somebody has to see."""
        if not self._busy:
            self._put_away()

    def doubt_ended(self, sale: Sale) -> None:
        """Its end was seen where it was settled: here it may not stand as unknown."""
        if self.result.sale is not None and self.result.sale.uid == sale.uid:
            self._put_away()

    def _leave(self) -> None:
        """Let the vend go on without this page; what runs here notices, and makes room for the next customer."""
        if self._vend is not None:
            self._vends.leave(self._vend)

    def _on_waited_long(self) -> None:
        if self.window().focusWidget() is self:  # nothing else has the keyboard: it is not taken from anybody
            self.result.next.setFocus()

    def signed_in(self) -> None:
        """A new session: what was said of the old one is over, what was typed is still here."""
        self.message.clear()
        self.held.hide()
        if not self._busy and self.isVisible():
            (self.first_field() if self.meter.check.good else self.meter.line).setFocus()

    def submit(self) -> None:
        """Check, confirm and vend; a second press while one runs does nothing."""
        if self._busy:
            return
        self._start(None)

    def _start(self, doubt: DoubtOverride | None) -> None:
        if self.shift_bar.wanting:  # the journal would refuse it behind the confirmation, with the money on the table
            self.message.say(self.tr("Open a shift first: count the float and type it."))
            self.shift_bar.open.setFocus()
            return
        self._lock(locked=True)
        self.begun.emit()
        self._tasks.start(self._run(doubt), name=f"{self._name}: vend", vital=True)

    async def _run(self, doubt: DoubtOverride | None) -> None:
        """The whole way from the press to the result; the control that started it comes back in the end."""
        self.message.clear()
        self.held.hide()
        self.result.hide()
        try:
            proposal = await self._proposed(doubt)
            self.card.show_meter(proposal.meter)
            if await self._confirmed(proposal):
                await self._ask(proposal)
            else:
                self._lock(locked=False)
                self._go_to(self.first_field())
        except UserCancelled:
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

    async def _proposed(self, doubt: DoubtOverride | None) -> Proposal:
        """What is to be confirmed; a server that is slow to say whether the session is good gets a word meanwhile."""
        self._slow.start()
        try:
            return await with_leave(
                self._desk,
                self._tasks,
                self.window(),
                lambda leave: self.propose(doubt, leave),
                what=" · ".join(filter(None, (self.wanted(), *self._whose()))),
            )
        finally:
            self._slow.stop()
            if self.message.text() == self._asking_text:
                self.message.clear()

    def _say_asking(self) -> None:
        if self._desk.check_session.asking:
            self.message.say(self._asking_text, "muted")

    def _whose(self) -> tuple[str, ...]:
        """The meter, and its customer where that is known here already."""
        meter = self.tr("meter %1").replace("%1", sts.group_meter(self.meter.check.digits))
        return (meter,) if self.card.isHidden() else (meter, self.card.name.text())

    async def _confirmed(self, proposal: Proposal) -> bool:
        if self._vends.closing:  # a question that nobody is there to answer
            return False
        dialog = ConfirmDialog(proposal, self._desk.setup, self.window(), now=self._desk.clock.now())
        try:
            return await wait_dialog(dialog) == QDialog.DialogCode.Accepted.value
        finally:
            dialog.deleteLater()

    async def _ask(self, proposal: Proposal) -> None:
        """Vend, and stay with it until it is answered or left."""
        self._vend = vend = self._vends.start(proposal.order, self.vend(proposal))
        self.form.hide()
        self.result.show_waiting(proposal.order, int(self._desk.setup.soft_limit.total_seconds() * 1000))
        try:
            await vend.news()
        finally:
            self._vend = None
        if vend.left:
            self.start_over()
        elif vend.error is not None:
            # Raised before anything was written or sent: the form comes back as it was.
            self.result.hide()
            self.form.show()
            raise vend.error
        else:
            await self._show_end(vend)

    async def _show_end(self, vend: Vend) -> None:
        self._ended = vend
        self.result.show_end(vend)
        await self._show_meter(self.meter.line.text())
        if vend.result is None or vend.result.sale.state not in NOTHING_SOLD:
            if self.isVisible():  # another page in front keeps the keyboard
                self.result.next.setFocus()
            return
        self.form.show()
        self._lock(locked=False)
        if self.isVisible():
            self._go_to(self.first_field())
        QTimer.singleShot(0, self, lambda: self.bring(self.result))
        if not self._desk.session.open:
            self.sign_in_wanted.emit()

    def _say_refused(self, refused: Refused) -> None:
        if isinstance(refused, AmountRefused):
            self._lock(locked=False)
            self.message.say(words.fault_text(refused))
            self.refused_field(refused).setFocus()
        elif isinstance(refused, MeterHeld):
            self.held.show_held(refused, self.meter.check.digits)
        elif self.meter.check.good:
            self.message.say(words.fault_text(refused))
        else:
            self._lock(locked=False)
            self.meter.complain(words.fault_text(refused))

    def _ask_slip(self, medium: str) -> None:
        if self.result.sale is not None:
            self.slip_wanted.emit(self.result.sale, medium)
