"""One family of line icons, tinted in a colour of the theme."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from vendingdesk.resources import resource
from vendingdesk.ui.theme import Colours

EDGE = 22
"""Edge of an icon in device-independent pixels."""


def picture(name: str, colour: str, ratio: float) -> QPixmap:
    """An icon drawn in one colour for a screen of this pixel ratio."""
    drawing = resource(f"icons/{name}.svg").read_bytes().replace(b"currentColor", colour.encode())
    pixmap = QPixmap(QSize(EDGE, EDGE) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(drawing)).render(painter, QRectF(0, 0, EDGE, EDGE))
    painter.end()
    return pixmap


def nav_icon(name: str, colours: Colours, ratio: float) -> QIcon:
    """An icon that is muted when off and accented when its page is shown."""
    icon = QIcon()
    icon.addPixmap(picture(name, colours.muted, ratio), QIcon.Mode.Normal, QIcon.State.Off)
    icon.addPixmap(picture(name, colours.accent, ratio), QIcon.Mode.Normal, QIcon.State.On)
    return icon
