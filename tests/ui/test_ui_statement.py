"""Many sales saved as a PDF from History: what stands in the file, how far it is, stopped, and closed over."""

import asyncio
import re
import threading
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QProgressBar
from ui.ui_counter import METER, Counter, until

from vendingdesk.receipts.slip_file import SlipFile
from vendingdesk.receipts.statement_file import StatementFile
from vendingdesk.ui.statement_dialog import DAY, SLIPS, YEAR, StatementDialog


async def asked(desk: Counter, what: str = DAY) -> StatementDialog:
    """The dialog as a person opens it."""
    await desk.active(desk.window)
    desk.press(Qt.Key.Key_F5)
    await until(lambda: desk.window.history.isVisible() and desk.window.history.settled)
    desk.click("history.statement")
    dialog = await desk.form("statement")
    assert isinstance(dialog, StatementDialog)
    box = desk.find("statement.what", QComboBox, dialog)
    box.setCurrentIndex(box.findData(what))
    return dialog


async def saved(desk: Counter, dialog: StatementDialog) -> str:
    """Press Save, wait for the end; what is said then."""
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    await until(lambda: not dialog._working)
    return dialog.message.text()


def statements(desk: Counter) -> list[Path]:
    return sorted((desk.slips.parent / "statements").glob("*"))


def words_of(path: Path) -> str:
    return " ".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


async def test_a_days_statement(desk: Counter) -> None:
    await desk.sell()
    await desk.next_customer()
    said = await saved(desk, await asked(desk))
    [path] = statements(desk)
    assert said == f"Saved: {path} (sales: 1, pages: 1)"
    assert path.stat().st_mode & 0o777 == 0o600
    text = words_of(path)
    assert "0128 2444 0003 1" in text
    token = (await desk.building.journal.sales())[0].tokens[0]
    assert f"…{token[-4:]}" in text
    assert token[:8] not in "".join(text.split())
    assert "Page 1 of 1" in text


async def test_a_meters_year_is_proposed_for_the_selected_sale(desk: Counter) -> None:
    await desk.sell()
    await desk.next_customer()
    dialog = await asked(desk, YEAR)
    assert dialog.meter.text() == METER
    assert not dialog.day.isVisible()
    await saved(desk, dialog)
    [path] = statements(desk)
    assert path.name.startswith(f"meter-{METER}-")
    assert "Okonkwo, Blessing" in words_of(path)


async def test_all_slips_of_a_day_are_copies_that_the_journal_knows(desk: Counter) -> None:
    await desk.sell()
    await desk.next_customer()
    [sale] = await desk.building.journal.sales()
    await desk.desk.make_slip.save(sale, operator="demo")
    dialog = await asked(desk, SLIPS)
    said = await saved(desk, dialog)
    [path] = statements(desk)
    assert said == f"Saved: {path} (slips: 1, pages: 1)"
    made = await desk.building.journal.slips_of(sale.uid)
    assert [(slip.copy, slip.operator, slip.why) for slip in made] == [(1, "demo", ""), (2, "demo", "archive")]
    assert "COPY 1" in words_of(path)
    dialog.reject()
    detail = desk.window.history.detail
    await until(lambda: "Copy 1, saved" in desk.labels(detail))
    said = desk.labels(detail)
    assert re.search(r"First slip, saved .*, demo\nCopy 1, saved .*, demo: for the archive", said)


@pytest.mark.parametrize(
    ("what", "field", "text", "said"),
    [
        (DAY, "day", "30.7.2026", "year-month-day"),
        (DAY, "day", "2026-02-30", "year-month-day"),
        (YEAR, "year", "26", "four digits"),
        (YEAR, "meter", "12", "11 or 13 digits"),
    ],
)
async def test_what_can_not_be_read_is_said_at_its_field(
    desk: Counter, what: str, field: str, text: str, said: str
) -> None:
    dialog = await asked(desk, what)
    if what == YEAR:
        desk.fill("statement.meter", METER, dialog)
    desk.fill(f"statement.{field}", text, dialog)
    await saved(desk, dialog)
    assert said in desk.text(f"statement.{field}.fault")
    assert statements(desk) == []


async def test_a_day_without_sales_has_nothing_to_save(desk: Counter) -> None:
    dialog = await asked(desk)
    desk.fill("statement.day", "2001-01-01", dialog)
    assert await saved(desk, dialog) == "Nothing was sold on 2001-01-01."
    assert statements(desk) == []


class Held:
    """Holds the drawing of a file until a test lets it go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, kind: type[SlipFile] | type[StatementFile]) -> None:
        self.go, self.there = threading.Event(), threading.Event()
        add = kind.add

        def slow(file, things):  # type: ignore[no-untyped-def]
            add(file, things)
            self.there.set()
            assert self.go.wait(20)

        monkeypatch.setattr(kind, "add", slow)


async def test_it_is_stopped_without_a_file_and_says_what_the_journal_keeps(
    desk: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.sell()
    await desk.next_customer()
    held = Held(monkeypatch, SlipFile)
    dialog = await asked(desk, SLIPS)
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    await until(held.there.is_set)
    assert desk.find("statement.progress", QProgressBar, dialog).isVisible()
    assert not dialog.back.isVisible()
    desk.click("statement.stop", dialog)
    assert not dialog.stop.isEnabled()
    held.go.set()
    await until(lambda: not dialog._working)
    assert dialog.message.text() == "Stopped: no file was made. Slips that stand in the journal as made for it: 1."
    assert statements(desk) == []
    assert dialog.isVisible()
    assert dialog.back.isVisible()


async def test_closing_the_window_stops_it_in_good_order(desk: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    await desk.sell()
    await desk.next_customer()
    held = Held(monkeypatch, StatementFile)
    dialog = await asked(desk)
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    await until(held.there.is_set)
    ending = asyncio.ensure_future(desk.end())
    await until(lambda: dialog._stopping)
    held.go.set()
    assert await ending == 0
    assert statements(desk) == []


async def test_the_counter_sells_while_a_file_is_written(desk: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    await desk.sell()
    await desk.next_customer()
    held = Held(monkeypatch, SlipFile)
    dialog = await asked(desk, SLIPS)
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    await until(held.there.is_set)
    [sale] = await desk.building.journal.sales()
    slip = await desk.desk.make_slip(sale, operator="demo", medium="pdf")
    assert slip.pdf.startswith(b"%PDF")  # the fonts are free for a customer's slip
    held.go.set()
    await until(lambda: not dialog._working)
    assert len(statements(desk)) == 1
