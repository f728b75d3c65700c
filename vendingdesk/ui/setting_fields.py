"""A setting's field on the page: its caption, where it is typed or chosen, a hint, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from vendingdesk.counter.declared import Setting, Shape
from vendingdesk.ui.choice import Choice
from vendingdesk.ui.parts import button, field, label, spaced
from vendingdesk.ui.theme import SIZES

LINES_SHOWN = 3
"""Lines of a field for several."""


class Pick(Choice):
    """A box to choose in that stands in a page which scrolls: the wheel is the page's."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling past it changes nothing."""
        event.ignore()


def pick(name: str, spoken: str, options: Sequence[tuple[str, object]]) -> Pick:
    """A box with its fixed object name, what a screen reader says and its options."""
    made = Pick()
    made.setObjectName(name)
    made.setAccessibleName(spoken)
    for words, data in options:
        made.addItem(words, data)
    made.setSizeAdjustPolicy(Pick.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(6)
    return made


def tick(name: str, spoken: str) -> QCheckBox:
    """A box to tick, as high as a finger needs."""
    made = QCheckBox(spoken)
    made.setObjectName(name)
    made.setAccessibleName(spoken)
    made.setProperty("role", "setting")
    return made


class SettingField(QWidget):
    """One declared setting; ``options`` makes it one to choose. ``edited`` says that a person changed it."""

    edited = Signal()

    def __init__(self, setting: Setting, options: Sequence[tuple[str, object]] = (), *, name: str = "") -> None:
        super().__init__()
        self.setting = setting
        name = name or f"settings.{setting.path.removeprefix('printing.')}"
        spoken = QCoreApplication.translate("settings", setting.caption)
        self.control: QLineEdit | QPlainTextEdit | QCheckBox | Pick
        if options:
            self.control = pick(name, spoken, options)
            self.control.currentIndexChanged.connect(lambda _index: self.edited.emit())
        elif setting.shape is Shape.YES_NO:
            self.control = tick(name, spoken)
            self.control.toggled.connect(lambda _on: self.edited.emit())
        elif setting.shape is Shape.TEXTS:
            self.control = self._lines(name, spoken)
        else:
            self.control = field(name, spoken, limit=setting.longest)
            self.control.textChanged.connect(lambda _text: self.edited.emit())
        self.fault = label("", "danger", wrap=True)
        self.fault.setObjectName(f"{name}.fault")
        self.fault.hide()
        self.mend: QPushButton | None = None
        self._mended: object = None
        self._layout = layout = QVBoxLayout(self)
        spaced(layout, gap=3)
        if not isinstance(self.control, QCheckBox):
            layout.addWidget(label(spoken, "muted", buddy=self.control, wrap=True))
        layout.addWidget(self.control)
        layout.addWidget(self.fault)
        if setting.hint:
            hint = QCoreApplication.translate("settings", setting.hint)
            self.control.setAccessibleDescription(hint)
            layout.addWidget(label(hint, "small", wrap=True))

    def say_when(self, when: str) -> None:
        """When a change counts, under the field."""
        self._layout.addWidget(label(when, "small", wrap=True))

    def hold(self, why: str) -> None:
        """It is shown, and can't be changed here: ``why`` stands under it."""
        self.control.setEnabled(False)
        self.control.setAccessibleDescription(why)
        said = label(why, "small", wrap=True)
        said.setObjectName(f"{self.control.objectName()}.held")
        self._layout.addWidget(said)

    def _lines(self, name: str, spoken: str) -> QPlainTextEdit:
        made = QPlainTextEdit()
        made.setObjectName(name)
        made.setAccessibleName(spoken)
        made.setTabChangesFocus(True)
        made.setFixedHeight(made.fontMetrics().lineSpacing() * LINES_SHOWN + 2 * SIZES.gap)
        made.textChanged.connect(self.edited)
        return made

    @property
    def value(self) -> object:
        """What stands there: a text, a tick, or the option's data."""
        match self.control:
            case QCheckBox():
                return self.control.isChecked()
            case QLineEdit():
                return self.control.text()
            case QPlainTextEdit():
                return self.control.toPlainText()
            case _:
                return self.control.currentData()

    def show_value(self, value: object) -> None:
        """Put a value there; nobody is told, for no person did it."""
        if value == self.value:
            return  # the cursor stays where it is
        self.control.blockSignals(True)
        match self.control:
            case QCheckBox():
                self.control.setChecked(bool(value))
            case QLineEdit():
                self.control.setText(str(value))
            case QPlainTextEdit():
                self.control.setPlainText(str(value))
            case _:
                self.control.setCurrentIndex(self.control.findData(value))
        self.control.blockSignals(False)
        self.control.update()

    def say(self, fault: str, mend: str = "", value: object = None) -> None:
        """What is wrong here, nothing when ``fault`` is empty; ``mend`` is a button that puts ``value`` there."""
        self.fault.setText(QCoreApplication.translate("faults", fault))
        self.fault.setVisible(bool(fault))
        self._mended = value
        if fault and mend and self.mend is None:  # few fields ever need one
            self.mend = button(f"{self.control.objectName()}.mend", mend)
            self.mend.clicked.connect(self._on_mend)
            self._layout.insertWidget(self._layout.indexOf(self.fault) + 1, self.mend)
        if self.mend is not None:
            self.mend.setVisible(bool(fault and mend))

    def _on_mend(self) -> None:
        """The button goes with what was wrong: the cursor goes to what it mended."""
        self.control.setFocus()
        self.show_value(self._mended)
        self.edited.emit()
