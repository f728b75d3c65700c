"""The shop's settings in the window: fields on the left, and on the right the slip as it will be printed."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from importlib import import_module
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.counter.preview import Preview
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.errors import EnvironmentFault, UserCancelled, VendingDeskError
from vendingdesk.ui import words
from vendingdesk.ui.parts import MessageLine, button, label, page_margins, spaced
from vendingdesk.ui.tasks import TaskRegistry

if TYPE_CHECKING:  # loaded when the page is shown for the first time
    from vendingdesk.counter.samples import SampleKind
    from vendingdesk.counter.settings_draft import Draft

STEP_S = 0.001
"""A turn of the loop between the fields, so that none holds the window up."""

_PARTS = ("settings_words", "settings_form", "settings_keeping", "left_out_notice", "slip_view", "live_preview")


class SettingsPage(QWidget):
    """Built when it is first shown; ``unsaved`` says whether something on it is not kept yet."""

    unsaved = Signal(bool)

    def __init__(self, desk: Desk, tasks: TaskRegistry) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self._begun = False
        self._changed = False
        self._refused: dict[str, str] = {}
        self._saving = False
        self.built = False
        self.setProperty("role", "ground")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._layout = QHBoxLayout(self)
        page_margins(self._layout)
        desk.guard.when_changed(self._forget_news)

    @property
    def changed(self) -> bool:
        """Whether something is typed that is not kept."""
        return self._changed

    def first_field(self) -> QWidget:
        """Where the cursor goes when the page is shown."""
        return self._form.first if self.built else self

    def shown(self) -> None:
        """The page is in front: the first time its parts are made."""
        if not self._begun:
            self._begun = True
            self._tasks.start(self._build(), name="settings: build", owner=self)
        elif self.built:
            self._form.look_for_printers()

    def hideEvent(self, event: QHideEvent) -> None:
        """The page is left: its news were for who stood here."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._forget_news()

    def _forget_news(self) -> None:
        """Another page, or somebody else at the till: what was done here is said no more."""
        for line in self.findChildren(MessageLine):
            if line.property("role") == "good":
                line.clear()

    async def _build(self) -> None:
        for name in _PARTS:  # some of them take longer to read than a turn may
            await asyncio.to_thread(import_module, f"vendingdesk.ui.{name}")
        from vendingdesk.ui.live_preview import Newest
        from vendingdesk.ui.setting_fields import pick
        from vendingdesk.ui.settings_form import SettingsForm
        from vendingdesk.ui.settings_words import sample_words
        from vendingdesk.ui.slip_view import SlipView

        self.save = button("settings.save", self.tr("Save"), self.tr("Save  Ctrl+S"), role="primary")
        self.undo = button("settings.undo", self.tr("Undo changes"))
        self.message = MessageLine("settings.message")
        self.view = SlipView("settings.preview", self.tr("Preview of a slip"))
        self.kind = pick("settings.sample", self.tr("Slip to look at"), sample_words())
        self.scripts = label("", "warning", wrap=True)
        self.scripts.setObjectName("settings.scripts")
        self.scripts.hide()
        self.zoom = button("settings.zoom", self.tr("Actual dots"), "1:1", role="switch")
        self.zoom.setCheckable(True)
        for each in (self.save, self.undo):
            each.setEnabled(False)
        self._form = form = SettingsForm(self._tasks, self._desk)
        self._lay_out()
        for _field in form.build():
            await asyncio.sleep(STEP_S)
        self._preview: Newest[tuple[SampleKind, DeskSetup], Preview] = Newest(
            self._tasks, lambda wish: self._desk.preview.sample(*wish), self._on_preview, self._on_no_preview,
            name="settings: preview", owner=self,
        )  # fmt: skip
        form.edited.connect(self._on_edited)
        form.panel.answered.connect(
            lambda: self._tasks.start(self._bring(form.panel), name="settings: scroll", owner=self)
        )
        self.save.clicked.connect(self._on_save)
        self.undo.clicked.connect(self._on_undo)
        self.kind.currentIndexChanged.connect(lambda _index: self._look())
        self.zoom.toggled.connect(lambda whole: self.view.show_whole(whole=whole))
        saved = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self)
        saved.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        saved.activated.connect(self._on_save)
        way = (form.panel.test, self.undo, self.save, self.kind, self.zoom, self.view)
        for before, after in pairwise(way):  # they stood before the fields did
            self.setTabOrder(before, after)
        self.built = True
        form.look_for_printers()
        self._tasks.start(self._tell_trouble(), name="settings: trouble", owner=self)
        self._look()
        if self.hasFocus():
            form.first.setFocus()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # there are fields now: it is no stop of its own

    async def _tell_trouble(self) -> None:
        """A logo that was kept and can't be used: slips go without it, and here is where it is chosen again."""
        trouble = await self._desk.settings.trouble()
        if trouble:
            self._form.logo.say(words.fault_text(EnvironmentFault(trouble)), "danger")

    def _lay_out(self) -> None:
        self._scrolled = scrolled = QScrollArea()
        scrolled.setObjectName("settings.form")
        scrolled.setAccessibleName(self.tr("Settings"))
        scrolled.setWidgetResizable(True)
        scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scrolled.setWidget(self._form)
        left = QVBoxLayout()
        spaced(left, gap=8)
        left.addWidget(label(self.tr("Settings"), "title"))
        left.addWidget(scrolled, 1)
        left.addWidget(self.message)
        pressed = QHBoxLayout()
        spaced(pressed, gap=8)
        pressed.addWidget(self.undo, 1)
        pressed.addWidget(self.save, 2)
        left.addLayout(pressed)
        right = QVBoxLayout()
        spaced(right, gap=8)
        head = QHBoxLayout()
        spaced(head, gap=8)
        head.addWidget(label(self.tr("As printed"), "muted", buddy=self.kind))
        head.addWidget(self.kind, 1)
        head.addWidget(self.zoom)
        right.addLayout(head)
        right.addWidget(self.scripts)
        right.addWidget(self.view, 1)
        self._layout.addLayout(left, 1)
        self._layout.addLayout(right, 1)

    # What is typed.

    def _on_edited(self) -> None:
        self.message.clear()
        self._refused = {}
        self._look()

    def _look(self) -> Draft:
        """Read the page, say what is wrong, and draw what it would print."""
        draft = self._form.draft()
        draft = replace(draft, faults={**self._refused, **draft.faults})
        self._form.say(draft)
        setup = self._desk.setup
        kept = (setup.shop, setup.printing, setup.money)
        changed = bool(draft.faults or draft.values) or (draft.shop, draft.printing, draft.money) != kept
        self.undo.setEnabled(changed and not self._saving)
        self.save.setEnabled(changed and not self._saving)
        if changed != self._changed:
            self._changed = changed
            self.unsaved.emit(changed)
        shown = replace(setup, shop=draft.shop, printing=draft.printing, money=draft.money)
        self._preview.ask((self.kind.currentData(), shown))
        return draft

    def _on_preview(self, preview: Preview) -> None:
        self.view.show_pages(preview.pages)
        names = ", ".join(preview.missing)
        marks = ", ".join(f"[{name}]" for name in preview.missing)
        text = self.tr("No font of this machine has %1. Install one and start again; until then slips show %2.")
        self.scripts.setText(text.replace("%1", names).replace("%2", marks))
        self.scripts.setVisible(bool(preview.missing))

    def _on_no_preview(self, error: VendingDeskError) -> None:
        self.message.say(words.fault_text(error))

    def _on_undo(self) -> None:
        self._form.show_setup(self._desk.setup)
        self._form.first.setFocus()
        self._on_edited()

    # What is kept.

    def _on_save(self) -> None:
        if not self.save.isEnabled():
            return
        draft = self._look()
        if draft.faults:
            self.message.say(self.tr("Not saved. Mend what stands in red first."))
            self._go_to_fault(draft)
            return
        self._saving = True
        self._look()
        self._tasks.start(self._keep(draft), name="settings: save", vital=True)

    def _go_to_fault(self, draft: Draft) -> None:
        wrong = self._form.first_fault(draft)
        if wrong is not None:
            wrong[0].setFocus()
            self._tasks.start(self._bring(wrong[1]), name="settings: scroll", owner=self)

    async def _bring(self, part: QWidget) -> None:
        """Scroll to a part, as soon as the sentence that came to it has its room."""
        await asyncio.sleep(STEP_S)
        self._scrolled.ensureWidgetVisible(part)

    async def _keep(self, draft: Draft) -> None:
        from vendingdesk.ui.settings_keeping import keep

        try:
            look = await self._desk.check_printer.before_keeping(draft.printing, self._desk.setup.printing)
            if look.findings:
                self._form.panel.show_findings(look.findings)
            kept = await keep(self._desk, self._tasks, self.window(), draft, look)
            self._refused = dict(kept.refused)
            self.message.say(kept.said, kept.role)
        except UserCancelled:
            self.message.clear()
        except VendingDeskError as error:
            self.message.say(words.fault_text(error))
        finally:
            self._saving = False
            self._go_to_fault(self._look())
