"""Tables as other programs write them: letters, delimiters, workbooks, and what is no table at all."""

import codecs
import os
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from openpyxl import Workbook

from vendingdesk.domain.errors import EnvironmentFault, Refused, UserCancelled
from vendingdesk.receipts.whole_file import WholeFile
from vendingdesk.tables import SpreadsheetFiles, files, xlsx_table

FILES = SpreadsheetFiles(WholeFile)
TEXT = "Meter;Name\n0128244400031;José Müller\n\n0151529923121;Ana; extra\n"


def rows(path: Path) -> list[tuple[int, tuple[str, ...]]]:
    table = FILES.read(path)
    try:
        return list(table.rows())
    finally:
        table.close()


def form(path: Path) -> str:
    with closing(FILES.read(path)) as table:
        return table.form


def written(tmp_path: Path, data: bytes, name: str = "meters.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (TEXT.encode(), "CSV, UTF-8, semicolon"),
        (codecs.BOM_UTF8 + TEXT.encode(), "CSV, UTF-8, semicolon"),
        (TEXT.encode("utf-16"), "CSV, UTF-16, semicolon"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "CSV, UTF-16, semicolon"),
        (TEXT.encode("utf-16-le"), "CSV, UTF-16, semicolon"),
        (TEXT.encode("utf-16-be"), "CSV, UTF-16, semicolon"),
        (TEXT.encode("cp1252"), "CSV, Windows-1252, semicolon"),
        (TEXT.replace("\n", "\r\n").encode("latin-1"), "CSV, Windows-1252, semicolon"),
        (TEXT.replace("\n", "\r").encode(), "CSV, UTF-8, semicolon"),
        (TEXT.replace(";", ",").encode(), "CSV, UTF-8, comma"),
        (TEXT.replace(";", "\t").encode(), "CSV, UTF-8, tab"),
        (TEXT.replace(";", "|").encode(), "CSV, UTF-8, bar"),
    ],
)
def test_a_csv_in_any_letters_with_any_delimiter(tmp_path: Path, data: bytes, form: str) -> None:
    path = written(tmp_path, data)
    table = FILES.read(path)
    assert table.form == form
    expected = [
        (1, ("Meter", "Name")),
        (2, ("0128244400031", "José Müller")),
        (3, ()),
        (4, ("0151529923121", "Ana", " extra")),
    ]
    assert list(table.rows()) == expected
    assert list(table.rows()) == expected
    assert table.expected >= 1
    table.close()
    assert list(table.rows()) == []


def test_letters_that_windows_does_not_know_are_latin(tmp_path: Path) -> None:
    path = written(tmp_path, b"Meter,Name\n1,Andr\xe9 \x81\n")
    assert form(path) == "CSV, Latin-1, comma"
    assert rows(path)[1][1] == ("1", "André \x81")


def test_commas_in_names_are_no_delimiter(tmp_path: Path) -> None:
    path = written(tmp_path, b"Meter;Name\n1;Okonkwo, Blessing\n2;Mensah, Ama, Mrs\n")
    assert rows(path)[2] == (3, ("2", "Mensah, Ama, Mrs"))
    quoted = written(tmp_path, b'Meter,Name\n1,"Okonkwo, ""B""\nFlat 2"\n2,x\n')
    assert rows(quoted)[1:] == [(2, ("1", 'Okonkwo, "B"\nFlat 2')), (3, ("2", "x"))]


def test_a_line_that_names_the_delimiter_is_heeded(tmp_path: Path) -> None:
    path = written(tmp_path, b"sep=|\r\nMeter|Name, first; last\r\n1|x\r\n")
    assert rows(path) == [(2, ("Meter", "Name, first; last")), (3, ("1", "x"))]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_that_names_a_tab_is_heeded(tmp_path: Path, end: str) -> None:
    path = written(tmp_path, end.join(["sep=\t", "Meter\tName;x", "1\ty"]).encode())
    assert rows(path) == [(2, ("Meter", "Name;x")), (3, ("1", "y"))]


def test_one_column_is_a_table_too(tmp_path: Path) -> None:
    assert rows(written(tmp_path, b"0128244400031\n0151529923121")) == [
        (1, ("0128244400031",)),
        (2, ("0151529923121",)),
    ]
    assert rows(written(tmp_path, b"")) == []


def test_a_quotation_mark_that_is_not_closed_is_said_with_its_row(tmp_path: Path) -> None:
    path = written(tmp_path, b'Meter,Name\n1,"x\n' + b"2,y\n" * 50_000)
    with pytest.raises(Refused, match="quotation mark in row 2 is not closed"):
        rows(path)


