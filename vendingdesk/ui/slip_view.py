"""Slips as pixels on a desk of their own: scrolled, as wide as there is room or dot for dot."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPalette, QPixmap, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from vendingdesk.counter.ports import Picture
from vendingdesk.ui.theme import SIZES


class _Sheets(QWidget):
    """The pages below each other, drawn as they are."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: list[QPixmap] = []

    def lay(self, pages: list[QPixmap]) -> None:
        """Show these."""
        self.pages = pages
        width = max((page.width() for page in pages), default=1)
        height = sum(page.height() for page in pages) + SIZES.gap * max(len(pages) - 1, 0)
        self.setFixedSize(width, max(height, 1))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The pages that are to be seen."""
        painter = QPainter(self)
        y = 0
        for page in self.pages:
            if y < event.rect().bottom() and y + page.height() > event.rect().top():
                x = (self.width() - page.width()) // 2
                painter.drawPixmap(x, y, page)
                painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
                painter.drawRect(x, y, page.width() - 1, page.height() - 1)  # white paper on a white desk
            y += page.height() + SIZES.gap
        painter.end()


class SlipView(QScrollArea):
    """Shows pages; the keyboard scrolls it when it has the focus."""

    def __init__(self, name: str, spoken: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setProperty("role", "desk")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._sheets = _Sheets()
        self.setWidget(self._sheets)
        self._images: list[QImage] = []
        self._whole = False
        self._shown: tuple[int, int] = (0, 0)

    @property
    def images(self) -> list[QImage]:
        """The pages, dot for dot."""
        return self._images

    def show_pages(self, pages: Sequence[Picture]) -> None:
        """Show these in place of those before; the place that was looked at stays."""
        # Without a copy the picture's bytes would have to outlive the image.
        self._images = [
            QImage(page.bgrx, page.width, page.height, page.width * 4, QImage.Format.Format_RGB32).copy()
            for page in pages
        ]
        self._shown = (0, 0)
        self._lay()

    def show_whole(self, *, whole: bool) -> None:
        """Dot for dot, or as wide as there is room."""
        self._whole = whole
        self._lay()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another size of the pages."""
        super().resizeEvent(event)
        self._lay()

    def _lay(self) -> None:
        widest = max((image.width() for image in self._images), default=0)
        room = widest if self._whole else min(self.viewport().width(), widest)
        if (room, widest) == self._shown:
            return
        self._shown = (room, widest)
        smooth = Qt.TransformationMode.SmoothTransformation
        self._sheets.lay(
            [
                QPixmap.fromImage(
                    image if room >= widest else image.scaledToWidth(max(image.width() * room // widest, 1), smooth)
                )
                for image in self._images
            ]
        )

        if self._whole:  # what is read stands in the middle, in every language
            across = self.horizontalScrollBar()
            across.setValue((across.minimum() + across.maximum()) // 2)

    def sizeHint(self) -> QSize:
        """Room for a narrow slip."""
        return QSize(SIZES.card_width, SIZES.card_width)
