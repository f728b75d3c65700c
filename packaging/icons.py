"""The program's icon in the sizes that desktops ask for, drawn from the one drawing in ``resources``."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SIZES = (16, 22, 24, 32, 48, 64, 128, 256)
"""Width and height in pixels, as the hicolor theme has folders for."""


def png(drawing: Path, size: int) -> bytes:
    """The SVG ``drawing`` as a PNG of ``size`` by ``size`` pixels; raises ``ValueError`` if it can't be drawn."""
    renderer = QSvgRenderer(str(drawing))
    if not renderer.isValid():
        raise ValueError(f"{drawing} is not a drawing that Qt reads.")
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    kept = QBuffer()
    kept.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(kept, b"PNG")
    return bytes(kept.data().data())


if __name__ == "__main__":
    for written in SIZES:
        Path(sys.argv[2], f"{written}.png").write_bytes(png(Path(sys.argv[1]), written))
