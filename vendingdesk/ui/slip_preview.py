"""A slip looked at before it is made: its pages as they will be printed, and from there to the printer."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vendingdesk.counter.preview import Preview
from vendingdesk.ui.hand_dialog import HandDialog
from vendingdesk.ui.parts import button, label, spaced
from vendingdesk.ui.screen_room import keep_inside
from vendingdesk.ui.slip_view import SlipView
from vendingdesk.ui.theme import SIZES


class SlipPreview(HandDialog):
    """Shows pages; ``print_wanted`` and ``pdf_wanted`` say what is to be made of them. Looking counts nothing."""

    print_wanted = Signal()
    pdf_wanted = Signal()

    def __init__(self, title: str, preview: Preview, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("preview")
        self.setAccessibleName(self.tr("Preview of a slip"))
        self.setWindowTitle(title)
        self.view = SlipView("preview.pages", self.tr("The slip as it will be printed"))
        self.zoom = button("preview.zoom", self.tr("Actual dots"), "1:1", role="switch")
        self.zoom.setCheckable(True)
        self.print = button("preview.print", self.tr("Print slip"), self.tr("Print slip  F9"), role="primary")
        self.pdf = button("preview.pdf", self.tr("Save PDF"))
        self.close_it = button("preview.close", self.tr("Close"), self.tr("Close  Esc"))
        self.print.setShortcut("F9")
        head = QHBoxLayout()
        spaced(head)
        head.addWidget(label(title, "title"), 1)
        head.addWidget(self.zoom)
        pressed = QHBoxLayout()
        spaced(pressed)
        pressed.addWidget(self.close_it, 1)
        pressed.addWidget(self.pdf, 1)
        pressed.addWidget(self.print, 2)
        layout = QVBoxLayout(self)
        spaced(layout, margin=SIZES.gutter, gap=10)
        layout.addLayout(head)
        layout.addWidget(self.view, 1)
        layout.addLayout(pressed)
        self.view.show_pages(preview.pages)
        widest = max((page.width for page in preview.pages), default=0)
        self.resize(max(widest + 4 * SIZES.gutter, 2 * SIZES.card_width), 2 * SIZES.card_width)
        self.zoom.toggled.connect(lambda whole: self.view.show_whole(whole=whole))
        self.close_it.clicked.connect(self.reject)
        for each, wanted in ((self.print, self.print_wanted), (self.pdf, self.pdf_wanted)):
            each.clicked.connect(self.accept)
            each.clicked.connect(wanted)
        self._pace.begin()

    def showEvent(self, event: QShowEvent) -> None:
        """Inside of the screen, with the keyboard on the slip."""
        super().showEvent(event)
        keep_inside(self)
        self.view.setFocus()

    def press_chosen(self) -> None:
        """Enter by hand presses the button that has the focus, and nothing else."""
        for each in (self.close_it, self.pdf, self.print, self.zoom):
            if each.hasFocus():
                each.click()
