"""A list of meters brought in from a file, taken back and saved again, as hands do it."""

import threading
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit
from ui.ui_counter import METER, NAME, Counter, until

from vendingdesk.domain.register import Known
from vendingdesk.sts import luhn_digit
from vendingdesk.ui.export_dialog import ExportDialog
from vendingdesk.ui.import_dialog import ImportDialog
from vendingdesk.ui.undo_import_dialog import UndoImportDialog

NEIGHBOUR = "0151529923121"
NEW = "010000000000" + luhn_digit("010000000000")
FILE = f"""Meter no;Full name;Town;Mobile
{METER};Somebody Else;;0803
{NEW};=1+1;Market;
0128244400032;Bad;;
1.28244E+11;Worse;;
"""


def meters(count: int) -> list[str]:
    payloads = [f"{number:012d}" for number in range(1000, 1000 + count)]
    return [payload + luhn_digit(payload) for payload in payloads]


async def on_page(desk: Counter) -> None:
    await desk.active(desk.window)
    desk.press(Qt.Key.Key_F4)
    await until(lambda: len(desk.window.meters.model.rows) > 30)


async def choose(desk: Counter, name: str, path: Path) -> None:
    """Choose a file or a folder in the dialog that asks for one."""
    found: list[QFileDialog] = []

    def there() -> bool:
        found[:] = [each for each in desk.window.findChildren(QFileDialog, name) if each.isVisible()]
        return bool(found)

    await until(there)
    [line] = found[0].findChildren(QLineEdit, "fileNameEdit")
    line.setText(str(path))
    found[0].accept()


async def importing(desk: Counter, path: Path) -> ImportDialog:
    desk.click("meters.import")
    await choose(desk, "import.files", path)
    dialog = await desk.form("import")
    assert isinstance(dialog, ImportDialog)
    return dialog


async def press(dialog: ImportDialog | UndoImportDialog | ExportDialog) -> None:
    assert dialog.ok.isEnabled()
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    await until(lambda: not dialog._working)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "customers.csv"
    path.write_text(FILE, encoding="latin-1")
    return path


async def test_a_file_is_mapped_checked_imported_and_undone(desk: Counter, file: Path) -> None:
    await on_page(desk)
    dialog = await importing(desk, file)
    assert "customers.csv · CSV" in desk.labels(dialog)
    assert dialog.columns.columns == {"meter": 0, "name": 1, "place": 2, "phone": 3}
    assert desk.find("import.meter.sample", QLabel, dialog).text() == METER
    await press(dialog)
    assert "New meters: 1. Here already: 0 that say the same, 1 that say something else." in dialog.weighed.text()
    assert "Left out because something is wrong with them: 2." in dialog.weighed.text()
    assert [problem.row for problem in dialog.problems.rows] == [4, 5]
    assert "check digit is wrong" in dialog.problem.text()
    dialog.table.selectRow(1)
    assert "its last digits are lost" in dialog.problem.text()
    assert dialog.ok.text() == "Import meters: 1"
    dialog.known.setCurrentIndex(dialog.known.findData(Known.REPLACE))
    assert dialog.ok.text() == "Import meters: 2"
    await press(dialog)
    assert dialog.done_text.text() == "Imported. Meters added: 1, changed: 1."
    changed = await desk.building.register.find(METER)
    assert changed is not None
    assert (changed.name, changed.phone) == ("Somebody Else", "0803")
    QTest.mouseClick(dialog.undo, Qt.MouseButton.LeftButton)
    await until(lambda: "Undone. Meters removed: 1, put back as they were: 1." in dialog.done_text.text())
    kept = await desk.building.register.find(METER)
    assert kept is not None
    assert kept.name == NAME
    await press(dialog)
    await until(desk.window.meters.files.bring.isEnabled)


async def test_going_back_changes_the_columns(desk: Counter, file: Path) -> None:
    await on_page(desk)
    dialog = await importing(desk, file)
    name = dialog.columns.choices["name"]
    name.setCurrentIndex(0)
    assert dialog.columns._samples["name"].text() == ""
    await press(dialog)
    assert "Choose the columns" in dialog.message.text()
    name.setCurrentIndex(3)
    assert dialog.columns._samples["name"].text() == "Market"
    await press(dialog)
    assert dialog.problems.rows[0].text == "The name is missing. Type one, or leave this row out."
    dialog.reject()
    assert dialog.columns.isVisible()
    dialog.columns.mend.setChecked(True)
    name.setCurrentIndex(2)
    await press(dialog)
    assert len(dialog.problems.rows) == 2
    dialog.reject()
    dialog.reject()
    await until(desk.window.meters.files.bring.isEnabled)
    assert await desk.building.register.find(NEW) is None


