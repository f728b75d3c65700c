"""The small pieces: theme, words, icons, fonts, tables, the meter's line."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QColor, QFontDatabase
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLabel
from ui.ui_counter import METER, dress

from vendingdesk.domain.errors import AmountRefused, Refused
from vendingdesk.domain.management import ManagementKind
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.outcome import (
    Declined,
    DoubtCause,
    NothingSent,
    NotSentCause,
    Outcome,
    RefusalReason,
    TokenWarning,
    Unclear,
)
from vendingdesk.domain.sale import Order, Sale, VendState
from vendingdesk.resources import resource
from vendingdesk.ui import fonts, icons, parts, theme, words
from vendingdesk.ui.meter_field import MeterField
from vendingdesk.ui.table import Column, RowsModel, RowsTable


def test_the_theme_is_what_is_in_force(qapp: QApplication) -> None:
    for colours in (theme.DARK, theme.CONTRAST, theme.LIGHT):
        theme.apply(qapp, colours)
        assert theme.current(qapp) is colours
        assert qapp.palette().window().color() == QColor(colours.ground)
        assert colours.accent in qapp.styleSheet()


WORDED = [
    (words.state_word, VendState),
    (words.refusal, RefusalReason),
    (words.not_sent, NotSentCause),
    (words.doubt, DoubtCause),
    (words.warning, TokenWarning),
    (words.kind_name, ManagementKind),
]


@pytest.mark.parametrize(("say", "kinds"), WORDED, ids=[kinds.__name__ for _, kinds in WORDED])
def test_everything_that_can_happen_has_its_own_words(say: object, kinds: type[Enum]) -> None:
    said = [say(kind) for kind in kinds]  # type: ignore[operator]
    assert all(said)
    assert len(set(said)) == len(said)


def test_the_server_s_own_words_stand_behind_ours() -> None:
    assert words.fault_text(Refused("No.", "record not found")) == "No. (record not found)"
    assert words.fault_text(Refused("No: record not found", "record not found")) == "No: record not found"
    assert words.fault_text(AmountRefused("Type it.")) == "Type it."
    assert words.moment(datetime(2026, 7, 30, 16, 26, tzinfo=UTC)) == "30 Jul 2026 16:26"


@pytest.mark.parametrize(
    ("outcome", "shown"),
    [
        (Unclear(DoubtCause.NO_ANSWER, "RemoteProtocolError"), ""),
        (Unclear(DoubtCause.TIMED_OUT, "TimeoutError"), ""),
        (Unclear(DoubtCause.INTERRUPTED, "the program ended while the server was asked"), ""),
        (Unclear(DoubtCause.INTERRUPTED, "restored from a backup"), "restored from a backup"),
        (Unclear(DoubtCause.GATEWAY, "HTTP 502 text/html"), "HTTP 502 text/html"),
        (Unclear(DoubtCause.SERVER_FAULT, "NullPointerException"), "NullPointerException"),  # the server's own words
        (NothingSent(NotSentCause.UNREACHABLE, "All connection attempts failed"), ""),
        (
            NothingSent(NotSentCause.UNREACHABLE, "The proxy refused: 403 Forbidden."),
            "The proxy refused: 403 Forbidden.",
        ),
        (NothingSent(NotSentCause.BUSY, "PoolTimeout"), ""),
        (NothingSent(NotSentCause.JOURNAL, "PermissionError"), ""),
        (NothingSent(NotSentCause.JOURNAL, "The disk is full."), "The disk is full."),
        (NothingSent(NotSentCause.TLS, "the certificate has expired"), "the certificate has expired"),
        (NothingSent(NotSentCause.INTERRUPTED, "the program ended before anything was sent"), ""),
        (Declined(RefusalReason.HANDLER_REFUSED, "record not found"), "record not found"),
    ],
)
def test_a_cashier_reads_no_programmer_s_words_and_nothing_twice(outcome: Outcome, shown: str) -> None:
    order = Order("u1", "5f0c1a2b", METER, "amina", "x", Money(1000, Currency("USD")))
    reason, beside = words.explanation(
        Sale(order, "K01", 1, datetime(2026, 7, 30, tzinfo=UTC), VendState.IN_DOUBT, outcome)
    )
    assert reason
    assert beside == shown


@pytest.mark.parametrize(
    "name", ["choose", "sell", "tokens", "meters", "history", "batch", "shift", "doubts", "settings"]
)
def test_icons_are_drawn_in_the_colour_that_is_asked_for(qapp: QApplication, name: str) -> None:
    assert b"currentColor" in resource(f"icons/{name}.svg").read_bytes()
    image = icons.picture(name, "#ff0000", 2.0).toImage()
    assert image.width() == 2 * icons.EDGE
    seen = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    inked = [colour for colour in seen if colour.alpha() > 200]
    assert inked
    assert all(colour.red() > 200 and colour.green() < 40 for colour in inked)


def test_fonts_come_with_the_program(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    fonts.load_sans()
    fonts.load_mono()
    assert {theme.SANS, theme.MONO} <= set(QFontDatabase.families())
    before = len(QFontDatabase.families())
    fonts._load("no_such_package", ("x.ttf",))  # a trimmed install falls back to a system family
    assert len(QFontDatabase.families()) == before


BOX = "\U0010fffd"  # for private use: no font has it


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("record not found", "record not found"),
        ("Größe – “Ñandú”… №5", "Größe – “Ñandú”… №5"),
        (f"code {BOX}{BOX} wrong", "code wrong"),
        (f"{BOX}, ({BOX})!", ""),
        ("", ""),
    ],
)
def test_what_no_font_can_draw_is_left_out(qapp: QApplication, text: str, shown: str) -> None:
    dress(qapp)
    assert fonts.drawable(text) == shown
    no = words.fault_text(Refused("No.", text))
    assert no == (f"No. ({shown})" if shown else "No.")
    order = Order("u1", "5f0c1a2b", METER, "amina", "x", Money(1000, Currency("USD")))
    at = datetime(2026, 7, 30, tzinfo=UTC)
    for outcome in (Declined(RefusalReason.HANDLER_REFUSED, text), Unclear(DoubtCause.SERVER_FAULT, text)):
        assert words.explanation(Sale(order, "K01", 1, at, VendState.IN_DOUBT, outcome))[1] == shown


def test_another_script_is_shown_where_a_font_has_it(qapp: QApplication) -> None:
    dress(qapp)
    chinese = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    assert fonts.drawable("验证码错误") == ("验证码错误" if chinese else "")
    assert fonts.drawable("Διεύθυνση") == "Διεύθυνση"  # the window's own family has Greek


@pytest.fixture
def model() -> RowsModel[tuple[str, int]]:
    return RowsModel([Column("Name", lambda row: row[0]), Column("Number", lambda row: str(row[1]), right=True)])


def test_the_table_s_model_keeps_qt_s_rules(qapp: QApplication, model: RowsModel[tuple[str, int]]) -> None:
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.replace([("a", 1), ("b", 2)])
    model.extend([("c", 3)])
    model.extend([])
    assert model.rowCount() == 3
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.columnCount(model.index(0, 0)) == 0
    assert model.columnCount(QModelIndex()) == 2
    assert [model.data(model.index(2, column)) for column in (0, 1)] == ["c", "3"]
    side = Qt.ItemDataRole.TextAlignmentRole
    assert model.data(model.index(0, 1), side) & Qt.AlignmentFlag.AlignRight
    assert model.data(model.index(0, 0), side) & Qt.AlignmentFlag.AlignLeft
    assert model.headerData(1, Qt.Orientation.Horizontal, side) & Qt.AlignmentFlag.AlignRight
    assert model.headerData(0, Qt.Orientation.Horizontal) == "Name"
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert model.headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.DecorationRole) is None
    assert model.data(model.index(0, 0), Qt.ItemDataRole.DecorationRole) is None
    model.replace([])
    assert model.rowCount() == 0
    tester.deleteLater()
    model.deleteLater()


def test_a_narrow_table_drops_what_may_go(qapp: QApplication, model: RowsModel[tuple[str, int]]) -> None:
    table = RowsTable("a.table", "A table", model, stretch=0)
    table.fit(["a long enough name", "12345"], drop=[1])
    table.resize(800, 100)
    table.show()
    assert not table.isColumnHidden(1)
    table.resize(60, 100)
    qapp.sendPostedEvents()
    assert table.isColumnHidden(1)
    table.deleteLater()


def test_a_token_is_never_wider_than_its_line(qapp: QApplication) -> None:
    dress(qapp)
    token = parts.TokenLabel("a.token")
    token.show()
    sizes = []
    for width in (900, 600, 420, 300):
        token.resize(width, 60)
        token.setText("4933 5795 1854 9939 9179")
        assert token.fontMetrics().horizontalAdvance(token.text()) <= width
        sizes.append(token.font().pixelSize())
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 2 * sizes[-1] - 12
    token.setText("")
    token.deleteLater()


@pytest.fixture
def meter(qapp: QApplication) -> Iterator[MeterField]:
    made = MeterField("a.meter", "Meter number")
    yield made
    made.deleteLater()


def test_a_meter_is_judged_as_it_is_typed(meter: MeterField) -> None:
    heard = []
    meter.changed.connect(lambda: heard.append(meter.line.text()))
    for typed, verdict, way_past in [
        ("0128", "", False),
        (METER, "✓", False),
        ("0128244400032", "check digit", True),
        (METER + "9", "11 or 13 digits", False),
        ("01x", "digits only", False),
        ("", "", False),
    ]:
        meter.line.setText(typed)
        assert verdict in meter.verdict.text()
        assert bool(meter.verdict.text()) is bool(verdict)
        assert meter.override.isHidden() is not way_past
    assert len(heard) == 6
    meter.line.setText("0128244400032")
    assert meter.override_reason == ""
    meter.override.setChecked(True)
    assert meter.override_reason
    meter.line.setText("0128244400040")
    assert not meter.override.isChecked()


def plain(text: str) -> str:
    return "".join(text.split())


@given(digits=st.text("0123456789", max_size=16), at=st.integers(0, 16), typed=st.sampled_from("0123456789"))
def test_the_cursor_stays_behind_the_digit_it_stood_behind(digits: str, at: int, typed: str) -> None:
    made = MeterField("a.meter", "Meter number")
    try:
        line = made.line
        line.setText(digits)
        assert line.text() == " ".join(digits[i : i + 4] for i in range(0, len(digits), 4))
        at = min(at, len(digits))
        line.setCursorPosition(at + max(0, (at - 1) // 4) if at else 0)
        QTest.keyClick(line, typed)
        assert plain(line.text()) == digits[:at] + typed + digits[at:]
        assert plain(line.text()[: line.cursorPosition()]) == digits[:at] + typed
        QTest.keyClick(line, Qt.Key.Key_Backspace)
        assert plain(line.text()) == digits
        assert plain(line.text()[: line.cursorPosition()]) == digits[:at]
    finally:
        made.deleteLater()


def test_a_label_is_plain_text(qapp: QApplication) -> None:
    made = parts.label("<b>bold</b>", "muted", wrap=True)
    assert isinstance(made, QLabel)
    assert made.textFormat() is Qt.TextFormat.PlainText
    assert made.wordWrap()
    made.deleteLater()


@pytest.mark.parametrize(
    ("since", "said"),
    [
        (timedelta(seconds=59), "0 min"),
        (timedelta(minutes=4, seconds=59), "4 min"),
        (timedelta(minutes=59), "59 min"),
        (timedelta(hours=2, minutes=10), "2 h 10"),
        (timedelta(hours=23, minutes=5), "23 h 05"),
        (timedelta(hours=24), "1 day"),
        (timedelta(days=3, hours=23), "3 days"),
        (timedelta(minutes=-5), "0 min"),
    ],
)
def test_an_age_is_short(since: timedelta, said: str) -> None:
    assert words.age(since) == said


def test_an_exact_moment_has_its_offset() -> None:
    at = datetime(2026, 7, 30, 16, 26, 9, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    assert words.exact_moment(at) == "2026-07-30 16:26:09 +05:30"
