"""The section of the settings that switches shifts on and off; an entry of the journal, not a line of a file."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.domain.errors import UserCancelled, VendingDeskError
from vendingdesk.ui import words
from vendingdesk.ui.leave import with_leave
from vendingdesk.ui.parts import MessageLine, button, hold, label, spaced
from vendingdesk.ui.sure_dialog import sure
from vendingdesk.ui.tasks import TaskRegistry


class ShiftSection(QWidget):
    """Says how it stands and does it at once: nothing of it waits for “Save”."""

    def __init__(self, desk: Desk, tasks: TaskRegistry) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self.said = label("", "muted", wrap=True)
        self.switch = button("settings.shifts", self.tr("Switch shifts on"))
        self.message = MessageLine("settings.shifts.message")
        layout = QVBoxLayout(self)
        spaced(layout, gap=8)
        for each in (self.said, self.switch, self.message):
            layout.addWidget(each)
        self.switch.clicked.connect(self._on_switch)
        desk.shifts.when_changed(self._show)
        self._show()

    def _show(self) -> None:
        on = self._desk.shifts.on
        text = self.tr("Switch shifts off") if on else self.tr("Switch shifts on")
        self.switch.setText(text)
        self.switch.setAccessibleName(text)
        self.said.setText(
            self.tr("Shifts are on: nothing is sold outside of one, and the drawer is counted at each close (F7).")
            if on
            else self.tr(
                "Shifts are off. Switched on, each sale belongs to a shift: opened with a float, closed with a count "
                "and a Z report."
            )
        )

    def _on_switch(self) -> None:
        self.message.clear()
        work = self._switch(hold(self.switch), on=not self._desk.shifts.on)
        self._tasks.start(work, name="settings: shifts", vital=True)

    async def _switch(self, release: Callable[[], None], *, on: bool) -> None:
        try:
            if not on and self._desk.shifts.shift is None and not await self._sure():
                return
            await with_leave(
                self._desk, self._tasks, self.window(), lambda leave: self._desk.shifts.switch(on=on, leave=leave)
            )
        except UserCancelled:
            return
        except VendingDeskError as error:
            self.message.say(words.fault_text(error))
        else:
            said = self.tr("On. Open a shift on the page Shift (F7).") if on else self.tr("Off. The journal says so.")
            self.message.say(said, "good")
        finally:
            release()

    async def _sure(self) -> bool:
        said = self.tr(
            "Sales are then made without a shift: no float, no count of the drawer, no Z report. The Z reports that "
            "were made stay in the journal, and so does who switched shifts off."
        )
        title = self.tr("Switch shifts off?")
        return await sure(self._tasks, self.window(), title=title, said=said, done=self.tr("Switch shifts off"))
