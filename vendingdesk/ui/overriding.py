"""A meter that is held for a doubt: what holds it, the way to the doubt, and a supervisor's way past it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.counter.proposal import DoubtOverride
from vendingdesk.domain.errors import EnvironmentFault, MeterHeld, UserCancelled
from vendingdesk.ui import words
from vendingdesk.ui.parts import MessageLine, button, spaced
from vendingdesk.ui.supervisor import ask_supervisor
from vendingdesk.ui.tasks import TaskRegistry


class HeldRow(QWidget):
    """Stands below a form's message while its meter is held.

    ``doubt_wanted`` carries the receipt number of the doubt to open; ``passed`` the supervisor's leave, good for the
    one press that follows; ``given_up`` says that nobody gave one.
    """

    doubt_wanted = Signal(str)
    asking = Signal()
    passed = Signal(object)
    given_up = Signal()

    def __init__(self, desk: Desk, tasks: TaskRegistry, message: MessageLine, *, name: str) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self._message = message
        self._name = name
        self._receipt_no = ""
        self.open = button(f"{name}.open_doubt", self.tr("Open the doubt"))
        self.override = button(f"{name}.override", self.tr("Supervisor override"), self.tr("Supervisor override…"))
        row = QHBoxLayout(self)
        spaced(row)
        row.addWidget(self.open, 1)
        row.addWidget(self.override, 1)
        self.open.clicked.connect(lambda: self.doubt_wanted.emit(self._receipt_no))
        self.override.clicked.connect(self._on_override)
        self.hide()

    def show_held(self, held: MeterHeld, meter: str) -> None:
        """Say what holds the meter; a request that is on its way right now is only waited for."""
        if any(order.meter == meter for order in self._desk.vending.in_flight):
            text = self.tr("A token for this meter is being asked for right now (%1). Wait for its result.")
            self._message.say(text.replace("%1", held.receipt_no))
            return
        self._message.say(words.fault_text(held))
        self._receipt_no = held.receipt_no
        self.show()
        self.open.setFocus()

    def still_held(self, doubts: tuple[str, ...]) -> None:
        """The receipt numbers that hold the meter now: what was said of one that no longer does is taken away."""
        if not self.isHidden() and self._receipt_no not in doubts:
            self._message.clear()
            self.hide()

    def _on_override(self) -> None:
        self.asking.emit()  # in the same turn: the form is locked before anything else is pressed
        self._tasks.start(self._ask(), name=f"{self._name}: override")

    async def _ask(self) -> None:
        why = self.tr(
            "%1 is in doubt: its token may have been issued. A second one for this meter can't be taken back. The "
            "journal keeps who let it pass, and why."
        ).replace("%1", self._receipt_no)
        leave = None
        try:
            answer = await ask_supervisor(
                self._desk,
                self._tasks,
                self.window(),
                why=why,
                reason=self.tr("&Why this meter is sold to before the doubt is settled"),
                reason_needed=self.tr("Say why this meter is sold to before its doubt is settled."),
            )
            leave = DoubtOverride(answer.authority, answer.reason)
        except UserCancelled:
            pass
        except EnvironmentFault as fault:
            self._message.say(words.fault_text(fault))
        finally:
            if leave is None:
                self.given_up.emit()
        if leave is not None:
            self.passed.emit(leave)
