"""A first start with a person's hands on it: a real window over real files and a real server."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from ui.ui_counter import until

from vendingdesk.counter.begun_till import BegunTill
from vendingdesk.counter.first_questions import Step
from vendingdesk.ui.first_start import FirstStartRun
from vendingdesk.ui.scanner import SCANNER_GAP_MS
from vendingdesk.wiring.first_start import first_start, try_printer
from vendingdesk.wiring.folders import DataFolder
from vendingdesk.wiring.setup_layers import Layers, read_layers


class Asked:
    """A wizard with a person's hands on it."""

    def __init__(self, app: QApplication, folder: Path, begun: BegunTill | None = None) -> None:
        self.folder = DataFolder(folder)
        self.folder.make()
        self.layers: Layers = read_layers(self.folder.setup_file, begun=begun is not None)
        self.start = first_start(self.folder, self.layers, begun)
        self.run = FirstStartRun(app, self.start, try_printer(self.folder))
        self.wizard = self.run.wizard
        self.task = asyncio.get_running_loop().create_task(self.run.run())

    @property
    def step(self) -> Step:
        return self.wizard.step

    def line(self, name: str) -> QLineEdit:
        return self.find(name, QLineEdit)

    def find(self, name: str, kind: type[QWidget] = QPushButton) -> QWidget:  # type: ignore[override]
        found = [each for each in self.wizard.findChildren(kind, name) if each.isVisible()]
        assert len(found) == 1, (name, found)
        return found[0]

    @property
    def words(self) -> str:
        """All that can be read."""
        return "\n".join(each.text() for each in self.wizard.findChildren(QLabel) if each.isVisible())

    def type(self, name: str, text: str) -> None:
        line = self.line(name)
        line.setFocus()
        line.selectAll()
        QTest.keyClicks(line, text)

    async def enter(self) -> None:
        """Enter by hand, where the keyboard is; waits until what it set off is over."""
        await asyncio.sleep((SCANNER_GAP_MS + 20) / 1000)
        QTest.keyClick(self.wizard.focusWidget(), Qt.Key.Key_Return)
        await until(lambda: not self.wizard._working)

    async def on(self) -> None:
        """Enter from field to field and to the next page."""
        before = self.step
        for _ in range(max(1, len(self.wizard._open()))):
            if self.step is before:
                await self.enter()
        assert self.step is not before, self.words

    async def to(self, step: Step) -> None:
        await self.on()
        assert self.step is step, self.words

    async def up_to(self, step: Step) -> None:
        """Enter until there; where nothing is chosen, money."""
        while self.step is not step:
            if self.step is Step.MONEY and not self.wizard.page.cards.value:  # type: ignore[attr-defined]
                self.find("wizard.money.currency").click()
            if self.step is Step.CURRENCY:
                self.type("wizard.currency", "usd")
            if self.step is Step.OWNER:
                self.find("wizard.later").click()
            else:
                await self.on()

    async def end(self) -> bool:
        if not self.task.done():
            self.run.end()
        return await asyncio.wait_for(self.task, 20)
