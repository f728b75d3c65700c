"""A chart of bars, painted in the theme's colours; what it shows is also said as text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget

from vendingdesk.domain.report import Bar, Series
from vendingdesk.ui import theme
from vendingdesk.ui.theme import SIZES

LEAST = 2
"""Pixels that the bar of something above nothing has at least."""

WIDEST = 64


class BarChart(QWidget):
    """Bars side by side from the left (from the right where the window reads so), each with its name below."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._series = Series("", ())
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a screen reader reads it where the keyboard goes
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_series(self, series: Series) -> None:
        """Draw these bars."""
        self._series = series
        self.setAccessibleName(series.title)
        said = "; ".join(f"{bar.label}: {bar.text or '0'}" for bar in series.bars)
        self.setAccessibleDescription(said)
        self.update()

    def sizeHint(self) -> QSize:
        """As high as a few lines of a table."""
        return QSize(2 * SIZES.card_width, SIZES.chart_height)

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(SIZES.small)
        return font

    def _places(self) -> list[tuple[QRectF, Bar]]:
        """Each bar's whole column."""
        bars = self._series.bars
        line = QFontMetrics(self._small()).lineSpacing()
        step = min((self.width() - 2.0 * SIZES.gap) / max(len(bars), 1), 2.0 * WIDEST)
        top, bottom = 2.0 * line + 4, self.height() - line - 6.0
        from_right = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        places = []
        for place, bar in enumerate(bars):
            x = SIZES.gap + place * step
            left = self.width() - x - step if from_right else x
            places.append((QRectF(left, top, step, bottom - top), bar))
        return places

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """The title, a ground line, the bars, and the names and sums that have room."""
        app = QApplication.instance()
        colours = theme.current(app) if isinstance(app, QApplication) else theme.LIGHT
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._small())
        metrics = painter.fontMetrics()
        painter.setPen(QColor(colours.muted))
        side = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop
        painter.drawText(self.rect().adjusted(SIZES.gap, 2, -SIZES.gap, 0), side, self._series.title)
        if self.hasFocus():
            painter.setPen(QColor(colours.accent))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), SIZES.radius, SIZES.radius)
        most = max((bar.value for bar in self._series.bars), default=0)
        last_name = -1.0
        for room, bar in self._places():
            wide = min(room.width() * 0.7, WIDEST)
            high = max(room.height() * bar.value / most, LEAST) if bar.value > 0 else 0.0
            shape = QRectF(room.center().x() - wide / 2, room.bottom() - high, wide, high)
            painter.fillRect(shape, QColor(colours.accent))
            painter.setPen(QColor(colours.line))
            painter.drawLine(room.bottomLeft(), room.bottomRight())
            painter.setPen(QColor(colours.text))
            amount = bar.text.rpartition(" ")[0]
            if amount and metrics.horizontalAdvance(amount) <= room.width() - 4:
                above = QRectF(
                    room.left(), shape.top() - metrics.lineSpacing() - 1, room.width(), metrics.lineSpacing()
                )
                painter.drawText(above, Qt.AlignmentFlag.AlignCenter, amount)
            painter.setPen(QColor(colours.muted))
            length = metrics.horizontalAdvance(bar.label) + 6.0
            text = metrics.elidedText(bar.label, Qt.TextElideMode.ElideRight, int(max(room.width() - 4, length)))
            if abs(room.center().x() - last_name) >= length or last_name < 0:
                last_name = room.center().x()
                below = QRectF(room.center().x() - length / 2, room.bottom() + 3, length, metrics.lineSpacing())
                painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()

    def event(self, event: QEvent) -> bool:
        """The pointer over a bar says what it is."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            for room, bar in self._places():
                if room.left() <= event.pos().x() < room.right():
                    QToolTip.showText(event.globalPos(), f"{bar.label}  {bar.text or '0'}", self)
                    return True
        return super().event(event)
