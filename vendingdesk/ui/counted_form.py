"""A form whose work takes a while: it counts, and can be stopped."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QWidget

from vendingdesk.domain.errors import UserCancelled
from vendingdesk.ui.form_dialog import FormDialog
from vendingdesk.ui.parts import button
from vendingdesk.ui.tasks import TaskRegistry


class CountedForm(FormDialog):
    """``went`` is handed to the work: it shows how far that is and ends it when somebody pressed Stop."""

    def __init__(self, name: str, title: str, tasks: TaskRegistry, parent: QWidget, *, done: str) -> None:
        self._stopping = False
        super().__init__(name, title, tasks, parent, done=done)
        self.bar = QProgressBar()
        self.bar.setObjectName(f"{name}.progress")
        self.bar.setAccessibleName(self.tr("Progress"))
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.stop = button(f"{name}.stop", self.tr("Stop"))
        self.stop.hide()
        self.pressed.insertWidget(0, self.stop, 1)
        self.stop.clicked.connect(self._on_stop)

    def place_bar(self) -> None:
        """The bar below what stands in the form by now."""
        self.rows.addWidget(self.bar)

    def counted(self, done: int, total: int) -> str:
        """How far it is, in words."""
        if not total:
            return f"{done:,}"
        return self.tr("%1 of %2").replace("%1", f"{done:,}").replace("%2", f"{total:,}")

    def went(self, done: int, total: int) -> None:
        """So much is done; raises ``UserCancelled`` when it is to stop."""
        if self._stopping:
            raise UserCancelled
        self.show_busy(self.counted(done, total), done, total)

    def show_busy(self, text: str, done: int = 0, total: int = 0) -> None:
        """That something runs, with a bar that moves by itself where nobody knows how much there is."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.bar.show()
        self.message.say(text, "muted")

    def _on_stop(self) -> None:
        self.stop.setDisabled(True)
        self._stopping = True

    def reject(self) -> None:
        """Go back; what runs is stopped first."""
        if self._working:
            self._on_stop()
        super().reject()

    def _set_working(self, *, working: bool) -> None:
        self._stopping = False
        super()._set_working(working=working)
        self.back.setVisible(not working)
        self.stop.setVisible(working)
        self.stop.setDisabled(False)
        if not working:
            self.bar.hide()
