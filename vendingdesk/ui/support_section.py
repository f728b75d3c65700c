"""On the Settings page: one file for whoever helps when something is wrong."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.domain.errors import VendingDeskError
from vendingdesk.ui import words
from vendingdesk.ui.crash_notice import saved
from vendingdesk.ui.file_choice import chosen_path
from vendingdesk.ui.parts import MessageLine, button, hold, label, spaced
from vendingdesk.ui.tasks import TaskRegistry


class SupportSection(QWidget):
    """One press makes it; another one puts it where a person says, which a kiosk does not offer."""

    def __init__(self, desk: Desk, tasks: TaskRegistry) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        said = self.tr(
            "When something is wrong: one file with versions, the settings without what is secret, the log, a check "
            "of the journal and what broke. No sale, token, meter or name of a customer is in it."
        )
        self.save = button("settings.support.save", self.tr("Save support bundle"))
        self.choose = button("settings.support.choose", self.tr("Save it in a folder…"))
        self.choose.setVisible(not desk.setup.kiosk.on)
        self.message = MessageLine("settings.support.message")
        pressed = QVBoxLayout()  # beside each other they are wider than the page on a small screen
        spaced(pressed, gap=8)
        for each in (self.save, self.choose):
            pressed.addWidget(each)
        layout = QVBoxLayout(self)
        spaced(layout, gap=6)
        layout.addWidget(label(said, "muted", wrap=True))
        layout.addLayout(pressed)
        layout.addWidget(self.message)
        self.save.clicked.connect(lambda: self._begin(elsewhere=False))
        self.choose.clicked.connect(lambda: self._begin(elsewhere=True))

    def _begin(self, *, elsewhere: bool) -> None:
        self.message.clear()
        work = self._save(hold(self.save, self.choose), elsewhere=elsewhere)
        self._tasks.start(work, name="settings: support bundle", owner=self)

    async def _save(self, release: Callable[[], None], *, elsewhere: bool) -> None:
        try:
            folder = None
            if elsewhere:
                title = self.tr("Choose a folder for the support bundle, such as a stick")
                mode = QFileDialog.FileMode.Directory
                folder = await chosen_path(self, "support.folders", title, mode=mode)
                if folder is None:
                    return
            self.message.say(self.tr("Everything is looked at: the journal, the server, the printer…"), "muted")
            file = await self._desk.support.save(folder)
        except VendingDeskError as error:
            self.message.say(words.fault_text(error))
        else:
            self.message.say(saved(str(file)), "good")
        finally:
            release()
