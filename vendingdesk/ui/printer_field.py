"""Which printer of this computer: chosen from what the system has, which is asked in a worker thread."""

from __future__ import annotations

from collections.abc import Sequence

from vendingdesk.counter.declared import Setting
from vendingdesk.ui.setting_fields import Pick, SettingField


class PrinterField(SettingField):
    """A box with the system's printers; the one that is set stands there whether the system has it or not."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting, [("", "")])
        assert isinstance(self.control, Pick)  # noqa: S101 - options were given
        self._box = self.control
        self._box.setItemText(0, self.tr("Choose…"))

    def show_value(self, value: object) -> None:
        """Put a printer there."""
        if value and self._box.findData(value) < 0:
            self._box.blockSignals(True)
            self._box.addItem(str(value), value)
            self._box.blockSignals(False)
        super().show_value(value)

    def look(self) -> None:
        """They are being looked for."""
        self._box.setItemText(0, self.tr("Looking…"))

    def offer(self, printers: Sequence[str]) -> None:
        """These are there; what is chosen stays chosen."""
        chosen = self.value
        self._box.blockSignals(True)
        self._box.clear()
        self._box.addItem(self.tr("Choose…") if printers else self.tr("This computer has no printer"), "")
        for name in printers:
            self._box.addItem(name, name)
        if chosen and chosen not in printers:
            self._box.addItem(self.tr("%1 (not there now)").replace("%1", str(chosen)), chosen)
        self._box.setCurrentIndex(self._box.findData(chosen))
        self._box.blockSignals(False)
        self._box.update()
