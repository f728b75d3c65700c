"""Money on the Settings page: kinds of payment, change, a cashier's limit, the price of a kWh."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QVBoxLayout

from vendingdesk.counter.declared import Part, declared
from vendingdesk.counter.setup import DeskSetup, MoneyMeans
from vendingdesk.ui.setting_fields import SettingField

KWH_PRICE = "kwh_price"


class MoneyFields:
    """The fields of the section; a price of a kWh is asked only where the account sells energy."""

    def __init__(self) -> None:
        self.fields: dict[str, SettingField] = {}

    def build(self, inside: QVBoxLayout) -> Iterator[SettingField]:
        """Make the fields one by one."""
        for setting in declared(Part.MONEY):
            made = self.fields[setting.path] = SettingField(setting)
            inside.addWidget(made)
            yield made

    def show_setup(self, setup: DeskSetup) -> None:
        """What the account sells decides which fields there are."""
        self.fields[KWH_PRICE].setVisible(setup.money_means is MoneyMeans.KWH)
