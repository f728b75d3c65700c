"""Reports as files: the PDF says what the screen does, and a spreadsheet adds the very sums."""

import asyncio
import csv
from datetime import UTC, date, datetime, timedelta, timezone
from errno import ENOSPC
from pathlib import Path
from threading import Event

import pypdfium2
import pytest
from openpyxl import load_workbook

from vendingdesk.counter.guard import Guard
from vendingdesk.counter.permits import Permits
from vendingdesk.counter.report_file import SaveReport
from vendingdesk.counter.report_tables import day_report
from vendingdesk.counter.report_words import notes
from vendingdesk.counter.session import Session
from vendingdesk.counter.settings import Settings
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.shop import Shop
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.errors import EnvironmentFault, NotAllowed, Refused, UserCancelled
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.people import Person, Role
from vendingdesk.domain.people_flags import OffTime, PeopleFlags
from vendingdesk.domain.report import (
    ColumnKind,
    Period,
    Report,
    ReportColumn,
    ReportKind,
    ReportRow,
    RowLook,
)
from vendingdesk.domain.report_facts import Irregular, SalesFacts, SalesSum
from vendingdesk.domain.sale import SaleKind, VendState
from vendingdesk.receipts import PdfFiles
from vendingdesk.receipts.whole_file import WholeFile
from vendingdesk.tables import SheetFiles
from vendingdesk.tables.report_sheet import number_of, plain

USD = Currency("USD")
AT = datetime(2026, 7, 30, 8, 5, 7, tzinfo=timezone(timedelta(hours=2)))
DAY = Period.day(date(2026, 7, 30))
DANGER = "=1+1"


class Clock:
    def now(self) -> datetime:
        return AT


class Book:
    def __init__(self) -> None:
        self.noted: list[tuple[str, str, str]] = []

    async def allowed(self, right: str, *, person: str, allowed_by: str, about: str, at: datetime) -> None:
        self.noted.append((right, person, about))


class Silent:
    def keep(self, *secrets: str) -> None: ...
    def forget(self, *secrets: str) -> None: ...


@pytest.fixture
def guard() -> Guard:
    return Guard(Session(Clock(), Silent()))


@pytest.fixture
def save(tmp_path: Path, guard: Guard) -> SaveReport:
    setup = DeskSetup(shop=Shop(name="Harbour Road Kiosk"), single_owner=True)
    return SaveReport(
        PdfFiles(),
        SheetFiles(WholeFile),
        permits=Permits(guard, Book(), Clock()),
        settings=Settings(setup),
        clock=Clock(),
        folder=tmp_path / "reports",
    )


def sums() -> tuple[SalesSum, ...]:
    common = {"kind": SaleKind.CREDIT, "operator": "ann", "slot": "08"}
    return (
        SalesSum(
            state=VendState.ISSUED, count=3, amount=Money(3000, USD), price=Money(3150, USD),
            energy=Energy(64_500_000), **common,
        ),
        SalesSum(
            state=VendState.ISSUED, count=1, amount=Money(500, USD), price=Money(500, USD), tender=DANGER, cash=False,
            **common,
        ),
        SalesSum(state=VendState.IN_DOUBT, count=1, amount=Money(700, USD), price=Money(700, USD), **common),
    )  # fmt: skip


def report() -> Report:
    return day_report(SalesFacts(sums()), DAY, DeskSetup(single_owner=True))


def many(rows: int) -> Report:
    columns = (ReportColumn("Receipt"), ReportColumn("When", ColumnKind.TIME), ReportColumn("N", ColumnKind.COUNT))
    made = tuple(ReportRow((f"K01-{number:06d}", AT, number)) for number in range(rows))
    total = ReportRow(("All", None, rows), RowLook.SUM)
    return Report(ReportKind.COPIES, "Copies", DAY, columns, made, (total,), ("Single owner.",))


def text_of(path: Path) -> list[str]:
    pdf = pypdfium2.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_bounded() for page in pdf]
    finally:
        pdf.close()


def left(folder: Path) -> list[Path]:
    return list(folder.glob("report*"))


