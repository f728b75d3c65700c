"""Hands for a self test: they find controls by their fixed names, click and type, and wait for what comes of it.

Every key and every click goes through Qt as a person's does; nothing is called behind the window's back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

PATIENCE_S = 60.0
"""How long one thing is waited for: far longer than a slow machine needs for any."""

BEAT_S = 0.02
"""Between two looks at the window."""

HAND_S = 0.15
"""Between the last letter and Enter: what is quicker is taken for a scanner, and rightly does nothing."""

_NONE = Qt.KeyboardModifier.NoModifier
_LEFT = Qt.MouseButton.LeftButton


class Trouble(Exception):
    """The program did not do what it is for; the text says what was waited for."""


class Hands:
    """One pair of hands on all windows of the application."""

    # What is seen.

    def all_named(self, name: str) -> list[QWidget]:
        """Every control of that name that can be seen."""
        found = [
            each
            for window in QApplication.topLevelWidgets()
            for each in ([window] if window.objectName() == name else window.findChildren(QWidget, name))
        ]
        return [each for each in dict.fromkeys(found) if each.isVisible()]

    def text(self, name: str) -> str:
        """The words of a label, a line or a button; empty where it can't be seen."""
        for each in self.all_named(name):
            if isinstance(each, (QLabel, QLineEdit, QPushButton)):
                return each.text()
        return ""

    def rows(self, within: str) -> int:
        """How many rows the list has that can be seen in a window."""
        found = [view for each in self.all_named(within) for view in each.findChildren(QAbstractItemView)]
        return max((view.model().rowCount() for view in found if view.isVisible() and view.model()), default=0)

    async def until(self, what: str, condition: Callable[[], object]) -> None:
        """Wait; raises ``Trouble`` that says what did not come."""
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE_S
        while not condition():
            if loop.time() > end:
                raise Trouble(f"{what} did not come within {PATIENCE_S:.0f} s")
            await asyncio.sleep(BEAT_S)

    async def see(self, name: str) -> QWidget:
        """Wait until the one control of that name can be used."""
        found: list[QWidget] = []

        def there() -> bool:
            modal = QApplication.activeModalWidget()
            found[:] = [
                each
                for each in self.all_named(name)
                if each.isEnabled() and (modal is None or modal is each or modal.isAncestorOf(each))
            ]
            return len(found) == 1

        await self.until(name, there)
        return found[0]

    async def gone(self, name: str) -> None:
        """Wait until nothing of that name can be seen."""
        await self.until(f"the end of {name}", lambda: not self.all_named(name))

    def picture(self, file: Path) -> None:
        """What the window in front looks like, as a PNG."""
        window = QApplication.activeModalWidget() or next(
            (each for name in ("training", "main", "signin") for each in self.all_named(name)), None
        )
        if window is not None and not window.grab().save(str(file)):
            raise Trouble(f"no picture could be written to {file}")

    # What hands do.

    async def click(self, name: str) -> None:
        """Press a button, as soon as it can be pressed."""
        self._click(await self.see(name))

    async def type(self, name: str, text: str) -> None:
        """Click into a line, empty it and type."""
        line = await self.see(name)
        self._click(line)
        if isinstance(line, (QLineEdit, QPlainTextEdit)):
            self._key(line, Qt.Key.Key_A, modifier=Qt.KeyboardModifier.ControlModifier)
            self._key(line, Qt.Key.Key_Delete)
        for letter in text:
            self._key(line, Qt.Key(ord(letter.upper())) if letter.isascii() else Qt.Key.Key_unknown, letter)

    async def enter(self, name: str) -> None:
        """Enter, not right behind the last letter."""
        line = await self.see(name)
        await asyncio.sleep(HAND_S)
        self._key(line, Qt.Key.Key_Return, "\r")

    async def choose(self, name: str, value: object) -> None:
        """Choose in a box by what stands behind the words."""
        box = await self.see(name)
        if not isinstance(box, QComboBox):
            raise Trouble(f"{name} is no box to choose in")
        self._key(box, Qt.Key.Key_Home)
        for _ in range(box.count()):
            if box.currentData() == value:
                return
            self._key(box, Qt.Key.Key_Down)
        raise Trouble(f"{name} does not offer {value}")

    async def choose_file(self, name: str, path: Path) -> None:
        """Choose a file or a folder in the dialog that asks for one."""
        dialog = await self.see(name)
        line = dialog.findChild(QLineEdit, "fileNameEdit")
        if not isinstance(dialog, QFileDialog) or not isinstance(line, QLineEdit):
            raise Trouble(f"{name} asks for no file")
        line.setText(str(path))  # typed, its list of proposals would take the keys
        dialog.accept()

    def _click(self, widget: QWidget) -> None:
        middle = QPointF(min(20, widget.width() // 2), widget.height() // 2)
        there = widget.mapToGlobal(middle)
        for kind, held in (
            (QEvent.Type.MouseButtonPress, _LEFT),
            (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton),
        ):
            QApplication.sendEvent(widget, QMouseEvent(kind, middle, there, _LEFT, held, _NONE))

    def _key(self, widget: QWidget, key: Qt.Key, text: str = "", modifier: Qt.KeyboardModifier = _NONE) -> None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(widget, QKeyEvent(kind, key, modifier, text))
