"""Checks the whole journal from the window: how far it is, a way to stop, and what was found."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from vendingdesk.counter.checking import CheckJournal
from vendingdesk.domain.errors import EnvironmentFault, UserCancelled
from vendingdesk.ui import words
from vendingdesk.ui.parts import button, label, restyle, spaced
from vendingdesk.ui.tasks import TaskRegistry


class JournalCheck(QWidget):
    """The line that says how a check goes; ``pressed`` is its button, for the page to place."""

    def __init__(self, check: CheckJournal, tasks: TaskRegistry) -> None:
        super().__init__()
        self._check = check
        self._tasks = tasks
        self._running = False
        self.pressed = button("history.check", self.tr("Check the journal"))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.found = label("", "muted", wrap=True)
        self.found.setObjectName("history.checked")
        self.found.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QVBoxLayout(self)
        spaced(layout, gap=6)
        layout.addWidget(self.bar)
        layout.addWidget(self.found)
        self.pressed.clicked.connect(self._on_pressed)
        self.hide()

    def _on_pressed(self) -> None:
        if self._running:
            self.pressed.setDisabled(True)  # until it has stopped
            self._check.stop()
            return
        self._running = True
        self.pressed.setText(self.tr("Stop checking"))
        self.bar.setRange(0, 0)
        self.bar.show()
        self._say(self.tr("Checking the journal…"), "muted")
        self.show()
        self._tasks.start(self._run(), name="journal check")

    async def _run(self) -> None:
        try:
            checked = await self._check(self._on_progress)
        except UserCancelled:
            self._say(self.tr("Stopped: nothing was found wrong so far."), "muted")
        except EnvironmentFault as fault:
            self._say(words.fault_text(fault), "danger")
        else:
            self._say(_breakable(checked.sentence), "good" if checked.unbroken else "danger")
        finally:
            self._running = False
            self.bar.hide()
            self.pressed.setText(self.tr("Check the journal"))
            self.pressed.setDisabled(False)

    def _on_progress(self, done: int, total: int) -> None:
        if self._running:  # the last one may come behind the end
            self.bar.setRange(0, max(total, 1))
            self.bar.setValue(done)
            text = self.tr("Checking the journal: %1 of %2 entries")
            self._say(text.replace("%1", f"{done:,}").replace("%2", f"{total:,}"), "muted")

    def _say(self, text: str, role: str) -> None:
        self.found.setText(text)
        restyle(self.found, role=role)


def _breakable(text: str) -> str:
    """The chain's head in four parts: 64 letters in a row fit no small screen."""
    return re.sub(r"\b[0-9a-f]{64}\b", lambda head: " ".join(re.findall(".{16}", head.group())), text)
