"""Which settings could not be used at the start, on top of the Settings page, until somebody has seen to it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.domain.errors import UserCancelled, VendingDeskError
from vendingdesk.ui import words
from vendingdesk.ui.leave import with_leave
from vendingdesk.ui.parts import button, frame, hold, label, spaced
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.theme import SIZES


class LeftOutNotice(QWidget):
    """Hidden where there is nothing to tell."""

    def __init__(self, desk: Desk, tasks: TaskRegistry) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self.said = label("", "warning", wrap=True)
        self.said.setObjectName("settings.leftout")
        self.seen = button("settings.leftout.seen", self.tr("I have seen to it"))
        card = frame("card")
        inside = QVBoxLayout(card)
        spaced(inside, margin=SIZES.gap)
        heading = label(self.tr("Left out at the start"))
        heading.setProperty("headline", "true")
        for each in (heading, self.said, self.seen):
            inside.addWidget(each)
        layout = QVBoxLayout(self)
        spaced(layout)
        layout.addWidget(card)
        self.seen.clicked.connect(self._on_seen)
        self.show_notices()

    def show_notices(self) -> None:
        """As the settings stand."""
        notices = self._desk.setup.notices
        self.said.setText("\n".join(notices))
        self.setVisible(bool(notices))

    def _on_seen(self) -> None:
        self._tasks.start(self._forget(), name="settings: left out is seen", vital=True)

    async def _forget(self) -> None:
        release = hold(self.seen)
        try:
            await with_leave(
                self._desk, self._tasks, self.window(), lambda leave: self._desk.settings.forget_left_out(leave=leave)
            )
        except UserCancelled:
            return
        except VendingDeskError as error:
            self.said.setText(words.fault_text(error))
        else:
            self.show_notices()
        finally:
            release()
