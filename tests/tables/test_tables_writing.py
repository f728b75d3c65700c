"""What is written opens in a spreadsheet without harm, and comes back as it was."""

import errno
from pathlib import Path

import pytest
from openpyxl import load_workbook

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.receipts.whole_file import WholeFile
from vendingdesk.tables import SpreadsheetFiles

FILES = SpreadsheetFiles(WholeFile)
HEADINGS = ("Meter", "Name")
ROWS = [
    ("0128244400031", "José Müller"),
    ("12345678901234567890", '=HYPERLINK("http://x")'),
    ("0151529923121", "+cmd|' /C calc'!A0"),
    ("1", "-1"),
    ("2", "@SUM(A1)"),
    ("3", " =1+1"),
    ("4", "http://example.com"),
    ("5", "محمد"),
    ("6", ""),
]


def write(path: Path) -> Path:
    file = FILES.begin(path, HEADINGS, title="Meters of a very long name that no sheet has room for")
    file.add(ROWS[:4])
    file.add(ROWS[4:])
    assert not path.exists()
    file.finish()
    file.give_up()
    assert path.stat().st_mode & 0o777 == 0o600
    return path


def test_a_workbook_holds_text_alone(tmp_path: Path) -> None:
    book = load_workbook(write(tmp_path / "meters.xlsx"))
    [sheet] = book.worksheets
    assert [tuple(cell or "" for cell in row) for row in sheet.values] == [HEADINGS, *ROWS]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.number_format == "@" and cell.hyperlink is None for cell in cells)
    assert [cell.value for cell in cells if cell.quotePrefix] == [ROWS[place][1] for place in range(1, 6)]


def test_a_csv_holds_nothing_that_runs(tmp_path: Path) -> None:
    path = write(tmp_path / "meters.csv")
    text = path.read_bytes().decode("utf-8-sig")
    assert text.startswith('"Meter","Name"\r\n"0128244400031","José Müller"\r\n')
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    for _, name in ROWS[1:6]:
        assert "\"'" + name.replace('"', '""') + '"' in text
    assert '"محمد"' in text


@pytest.mark.parametrize("name", ["meters.xlsx", "meters.csv"])
def test_what_is_given_up_leaves_nothing(tmp_path: Path, name: str) -> None:
    file = FILES.begin(tmp_path / name, HEADINGS, title="Meters")
    file.add(ROWS)
    file.give_up()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["meters.xlsx", "meters.csv"])
def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    class Full(WholeFile):
        def __init__(self, path: Path) -> None:
            super().__init__(path)
            real = self.file

            class Disk:
                def __getattr__(self, each: str) -> object:
                    return getattr(real, each)

                def write(self, data: bytes) -> int:
                    raise OSError(errno.ENOSPC, "No space left on device")

            self.file = Disk()  # type: ignore[assignment]

    def whole() -> None:
        file = SpreadsheetFiles(Full).begin(tmp_path / name, HEADINGS, title="Meters")
        file.add(ROWS)
        file.finish()

    with pytest.raises(EnvironmentFault, match="could not be saved"):
        whole()
    assert list(tmp_path.iterdir()) == []