def quiet(_done: int, _total: int) -> None:
    return None


async def test_a_pdf_says_what_the_screen_does(save: SaveReport, tmp_path: Path) -> None:
    path = await save(report(), "pdf", tmp_path, went=quiet)
    assert path == tmp_path / "report-day-2026-07-30.pdf"
    [page] = text_of(path)
    for said in ("Harbour Road Kiosk", "Day: 2026-07-30", "Sold", "36.50 USD", "Held until it is known", "7.00 USD"):
        assert said in page
    assert "Single owner: one person sells" in page
    assert "Page 1 of 1" in page
    assert path.stat().st_mode & 0o777 == 0o600
    again = await save(report(), "pdf", tmp_path, went=quiet)
    assert again.name == "report-day-2026-07-30-2.pdf"


async def test_a_long_report_breaks_over_pages_with_its_head(save: SaveReport, tmp_path: Path) -> None:
    seen: list[int] = []
    path = await save(many(450), "pdf", tmp_path, went=lambda done, _total: seen.append(done))
    pages = text_of(path)
    assert len(pages) > 5
    assert all("Receipt" in page and f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, 1))
    assert "K01-000449" in pages[-1]
    assert seen == [0, 200, 400, 450]


async def test_a_spreadsheet_has_exact_numbers_and_no_formula(save: SaveReport, tmp_path: Path) -> None:
    path = await save(report(), "xlsx", tmp_path, went=quiet)
    sheet = load_workbook(path).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["Part", "What", "Sales", "Amount", "Paid", "kWh"]
    by_name = {(row[0], row[1]): row for row in rows}
    assert by_name["Credit, by result", "Issued"][2:] == [4, 35, 36.5, 64.5]
    assert by_name["Sums", "Sold"][2:] == [4, 35, 36.5, 64.5]
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row}
    assert cells[36.5].number_format == '#,##0.00" USD"'
    assert cells[DANGER].data_type == "s"
    assert cells[DANGER].quotePrefix
    assert any(row[0] == "Note" and "Single owner" in str(row[1]) for row in rows)


async def test_a_csv_has_money_that_another_program_reads_and_nothing_that_runs(
    save: SaveReport, tmp_path: Path
) -> None:
    path = await save(report(), "csv", tmp_path, went=quiet)
    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    assert rows[0] == ["Part", "What", "Sales", "Amount", "Amount, currency", "Paid", "Paid, currency", "kWh"]
    assert ["Sold, by kind of payment", f"'{DANGER}", "1", "5.00", "USD", "5.00", "USD", ""] in rows
    assert ["Sums", "Held until it is known", "1", "7.00", "USD", "7.00", "USD", ""] in rows


async def test_a_sum_below_nothing_is_a_number_in_a_csv_and_only_where_money_stands(
    save: SaveReport, tmp_path: Path
) -> None:
    francs = Money(-1500, Currency("XOF", 0))
    made = tuple(
        ReportRow((text, cell))
        for text, cell in (("-5", Money(-5, USD)), ("-1+2", "-1+2"), ("-", francs), ("", "-7.5"), ("", None))
    )
    columns = (ReportColumn("Text"), ReportColumn("Paid", ColumnKind.MONEY))
    path = await save(Report(ReportKind.SHIFT, "Shifts", DAY, columns, made), "csv", tmp_path, went=quiet)
    rows = [row[1:] for row in csv.reader(path.read_text("utf-8-sig").splitlines())]
    assert rows == [
        ["Text", "Paid", "Paid, currency"],
        ["'-5", "-0.05", "USD"],  # a text that looks like a number is none
        ["'-1+2", "'-1+2", ""],
        ["'-", "-1500", "XOF"],
        ["", "-7.5", ""],
        ["", "", ""],
    ]


