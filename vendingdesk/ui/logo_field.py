"""The shop's logo on the Settings page: a file is chosen, looked at, and shown in the preview."""

from __future__ import annotations

import asyncio
from errno import EINVAL
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vendingdesk.counter.paper_ports import CheckLogo
from vendingdesk.counter.shop import LARGEST_LOGO
from vendingdesk.domain.errors import EnvironmentFault, VendingDeskError
from vendingdesk.ui import words
from vendingdesk.ui.file_choice import chosen_path
from vendingdesk.ui.parts import button, label, restyle, spaced
from vendingdesk.ui.tasks import TaskRegistry


class LogoField(QWidget):
    """Holds the picture's bytes; ``edited`` says that a person changed it."""

    edited = Signal()

    def __init__(self, tasks: TaskRegistry, check: CheckLogo) -> None:
        super().__init__()
        self._tasks = tasks
        self._check = check
        self.picture = b""
        self.choose = button("settings.logo.choose", self.tr("Choose a logo"), self.tr("Choose a picture…"))
        self.remove = button("settings.logo.remove", self.tr("Remove the logo"), self.tr("Remove"))
        self.said = label("", "muted", wrap=True)
        self.said.setObjectName("settings.logo.said")
        row = QHBoxLayout()
        spaced(row, gap=6)
        row.addWidget(self.choose, 2)
        row.addWidget(self.remove, 1)
        layout = QVBoxLayout(self)
        spaced(layout, gap=3)
        layout.addWidget(label(self.tr("Logo"), "muted", buddy=self.choose))
        layout.addLayout(row)
        layout.addWidget(self.said)
        self.choose.clicked.connect(lambda: self._tasks.start(self._choose(), name="settings: logo", owner=self))
        self.remove.clicked.connect(self._on_remove)
        self._tell()

    def show_picture(self, picture: bytes) -> None:
        """Take what is kept."""
        self.picture = picture
        self._tell()

    async def _choose(self) -> None:
        self.choose.setDisabled(True)
        filters = self.tr("Pictures (*.png *.jpg *.jpeg *.gif *.bmp *.webp *.tif *.tiff)")
        try:
            file = await chosen_path(self, "settings.logo.files", self.tr("Choose the shop’s logo"), filters=filters)
            if file is not None:
                await self.take(file)
        finally:
            self.choose.setDisabled(False)
            self.choose.setFocus()

    async def take(self, file: Path) -> None:
        """Read a picture and use it, or say why not; then the one before stays."""
        try:
            picture = await asyncio.to_thread(self._read, file)
        except VendingDeskError as error:
            self.say(words.fault_text(error), "danger")
            return
        self.picture = picture
        self._tell()
        self.edited.emit()

    def _read(self, file: Path) -> bytes:
        try:
            if file.exists() and not file.is_file():  # a pipe would be waited for, for ever
                raise OSError(EINVAL, "it is no file")
            with file.open("rb") as opened:
                picture = opened.read(LARGEST_LOGO + 1)
        except OSError as error:
            raise EnvironmentFault(
                f"{file.name} can’t be read ({error.strerror}). Choose another picture."
            ) from error
        if len(picture) > LARGEST_LOGO:
            raise EnvironmentFault(f"{file.name} is larger than 2 MB. Choose a smaller picture.")
        self._check(picture)
        return picture

    def _on_remove(self) -> None:
        self.picture = b""
        self.choose.setFocus()
        self._tell()
        self.edited.emit()

    def _tell(self) -> None:
        self.remove.setEnabled(bool(self.picture))
        size = -(-len(self.picture) // 1024)
        text = self.tr("A picture of %1 kB. It is printed in black and white.").replace("%1", str(size))
        self.say(text if self.picture else self.tr("None. A dark picture on white prints best."), "small")

    def say(self, text: str, role: str) -> None:
        """A sentence below the buttons."""
        self.said.setText(text)
        restyle(self.said, role=role)
