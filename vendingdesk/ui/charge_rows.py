"""Taxes and fees on the Settings page: a short list that is edited in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from vendingdesk.counter.declared import BY_KEY
from vendingdesk.counter.settings_draft import TypedCharge
from vendingdesk.domain.charges import MOST_CHARGES
from vendingdesk.ui.parts import button, field, label, spaced
from vendingdesk.ui.setting_fields import pick


class ChargeRow(QWidget):
    """One tax or fee: its name, a percentage or a sum, included in the amount or on top of it."""

    edited = Signal()
    removed = Signal()

    def __init__(self, unit: str) -> None:
        super().__init__()
        self.name = field("", self.tr("Name of the tax or fee"), limit=BY_KEY["charges.name"].longest)
        self.name.setPlaceholderText(self.tr("Name, such as VAT"))
        self.number = field("", self.tr("Percentage or sum"), limit=BY_KEY["charges.percent"].longest)
        self.kind = pick("", self.tr("Percent or sum"), [("%", True), (unit, False)])
        self.included = pick(
            "", self.tr("Included or on top"), [(self.tr("included"), True), (self.tr("on top"), False)]
        )
        self.kind.setMinimumContentsLength(len(unit))
        self.remove = button("", self.tr("Remove this tax or fee"), self.tr("Remove"))
        self.fault = label("", "danger", wrap=True)
        self.fault.hide()
        grid = QGridLayout(self)
        spaced(grid, gap=6)
        grid.addWidget(self.name, 0, 0, 1, 2)
        grid.addWidget(self.remove, 0, 2)
        grid.addWidget(self.number, 1, 0)
        grid.addWidget(self.kind, 1, 1)
        grid.addWidget(self.included, 1, 2)
        grid.addWidget(self.fault, 2, 0, 1, 3)
        for column, share in enumerate((3, 3, 4)):
            grid.setColumnStretch(column, share)
        for line in (self.name, self.number):
            line.textChanged.connect(lambda _text: self.edited.emit())
        for box in (self.kind, self.included):
            box.currentIndexChanged.connect(lambda _index: self.edited.emit())
        self.remove.clicked.connect(self.removed)

    def bear(self, place: int) -> None:
        """Its controls' names say which line it is."""
        for key in ("name", "number", "kind", "included", "remove", "fault"):
            getattr(self, key).setObjectName(f"settings.charges.{place}.{key}")

    @property
    def typed(self) -> TypedCharge:
        """What stands there."""
        return TypedCharge(self.name.text(), self.number.text(), self.kind.currentData(), self.included.currentData())

    def show_typed(self, typed: TypedCharge) -> None:
        """Fill it."""
        self.name.setText(typed.name)
        self.number.setText(typed.number)
        self.kind.setCurrentIndex(self.kind.findData(typed.percent))
        self.included.setCurrentIndex(self.included.findData(typed.included))


class ChargeRows(QWidget):
    """The list; ``edited`` says that a person changed it. ``after`` is what Tab leaves before it comes here."""

    edited = Signal()

    def __init__(self, unit: str, after: QWidget) -> None:
        super().__init__()
        self._unit = unit
        self._after = after
        self._rows: list[ChargeRow] = []
        self.add = button("settings.charges.add", self.tr("Add a tax or fee"))
        self._list = QVBoxLayout()
        spaced(self._list)
        layout = QVBoxLayout(self)
        spaced(layout, gap=6)
        layout.addWidget(label(self.tr("Taxes and fees, computed here"), "muted"))
        layout.addLayout(self._list)
        layout.addWidget(self.add)
        self.add.clicked.connect(self._on_add)

    @property
    def typed(self) -> list[TypedCharge]:
        """What stands there, line by line."""
        return [row.typed for row in self._rows]

    def show_typed(self, charges: Sequence[TypedCharge]) -> None:
        """Fill the list; nobody is told, for no person did it."""
        if list(charges) == self.typed:
            return
        for row in list(self._rows):
            self._drop(row)
        for charge in charges:
            self._new().show_typed(charge)
        self._listen()

    def say(self, faults: Mapping[str, str]) -> None:
        """What is wrong, below its line."""
        for place, row in enumerate(self._rows):
            fault = faults.get(f"charges.{place}", "")
            row.fault.setText(QCoreApplication.translate("faults", fault))
            row.fault.setVisible(bool(fault))

    def first_fault(self, faults: Mapping[str, str]) -> ChargeRow | None:
        """The first line with something to mend."""
        return next((row for place, row in enumerate(self._rows) if f"charges.{place}" in faults), None)

    def _new(self) -> ChargeRow:
        row = ChargeRow(self._unit)
        self._rows.append(row)
        self._list.addWidget(row)
        return row

    def _listen(self) -> None:
        """After filling, so that only a person's hand is heard."""
        for place, row in enumerate(self._rows):
            row.bear(place)
            if not row.property("heard"):
                row.setProperty("heard", True)
                row.edited.connect(self.edited)
                row.removed.connect(lambda row=row: self._on_removed(row))
        self.add.setEnabled(len(self._rows) < MOST_CHARGES)
        before: QWidget = self._after
        for row in self._rows:
            for each in (row.name, row.remove, row.number, row.kind, row.included):
                self.setTabOrder(before, each)
                before = each
        self.setTabOrder(before, self.add)

    def _drop(self, row: ChargeRow) -> None:
        self._rows.remove(row)
        self._list.removeWidget(row)
        row.bear(-1)
        row.hide()
        row.deleteLater()

    def _on_add(self) -> None:
        row = self._new()
        self._listen()
        row.name.setFocus()
        self.edited.emit()

    def _on_removed(self, row: ChargeRow) -> None:
        self._drop(row)
        self._listen()
        (self._rows[-1].name if self._rows else self.add).setFocus()
        self.edited.emit()
