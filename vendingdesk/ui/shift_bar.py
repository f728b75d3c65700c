"""On a page that sells while no shift is open: says so, and opens one in place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from vendingdesk.counter.desk import Desk
from vendingdesk.ui.parts import button, hold, label, spaced
from vendingdesk.ui.shift_dialogs import ask_to_open
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.theme import SIZES


class ShiftBar(QFrame):
    """Stands there only where shifts are kept and none is open; ``opened`` says that one is now."""

    opened = Signal()

    def __init__(self, desk: Desk, tasks: TaskRegistry, name: str) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self.setProperty("role", "result")
        self.setProperty("mood", "warning")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.open = button(f"{name}.openshift", self.tr("Open shift"), self.tr("Open s&hift"), role="primary")
        said = label(self.tr("No shift is open, so nothing can be sold yet."), "warning", wrap=True)
        layout = QHBoxLayout(self)
        spaced(layout, margin=SIZES.gap)
        layout.addWidget(said, 1)
        layout.addWidget(self.open)
        self.open.clicked.connect(self._on_open)
        desk.shifts.when_changed(self._show)
        self._show()

    @property
    def wanting(self) -> bool:
        """Whether a shift must be opened before anything is sold."""
        return self._desk.shifts.on and self._desk.shifts.shift is None

    def _show(self) -> None:
        self.setVisible(self.wanting)

    def _on_open(self) -> None:
        self._tasks.start(self._ask(hold(self.open)), name="shift: open", vital=True)

    async def _ask(self, release: Callable[[], None]) -> None:
        try:
            if await ask_to_open(self._desk, self._tasks, self.window()):
                self.opened.emit()
        finally:
            release()
