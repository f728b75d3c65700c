"""The first step of an import: which column of the file holds what."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from vendingdesk.counter.columns import Columns
from vendingdesk.counter.customer_rules import FIELDS
from vendingdesk.counter.import_meters import Source
from vendingdesk.ui.choice import Choice
from vendingdesk.ui.parts import captioned, label, spaced
from vendingdesk.ui.words_of_meters import field_word

NONE = -1
_ACROSS = 3
_LONGEST_SAMPLE = 36


class ImportColumns(QWidget):
    """A choice for each thing that is kept, with what stands in the chosen column below it."""

    changed = Signal()

    def __init__(self, source: Source) -> None:
        super().__init__()
        self._source = source
        self.choices: dict[str, Choice] = {}
        self._samples: dict[str, QLabel] = {}
        grid = QGridLayout()
        spaced(grid, gap=6)
        for place, each in enumerate(FIELDS):
            choice = Choice()
            choice.setObjectName(f"import.{each}")
            choice.setAccessibleName(field_word(each))
            choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(12)
            choice.addItem(self.tr("not in the file"), NONE)
            for column, heading in enumerate(source.headings):
                choice.addItem(heading, column)
            choice.setCurrentIndex(source.columns.get(each, NONE) + 1)
            sample = label("", "small")
            sample.setObjectName(f"import.{each}.sample")
            cell = captioned(label(field_word(each), "muted", buddy=choice), choice)
            cell.addWidget(sample)
            grid.addLayout(cell, place // _ACROSS, place % _ACROSS)
            grid.setColumnStretch(place % _ACROSS, 1)
            self.choices[each], self._samples[each] = choice, sample
            choice.currentIndexChanged.connect(self._on_chosen)
        self.mend = QCheckBox(self.tr("&Put back what a spreadsheet took, where the check digit proves it"))
        self.mend.setObjectName("import.mend")
        self.mend.setAccessibleName(self.tr("Put back what a spreadsheet took, where the check digit proves it"))
        self.mend.setToolTip(self.tr("A “.0” behind a number goes, a zero lost at the front comes back."))
        whole = QVBoxLayout(self)
        spaced(whole, gap=8)
        whole.addLayout(grid)
        whole.addWidget(self.mend)
        self._on_chosen()

    @property
    def columns(self) -> Columns:
        """What was chosen."""
        chosen = {each: choice.currentData() for each, choice in self.choices.items()}
        return {each: column for each, column in chosen.items() if column != NONE}

    def _on_chosen(self) -> None:
        chosen = self.columns
        for each, sample in self._samples.items():
            sample.setText(self._sample(chosen[each]) if each in chosen else "")
        self.changed.emit()

    def _sample(self, column: int) -> str:
        """The first thing that stands in a column."""
        for cells in self._source.sample:
            if column < len(cells) and cells[column].strip():
                text = " ".join(cells[column].split())
                return text if len(text) <= _LONGEST_SAMPLE else f"{text[: _LONGEST_SAMPLE - 1]}…"
        return self.tr("(empty)")
