"""The part of the Settings page that says which certificate is believed, and leads to trusting another one."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.domain.errors import VendingDeskError
from vendingdesk.domain.trust import shown_fingerprint
from vendingdesk.ui import words
from vendingdesk.ui.parts import MessageLine, button, label, spaced
from vendingdesk.ui.tasks import TaskRegistry


class TrustSection(QWidget):
    """Says what counts in this run; what is decided anew is decided in a dialog of its own."""

    def __init__(self, desk: Desk, tasks: TaskRegistry) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self._open = False
        self.state = label("", "muted", wrap=True)
        self.state.setObjectName("settings.trusted")
        self.see = button("settings.trust", self.tr("See the certificate"), self.tr("See the certificate…"))
        self.message = MessageLine("settings.trust.message")
        self.message.hide()
        inside = QVBoxLayout(self)
        spaced(inside, gap=8)
        for each in (self.state, self.see, self.message):
            inside.addWidget(each)
        self.see.clicked.connect(self._on_see)
        self._show()

    def _show(self) -> None:
        connection = self._desk.trusting.connection
        trust = connection.trust
        if not connection.address.startswith("https:"):
            self.state.setText(self.tr("The server is on this computer, and nothing is encrypted for it."))
            self.see.hide()
        elif trust.fingerprint:
            text = self.tr("Believed: one certificate, by its fingerprint %1")
            self.state.setText(text.replace("%1", shown_fingerprint(trust.fingerprint)))
        elif trust.ca_file is not None:
            text = self.tr("Believed: certificates that the CA file %1 vouches for, and those that the system knows")
            self.state.setText(text.replace("%1", trust.ca_file.name))
        else:
            self.state.setText(self.tr("Believed: certificates that somebody whom the system knows vouches for"))

    def _on_see(self) -> None:
        if not self._open:
            self._open = True
            self._tasks.start(self._trust(), name="trust")

    async def _trust(self) -> None:
        from vendingdesk.ui.trust_dialog import trust_anew, trusted_words  # hardly ever needed

        try:
            trusted = await trust_anew(self._desk, self._tasks, self.window())
            if trusted is not None:
                self._say(trusted_words(trusted), "good")
        except VendingDeskError as error:
            self._say(words.fault_text(error), "danger")
        finally:
            self._open = False
            self._show()

    def _say(self, text: str, role: str) -> None:
        self.message.say(text, role)
        self.message.show()