async def test_times_keep_their_offset_and_large_numbers_stay_exact(save: SaveReport, tmp_path: Path) -> None:
    assert plain(AT) == "2026-07-30 08:05:07+02:00"
    assert number_of(Money(10**15 + 1, USD)) is None
    assert plain(Money(10**15 + 1, USD)) == "10000000000000.01 USD"
    assert number_of(Money(5, Currency("XOF", 0))) == (5.0, '#,##0" XOF"')
    assert number_of("12345678901234567890") is None
    path = await save(many(3), "xlsx", tmp_path, went=quiet)
    sheet = load_workbook(path).active
    assert sheet is not None
    assert sheet["C2"].value == "2026-07-30 08:05:07+02:00"


@pytest.mark.parametrize("kind", ["pdf", "xlsx", "csv"])
async def test_what_is_stopped_leaves_no_file(save: SaveReport, tmp_path: Path, kind: str) -> None:
    calls: list[int] = []

    def stop(done: int, _total: int) -> None:
        calls.append(done)
        if len(calls) > 1:
            raise UserCancelled

    with pytest.raises(UserCancelled):
        await save(many(900), kind, tmp_path, went=stop)
    assert not left(tmp_path)


@pytest.mark.parametrize("kind", ["pdf", "xlsx", "csv"])
async def test_a_folder_that_takes_no_file_is_said(save: SaveReport, kind: str) -> None:
    with pytest.raises(EnvironmentFault, match="could not be saved in /proc/self"):
        await save(report(), kind, Path("/proc/self"), went=quiet)


async def test_an_empty_report_and_who_may_not_export_make_no_file(
    save: SaveReport, guard: Guard, tmp_path: Path
) -> None:
    empty = day_report(SalesFacts(), DAY, DeskSetup())
    with pytest.raises(Refused, match="nothing to save"):
        await save(empty, "pdf", tmp_path, went=quiet)
    guard.stand(Person("Ann", frozenset({Role.CASHIER})), on=True)
    with pytest.raises(NotAllowed):
        await save(report(), "pdf", tmp_path, went=quiet)
    assert not left(tmp_path)


def test_notes_say_what_an_owner_should_hear_of_people() -> None:
    at = datetime(2026, 3, 28, 9, 30, tzinfo=UTC)
    off = (OffTime(at, "Grace", at + timedelta(hours=1)), OffTime(at + timedelta(hours=2), "Ann"))
    flags = PeopleFlags("Grace", (("Sam", at),), off)
    assert notes(DeskSetup(), Irregular(people=flags)) == (
        "One person is everything here: Grace. Nobody else looks at what is done.",
        "People were switched off by Grace on 2026-03-28 09:30, until 2026-03-28 10:30: no PIN was asked for.",
        "People were switched off by Ann on 2026-03-28 11:30, and still are: no PIN was asked for.",
        "Sam was named a supervisor anew on 2026-03-28 09:30: with the recovery code, or the PINs were gone.",
    )
    assert notes(DeskSetup(), Irregular()) == ()


async def test_who_gives_up_before_the_first_page_leaves_no_file(save: SaveReport, tmp_path: Path) -> None:
    begun, go_on = Event(), Event()

    class Slow(PdfFiles):
        """A disk that takes its time over the beginning of a file."""

        def statement(self, *given: object) -> object:
            file = super().statement(*given)
            begun.set()
            go_on.wait(10)
            return file

    save._papers = Slow()
    saving = asyncio.create_task(save(report(), "pdf", tmp_path, went=quiet))
    assert await asyncio.to_thread(begun.wait, 10)
    saving.cancel()
    await asyncio.sleep(0)
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await saving
    assert not left(tmp_path)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
async def test_a_table_for_which_the_disk_has_no_room_is_said(save: SaveReport, tmp_path: Path, kind: str) -> None:
    class Full(WholeFile):
        def __init__(self, path: Path) -> None:
            super().__init__(path)
            real = self.file

            class Disk:
                def __getattr__(self, each: str) -> object:
                    return getattr(real, each)

                def write(self, data: bytes) -> int:
                    raise OSError(ENOSPC, "No space left on device")

            self.file = Disk()

    save._sheets = SheetFiles(Full)
    with pytest.raises(EnvironmentFault, match="could not be saved"):
        await save(report(), kind, tmp_path, went=quiet)
    assert not left(tmp_path)
