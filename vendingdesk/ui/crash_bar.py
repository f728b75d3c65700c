"""Above every page: something in the program broke. Said once, with the way to tell whoever can mend it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vendingdesk.ui.parts import button, frame, label, spaced
from vendingdesk.ui.theme import SIZES


class CrashBar(QWidget):
    """One sentence, a button that saves the bundle, and one that puts it away. No question: a sale may be running."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("crash")
        ground = frame("tray")
        self.text = label("", "tray_text", wrap=True)
        self.text.setObjectName("crash.text")
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.save = button("crash.save", self.tr("Save support bundle"))
        self.close_it = button("crash.close", self.tr("Close"))
        inside = QHBoxLayout(ground)
        inside.setContentsMargins(SIZES.gutter, 4, SIZES.gutter, 4)
        inside.setSpacing(SIZES.gap)
        inside.addWidget(self.text, 1)
        for each in (self.save, self.close_it):
            # A click leaves the cursor in the sale that is half typed; the Tab key comes here all the same.
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            inside.addWidget(each)
        ground.setMinimumHeight(SIZES.control + 8)
        outside = QVBoxLayout(self)
        spaced(outside, gap=0)
        outside.addWidget(ground)
        self.close_it.clicked.connect(self.hide)
        self.hide()

    def say(self, text: str, *, bundle: bool) -> None:
        """Show a sentence, and say it to those who don't look; ``bundle`` offers to save one."""
        self.text.setText(text)
        self.save.setVisible(bundle)
        self.show()
        news = QAccessibleAnnouncementEvent(self, text)
        news.setPoliteness(QAccessible.AnnouncementPoliteness.Polite)
        QAccessible.updateAccessibility(news)
