"""A screen that is read from the right: numbers, receipts and tokens keep their own order."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHeaderView, QLabel, QLineEdit, QPushButton

from vendingdesk.ui import dates, languages
from vendingdesk.ui.keypad import Keypad
from vendingdesk.ui.parts import MessageLine, TokenLabel, label
from vendingdesk.ui.sided_parts import SidedCells
from vendingdesk.ui.sides import kept_in_order, number_side
from vendingdesk.ui.table import Column, RowsModel, RowsTable

METER = "0128 2444 0003 1"
FIRST, LEFT, END, RIGHT = "\u2068", "\u2066", "\u2069", "\u200f"


@pytest.fixture
def arabic(qapp: QApplication) -> Iterator[QApplication]:
    """The application in Arabic, English again afterwards."""
    languages.install(qapp, "ar")
    yield qapp
    languages.install(qapp, languages.ENGLISH)


def _table() -> RowsTable:
    model = RowsModel[str]([Column("Meter", str), Column("Sum", str, right=True)])
    model.replace([METER])
    return RowsTable("some.table", "Some", model, stretch=0)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        (METER, f"{RIGHT}{FIRST}{METER}{END}"),
        ("العداد", f"{RIGHT}العداد"),
        (f"العداد {METER}، صدر", f"{RIGHT}العداد {LEFT}{METER}{END}، صدر"),
        ("صدر · 20.00 USD · K01-000003", f"{RIGHT}صدر · {LEFT}20.00 USD{END} · {LEFT}K01-000003{END}"),
        ("ينقص −10.00 USD.", f"{RIGHT}ينقص {LEFT}−10.00 USD{END}."),
        ("يبدأ بـ https:// ثم /api/v1.", f"{RIGHT}يبدأ بـ {LEFT}https://{END} ثم {LEFT}/api/v1{END}."),
        (f"{METER}\nالميناء 12", f"{RIGHT}{FIRST}{METER}{END}\n{RIGHT}الميناء {LEFT}12{END}"),
    ],
)
def test_what_is_read_from_the_left_is_marked(arabic: QApplication, text: str, shown: str) -> None:
    assert kept_in_order(text) == shown


def test_nothing_is_marked_on_a_screen_from_the_left(qapp: QApplication) -> None:
    assert kept_in_order(f"العداد {METER}") == f"العداد {METER}"
    made = label(METER)
    assert type(made) is QLabel
    table = _table()
    assert not isinstance(table.itemDelegate(), SidedCells)
    assert number_side() == Qt.AlignmentFlag.AlignRight
    for each in (made, table):
        each.deleteLater()


def test_a_label_shows_a_number_in_order_and_gives_it_back_as_it_was(arabic: QApplication) -> None:
    made = label(METER)
    assert QLabel.text(made) == f"{RIGHT}{FIRST}{METER}{END}"
    assert made.text() == METER
    made.deleteLater()


def test_a_message_keeps_its_numbers_in_order(arabic: QApplication) -> None:
    line = MessageLine("some.message")
    line.say(f"العداد {METER}")
    assert line.text() == f"{RIGHT}العداد {LEFT}{METER}{END}"
    line.deleteLater()


def test_a_token_needs_no_marks(arabic: QApplication) -> None:
    token = TokenLabel("some.token")
    token.setText("4933 5795 1854 9939 9179")
    assert token.text() == "4933 5795 1854 9939 9179"
    assert token.layoutDirection() is Qt.LayoutDirection.LeftToRight
    token.deleteLater()


def test_the_cells_of_a_table_keep_theirs_and_sums_stand_below_each_other(arabic: QApplication) -> None:
    table = _table()
    model = table.model()
    delegate = table.itemDelegate()
    assert isinstance(delegate, SidedCells)
    assert delegate.displayText(METER, table.locale()) == f"{RIGHT}{FIRST}{METER}{END}"
    assert model.data(model.index(0, 0)) == METER  # what is copied and saved has no marks
    assert model.data(model.index(0, 1), Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignAbsolute
    table.deleteLater()


def test_a_keypad_has_its_one_on_the_left_everywhere(arabic: QApplication) -> None:
    line = QLineEdit()
    keypad = Keypad("some.keypad", line)
    keypad.resize(keypad.sizeHint())
    keypad.show()
    one, three = (keypad.findChild(QPushButton, f"some.keypad.{digit}") for digit in "13")
    assert one.x() < three.x()
    for each in (keypad, line):
        each.deleteLater()


def test_a_row_is_chosen_where_the_columns_end_before_the_edge(arabic: QApplication) -> None:
    table = _table()
    table.resize(600, 200)
    table.show()
    table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
    table.setColumnWidth(0, 100)
    table.selectRow(0)
    assert [index.row() for index in table.selectionModel().selectedRows()] == [0]
    table.deleteLater()


def test_dates_are_said_in_the_language_of_the_screen(qapp: QApplication) -> None:
    at = datetime(2026, 7, 30, 16, 26)
    english = (dates.day(at), dates.moment(at), dates.short_moment(at))
    assert english == ("30 Jul 2026", "30 Jul 2026 16:26", "30 Jul 16:26")
    languages.install(qapp, "fr")
    assert dates.moment(at) == "30 juil. 2026 16:26"
    languages.install(qapp, languages.ENGLISH)
