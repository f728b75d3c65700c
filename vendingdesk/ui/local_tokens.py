"""Test and display tokens: found by what the meter is to do, large, to be read out or copied."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vendingdesk import sts
from vendingdesk.counter.display_tokens import LocalToken, local_tokens
from vendingdesk.counter.meters import check_meter
from vendingdesk.ui import token_words
from vendingdesk.ui.grouping import regroup
from vendingdesk.ui.parts import TokenLabel, button, field, frame, label, restyle, spaced
from vendingdesk.ui.table import Column, RowsModel, RowsTable
from vendingdesk.ui.theme import SIZES

LENGTHS: tuple[sts.MeterDigits, ...] = (11, 13)


class LocalTokens(QWidget):
    """Needs no server, no journal and nobody signed in; ``name`` begins the names of its controls."""

    def __init__(self, name: str = "tokenhelp.display") -> None:
        super().__init__()
        self.setProperty("role", "ground")
        self.digits: sts.MeterDigits = 13
        self.meter = field(f"{name}.meter", self.tr("Meter number for its length"), limit=40)
        self.meter.setPlaceholderText(self.tr("or type the meter number"))
        self.lengths = {
            digits: button(
                f"{name}.{digits}",
                self.tr("%1-digit meters").replace("%1", str(digits)),
                self.tr("%1-digit meters").replace("%1", f"1&{digits - 10}"),
                role="switch",
            )
            for digits in LENGTHS
        }
        self.model: RowsModel[LocalToken] = RowsModel(
            [
                Column(self.tr("The meter will"), lambda each: token_words.test_name(each.test)),
                Column(self.tr("Token"), lambda each: sts.group_token(each.token)),
            ]
        )
        self.table = RowsTable(f"{name}.table", self.tr("Test and display tokens"), self.model, stretch=0)
        self.table.fit(["Show the phase unbalance limit", "0000 0000 0000 0000 0000 "])
        self.what = label("", "good", wrap=True)
        self.token = TokenLabel(f"{name}.token")
        self.copy = button(f"{name}.copy", self.tr("Copy"), self.tr("&Copy"))
        self._lay_out()
        for digits, pressed in self.lengths.items():
            pressed.setCheckable(True)
            pressed.clicked.connect(lambda _checked=False, chosen=digits: self.show_length(chosen))
        self.meter.textChanged.connect(self._on_meter)
        self.table.selectionModel().currentRowChanged.connect(lambda row: self._on_row(row.row()))
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.token.text()))
        self.show_length(13)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        spaced(top, gap=8)
        for pressed in self.lengths.values():
            top.addWidget(pressed)
        top.addWidget(self.meter, 1)
        shown = frame("result")
        inside = QVBoxLayout(shown)
        spaced(inside, margin=SIZES.gap, gap=2)
        line = QHBoxLayout()
        spaced(line)
        line.addWidget(self.token, 1)
        line.addWidget(self.copy)
        inside.addWidget(self.what)
        inside.addLayout(line)
        said = self.tr(
            "Not encrypted, the same for every meter of this length and of any make, free of charge, and not in the "
            "journal. They change no credit; a meter without such a test ignores the token."
        )
        layout = QVBoxLayout(self)
        spaced(layout, gap=8)
        layout.addLayout(top)
        layout.addWidget(shown)
        layout.addWidget(self.table, 1)
        layout.addWidget(label(said, "small", wrap=True))

    def first_field(self) -> QWidget:
        """The list."""
        return self.table

    def show_length(self, digits: sts.MeterDigits) -> None:
        """The tokens of meters with numbers of this length; the chosen test stays chosen."""
        row = max(self.table.currentIndex().row(), 0)
        self.digits = digits
        for length, pressed in self.lengths.items():
            pressed.setChecked(length == digits)
        self.model.replace(local_tokens(digits))
        self.table.selectRow(row)
        self._on_row(row)

    def show_meter(self, meter: str) -> None:
        """The tokens of one meter's length."""
        self.meter.setText(meter)

    def _on_meter(self) -> None:
        regroup(self.meter)
        digits = len(check_meter(self.meter.text()).digits)
        for length in LENGTHS:
            if length == digits != self.digits:
                self.show_length(length)

    def _on_row(self, row: int) -> None:
        if 0 <= row < len(self.model.rows):
            chosen = self.model.rows[row]
            self.what.setText(token_words.test_name(chosen.test))
            restyle(self.what, role="good")
            self.token.setText(sts.group_token(chosen.token))
            self.token.setAccessibleDescription(sts.group_token(chosen.token))
