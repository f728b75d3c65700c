"""The training window: a meter to type tokens into, a load, a clock that can run fast, and an exercise."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QCloseEvent,
    QKeyEvent,
    QKeySequence,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QDialog, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from vendingdesk import sts
from vendingdesk.domain.customer import Customer
from vendingdesk.sts.digits import strip_fillers
from vendingdesk.sts.virtual_meter import Key
from vendingdesk.ui import training_words
from vendingdesk.ui.choice import Choice
from vendingdesk.ui.compact import inside_of
from vendingdesk.ui.fonts import drawable
from vendingdesk.ui.parts import MessageLine, button, captioned, label, spaced
from vendingdesk.ui.scanner import ENTER
from vendingdesk.ui.screen_room import fitted, frame_of
from vendingdesk.ui.theme import SIZES
from vendingdesk.ui.training_meter import TrainingMeter
from vendingdesk.ui.training_steps import TrainingSteps

SMALLEST = QSize(1000, 560)
WANTED = QSize(1040, 570)
SPEEDS = (1, 60, 3600)
_KEYS = frozenset("0123456789")


class _Box(Choice):
    """A box that leaves the meter's keys to the meter, so that typing a token never chooses something here."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits, Enter and Backspace go on to the window."""
        if event.text() in _KEYS or event.key() in ENTER or event.key() == Qt.Key.Key_Backspace:
            event.ignore()
        else:
            super().keyPressEvent(event)


