"""A box to choose one thing in, with the arrow that tells it from a line to type in."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QComboBox, QStyle, QStyleOptionComboBox

from vendingdesk.ui import theme
from vendingdesk.ui.icons import EDGE, picture


class Choice(QComboBox):
    """A combo box; style rules can't tint a picture, so the arrow is painted here in the theme's colour."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box as the style has it, and its arrow in the room that the style keeps for one."""
        super().paintEvent(event)
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            return
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxArrow, self
        )
        arrow = picture("choose", theme.current(app).muted, self.devicePixelRatioF())
        painter = QPainter(self)
        painter.drawPixmap(room.center().x() - EDGE // 2, room.center().y() - EDGE // 2, arrow)
        painter.end()
