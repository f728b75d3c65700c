"""A dialog that asks for a few things at once, tries them, and says at the field what has to be mended."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from vendingdesk.domain.errors import SettlementRefused, UserCancelled, VendingDeskError
from vendingdesk.ui import words
from vendingdesk.ui.choice import Choice
from vendingdesk.ui.compact import bring_into_sight
from vendingdesk.ui.hand_dialog import HandDialog
from vendingdesk.ui.parts import MessageLine, button, captioned, field, label, spaced
from vendingdesk.ui.scanner import ENTER
from vendingdesk.ui.screen_room import keep_inside
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.theme import SIZES


class FormDialog(HandDialog):
    """Enter goes from field to field and tries at the last one; Esc goes back; what is typed stays until it is used.

    Object names are the dialog's own with the field's behind it: ``recover``, ``recover.token``.
    """

    def __init__(self, name: str, title: str, tasks: TaskRegistry, parent: QWidget | None, *, done: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setWindowTitle(title)
        self.setMinimumWidth(2 * SIZES.card_width)
        self._tasks = tasks
        self._working = False
        self._leave = False
        self._fields: dict[str, tuple[QWidget, QLabel]] = {}
        self.message = MessageLine(f"{name}.message")
        self.ok = button(f"{name}.ok", done, role="primary")
        self.back = button(f"{name}.back", self.tr("Back"), self.tr("Back  Esc"))
        self.rows = QVBoxLayout()
        spaced(self.rows, gap=10)
        pressed = QHBoxLayout()
        spaced(pressed)
        pressed.addWidget(self.back, 1)
        pressed.addWidget(self.ok, 2)
        self.pressed = pressed
        whole = QVBoxLayout(self)
        spaced(whole, margin=SIZES.gutter, gap=10)
        self.heading = label(title, "title", wrap=True)
        whole.addWidget(self.heading)
        whole.addLayout(self.rows)
        whole.addStretch(1)
        whole.addWidget(self.message)
        whole.addLayout(pressed)
        self.ok.clicked.connect(self.submit)
        self.back.clicked.connect(self.reject)
        self._pace.begin()

    async def perform(self) -> bool:
        """Try what stands there; True ends the dialog. Raises ``SettlementRefused`` to point at a field."""
        raise TypeError("a form says what it is for")

    def say(self, text: str, role: str = "muted") -> QLabel:
        """A sentence above the fields."""
        made = label(text, role, wrap=True)
        self.rows.addWidget(made)
        return made

    def line(self, key: str, spoken: str, *, large: bool = False, limit: int = 120) -> QLineEdit:
        """A line to type in; ``add`` puts it in its place."""
        return field(f"{self.objectName()}.{key}", spoken, large=large, limit=limit)

    def choice(self, key: str, spoken: str) -> Choice:
        """Things to choose one of; ``add`` puts it in its place."""
        made = Choice()
        made.setObjectName(f"{self.objectName()}.{key}")
        made.setAccessibleName(spoken)
        return made

    def add(self, *cells: tuple[str, str, QWidget]) -> QWidget:
        """A row of fields side by side, each with its key, its caption and room for what is wrong with it."""
        row = QWidget()
        inside = QHBoxLayout(row)
        spaced(inside)
        for key, caption, control in cells:
            fault = label("", "danger", wrap=True)
            fault.setObjectName(f"{self.objectName()}.{key}.fault")
            fault.hide()
            if caption:
                cell = captioned(label(caption, "muted", buddy=control), control)
            else:  # a box to tick has its words beside it
                cell = QVBoxLayout()
                spaced(cell, gap=0)
                cell.addWidget(control)
            cell.addWidget(fault)
            cell.addStretch(1)
            inside.addLayout(cell, 1)
            control.installEventFilter(self)
            self._fields[key] = (control, fault)
            if isinstance(control, QLineEdit):
                control.textEdited.connect(fault.hide)
            elif isinstance(control, Choice):
                control.currentIndexChanged.connect(fault.hide)
        self.rows.addWidget(row)
        return row

    def mended_by(self, key: str, other: QLineEdit) -> None:
        """What is said at a field may be mended in another one too: it goes when that is edited."""
        other.textEdited.connect(self._fields[key][1].hide)

    def text(self, key: str) -> str:
        """What is typed in a field."""
        control = self._fields[key][0]
        return control.text() if isinstance(control, QLineEdit) else ""

    def point_at(self, key: str, text: str) -> None:
        """Say what is wrong, at its field where it has one, and put the cursor there."""
        if key not in self._fields:
            self.message.say(text)
            self._go_to(self._open()[-1])
            return
        control, fault = self._fields[key]
        fault.setText(text)
        fault.show()
        bring_into_sight(fault)
        self.fit()
        self._go_to(control)

    def fit(self) -> None:
        """Grow to what stands there: Qt counts a sentence that breaks as one line until the dialog is laid out."""
        layout = self.layout()
        if layout is not None and self.isVisible():
            layout.activate()
            self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))
            keep_inside(self)

    def showEvent(self, event: QShowEvent) -> None:
        """Shown as high as its sentences are."""
        super().showEvent(event)
        self.fit()

    def begin(self) -> None:
        """Put the cursor into the first field."""
        self._go_to(next(iter(self._open())))

    def submit(self) -> None:
        """Try it; a second press while that runs does nothing."""
        if self._working:
            return
        self.message.clear()
        for _control, fault in self._fields.values():
            fault.hide()
        self._set_working(working=True)
        self._tasks.start(self._try(), name=self.objectName(), vital=True)

    async def _try(self) -> None:
        key, text, done = "", "", False
        try:
            done = await self.perform()
        except UserCancelled:
            pass
        except SettlementRefused as refused:
            key, text = refused.field, words.fault_text(refused)
        except VendingDeskError as error:
            text = words.fault_text(error)
        finally:
            self._set_working(working=False)
        if done:
            self.accept()
        elif self._leave:
            self.reject()
        elif text:
            self.point_at(key, text)
        else:
            self.begin()

    def reject(self) -> None:
        """Go back; what is being written down comes to its end first."""
        if self._working:
            self._leave = True
        else:
            super().reject()

    def _set_working(self, *, working: bool) -> None:
        self._working = working
        if working:
            self.setFocus()  # else Qt hands the keyboard on to the next thing that is enabled
        for control, _fault in self._fields.values():
            control.setDisabled(working)
        self.ok.setDisabled(working)
        self.back.setDisabled(working)

    def _open(self) -> list[QWidget]:
        """The fields that can be typed in now."""
        return [control for control, _fault in self._fields.values() if control.isVisibleTo(self)]

    def _go_to(self, control: QWidget) -> None:
        control.setFocus()
        if isinstance(control, QLineEdit):
            control.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the fields: Enter goes on, everything else sets the pace."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and isinstance(watched, QWidget):
            if event.key() in ENTER:
                self._on_enter(watched, event)
                return True
            self._pace.heard(event)
        elif isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyRelease:
            self._pace.released(event)
        return super().eventFilter(watched, event)

    def _on_enter(self, control: QWidget, event: QKeyEvent) -> None:
        """A scanner's Enter may go on to the next field; it never submits and never leaves a password."""
        there = self._open()
        at = there.index(control) if control in there else len(there) - 1
        secret = isinstance(control, QLineEdit) and control.echoMode() is QLineEdit.EchoMode.Password
        if self._pace.by_hand(event):
            if at + 1 < len(there):
                self._go_to(there[at + 1])
            else:
                self.submit()
        elif self._pace.repeats(event):
            return
        elif secret or at + 1 == len(there):
            self.message.say(
                self.tr("That came too fast for a hand. Was it a scanner? Look at it, then press Enter.")
            )
            self._go_to(control)
        else:
            self._go_to(there[at + 1])

    def press_chosen(self) -> None:
        """The button that has the focus, and nothing else."""
        for each in (self.back, self.ok):
            if each.hasFocus():
                each.click()
