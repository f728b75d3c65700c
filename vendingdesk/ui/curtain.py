"""What can come over all pages of the window at once; they keep what is typed, and have no keys meanwhile."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from vendingdesk.ui.navigation import Navigation


class Curtain(QStackedWidget):
    """The window's pages with all that stands around them, or something over it."""

    def __init__(self, ground: QWidget, nav: Navigation) -> None:
        super().__init__()
        self._ground = ground
        self._nav = nav
        self.addWidget(ground)

    @property
    def drawn(self) -> bool:
        """Whether something stands over all pages."""
        return self.currentWidget() is not self._ground

    def draw(self, page: QWidget) -> None:
        """Put ``page`` over everything."""
        if self.indexOf(page) < 0:
            self.addWidget(page)
        self._nav.hold(held=True)
        self.setCurrentWidget(page)

    def lift(self) -> None:
        """All pages again."""
        self.setCurrentWidget(self._ground)
        self._nav.hold(held=False)
