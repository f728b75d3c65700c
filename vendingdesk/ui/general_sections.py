"""Server, till, screen and kiosk on the Settings page: fields made from the declarations, kept by their paths."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout

from vendingdesk.counter.declared import Part
from vendingdesk.counter.desk import Desk
from vendingdesk.counter.screen import LANGUAGES, ZOOMS, Look
from vendingdesk.counter.typed_settings import SECTIONS, on_page, read_changes, typed
from vendingdesk.ui.parts import label
from vendingdesk.ui.setting_fields import SettingField


def _tr(text: str) -> str:
    return QCoreApplication.translate("settings", text)


def _options() -> dict[str, list[tuple[str, object]]]:
    """What can be chosen; the others are typed or ticked."""
    return {
        "money_means": [(_tr("Money, in the currency above"), "currency"), (_tr("Energy, in kWh"), "kwh")],
        "screen.language": [(word, code) for code, word in LANGUAGES.items()],
        "screen.look": [
            (_tr("As the system has them"), Look.SYSTEM.value),
            (_tr("Light"), Look.LIGHT.value),
            (_tr("Dark"), Look.DARK.value),
            (_tr("High contrast"), Look.CONTRAST.value),
        ],
        "screen.zoom": [(f"{percent} %", str(percent)) for percent in ZOOMS],
    }


class GeneralSections:
    """The fields and what is typed in them that is not kept yet."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._settings = desk.settings
        self.fields: dict[str, SettingField] = {}
        self.inside: dict[Part, QVBoxLayout] = {}
        """The cards, for what belongs there too."""

    def build(self, section: Callable[[str], QVBoxLayout]) -> Iterator[SettingField]:
        """Make the fields one by one; ``section`` makes the card for them."""
        titles = {
            Part.SERVER: _tr("Server"),
            Part.TILL: _tr("Till"),
            Part.SCREEN: _tr("Screen"),
            Part.KIOSK: _tr("Kiosk"),
        }
        for part in SECTIONS:
            inside = self.inside[part] = section(titles[part])
            settings = on_page(part)
            later = _tr("Counts from the next start on.")
            all_later = all(each.restart for each in settings)
            if all_later:
                inside.addWidget(label(later, "small", wrap=True))
            if part is Part.SERVER:
                now = label(_tr("Now: %1").replace("%1", self._desk.server.address), "muted", wrap=True)
                now.setObjectName("settings.server.now")
                inside.addWidget(now)
            for setting in settings:
                made = SettingField(setting, _options().get(setting.path, ()), name=f"settings.{setting.path}")
                self.fields[setting.path] = made
                if setting.restart and not all_later:
                    made.say_when(later)
                inside.addWidget(made)
                yield made

    def show_setup(self) -> None:
        """Put what is kept into the fields; nobody is told, for no person did it."""
        for path, each in self.fields.items():
            each.show_value(typed(each.setting, self._settings.value(path)))

    def changes(self) -> tuple[dict[str, Any], dict[str, str]]:
        """What is another than what is kept, by path, and what can't be read."""
        now: Mapping[str, Any] = {path: self._settings.value(path) for path in self.fields}
        return read_changes({path: each.value for path, each in self.fields.items()}, now)
