"""Who works here: added, changed, given a PIN, let go; and the switch that makes a PIN needed at the till."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from vendingdesk.counter.desk import Desk
from vendingdesk.counter.guard import Leave
from vendingdesk.counter.staff import Member
from vendingdesk.domain.errors import UserCancelled, VendingDeskError
from vendingdesk.ui import words
from vendingdesk.ui.code_dialog import CodeDialog
from vendingdesk.ui.hand_dialog import HandDialog
from vendingdesk.ui.leave import with_leave
from vendingdesk.ui.parts import MessageLine, button, hold, label, restyle, spaced
from vendingdesk.ui.people_words import pin_word, roles_word
from vendingdesk.ui.person_form import PersonForm
from vendingdesk.ui.sure_dialog import sure
from vendingdesk.ui.table import Column, RowsModel, RowsTable
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.theme import SIZES
from vendingdesk.ui.waiting import wait_dialog


class PeopleDialog(HandDialog):
    """One list with a button for each thing that can be done; every one asks the use case, which asks the guard."""

    def __init__(self, desk: Desk, tasks: TaskRegistry, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._tasks = tasks
        self._window = parent
        self.setObjectName("people")
        self.setAccessibleName(self.tr("People"))
        self.setWindowTitle(self.tr("People"))
        self.setMinimumSize(2 * SIZES.card_width + SIZES.nav_width, SIZES.tokens_height)
        self.state = label("", "muted", wrap=True)
        self.state.setObjectName("people.state")
        self.model: RowsModel[Member] = RowsModel(
            [
                Column(self.tr("Name"), lambda member: member.person.name),
                Column(self.tr("Roles"), roles_word),
                Column(self.tr("PIN"), pin_word),
            ]
        )
        self.table = RowsTable("people.table", self.tr("People"), self.model, stretch=2)
        self.table.fit(["Somebody’s whole name", "Cashier, Supervisor, Engineer", "has a PIN"])
        self.add = button("people.add", self.tr("Add"), self.tr("&Add…"))
        self.change = button("people.change", self.tr("Roles"), self.tr("&Roles…"))
        self.pin = button("people.pin", self.tr("New PIN"), self.tr("New &PIN…"))
        self.let_go = button("people.let_go", self.tr("Let go"), self.tr("&Let go"), role="danger")
        self.switch = button("people.switch", self.tr("Switch people on"), role="primary")
        self.back = button("people.back", self.tr("Close"), self.tr("Close  Esc"))
        self.message = MessageLine("people.message", lines=2)
        self._buttons = (self.add, self.change, self.pin, self.let_go, self.switch, self.back)
        self._lay_out()
        self.add.clicked.connect(lambda: self._form(None))
        self.change.clicked.connect(lambda: self._form(self.chosen, pin=False))
        self.pin.clicked.connect(lambda: self._form(self.chosen, roles=False))
        self.let_go.clicked.connect(self._on_let_go)
        self.switch.clicked.connect(self._on_switch)
        self.back.clicked.connect(self.reject)
        self.table.selectionModel().currentRowChanged.connect(lambda _row: self._offer())
        self._offer()
        self._tasks.start(self._read(), name="people: read", owner=self)

    def _lay_out(self) -> None:
        rows = QHBoxLayout()
        spaced(rows, gap=8)
        for each in (self.add, self.change, self.pin, self.let_go):
            rows.addWidget(each, 1)
        last = QHBoxLayout()
        spaced(last, gap=8)
        last.addWidget(self.back, 1)
        last.addWidget(self.switch, 2)
        whole = QVBoxLayout(self)
        spaced(whole, margin=SIZES.gutter, gap=10)
        whole.addWidget(label(self.tr("People"), "title"))
        whole.addWidget(self.state)
        whole.addWidget(self.table, 1)
        whole.addLayout(rows)
        whole.addWidget(self.message)
        whole.addLayout(last)

    @property
    def chosen(self) -> Member | None:
        """Whose row is chosen."""
        row = self.table.currentIndex().row()
        return self.model.rows[row] if 0 <= row < len(self.model.rows) else None

    def show_members(self, members: tuple[Member, ...]) -> None:
        """Everybody, and how the switch stands."""
        self.model.replace(members)
        if members:
            self.table.selectRow(0)
        on = self._desk.people.on
        self.state.setText(
            self.tr("People are switched on: the till asks for a name and a PIN, and each may do what the roles say.")
            if on
            else self.tr(
                "People are switched off: whoever is signed in at the server may do everything. Add at least one "
                "supervisor, then switch people on."
            )
        )
        text = self.tr("Switch people off") if on else self.tr("Switch people on")
        self.switch.setText(text)
        self.switch.setAccessibleName(text)
        restyle(self.switch, role="danger" if on else "primary")
        self._offer()

    def _offer(self) -> None:
        chosen = self.chosen is not None
        for each in (self.change, self.pin, self.let_go):
            each.setEnabled(chosen)
        self.switch.setEnabled(self._desk.people.on or any(member.supervisor for member in self.model.rows))

    async def _read(self) -> None:
        try:
            self.show_members(await self._desk.people.staff.members())
        except VendingDeskError as error:
            self.message.say(words.fault_text(error))

    def _form(self, member: Member | None, *, roles: bool = True, pin: bool = True) -> None:
        self.message.clear()
        self._tasks.start(self._ask(member, roles=roles, pin=pin), name="people: form", owner=self)

    async def _ask(self, member: Member | None, *, roles: bool, pin: bool) -> None:
        form = PersonForm(self._desk, self._tasks, self, member, roles=roles, pin=pin)
        try:
            if await wait_dialog(form) == QDialog.DialogCode.Accepted.value:
                self.show_members(form.members)
                self.message.say(self.tr("Saved. The journal keeps who did it."), "good")
        finally:
            form.deleteLater()

    def _on_let_go(self) -> None:
        member = self.chosen
        if member is not None:
            name, staff = member.person.name, self._desk.people.staff
            said = self.tr("%1 is let go and can't sign on any more.").replace("%1", name)
            asked = (
                self.tr("Let %1 go?").replace("%1", name),
                self.tr(
                    "%1 can't sign on or allow anything here any more. Sales and the journal keep the name. Who "
                    "comes back is added anew."
                ).replace("%1", name),
                self.tr("Let go"),
            )
            self._tasks.start(
                self._do(lambda leave: staff.let_go(name, leave=leave), said, asked),
                name="people: let go",
                vital=True,
            )

    def _on_switch(self) -> None:
        people = self._desk.people
        if people.on:
            said = self.tr("People are switched off. Reports say from when.")
            asked = (
                self.tr("Switch people off?"),
                self.tr(
                    "The till then asks for no name and no PIN, and whoever is signed in at the server may do "
                    "everything. Names and PINs stay for when people are switched on again."
                ),
                self.tr("Switch people off"),
            )
            work = self._do(lambda leave: people.switch_off(leave=leave), said, asked)
        else:
            work = self._switch_on()
        self._tasks.start(work, name="people: switch", vital=True)

    async def _do(
        self, action: Callable[[Leave | None], Awaitable[tuple[Member, ...]]], said: str, asked: tuple[str, str, str]
    ) -> None:
        """Ask, do it, with a supervisor's leave where that is needed, and say what is so now."""
        title, happens, done = asked
        over = self._hold()
        try:
            if not await sure(self._tasks, self, title=title, said=happens, done=done):
                return
            members = await with_leave(self._desk, self._tasks, self, action)
        except UserCancelled:
            return
        except VendingDeskError as error:
            self.message.say(words.fault_text(error))
            return
        finally:
            over()
        self.show_members(members)
        self.message.say(said, "good")

    async def _switch_on(self) -> None:
        over = self._hold()
        shown: CodeDialog | None = None
        try:
            code = await with_leave(
                self._desk, self._tasks, self, lambda leave: self._desk.people.switch_on(leave=leave)
            )
            # Over the window: the lock that came with the switch has closed this dialog.
            shown = CodeDialog(code, self._window)
            await wait_dialog(shown)
        except UserCancelled:
            return
        except VendingDeskError as error:
            self.message.say(words.fault_text(error))
        finally:
            over()
            if shown is not None:
                shown.deleteLater()

    def _hold(self) -> Callable[[], None]:
        """Nothing else is pressed while something works; gives what lets go of it again."""
        release = hold(*self._buttons, self.table)

        def over() -> None:
            if isValid(self):
                release()
                self._offer()

        return over

    def press_chosen(self) -> None:
        """The button that has the focus."""
        for each in self._buttons:
            if each.hasFocus():
                each.click()
                return
