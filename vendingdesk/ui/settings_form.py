"""The fields of the Settings page, section by section, made from the table of declared settings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vendingdesk.counter.declared import DECLARED, Part
from vendingdesk.counter.desk import Desk
from vendingdesk.counter.print_setup import WayKind
from vendingdesk.counter.settings_draft import NAMED_BY, Draft, TypedCharge, read_draft, typed_values
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.printing import PaperName
from vendingdesk.ui.backup_section import BackupSection
from vendingdesk.ui.charge_rows import ChargeRows
from vendingdesk.ui.general_sections import GeneralSections
from vendingdesk.ui.left_out_notice import LeftOutNotice
from vendingdesk.ui.logo_field import LogoField
from vendingdesk.ui.money_section import MoneyFields
from vendingdesk.ui.parts import frame, label, spaced
from vendingdesk.ui.people_section import PeopleSection
from vendingdesk.ui.printer_field import PrinterField
from vendingdesk.ui.printer_panel import PrinterPanel
from vendingdesk.ui.setting_fields import SettingField
from vendingdesk.ui.settings_words import choices, paper_word
from vendingdesk.ui.shift_section import ShiftSection
from vendingdesk.ui.support_section import SupportSection
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.theme import SIZES
from vendingdesk.ui.trust_section import TrustSection

SLIP = ("qr", "printing.copies", "charges")
"""What stands in the section of the slip, whatever it belongs to in the file."""


class SettingsForm(QWidget):
    """Fields for all that can be set in the window; ``edited`` says that a person changed something.

    ``build`` makes them one a turn: all of them at once would hold the window up.
    """

    edited = Signal()

    def __init__(self, tasks: TaskRegistry, desk: Desk) -> None:
        super().__init__()
        self._tasks = tasks
        self._desk = desk
        self._setup = desk.setup
        self.panel = PrinterPanel(tasks, desk, self.draft)
        self.fields: dict[str, SettingField] = {}
        self.general = GeneralSections(desk)
        self.setProperty("role", "ground")
        self._sections = QVBoxLayout(self)
        spaced(self._sections)

    def build(self) -> Iterator[None]:
        """Make the fields, one a turn."""
        self._sections.addWidget(LeftOutNotice(self._desk, self._tasks))
        settings = {each.path: each for each in DECLARED if each.caption and each.part.value != "charges"}
        shop = [path for path, each in settings.items() if each.part is Part.SHOP and path not in SLIP]
        inside = self._section(self.tr("Shop"))
        for path in shop:
            if path == "logo":
                self.logo = LogoField(self._tasks, self._desk.preview.check_logo)
                self.logo.edited.connect(self.edited)
                inside.addWidget(self.logo)
            else:
                inside.addWidget(self._field(path))
            yield
        self._money = MoneyFields()
        for made in self._money.build(self._section(self.tr("Money"))):
            made.edited.connect(self.edited)
            yield
        self.fields |= self._money.fields
        inside = self._section(self.tr("Slip"))
        for path in SLIP[:-1]:
            inside.addWidget(self._field(path))
            yield
        self.charges = ChargeRows(self._setup.currency.code, self.fields["printing.copies"].control)
        self.charges.edited.connect(self.edited)
        inside.addWidget(self.charges)
        yield
        inside = self._section(self.tr("Printer"))
        for path in settings:
            if path.startswith("printing.") and path not in SLIP:
                inside.addWidget(self._field(path))
                yield
        inside.addWidget(self.panel)
        yield
        self._section(self.tr("Backup")).addWidget(BackupSection(self._desk, self._tasks))
        yield
        self._section(self.tr("Shifts")).addWidget(ShiftSection(self._desk, self._tasks))
        yield
        self.people = PeopleSection(self._desk, self._tasks)
        self._section(self.tr("People")).addWidget(self.people)
        yield
        for made in self.general.build(self._section):
            made.edited.connect(self.edited)
            yield
        self.general.inside[Part.SERVER].addWidget(TrustSection(self._desk, self._tasks))
        yield
        self._section(self.tr("Support")).addWidget(SupportSection(self._desk, self._tasks))
        yield
        self._sections.addStretch(1)
        self.show_setup(self._setup)
        self._hold()
        for path, each in self.fields.items():
            if path.startswith("printing."):
                each.edited.connect(self.panel.clear)
        self.fields["printing.way"].edited.connect(self.show_way)
        self.fields["printing.way"].edited.connect(self.look_for_printers)

    def _section(self, title: str) -> QVBoxLayout:
        card = frame("card")
        inside = QVBoxLayout(card)
        spaced(inside, margin=SIZES.gap)
        heading = label(title)
        heading.setProperty("headline", "true")
        inside.addWidget(heading)
        self._sections.addWidget(card)
        return inside

    def _field(self, path: str) -> SettingField:
        setting = next(each for each in DECLARED if each.path == path)
        way = self._setup.printing.way
        made = PrinterField(setting) if path == "printing.printer" else SettingField(setting, choices(path, way))
        made.edited.connect(self.edited)
        self.fields[path] = made
        return made

    @property
    def first(self) -> QWidget:
        """Where the work starts."""
        return next(iter(self.fields.values())).control

    @property
    def way(self) -> WayKind:
        """The way to paper that is chosen."""
        return WayKind(str(self.fields["printing.way"].value))

    def show_setup(self, setup: DeskSetup) -> None:
        """Put settings into all fields; nobody is told, for no person did it."""
        self._setup = setup
        for path, value in typed_values(setup).items():
            self.fields[path].show_value(value)
        self._money.show_setup(setup)
        self.general.show_setup()
        self.logo.show_picture(setup.shop.logo)
        self.charges.show_typed([TypedCharge.of(each, setup.currency) for each in setup.shop.charges])
        self.show_way()

    def _hold(self) -> None:
        """What is decided elsewhere is shown and can't be changed."""
        for path, each in (*self.fields.items(), *self.general.fields.items()):
            if why := self._desk.settings.why_held(path):
                each.hold(why)
        for path, part in (("logo", self.logo), ("charges", self.charges)):
            if why := self._desk.settings.why_held(path):
                part.setEnabled(False)
                part.setAccessibleDescription(why)
                part.setToolTip(why)

    def show_way(self) -> None:
        """Only what the chosen way to paper needs."""
        way = self.way
        named = NAMED_BY.get(way, "")
        shown = {
            "printing.printer": named == "printing.printer",
            "printing.host": way is WayKind.NETWORK,
            "printing.port": way is WayKind.NETWORK,
            "printing.device": way is WayKind.DEVICE,
            "printing.at_once": way is not WayKind.PDF,
            "printing.open_drawer": way.is_raw,
            "printing.cut": way.is_raw,
        }
        for path, visible in shown.items():
            self.fields[path].setVisible(visible)

    def look_for_printers(self) -> None:
        """Ask for the system's printers, if one of them is to be chosen."""
        field = self.fields["printing.printer"]
        if NAMED_BY.get(self.way) == field.setting.path and isinstance(field, PrinterField):
            self.panel.look_for_printers(field)

    def draft(self) -> Draft:
        """What stands there, read."""
        typed: dict[str, Any] = {path: each.value for path, each in self.fields.items()}
        draft = read_draft(typed, self.charges.typed, self.logo.picture, self._setup)
        values, faults = self.general.changes()
        return replace(draft, values=values, faults={**draft.faults, **faults})

    def say(self, draft: Draft) -> None:
        """What is wrong, beside each field."""
        for path, each in self.general.fields.items():
            each.say(draft.faults.get(path, ""))
        for path, each in self.fields.items():
            mend, value = "", None
            if path == "printing.paper" and self.way.is_raw:
                mend = self.tr("Use %1").replace("%1", paper_word(PaperName.ROLL_80))
                value = str(PaperName.ROLL_80)
            each.say(draft.faults.get(path, ""), mend, value)
        self.charges.say(draft.faults)

    def first_fault(self, draft: Draft) -> tuple[QWidget, QWidget] | None:
        """The first thing to mend, from the top: where the cursor goes, and what has to be seen with it."""
        for path, each in self.fields.items():
            if path.startswith("printing.") and path not in SLIP:
                break
            if path in draft.faults:
                return each.control, each
        row = self.charges.first_fault(draft.faults)
        if row is not None:
            return row.number if row.name.text().strip() else row.name, row
        every = (*self.fields.items(), *self.general.fields.items())
        return next(((each.control, each) for path, each in every if path in draft.faults), None)