@pytest.mark.parametrize(
    "lines",
    [
        ['1,N,"Old town', "2,N,x", "3,N,y"],
        ['1,"N,Old town', "2,N,x", "3,N,y"],
        ['1,N,"Old town', "2,N,x", '3,N,"New town"'],
        ['1,N,"Old town', "0151529923121,N,x", '3,N,5"'],
        ['1,N,"Old town', *["2,N,x"] * 10, '3,N,5"'],
        ['1,"Ama" Mensah,x', "2,N,x"],
    ],
)
def test_rows_that_a_quotation_mark_swallowed_are_never_lost_in_silence(tmp_path: Path, lines: list[str]) -> None:
    text = "\n".join(["Meter,Name,Ward", "0,N,x", *lines]) + "\n"
    with pytest.raises(Refused, match="quotation mark in row 3 is not closed"):
        rows(written(tmp_path, text.encode()))


def test_a_cell_may_have_the_lines_of_an_address(tmp_path: Path) -> None:
    address = "Flat 2, Hill House\r\n4, Main St\nOld town, 12345\nP.O. Box 7\nAccra\nGhana"
    path = written(tmp_path, f'Meter,Name,Place\n1,5" pipe,"{address}"\n2,x,y\n'.encode())
    assert rows(path)[1:] == [(2, ("1", '5" pipe', address)), (3, ("2", "x", "y"))]


def test_a_broken_sample_does_not_keep_a_file_from_being_read(tmp_path: Path) -> None:
    path = written(tmp_path, b"Meter;Name\n" + b"1;x\n" * 40 + b'2;"' + b"y" * 200_000)
    with pytest.raises(Refused, match="quotation mark in row 42 is not closed"):
        rows(path)
    short = written(tmp_path, b'Meter;Name\n2;"' + b"y" * 200_000)
    with pytest.raises(Refused, match="quotation mark in row 2 is not closed"):
        rows(short)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "older or a locked Excel file"),
        (b"%PDF-1.7" + b"\0\0\1\2" * 4000, "no table"),
        (b"%PDF-1.7\n" + b"text" * 4000, "no table"),
        (b"PK\x05\x06" + b"\0" * 18, "no table"),
        (bytes(range(256)) * 20, "no table"),
        (TEXT.encode("utf-32"), "no table"),
        (TEXT.encode("utf-32-be"), "no table"),
        (b"PK\x03\x04 and then something else", "can't be read"),
    ],
)
def test_what_is_no_table_is_refused_by_its_content(tmp_path: Path, data: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        FILES.read(written(tmp_path, data))


def test_files_that_can_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(EnvironmentFault, match=r"gone\.csv can't be read"):
        FILES.read(tmp_path / "gone.csv")
    with pytest.raises(EnvironmentFault, match="it is no file"):
        FILES.read(tmp_path)
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    with pytest.raises(EnvironmentFault, match="it is no file"):
        FILES.read(pipe)
    monkeypatch.setattr(files, "LARGEST", 3)
    with pytest.raises(Refused, match="larger than"):
        FILES.read(written(tmp_path, b"1234"))


def workbook(tmp_path: Path, *lines: list[object], prepare=lambda book: None) -> Path:
    book = Workbook()
    sheet = book.active
    for line in lines:
        sheet.append(line)
    prepare(book)
    path = tmp_path / "meters.xlsx"
    book.save(path)
    return path


def test_cells_of_a_workbook_come_as_text_and_formulas_as_they_stand(tmp_path: Path) -> None:
    import datetime

    path = workbook(
        tmp_path,
        ["Meter", "Name", "Phone"],
        [128244400031, '=HYPERLINK("http://x")', 1.5],
        ["0151529923121", None, True],
        [],
        [1.28244400031e20, datetime.datetime(2026, 7, 30), datetime.datetime(2026, 7, 30, 8, 5)],
        [False, datetime.date(2026, 7, 30), datetime.time(8, 5)],
    )
    assert form(path) == "XLSX, sheet “Sheet”"
    assert rows(path) == [
        (1, ("Meter", "Name", "Phone")),
        (2, ("128244400031", '=HYPERLINK("http://x")', "1.5")),
        (3, ("0151529923121", "", "TRUE")),
        (4, ()),
        (5, ("1.28244400031e+20", "2026-07-30", "2026-07-30 08:05:00")),
        (6, ("FALSE", "2026-07-30", "08:05:00")),
    ]


def test_zeros_that_a_format_shows_are_there(tmp_path: Path) -> None:
    def prepare(book: Workbook) -> None:
        book.active["A1"].number_format = "0000000000000"

    path = workbook(tmp_path, [128244400031, 7], prepare=prepare)
    assert rows(path) == [(1, ("0128244400031", "7"))]


def test_array_formulas_are_text(tmp_path: Path) -> None:
    from openpyxl.worksheet.formula import ArrayFormula

    def prepare(book: Workbook) -> None:
        book.active["A1"] = ArrayFormula("A1:A1", "=SUM(B1:B2)")

    assert rows(workbook(tmp_path, ["x"], prepare=prepare)) == [(1, ("=SUM(B1:B2)",))]


def test_the_first_sheet_that_is_shown_is_read(tmp_path: Path) -> None:
    def prepare(book: Workbook) -> None:
        book.create_sheet("Second").append(["second"])
        book.worksheets[0].sheet_state = "hidden"

    path = workbook(tmp_path, ["first"], prepare=prepare)
    assert form(path) == "XLSX, sheet “Second”"
    assert rows(path) == [(1, ("second",))]


def test_a_workbook_that_unpacks_to_far_more_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_table, "LARGEST", 1000)
    with pytest.raises(Refused, match="too large when unpacked"):
        FILES.read(workbook(tmp_path, ["x"]))


