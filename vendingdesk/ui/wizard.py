"""The first start: one question a page, why it is asked, and how many are left."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from vendingdesk.counter.first_questions import Step
from vendingdesk.counter.first_start import FirstStart
from vendingdesk.counter.try_printer import TryPrinter
from vendingdesk.domain.errors import UserCancelled, VendingDeskError
from vendingdesk.ui.compact import Scroller, has_small_room
from vendingdesk.ui.form_dialog import FormDialog
from vendingdesk.ui.parts import button, label, restyle, spaced
from vendingdesk.ui.screen_room import fitted, frame_of
from vendingdesk.ui.sides import kept_in_order
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.theme import SIZES
from vendingdesk.ui.wizard_page import WizardPage

Pages = Callable[["Wizard", Step], WizardPage]


class Wizard(FormDialog):
    """Shows the page of one question; each is made when it is come to, in the language that is chosen by then.

    ``speak`` makes the program speak a language; ``pages`` makes the page of a question.
    """

    def __init__(
        self,
        start: FirstStart,
        tasks: TaskRegistry,
        *,
        speak: Callable[[str], None],
        printer: TryPrinter,
        pages: Pages,
    ) -> None:
        super().__init__("wizard", "", tasks, None, done="")
        self.start = start
        self.tasks = tasks
        self.speak = speak
        self.printer = printer
        self._pages = pages
        self._asking: asyncio.Task[VendingDeskError | None] | None = None
        self._goes: bool = False
        self.is_narrow = False
        self.step = start.questions.steps[0]
        self.page: WizardPage
        self.place = label("", "muted")
        self.place.setObjectName("wizard.place")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("")
        self.why = label("", "muted", wrap=True)
        self.why.setObjectName("wizard.why")
        self.other = button("wizard.other", "")
        self.ok.setObjectName("wizard.next")
        restyle(self.heading, role="figure")
        self.heading.setObjectName("wizard.title")
        layout = self.layout()
        layout.insertWidget(0, self.place)  # type: ignore[union-attr]
        layout.insertWidget(1, self.progress)  # type: ignore[union-attr]
        layout.insertWidget(3, self.why)  # type: ignore[union-attr]
        spaced(self.rows)
        if not has_small_room(self):  # else all of the window scrolls
            self._let_scroll()
        self.pressed.insertWidget(1, self.other, 1)
        self.other.clicked.connect(self._on_other)
        self._show(self.step)

    def _let_scroll(self) -> None:
        """A page that is higher than the window scrolls by itself: what is compared on it is never cut."""
        around = self.layout()
        assert isinstance(around, QVBoxLayout)  # noqa: S101 - a form's parts stand below each other
        at = around.indexOf(self.rows)
        around.takeAt(at)
        self.rows.setParent(None)
        page = QWidget()
        page.setProperty("role", "ground")
        inside = QVBoxLayout(page)
        spaced(inside)
        inside.addLayout(self.rows)
        inside.addStretch(1)
        around.insertWidget(at, Scroller(page, steady=False), 99)  # against the one of what stays empty below

    # Pages.

    def _show(self, step: Step) -> None:
        """Make the page of a question in place of the one that stands there."""
        self.step = step
        self._take_away()
        self.page = self._pages(self, step)
        self.dress()
        self.page.fill()
        for row in self._on_page():
            if not row.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
                row.show()  # Qt would show it a turn later, and until then nothing on it can have the keyboard
        for words in self.findChildren(QLabel):
            if words.wordWrap() and not words.minimumHeight():
                # Qt keeps the room that a sentence would need on a far narrower page: too much for a small screen.
                words.setMinimumHeight(words.fontMetrics().lineSpacing())
        self.begin()
        self.fit()

    def dress(self) -> None:
        """The words around the page, in the language of this moment."""
        page, (number, of) = self.page, self.start.questions.place(self.step)
        title = self.tr("Setting up this till")
        self.setWindowTitle(f"{title}: {page.title}")
        self.setAccessibleName(title)
        place = self.tr("Question %1 of %2").replace("%1", str(number)).replace("%2", str(of))
        self.place.setText(kept_in_order(self.tr("All questions answered") if self.step is Step.END else place))
        self.progress.setAccessibleName(place)
        self.progress.setRange(0, of)
        self.progress.setValue(number)
        self.heading.setText(kept_in_order(page.title))
        again = self.start.questions.why(self.step)
        why = page.why if self.start.decided.new else f"{again} {page.why}".strip()
        self.why.setText(kept_in_order(why))
        self.why.setVisible(bool(self.why.text()))
        first = self.start.questions.beside(self.step, -1) is None
        self.back.setText(self.tr("Leave  Esc") if first else self.tr("Back  Esc"))
        self.back.setAccessibleName(self.tr("Leave") if first else self.tr("Back"))
        self.ok.show()
        self.ok.setText(page.done)
        self.ok.setAccessibleName(page.done)
        self.offer("")

    def offer(self, name: str, text: str = "") -> None:
        """Another way on than Next: its object name and words; none for an empty name."""
        self.other.setObjectName(name or "wizard.other")
        self.other.setText(text)
        self.other.setAccessibleName(text)
        self.other.setVisible(bool(name))

    def _take_away(self) -> None:
        self.message.clear()
        self._fields.clear()
        while (item := self.rows.takeAt(0)) is not None:
            gone = item.widget()
            if gone is not None:
                self.tasks.cancel_owned(gone)
                gone.hide()
                gone.deleteLater()

    def _on_page(self) -> list[QWidget]:
        there = (self.rows.itemAt(at) for at in range(self.rows.count()))
        return [row for item in there if item is not None and (row := item.widget()) is not None]

    def mended(self, key: str) -> None:
        """What was said at a field is not so any more."""
        self._fields[key][1].hide()
        self.message.clear()

    def put(self, control: QWidget) -> None:
        """Something on the page that is not asked for: a hint, an example."""
        self.rows.addWidget(control)

    def speak_now(self, language: str) -> None:
        """Another language from here on, this page too."""
        self.speak(language)
        self._show(self.step)

    # On and back.

    async def perform(self) -> bool:
        """Take the page's answer and go on; True at the end. What it waits for can be left by going back."""
        self._asking = self.tasks.start(self._outcome(), name=f"wizard: {self.step}", owner=self)
        self.back.setEnabled(self.page.can_wait)
        await asyncio.wait({self._asking})
        asking, self._asking = self._asking, None
        if asking.cancelled():
            raise UserCancelled
        fault = asking.result()
        if fault is not None:
            self.page.refused(fault)
            raise fault
        after = self.start.questions.beside(self.step, 1)
        if after is None:
            return True
        self._goes = True  # shown when nothing is disabled any more
        return False

    async def _outcome(self) -> VendingDeskError | None:
        """The answer's fault, as a value: a task that fails would be told as a bug."""
        try:
            await self.page.take()
        except VendingDeskError as fault:
            return fault
        return None

    def _set_working(self, *, working: bool) -> None:
        super()._set_working(working=working)
        self.other.setDisabled(working)
        if working and self.page.waits:
            self.message.say(self.page.waits, "muted")
        elif working or self.page.waits:
            self.message.clear()
        if not working and self._goes:
            self._goes = False
            after = self.start.questions.beside(self.step, 1)
            if after is not None:
                self._show(after)

    def reject(self) -> None:
        """Go back a page, or leave from the first; what a page waits for is not waited for any more."""
        if self._asking is not None:
            if self.page.can_wait:
                self._asking.cancel()
            return
        before = self.start.questions.beside(self.step, -1)
        if before is None:
            self.leave()
        else:
            self._show(before)

    def leave(self) -> None:
        """End without keeping anything."""
        if self._asking is not None:
            if not self.page.can_wait:
                return
            self._asking.cancel()
        if isValid(self):
            self.done(self.DialogCode.Rejected.value)

    def _on_other(self) -> None:
        self.page.other()

    def go_on(self) -> None:
        """To the next page, from a page that has its answer another way."""
        after = self.start.questions.beside(self.step, 1)
        if after is not None:
            self._show(after)

    def press_chosen(self) -> None:
        """The button that has the keyboard; from anywhere else on."""
        focus = self._button_in_focus()
        if focus is not None:
            focus.click()
        else:
            self.submit()

    def _on_enter(self, control: QWidget, event: QKeyEvent) -> None:
        """A page's own button is pressed by Enter; what is to be chosen or typed goes on."""
        focus = self._button_in_focus()
        if focus is None:
            super()._on_enter(control, event)
        elif self._pace.by_hand(event):
            focus.click()

    def _button_in_focus(self) -> QPushButton | None:
        focus = self.focusWidget()
        return focus if isinstance(focus, QPushButton) and not focus.isCheckable() else None

    def begin(self) -> None:
        """Where the answer is given; a page without a field has its button."""
        if self.page.begin():
            return
        there = self._open()
        if there:
            self._go_to(there[0])
        else:
            self.ok.setFocus()

    def point_at(self, key: str, text: str) -> None:
        """Say what is wrong at its field, or below the page."""
        if key in self._fields:
            super().point_at(key, text)
        else:
            self.message.say(text)
            self.begin()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The cross of the window leaves, from every page."""
        self.leave()
        event.setAccepted(not self.isVisible())

    def narrow(self) -> None:
        """A screen that has no room for cards beside each other: the pages to come put them below each other."""
        self.is_narrow = True

    def fit(self) -> None:
        """It stays as large as it is: a page that is higher scrolls."""

    def showEvent(self, event: QShowEvent) -> None:
        """The same size for all pages: nothing jumps from question to question."""
        super().showEvent(event)
        room = self.screen().availableGeometry().marginsRemoved(frame_of(self))
        self.setGeometry(fitted(QSize(SIZES.wizard_width, SIZES.wizard_height), room))
