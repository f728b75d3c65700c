"""The part of the Settings page that leads to the people who work here."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.ui.parts import button, label, spaced
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.waiting import wait_dialog


class PeopleSection(QWidget):
    """Says how the switch stands; what is done with people is done in a dialog of its own."""

    def __init__(self, desk: Desk, tasks: TaskRegistry) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self._open = False
        self.state = label("", "muted", wrap=True)
        self.open = button("settings.people", self.tr("People"), self.tr("Who works here…"))
        inside = QVBoxLayout(self)
        spaced(inside, gap=8)
        inside.addWidget(self.state)
        inside.addWidget(self.open)
        self.open.clicked.connect(self._on_open)
        desk.guard.when_changed(self._show)
        self._show()

    def _show(self) -> None:
        on = self._desk.people.on
        self.state.setText(
            self.tr("Switched on: each signs on to the till with a PIN.")
            if on
            else self.tr("Switched off: whoever is signed in at the server stands at the till.")
        )

    def _on_open(self) -> None:
        if not self._open:
            self._open = True
            self._tasks.start(self._show_people(), name="people")

    async def _show_people(self) -> None:
        from vendingdesk.ui.people_dialog import PeopleDialog  # hardly ever needed

        dialog = PeopleDialog(self._desk, self._tasks, self.window())
        try:
            await wait_dialog(dialog)
        finally:
            self._open = False
            self._show()
            dialog.deleteLater()
