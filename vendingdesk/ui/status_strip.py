"""The line at the top that says how things stand: server, till, what waits, doubts, who."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout

from vendingdesk.ui.parts import button, label, restyle
from vendingdesk.ui.theme import SIZES


class StatusStrip(QFrame):
    """Shows; it never decides: an unreachable light must never block a sale."""

    def __init__(self, till: str) -> None:
        super().__init__()
        self.setProperty("role", "strip")
        self.setFixedHeight(SIZES.control)
        self.server = label(self.tr("○ Server not asked yet"), "muted")
        self.server.setObjectName("status.server")
        self.shift = label("", "muted")
        self.shift.setObjectName("status.shift")
        self.shift.hide()
        self.clock = label("", "warning")
        self.clock.setObjectName("status.clock")
        self.clock.hide()
        self.waiting = label("", "badge")
        self.waiting.setObjectName("status.waiting")
        self.waiting.hide()
        self.paper = label("", "badge")
        self.paper.setObjectName("status.paper")
        self.paper.hide()
        self.doubts = button("status.doubts", self.tr("Sales in doubt"), role="badge")
        self.doubts.hide()
        self.who = label("", "")
        self.person = button("status.who", self.tr("Who stands at the till"), role="nav")
        self.person.hide()
        self.till = label(self.tr("Till %1").replace("%1", till), "muted")
        self._narrow = False
        self._row = layout = QHBoxLayout(self)
        layout.setContentsMargins(SIZES.gutter, 0, SIZES.gutter, 0)
        layout.setSpacing(SIZES.gutter)
        layout.addWidget(self.server)
        layout.addWidget(self.till)
        layout.addWidget(self.shift)
        layout.addWidget(self.clock)
        layout.addStretch(1)
        layout.addWidget(self.paper, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self.waiting, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self.doubts, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self.who)
        layout.addWidget(self.person, 0, Qt.AlignmentFlag.AlignVCenter)

    def narrow(self) -> None:
        """Only what changes from here on: there is no room for more. That the server is away is said in words."""
        self._narrow = True
        self.till.hide()
        self._row.setContentsMargins(SIZES.gap, 0, SIZES.gap, 0)
        self._row.setSpacing(SIZES.gap)

    def show_server(self, *, reachable: bool) -> None:
        """Light on or off; the shape of the dot differs too, so that colour is not the only sign."""
        text = self.tr("● Server reachable") if reachable else self.tr("○ Server not reachable")
        self.server.setText(text[0] if self._narrow and reachable else text)
        self.server.setToolTip(text)
        restyle(self.server, role="good" if reachable else "warning")

    def show_clock(self, text: str) -> None:
        """That this computer's clock and the server's differ; nothing while they agree."""
        self.clock.setText(text)
        self.clock.setVisible(bool(text))

    def show_shift(self, *, on: bool, since: datetime | None) -> None:
        """Since when a shift is open; nothing where none are kept."""
        text = self.tr("No shift is open")
        if since is not None:
            text = self.tr("Shift open %1").replace("%1", f"{since:%H:%M}")
        self.shift.setText(text)
        restyle(self.shift, role="muted" if since is not None else "warning")
        self.shift.setVisible(on)

    def show_waiting(self, waiting: int, late: int) -> None:
        """Sales that are waited for without a page, and answers that nobody has seen."""
        parts = [(self.tr("%1 waiting"), waiting), (self.tr("%1 to see"), late)]
        self.waiting.setText(" · ".join(text.replace("%1", str(count)) for text, count in parts if count))
        self.waiting.setVisible(bool(waiting + late))

    def show_paper(self, waiting: int) -> None:
        """Slips that no printer has finished yet."""
        one, many = self.tr("1 slip waits for the printer"), self.tr("%1 slips wait for the printer")
        self.paper.setText(one if waiting == 1 else many.replace("%1", str(waiting)))
        self.paper.setVisible(waiting > 0)

    def show_doubts(self, count: int) -> None:
        """The number of sales whose result is unknown; the badge opens them."""
        self.doubts.setText(self.tr("⚠ %1 in doubt").replace("%1", str(count)))
        self.doubts.setAccessibleDescription(self.doubts.text())
        self.doubts.setVisible(count > 0)

    def show_user(self, name: str) -> None:
        """Who is signed in at the server: at a till without people that is who stands here."""
        self.who.setText(name)
        self.who.show()
        self.person.hide()

    def show_person(self, name: str) -> None:
        """Who stands at the till; a press lets another one take over."""
        self.person.setText(f"{name}  Ctrl+L")
        self.person.setAccessibleDescription(name)
        self.person.setToolTip(self.tr("Lock the till, or let somebody else take over"))
        self.person.show()
        self.who.hide()
