"""The meter as one sees it on the wall: label, glass, lamp and keypad."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from vendingdesk import sts
from vendingdesk.domain.customer import Customer
from vendingdesk.sts.virtual_meter import Key, Relay, Screen, VirtualMeter, kilowatt_hours
from vendingdesk.ui import training_words
from vendingdesk.ui.fonts import drawable
from vendingdesk.ui.parts import TokenLabel, button, frame, label, restyle, spaced
from vendingdesk.ui.theme import SIZES

ROWS = ("123", "456", "789")
NOTHING = "----"


class TrainingMeter(QFrame):
    """Draws a virtual meter; ``pressed`` carries the key that a finger pressed."""

    pressed = Signal(Key)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(SIZES.front_width)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # a meter is the same everywhere
        self.number = label("", "figure")
        self.number.setObjectName("training.number")
        self.customer = label("", "muted")
        self.customer.setObjectName("training.customer")
        self.caption = label("", "lcd")
        self.pages = label("", "lcd")
        self.display = TokenLabel("training.display")
        self.display.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.relay = label("")
        self.relay.setObjectName("training.relay")
        self.credit = label("", "muted")
        self.credit.setObjectName("training.credit")
        self.keys: dict[Key, QPushButton] = {}
        layout = QVBoxLayout(self)
        spaced(layout, margin=SIZES.gap + 4, gap=6)
        layout.addWidget(self.number)
        layout.addWidget(self.customer)
        layout.addWidget(self._glass())
        lamp = QHBoxLayout()
        spaced(lamp)
        lamp.addWidget(self.relay, 1)
        lamp.addWidget(self.credit)
        layout.addLayout(lamp)
        layout.addLayout(self._keypad())
        layout.addWidget(label(training_words.short_codes(), "small", wrap=True))
        layout.addStretch(1)

    def _glass(self) -> QFrame:
        glass = frame("lcd")
        inside = QVBoxLayout(glass)
        inside.setContentsMargins(SIZES.gap, 4, SIZES.gap, 4)
        inside.setSpacing(0)
        top = QHBoxLayout()
        spaced(top)
        top.addWidget(self.caption, 1)
        top.addWidget(self.pages)
        inside.addLayout(top)
        inside.addWidget(self.display, 1)
        glass.setFixedHeight(SIZES.glass_height)
        return glass

    def _keypad(self) -> QGridLayout:
        grid = QGridLayout()
        spaced(grid, gap=6)
        for row, digits in enumerate(ROWS):
            for column, digit in enumerate(digits):
                grid.addWidget(self._key(Key(digit), digit, digit), row, column)
        grid.addWidget(self._key(Key.BACK, "⌫", self.tr("Take back")), 3, 0)
        grid.addWidget(self._key(Key.D0, "0", "0"), 3, 1)
        grid.addWidget(self._key(Key.ENTER, "↵", self.tr("Enter")), 3, 2)
        return grid

    def _key(self, key: Key, text: str, spoken: str) -> QPushButton:
        made = button(f"training.key.{key.value}", spoken, text, role="key")
        # A click must not take the keyboard: the Enter that comes next is the meter's.
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.clicked.connect(lambda: self.pressed.emit(key))
        self.keys[key] = made
        return made

    def show_owner(self, customer: Customer) -> None:
        """Whose meter it is."""
        self.number.setText(sts.group_meter(customer.meter))
        self.customer.setText(drawable(customer.name) or self.tr("Not in the register"))

    def show_meter(self, meter: VirtualMeter | None) -> None:
        """Show how it stands; without a meter a dead display."""
        for made in self.keys.values():
            made.setEnabled(meter is not None)
        if meter is None:
            _write(self.display, NOTHING)
            for part in (self.caption, self.pages, self.relay, self.credit):
                part.setText("")
            return
        shown = meter.display
        _write(self.display, f"{shown.text} {shown.unit}".strip())
        self.caption.setText(training_words.caption(shown.screen))
        self.pages.setText(f"{shown.page}/{shown.pages}" if shown.pages > 1 else "")
        on = meter.relay is Relay.CLOSED
        _write(self.relay, f"● {training_words.relay(meter)}")
        if self.relay.property("role") != (role := "good" if on else "danger"):
            restyle(self.relay, role=role)
        # While the glass shows something else the credit is not out of sight.
        _write(self.credit, f"{kilowatt_hours(meter.credit)} kWh")
        self.credit.setVisible(shown.screen is not Screen.CREDIT)


def _write(line: QLabel, text: str) -> None:
    """What stands there already is not written again: a screen reader would say it at every beat."""
    if line.text() != text:
        line.setText(text)