def test_a_damaged_workbook_is_said(tmp_path: Path) -> None:
    path = workbook(tmp_path, ["Meter"], ["1"], ["2"])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b"</row>", b"</wor>", 2)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    with pytest.raises(Refused, match="damaged behind row"):
        rows(path)
    del parts["xl/workbook.xml"]
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    with pytest.raises(Refused, match="can't be read"):
        FILES.read(path)


def changed(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """The workbook with one part of it changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize("locked", [True, False])
def test_a_locked_or_strangely_packed_workbook_is_said(tmp_path: Path, locked: bool) -> None:
    path = workbook(tmp_path, ["Meter"], ["1"])
    data = bytearray(path.read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + flags + (0 if locked else 2)] = 1 if locked else 99
            place = data.find(mark, place + 4)
    path.write_bytes(data)
    with pytest.raises(Refused, match="can't be read"):
        FILES.read(path)


@pytest.mark.parametrize(
    ("part", "change", "sentence"),
    [
        (
            SHEET,
            lambda xml: xml.replace(b'r="2"', b'r="99999999999"').replace(b'A2"', b'A99999999999"'),
            "behind the",
        ),
        (SHEET, lambda xml: xml.replace(b'r="A2"', b'r="XFD2"'), "more than 300 cells"),
        (
            SHEET,
            lambda xml: xml.replace(b"<v>1</v>", b"<v>" + os.urandom(7_000_000).hex().encode() + b"</v>"),
            "far too",
        ),
        (SHEET, lambda xml: xml.replace(b"</row>", b"<c/>" * 4_000_000 + b"</row>", 1), "too large when unpacked"),
        ("xl/styles.xml", lambda _: os.urandom(5_100_000).hex().encode(), "too large when unpacked"),
    ],
)
def test_a_workbook_that_is_made_to_hold_a_reader_up_is_refused(
    tmp_path: Path, part: str, change: Callable[[bytes], bytes], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        rows(changed(workbook(tmp_path, ["Meter"], [1]), part, change))


def test_formatted_cells_far_out_are_no_cells(tmp_path: Path) -> None:
    def prepare(book: Workbook) -> None:
        book.active["XFD1"].number_format = "0"
        book.active["XFD2"].number_format = "0"

    assert [cells[0] for _, cells in rows(workbook(tmp_path, ["Meter"], prepare=prepare)) if cells] == ["Meter"]


def test_reading_a_workbook_can_be_ended_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path, *[[f"{number}"] for number in range(30_000)])
    asked = 0

    def going() -> None:
        nonlocal asked
        asked += 1
        if asked > last:
            raise UserCancelled

    last = 5
    with pytest.raises(UserCancelled):
        FILES.read(path, going)
    last, asked = 10**9, 0
    with closing(FILES.read(path, going)) as table:
        several = table.rows()
        next(several)
        last = asked
        with pytest.raises(UserCancelled):
            list(several)
    monkeypatch.setattr(xlsx_table, "LONGEST_OPENING_S", -1.0)
    with pytest.raises(Refused, match="takes too long"):
        FILES.read(path)


def test_a_workbook_without_a_table_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, ["x"])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'state="visible" r:id', b'state="hidden" r:id')
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    with pytest.raises(Refused, match="no sheet with a table"):
        FILES.read(path)
