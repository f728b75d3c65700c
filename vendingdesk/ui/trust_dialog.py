"""Trusting the server anew: its certificate as it is now, a person's decision, and a supervisor's PIN."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.counter.trusting import Trusted
from vendingdesk.domain.errors import SettlementRefused, UserCancelled, VendingDeskError
from vendingdesk.domain.trust import ServerLook, Trust
from vendingdesk.ui import words
from vendingdesk.ui.form_dialog import FormDialog
from vendingdesk.ui.parts import button
from vendingdesk.ui.screen_room import fitted, frame_of
from vendingdesk.ui.supervisor import ask_supervisor
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.theme import SIZES
from vendingdesk.ui.trust_panel import TrustPanel
from vendingdesk.ui.waiting import wait_dialog

KEY = "given"
"""The field that the panel points at."""


async def trust_anew(desk: Desk, tasks: TaskRegistry, parent: QWidget) -> Trusted | None:
    """Show the server's certificate on top of ``parent``; what a supervisor trusts from now on, None for nothing."""
    dialog = TrustDialog(desk, tasks, parent)
    if isinstance(parent, QDialog):
        parent.finished.connect(dialog.give_up)
    try:
        if await wait_dialog(dialog) != QDialog.DialogCode.Accepted.value:
            return None
        return dialog.trusted
    finally:
        tasks.cancel_owned(dialog)
        tasks.cancel_owned(dialog.panel)
        dialog.deleteLater()


def trusted_words(trusted: Trusted) -> str:
    """What to say of it."""
    if trusted.kept:
        return _tr("The server is trusted from now on. It stands in the journal.")
    return _tr(
        "The server is trusted until the program ends: the settings are about another server. Name this one’s "
        "fingerprint with --fingerprint at the next start."
    )


class TrustDialog(FormDialog):
    """Looks at the server as soon as it is shown; ``trusted`` is there when a supervisor decided."""

    def __init__(self, desk: Desk, tasks: TaskRegistry, parent: QWidget) -> None:
        title = self.tr("The server’s certificate")
        super().__init__("trust", title, tasks, parent, done=self.tr("Trust this server…"))
        self.setMinimumWidth(5 * SIZES.card_width // 2)  # a certificate says much, and a low screen has little room
        self._desk = desk
        self._looking = False
        self._by_file: Trust | None = None
        self.trusted: Trusted | None = None
        self.say(desk.server.address)
        self.panel = TrustPanel("trust", tasks)
        self.panel.hide()
        self.add((KEY, "", self.panel))
        self.again = button("trust.again", self.tr("Look again"))
        self.pressed.insertWidget(1, self.again, 1)
        self.ok.hide()
        self.again.clicked.connect(self._on_again)
        self.panel.file_chosen.connect(self._on_file)
        self.panel.edited.connect(self._on_edited)

    def showEvent(self, event: QShowEvent) -> None:
        """In front: look."""
        super().showEvent(event)
        if not event.spontaneous() and not self._looking:
            self._start()

    def begin(self) -> None:
        """Where the decision is made; where none can be, at the way back."""
        if self.ok.isVisibleTo(self):
            self.panel.begin()
        else:
            self.back.setFocus()

    def point_at(self, key: str, text: str) -> None:
        """What is pasted is judged beside it already; all else is said above the buttons."""
        self.message.say("" if key == KEY and self.panel.said.isVisible() else text)
        self.fit()
        self.begin()

    async def perform(self) -> bool:
        """A supervisor answers for what was decided."""
        trust = self._by_file or self.panel.trust()
        why = self.tr("From now on this till believes the certificate at %1.")
        answer = await ask_supervisor(self._desk, self._tasks, self, why=why.replace("%1", self._desk.server.address))
        self.message.say(self.tr("Trying it…"), "muted")
        self.trusted = await self._desk.trusting(trust, answer.authority)
        return True

    def give_up(self) -> None:
        """What it stands on goes, because the program ends: nobody is there to decide."""
        for each in self.findChildren(QDialog):
            each.reject()
        self.reject()

    def press_chosen(self) -> None:
        """The button that has the focus, and nothing else."""
        for each in (self.again, self.panel.ca_file):
            if each.hasFocus():
                each.click()
                return
        super().press_chosen()

    def _on_again(self) -> None:
        self._start()

    def _on_file(self) -> None:
        try:
            self._start(self.panel.trust())
        except SettlementRefused as refused:
            self.point_at(refused.field, words.fault_text(refused))

    def _on_edited(self) -> None:
        """What was said of the decision before is over."""
        if not self._looking:
            self.message.clear()

    def _start(self, by_file: Trust | None = None) -> None:
        self._looking = True
        self._by_file = None
        self.setFocus()  # else Qt hands the keyboard on to the next thing that is enabled
        self._hold(held=True)
        self.message.say(self.tr("Looking at the server…"), "muted")
        self._tasks.start(self._look(by_file), name="trust: look", owner=self)

    async def _look(self, by_file: Trust | None) -> None:
        found: ServerLook | None = None
        said, role = "", "danger"
        try:
            found = await self._desk.trusting.look(by_file)
        except UserCancelled:
            return
        except VendingDeskError as error:
            said = words.fault_text(error)
        finally:
            self._looking = False
            self._hold(held=False)
        self._show(found, by_file)
        if found is not None and found.problem is None:
            said, role = self._believed(by_file), "good"
        elif found is not None and by_file is not None:
            said = self.tr("That CA file does not vouch for this server.")
        self.message.say(said, role)
        self.fit()
        # It grew downwards to a certificate: on a low screen that would end at its very edge.
        self.setGeometry(fitted(self.size(), self.screen().availableGeometry().marginsRemoved(frame_of(self))))
        self.begin()

    def _hold(self, *, held: bool) -> None:
        """While the server is asked there is nothing to decide; a server that hangs need not be waited for."""
        for each in (self.panel, self.ok, self.again):
            each.setDisabled(held)

    def _show(self, found: ServerLook | None, by_file: Trust | None) -> None:
        self.panel.setVisible(found is not None)
        self.heading.setVisible(found is None or found.problem is None)  # else the problem is the headline
        if found is None:
            self.ok.hide()
            return
        self.panel.show_look(found, self._desk.trusting.connection.trust)
        self._by_file = by_file if found.problem is None else None
        panel = self.panel
        self.ok.setVisible(self._by_file is not None or panel.compared.isVisibleTo(panel))

    def _believed(self, by_file: Trust | None) -> str:
        if by_file is not None:
            return self.tr("That CA file vouches for this server. Press “Trust this server…” to go by it.")
        if self._desk.trusting.connection.trust.fingerprint:
            return self.tr("It is the certificate that this till trusts. There is nothing to do.")
        return self.tr("This till believes it: somebody whom it trusts vouches for it. There is nothing to do.")


def _tr(text: str) -> str:
    return QCoreApplication.translate("trust", text)
