"""Asks for a supervisor: a name and a PIN; the first one is named here, and every other by one who is."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.counter.pins import LONGEST
from vendingdesk.counter.supervisors import Authority
from vendingdesk.domain.errors import Refused, SettlementRefused, UserCancelled
from vendingdesk.ui import words
from vendingdesk.ui.form_dialog import FormDialog
from vendingdesk.ui.parts import button
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.waiting import wait_dialog


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answers for it, and why where that was asked."""

    authority: Authority
    reason: str


async def ask_supervisor(
    desk: Desk, tasks: TaskRegistry, parent: QWidget, *, why: str, reason: str = "", reason_needed: str = ""
) -> Answer:
    """Ask for a supervisor's name and PIN, on top of ``parent``; ``why`` says what for.

    With ``reason``, the caption of a line, a reason is asked for too; ``reason_needed`` is said without one.
    Raises ``UserCancelled`` when nobody answers, ``EnvironmentFault`` when the list of supervisors can't be read.
    """
    names, forgotten = await desk.supervisors.names(), await desk.supervisors.forgotten()
    dialog = SupervisorDialog(desk, tasks, parent, names=names, why=why, reason=reason, reason_needed=reason_needed)
    dialog.tell_forgotten(forgotten)
    try:
        if await wait_dialog(dialog) != QDialog.DialogCode.Accepted.value or dialog.authority is None:
            raise UserCancelled
        return Answer(dialog.authority, dialog.text("reason") if reason else "")
    finally:
        dialog.deleteLater()


