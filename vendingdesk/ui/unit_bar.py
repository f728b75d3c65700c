"""Above every page: settings and books say different things of what an amount is, and a supervisor may confirm it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.domain.errors import UserCancelled, VendingDeskError
from vendingdesk.ui import words
from vendingdesk.ui.parts import MessageLine, button, frame, label, spaced
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.theme import SIZES


class UnitBar(QWidget):
    """Stands there as long as nothing can be sold for that reason, whichever page is in front."""

    def __init__(self, desk: Desk, tasks: TaskRegistry) -> None:
        super().__init__()
        self.setObjectName("unit")
        self._desk = desk
        self._tasks = tasks
        self._asking = False
        ground = frame("tray")
        self.text = label("", "tray_text", wrap=True)
        self.text.setObjectName("unit.text")
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.confirm = button("unit.confirm", self.tr("Confirm the change…"))
        self.confirm.clicked.connect(self._on_confirm)
        self.message = MessageLine("unit.message")
        self.message.hide()
        said = QHBoxLayout()
        spaced(said, gap=SIZES.gap)
        said.addWidget(self.text, 1)
        said.addWidget(self.confirm)
        inside = QVBoxLayout(ground)
        inside.setContentsMargins(SIZES.gutter, 4, SIZES.gutter, 4)
        inside.addLayout(said)
        inside.addWidget(self.message)
        outside = QVBoxLayout(self)
        spaced(outside, gap=0)
        outside.addWidget(ground)
        self.hide()
        desk.books_unit.when_changed(self._show)
        self._show()

    def _show(self) -> None:
        unit = self._desk.books_unit
        self.message.hide()
        if not unit.problem:
            self.hide()
            return
        self.text.setText(words.said(unit.problem))
        self.confirm.setVisible(unit.between is not None)
        self.show()

    def _on_confirm(self) -> None:
        if not self._asking:
            self._asking = True
            self._tasks.start(self._confirm(), name="unit of the books", vital=True)

    async def _confirm(self) -> None:
        from vendingdesk.ui.supervisor import ask_supervisor  # hardly ever needed

        self.message.hide()
        try:
            await self._desk.books_unit.check_free()
            answer = await ask_supervisor(self._desk, self._tasks, self.window(), why=self.text.text())
            await self._desk.books_unit.confirm(answer.authority)
        except UserCancelled:
            pass
        except VendingDeskError as error:
            self.message.say(words.fault_text(error), "danger")
            self.message.show()
        finally:
            self._asking = False
