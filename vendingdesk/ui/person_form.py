"""Forms about one person: a new one, other roles, a new PIN."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.counter.staff import Member
from vendingdesk.domain.errors import NotAllowed, Refused, SettlementRefused
from vendingdesk.domain.people import Role
from vendingdesk.ui import words
from vendingdesk.ui.form_dialog import FormDialog
from vendingdesk.ui.leave import with_leave
from vendingdesk.ui.people_words import role_hint, role_word
from vendingdesk.ui.pin_lines import pin_line, take
from vendingdesk.ui.tasks import TaskRegistry


class PersonForm(FormDialog):
    """Asks for what a change of a person needs; ``members`` is everybody after it.

    ``member`` is who is changed, None for a new one; ``roles`` and ``pin`` say what is asked for.
    """

    def __init__(
        self,
        desk: Desk,
        tasks: TaskRegistry,
        parent: QWidget,
        member: Member | None,
        *,
        roles: bool = True,
        pin: bool = True,
    ) -> None:
        new = member is None
        title = self.tr("New person") if new else self.tr("Roles of %1") if roles else self.tr("New PIN for %1")
        if member is not None:
            title = title.replace("%1", member.person.name)
        super().__init__("person", title, tasks, parent, done=self.tr("Save"))
        self._desk = desk
        self._member = member
        self._asks_pin = pin
        self._asks_roles = roles
        self.members: tuple[Member, ...] = ()
        self.boxes: dict[Role, QCheckBox] = {}
        if new:
            self.add(("name", self.tr("&Name, as it stands on slips"), self.line("name", self.tr("Name"), limit=60)))
        if roles:
            self._add_roles(member.person.roles if member is not None else frozenset({Role.CASHIER}))
        if pin:
            self.pin = pin_line(self, "pin", self.tr("PIN"))
            self.again = pin_line(self, "again", self.tr("PIN again"))
            self.add(("pin", self.tr("&PIN, 4 to 12 digits"), self.pin), ("again", self.tr("PIN &again"), self.again))
            self.mended_by("pin", self.again)
            self.say(self.tr("Let the person type it: nobody can read it anywhere again."))
        self.begin()

    def _add_roles(self, chosen: frozenset[Role]) -> None:
        for role in Role:
            box = QCheckBox(f"{role_word(role)}: {role_hint(role)}")
            box.setObjectName(f"person.{role.value}")
            box.setAccessibleName(role_word(role))
            box.setProperty("role", "setting")
            box.setChecked(role in chosen)
            self.boxes[role] = box
            self.add((role.value, "", box))

    async def perform(self) -> bool:
        """Change it, with a supervisor's leave where that is needed."""
        staff, member = self._desk.people.staff, self._member
        roles = frozenset(role for role, box in self.boxes.items() if box.isChecked())
        name = member.person.name if member is not None else self.text("name")
        pin, again = take(self.pin, self.again) if self._asks_pin else ("", "")
        try:
            self.members = await with_leave(
                self._desk,
                self._tasks,
                self,
                lambda leave: (
                    staff.add(name, roles, pin, again, leave=leave)
                    if member is None
                    else staff.change(name, roles, leave=leave)
                    if self._asks_roles
                    else staff.new_pin(name, pin, again, leave=leave)
                ),
            )
        except NotAllowed:
            raise
        except Refused as refused:
            raise SettlementRefused(self._field_of(str(refused)), words.fault_text(refused)) from refused
        return True

    def _field_of(self, text: str) -> str:
        """Where what has to be mended stands."""
        if "PIN" in text:
            return "pin"
        if "name" in text.lower():
            return "name"
        return Role.SUPERVISOR.value
