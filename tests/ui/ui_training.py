"""Hands on the training meter."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel
from ui.ui_counter import Counter, until

from vendingdesk.ui.scanner import SCANNER_GAP_MS
from vendingdesk.ui.training_renewal import TrainingRenewal
from vendingdesk.ui.training_room import TrainingRoom
from vendingdesk.ui.training_window import TrainingWindow


class Trainee:
    """Somebody at the training window of a running counter."""

    def __init__(self, counter: Counter) -> None:
        self.counter = counter

    @property
    def room(self) -> TrainingRoom:
        room = self.counter.counter._training
        assert room is not None
        return room

    @property
    def window(self) -> TrainingWindow:
        assert self.room.window is not None
        return self.room.window

    async def enter(self) -> Trainee:
        """Open the window from the main one and wait for a meter."""
        self.counter.click("nav.training")
        await self.counter.active(self.window)
        await self.settled()
        return self

    async def settled(self) -> None:
        """Until nothing of the training is under way."""
        await until(lambda: not [name for name in self.counter.counter._tasks.running() if "training" in name])

    async def asked(self) -> TrainingRenewal:
        """Press F7 and wait for the question, long enough for a hand."""
        QTest.keyClick(self.window, Qt.Key.Key_F7)
        await until(lambda: [each for each in self.window.findChildren(TrainingRenewal) if each.isVisible()])
        (dialog,) = self.window.findChildren(TrainingRenewal)
        await self.counter.active(dialog)
        await until(lambda: dialog._pace.elapsed() > SCANNER_GAP_MS)
        return dialog

    async def renew(self) -> None:
        """A new meter, and the question answered."""
        dialog = await self.asked()
        QTest.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)
        await self.settled()
        await self.counter.active(self.window)

    def text(self, name: str) -> str:
        return self.counter.find(f"training.{name}", QLabel, self.window).text()

    def type(self, keys: str) -> None:
        """On the keyboard."""
        QTest.keyClicks(self.window.focusWidget() or self.window, keys)

    def enter_token(self, token: str) -> str:
        """Type a token on the keyboard, grouped or not, and Enter; gives what the meter shows."""
        self.type(token.replace(" ", ""))
        QTest.keyClick(self.window.focusWidget() or self.window, Qt.Key.Key_Return)
        return self.text("display")

    def touch(self, keys: str) -> None:
        """On the meter's own keys: digits, E for Enter, B for back."""
        for key in keys:
            self.counter.click(f"training.key.{ {'E': 'enter', 'B': 'back'}.get(key, key) }", self.window)

    def choose(self, box: QComboBox, value: object) -> None:
        """As a hand does in the list that opens."""
        row = box.findData(value)
        assert row >= 0
        box.setCurrentIndex(row)
        box.activated.emit(row)

    def done(self) -> list[str]:
        """The steps of the exercise that are checked off."""
        marks = self.window.steps.findChildren(QLabel)
        return [
            mark.objectName().removeprefix("training.step.")
            for mark in marks
            if mark.objectName().startswith("training.step.") and mark.text() == "✓"
        ]