class TrainingWindow(QWidget):
    """Shows what it is told and says what a hand does; what comes of it is decided elsewhere.

    ``key_pressed`` carries a key of the meter, ``digits_pasted`` what was on the clipboard, ``meter_chosen`` a meter
    number, ``load_chosen`` watts, ``speed_chosen`` how fast the meter's time runs; ``left``: the window was closed.
    """

    key_pressed = Signal(Key)
    digits_pasted = Signal(str)
    meter_chosen = Signal(str)
    load_chosen = Signal(int)
    speed_chosen = Signal(int)
    tamper_wanted = Signal()
    new_wanted = Signal()
    counter_wanted = Signal()
    shown = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._covered = False
        self.setObjectName("training")
        self.setWindowTitle(self.tr("Training – Meter"))
        self.setProperty("role", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        room = self.screen().availableGeometry().marginsRemoved(frame_of(self))
        self.setMinimumSize(SMALLEST.boundedTo(room.size()))
        self.setGeometry(fitted(WANTED, room))
        if WANTED.boundedTo(room.size()) != WANTED:
            self.setWindowState(
                Qt.WindowState.WindowMaximized
            )  # the system knows its frames better than a style does
        self.front = TrainingMeter()
        self.steps = TrainingSteps()
        self.message = MessageLine("training.message", lines=3)
        self.message.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.meter = _box("training.meter", self.tr("Meter"))
        self.load = _box("training.load", self.tr("Load"))
        for watts in training_words.LOADS:
            self.load.addItem(training_words.load(watts), watts)
        self.speeds = {speed: self._speed(speed) for speed in SPEEDS}
        self.tamper = button("training.tamper", self.tr("Open the meter"), self.tr("Open the meter (tamper)  F6"))
        self.new = button("training.new", self.tr("New meter"), self.tr("New meter  F7"))
        self.counter = button("training.counter", self.tr("Counter"), self.tr("Counter  F11"))
        # What is typed goes to the meter, whatever box was chosen in before.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        choices = QGridLayout()
        spaced(choices)
        choices.setColumnStretch(0, 1)
        choices.setColumnStretch(1, 1)
        choices.addLayout(captioned(label(self.tr("Meter"), "muted", buddy=self.meter), self.meter), 0, 0, 1, 2)
        choices.addLayout(captioned(label(self.tr("Load"), "muted", buddy=self.load), self.load), 1, 0)
        fast = QHBoxLayout()
        spaced(fast, gap=6)
        for made in self.speeds.values():
            fast.addWidget(made, 1)
        times = QWidget()
        times.setLayout(fast)
        choices.addLayout(captioned(label(self.tr("Time runs"), "muted"), times), 1, 1)
        pressed = QHBoxLayout()
        spaced(pressed)
        pressed.addWidget(self.tamper, 2)
        pressed.addWidget(self.new, 1)
        pressed.addWidget(self.counter, 1)
        right = QVBoxLayout()
        spaced(right, gap=10)
        right.addLayout(choices)
        right.addWidget(self.message)
        right.addWidget(self.steps)
        right.addLayout(pressed)
        right.addStretch(1)
        layout = QHBoxLayout(inside_of(self))
        spaced(layout, margin=SIZES.gap, gap=SIZES.gap)
        layout.addWidget(self.front, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(right, 1)

    def _connect(self) -> None:
        self.front.pressed.connect(self.key_pressed)
        self.meter.activated.connect(lambda row: self.meter_chosen.emit(self.meter.itemData(row)))
        self.load.activated.connect(lambda row: self.load_chosen.emit(self.load.itemData(row)))
        for box in (self.meter, self.load):
            box.activated.connect(lambda _row: self.setFocus())
        self.tamper.clicked.connect(self.tamper_wanted)
        self.new.clicked.connect(self.new_wanted)
        self.counter.clicked.connect(self.counter_wanted)
        for key, made in (("F6", self.tamper), ("F7", self.new), ("F11", self.counter)):
            made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(made.click)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self).activated.connect(self._on_paste)

    def _speed(self, speed: int) -> QPushButton:
        made = button(f"training.speed.{speed}", self.tr("Time runs ×%1").replace("%1", str(speed)), f"×{speed}")
        made.setProperty("role", "switch")
        made.setCheckable(True)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.clicked.connect(lambda: self.speed_chosen.emit(speed))
        return made

    def show_speed(self, speed: int) -> None:
        """Mark how fast the time runs."""
        for other, made in self.speeds.items():
            made.setChecked(other == speed)

    def show_customers(self, customers: tuple[Customer, ...], chosen: str) -> None:
        """Offer these meters; ``chosen`` is the number of the one on the bench, empty for none."""
        if [self.meter.itemData(row) for row in range(self.meter.count())] != [each.meter for each in customers]:
            self.meter.clear()
            for each in customers:
                name = drawable(each.name) or self.tr("Not in the register")
                self.meter.addItem(f"{name} · {sts.group_meter(each.meter)}", each.meter)
        self.meter.setCurrentIndex(self.meter.findData(chosen))

    def show_load(self, watts: int) -> None:
        """The load that is connected."""
        self.load.setCurrentIndex(self.load.findData(watts))

    def set_dead(self, *, dead: bool) -> None:
        """Without a meter there is nothing to do but to choose one, or to take a new one."""
        for part in (self.load, self.tamper, *self.speeds.values()):
            part.setDisabled(dead)

    def bring_to_front(self) -> None:
        """Where a person sees it, and where the keys go."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def cover(self, *, covered: bool) -> None:
        """Nobody stands at the till, so that nobody sees its sales here either; or somebody does again."""
        if covered and self.isVisible():
            self._covered = True
            for dialog in self.findChildren(QDialog):
                dialog.reject()
            self.close()
        elif not covered and self._covered:
            self._covered = False
            self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)  # the keys are the counter's
            self.show()
            self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, on=False)

    def announce(self, text: str) -> None:
        """Say it to those who don't see it."""
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def _on_paste(self) -> None:
        """As typing would: digits with spaces and dashes between them, nothing else."""
        self.digits_pasted.emit(strip_fillers(QApplication.clipboard().text()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keyboard is the meter's keypad."""
        if event.text() in _KEYS:
            self.key_pressed.emit(Key(event.text()))
        elif event.key() in ENTER and not event.isAutoRepeat():
            self.key_pressed.emit(Key.ENTER)
        elif event.key() == Qt.Key.Key_Backspace:
            self.key_pressed.emit(Key.BACK)
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """It is seen."""
        super().showEvent(event)
        if not event.spontaneous():
            self.setFocus()
            self.shown.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """It is put away; the meter stands still until it comes again."""
        super().closeEvent(event)
        self.left.emit()


def _box(name: str, spoken: str) -> Choice:
    made = _Box()
    made.setObjectName(name)
    made.setAccessibleName(spoken)
    return made
