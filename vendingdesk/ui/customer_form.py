"""The form for one meter's customer: typed or scanned into, saved and erased by hand alone."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from vendingdesk.counter.customer_rules import FIELDS, LONGEST
from vendingdesk.domain.customer import Customer
from vendingdesk.ui.parts import button, captioned, field, label, spaced
from vendingdesk.ui.scanner import ENTER, KeyPace
from vendingdesk.ui.theme import SIZES

_PLACES = {
    "meter": (0, 0, 6),
    "name": (1, 0, 6),
    "place": (2, 0, 6),
    "phone": (3, 0, 4),
    "tariff": (3, 4, 2),
    "note": (4, 0, 6),
    "supply_group": (5, 0, 2),
    "key_revision": (5, 2, 2),
    "tariff_index": (5, 4, 2),
}
"""Row, column and width: what belongs together shares a row, so that the form is no higher than it must be."""


class CustomerForm(QFrame):
    """Holds what is typed; ``save_wanted`` and ``erase_wanted`` are a hand's.

    Enter saves when a hand pressed it. A scanner's goes on to the next line: it may fill, it never confirms.
    """

    save_wanted = Signal()
    erase_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._pace = KeyPace()
        spoken = {
            "meter": self.tr("Meter number"),
            "name": self.tr("Name"),
            "place": self.tr("Place"),
            "phone": self.tr("Phone"),
            "tariff": self.tr("Tariff"),
            "note": self.tr("Note"),
            "supply_group": self.tr("Supply group code"),
            "key_revision": self.tr("Key revision number"),
            "tariff_index": self.tr("Tariff index"),
        }
        short = {
            "supply_group": self.tr("SGC"),
            "key_revision": self.tr("KRN"),
            "tariff_index": self.tr("TI"),
        }
        self.lines: dict[str, QLineEdit] = {
            each: field(f"meters.{each}", spoken[each], limit=LONGEST[each]) for each in FIELDS
        }
        self.erase = button("meters.erase", self.tr("Erase customer"), self.tr("Erase…"))
        self.save = button("meters.save", self.tr("Save customer"), role="primary")
        inside = QWidget()
        grid = QGridLayout(inside)
        spaced(grid, gap=6)
        grid.setHorizontalSpacing(SIZES.gap)
        for each, line in self.lines.items():
            caption = label(short.get(each, spoken[each]), "small", buddy=line)
            caption.setToolTip(spoken[each])
            row, column, width = _PLACES[each]
            grid.addLayout(captioned(caption, line), row, column, 1, width)
            line.installEventFilter(self)
        for column in range(6):
            grid.setColumnStretch(column, 1)
        # On a low screen not all of it fits: then it scrolls to the line that is typed in.
        self._view = QScrollArea()
        self._view.setWidget(inside)
        self._view.setWidgetResizable(True)
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._view.setMaximumHeight(inside.sizeHint().height() + 2)
        inside.setProperty("role", "paper")
        pressed = QHBoxLayout()
        spaced(pressed, gap=8)
        pressed.addWidget(self.erase, 1)
        pressed.addWidget(self.save, 2)
        whole = QVBoxLayout(self)
        spaced(whole, margin=SIZES.gap, gap=8)
        whole.addWidget(self._view)
        whole.addLayout(pressed)
        self.save.clicked.connect(self.save_wanted)
        self.erase.clicked.connect(self.erase_wanted)

    @property
    def typed(self) -> Customer:
        """What stands there."""
        return Customer(**{each: line.text() for each, line in self.lines.items()})

    def fill(self, customer: Customer) -> None:
        """Show a customer."""
        for each, line in self.lines.items():
            line.setText(getattr(customer, each))
            line.setCursorPosition(0)

    def go_to(self, each: str) -> None:
        """The cursor into a line, what stands there marked."""
        line = self.lines.get(each, self.lines["meter"])
        line.setFocus()
        line.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter by hand saves; every other key sets the pace."""
        if isinstance(watched, QLineEdit):
            if event.type() is QEvent.Type.FocusIn:
                self._view.ensureWidgetVisible(watched)
            elif isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
                if event.key() not in ENTER:
                    self._pace.heard(event)
                elif self._pace.by_hand(event):
                    self.save_wanted.emit()
                    return True
                else:
                    self.focusNextChild()
                    return True
            elif isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyRelease:
                self._pace.released(event)
        return super().eventFilter(watched, event)
