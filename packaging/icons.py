"""The program's icon in the sizes that desktops ask for, drawn from the one drawing in ``resources``."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SIZES = (16, 22, 24, 32, 48, 64, 128, 256)
"""Width and height in pixels, as the hicolor theme has folders for."""


def draw(drawing: Path, size: int, into: Path) -> None:
    """Write the SVG ``drawing`` as the PNG ``into``, ``size`` by ``size`` pixels, making the folders above it.

    Raises ``ValueError`` if it can't be drawn, ``OSError`` if it can't be written.
    """
    renderer = QSvgRenderer(str(drawing))
    if not renderer.isValid():
        raise ValueError(f"{drawing} is not a drawing that Qt reads.")
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    into.parent.mkdir(parents=True, exist_ok=True)
    if not image.save(str(into)):
        raise OSError(f"{into} could not be written.")