async def test_what_a_spreadsheet_took_is_put_back(desk: Counter, tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    for row in (["Meter", "Name"], [151529923121, "Ama"]):
        book.active.append(row)
    path = tmp_path / "list.xlsx"
    book.save(path)
    await on_page(desk)
    dialog = await importing(desk, path)
    await press(dialog)
    assert f"with it the number is {NEIGHBOUR}" in dialog.problem.text()
    assert not dialog.ok.isEnabled()
    dialog.reject()
    dialog.columns.mend.setChecked(True)
    await press(dialog)
    assert not dialog.table.isVisible()
    dialog.known.setCurrentIndex(dialog.known.findData(Known.REPLACE))
    await press(dialog)
    found = await desk.building.register.find(NEIGHBOUR)
    assert found is not None
    assert found.name == "Ama"
    dialog.reject()


async def test_a_long_file_counts_and_can_be_stopped(desk: Counter, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("\n".join(["Meter,Name", *(f"{meter},Ama" for meter in meters(20_000))]), encoding="utf-8")
    await on_page(desk)
    dialog = await importing(desk, path)
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    await until(lambda: " of 20,001" in dialog.message.text())
    assert dialog.bar.isVisible()
    QTest.mouseClick(dialog.stop, Qt.MouseButton.LeftButton)
    await until(lambda: "Stopped: nothing was imported." in dialog.message.text())
    assert dialog.columns.isVisible()
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    await until(lambda: dialog._working)
    dialog.reject()
    await until(desk.window.meters.files.bring.isEnabled)
    assert await desk.building.register.find(meters(1)[0]) is None


async def test_what_is_no_list_is_said(desk: Counter, tmp_path: Path) -> None:
    await on_page(desk)
    path = tmp_path / "empty.csv"
    path.write_text("")
    desk.click("meters.import")
    await choose(desk, "import.files", path)
    await until(lambda: "has no rows" in desk.text("meters.message"))
    desk.click("meters.undo_import")
    await until(lambda: "no import that can be undone" in desk.text("meters.message"))


def endless(path: Path) -> Path:
    """A workbook that says nowhere how large it is: it takes long to open."""
    book = Workbook()
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="str"><v>{row}</v></c></row>' for row in range(1, 300_000))
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/worksheets/sheet1.xml"] = (
        f'<worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'.encode()
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def reading() -> bool:
    return any(each.name == "paper" for each in threading.enumerate())


@pytest.mark.parametrize("closing", [False, True])
async def test_the_first_look_can_be_stopped_and_holds_no_closing_up(
    desk: Counter, tmp_path: Path, closing: bool
) -> None:
    path = endless(tmp_path / "endless.xlsx")
    await on_page(desk)
    files = desk.window.meters.files
    assert not files.stop.isVisible()
    desk.click("meters.import")
    await choose(desk, "import.files", path)
    await until(lambda: files.stop.isVisible() and reading())
    if closing:
        desk.counter.request_close()
        assert desk.task is not None
        await until(desk.task.done)
    else:
        desk.click("meters.import_stop")
        await until(lambda: "Stopped: nothing was imported." in desk.text("meters.message"))
        assert files.bring.isEnabled()
        assert not files.stop.isVisible()
    await until(lambda: not reading())


async def test_an_earlier_import_is_undone(desk: Counter, file: Path) -> None:
    await on_page(desk)
    for _ in range(2):
        dialog = await importing(desk, file)
        await press(dialog)
        dialog.known.setCurrentIndex(dialog.known.findData(Known.REPLACE))
        if dialog.ok.isEnabled():
            await press(dialog)
            await press(dialog)
        else:
            dialog.reject()
            dialog.reject()
        await until(desk.window.meters.files.bring.isEnabled)
        await desk.active(desk.window)
    desk.click("meters.undo_import")
    undoing = await desk.form("undo_import")
    assert isinstance(undoing, UndoImportDialog)
    assert undoing.which.count() == 1
    assert "customers.csv · demo · added: 1, changed: 1" in undoing.which.currentText()
    await press(undoing)
    assert "Undone. Meters removed: 1" in undoing.message.text()
    assert not undoing.ok.isEnabled()
    undoing.reject()
    await until(desk.window.meters.files.undo.isEnabled)
    assert await desk.building.register.find(NEW) is None


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
async def test_the_list_is_saved(desk: Counter, tmp_path: Path, kind: str) -> None:
    await on_page(desk)
    desk.click("meters.export")
    dialog = await desk.form("export")
    assert isinstance(dialog, ExportDialog)
    assert dialog.folder.text().endswith("exports")
    desk.click("export.choose", dialog)
    place = tmp_path / "stick"
    place.mkdir()
    await choose(desk, "export.folders", place)
    await until(lambda: dialog.folder.text() == str(place))
    dialog.kind.setCurrentIndex(dialog.kind.findData(kind))
    await press(dialog)
    [saved] = place.iterdir()
    count = len(await desk.building.register.search("", limit=1000))
    assert dialog.message.text() == f"Saved: {saved} (meters: {count})"
    if kind == "xlsx":
        rows = list(load_workbook(saved).worksheets[0].values)
        assert len(rows) == count + 1
        assert METER in {row[0] for row in rows}
    else:
        assert f'"{METER}","{NAME}"' in saved.read_text(encoding="utf-8-sig")
    dialog.reject()


async def test_closing_the_window_ends_a_check_and_imports_nothing(desk: Counter, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("\n".join(["Meter,Name", *(f"{meter},Ama" for meter in meters(50_000))]), encoding="utf-8")
    await on_page(desk)
    dialog = await importing(desk, path)
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    await until(lambda: " of 50,001" in dialog.message.text())
    desk.counter.request_close()
    assert desk.task is not None
    await until(desk.task.done)