class SupervisorDialog(FormDialog):
    """Takes a PIN and gives an ``authority``; no PIN is kept here any longer than it takes to try it."""

    def __init__(
        self,
        desk: Desk,
        tasks: TaskRegistry,
        parent: QWidget,
        *,
        names: tuple[str, ...],
        why: str,
        reason: str = "",
        reason_needed: str = "",
    ) -> None:
        title = self.tr("Supervisor")
        super().__init__("supervisor", title, tasks, parent, done=self.tr("Confirm"))
        self._desk = desk
        self._reason_needed = reason_needed
        self._first = not names
        # A kiosk stands where anybody can press its buttons: whoever is named there would be anybody.
        self._barred = self._first and desk.setup.kiosk.on
        self._naming = self._first and not self._barred
        self.authority: Authority | None = None
        self.say(why, "")
        if reason:
            self.add(("reason", reason, self.line("reason", self.tr("Reason"), limit=200)))
        self.who = self.choice("name", self.tr("Supervisor"))
        self.pin = self._pin_line("pin", self.tr("PIN"))
        self._known = self.add(("name", self.tr("&Supervisor"), self.who), ("pin", self.tr("&PIN"), self.pin))
        self.told = self.say("")
        self.new_name = self.line("new_name", self.tr("New supervisor's name"), limit=60)
        self.new_pin = self._pin_line("new_pin", self.tr("New PIN"))
        self.new_again = self._pin_line("new_again", self.tr("New PIN again"))
        self._new = (
            self.add(("new_name", self.tr("New supervisor's &name"), self.new_name)),
            self.add(
                ("new_pin", self.tr("N&ew PIN, 4 to 12 digits"), self.new_pin),
                ("new_again", self.tr("New PIN &again"), self.new_again),
            ),
        )
        self.mended_by("new_pin", self.new_again)
        self.another = button("supervisor.another", self.tr("Another supervisor…"))
        self.another.clicked.connect(self._on_another)
        self.pressed.insertWidget(0, self.another, 1)
        self._know(names)
        self._arrange()

    def _pin_line(self, key: str, spoken: str) -> QLineEdit:
        made = self.line(key, spoken, limit=LONGEST)
        made.setEchoMode(QLineEdit.EchoMode.Password)
        return made

    def _know(self, names: tuple[str, ...], chosen: str = "") -> None:
        self.who.clear()
        if len(names) > 1:
            self.who.addItem(self.tr("Choose…"), "")
        for name in names:
            self.who.addItem(name, name)
        self.who.setCurrentIndex(max(0, self.who.findData(chosen)))
        # One name is no choice: neither Enter nor Tab stops there, where a PIN would be typed into nothing.
        self.who.setFocusPolicy(Qt.FocusPolicy.StrongFocus if len(names) > 1 else Qt.FocusPolicy.NoFocus)

    def _open(self) -> list[QWidget]:
        """The fields that can be typed in now; where there is one supervisor, there is nothing to choose."""
        return [each for each in super()._open() if each.focusPolicy() is not Qt.FocusPolicy.NoFocus]

    def _arrange(self) -> None:
        """What is asked for: a PIN, a first supervisor, or one more."""
        self._known.setVisible(not self._first)
        self.ok.setVisible(not self._barred)
        for row in self._new:
            row.setVisible(self._naming)
        self.another.setVisible(not self._first and not self._naming)
        self.told.setVisible(self._naming or self._barred)
        self.told.setText(
            self.tr(
                "Nobody is a supervisor at this till yet, and nobody can be named one while it is a kiosk. Whoever "
                "looks after this computer ends it from outside, starts without --kiosk, and names a supervisor."
            )
            if self._barred
            else self.tr(
                "Nobody is a supervisor at this till yet. Whoever is named here answers for settlements and "
                "overrides from now on; the journal keeps who named whom. The PIN can't be read anywhere again."
            )
            if self._first
            else self.tr(
                "A supervisor lets a new one in: choose who, type that one's PIN, then the new name and PIN. A name "
                "that is there already gets a new PIN. The journal keeps who named whom."
            )
        )
        self.ok.setText(self.tr("Name supervisor") if self._naming and not self._first else self.tr("Confirm"))
        for _control, fault in self._fields.values():
            fault.hide()
        self.message.clear()
        self.begin()
        self.adjustSize()
        self.fit()

    def tell_forgotten(self, names: tuple[str, ...]) -> None:
        """The journal knows supervisors whose PINs are gone: nobody may take that for a first use."""
        if names and not self._barred:
            text = self.tr(
                "The journal names %1 as supervisor here, but the file with the PINs (register.sqlite) was removed "
                "or replaced. Put it back if you can. Whoever is named now stands in the journal as a new beginning."
            )
            self.told.setText(text.replace("%1", ", ".join(names)))
            self.adjustSize()
            self.fit()

    def begin(self) -> None:
        """Where the next thing is to be typed: a supervisor that is known already needs no choosing."""
        there = self._open()
        if not there:
            self.back.setFocus()
            return
        empty = [each for each in there if each is not self.who or not self.who.currentData()]
        self._go_to((empty or there)[0])

    def _on_another(self) -> None:
        self._naming = True
        self._arrange()

    async def perform(self) -> bool:
        """Try what was typed; a PIN that was tried is gone from the screen."""
        if "reason" in self._fields and not self.text("reason").strip():
            raise SettlementRefused("reason", self._reason_needed)
        if self._barred:
            return False
        if self._first:
            self.authority = await self._name(None)
            return True
        authority = await self._authorise()
        if not self._naming:
            self.authority = authority
            return True
        named = await self._name(authority)
        self._naming = False
        self._know(await self._desk.supervisors.names(), named.supervisor)
        self._arrange()
        said = self.tr("%1 is a supervisor now. Type the PIN to confirm.").replace("%1", named.supervisor)
        self.message.say(said, "good")
        return False

    async def _authorise(self) -> Authority:
        name, pin = str(self.who.currentData() or ""), self.pin.text()
        if not name:
            raise SettlementRefused("name", self.tr("Choose who confirms this."))
        self.pin.clear()
        try:
            return await self._desk.supervisors.authorise(name, pin)
        except Refused as refused:
            raise SettlementRefused("pin", words.fault_text(refused)) from refused

    async def _name(self, introduced: Authority | None) -> Authority:
        name, pin, again = self.new_name.text(), self.new_pin.text(), self.new_again.text()
        self.new_pin.clear()
        self.new_again.clear()
        try:
            by = self._desk.guard.who or name  # before a sign-in only that one stands here
            return await self._desk.supervisors.name(name, pin, again, by=by, introduced=introduced)
        except Refused as refused:
            raise SettlementRefused("new_pin" if name.strip() else "new_name", words.fault_text(refused)) from refused
