"""Files of many sales through the real journal: whole, stopped, failed, cancelled; every slip is counted."""

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pypdf
import pytest
from counter.counter_parts import DISK_FULL, METER, Counter
from counter.test_counter_key_change_slip import complete

from vendingdesk.counter.archive import AT_ONCE
from vendingdesk.counter.settings import Settings
from vendingdesk.counter.statements import WriteStatements
from vendingdesk.domain.customer import Customer
from vendingdesk.domain.errors import EnvironmentFault, Refused, UserCancelled
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.outcome import Issued, NothingSent, NotSentCause
from vendingdesk.domain.printing import PaperName
from vendingdesk.domain.receipt import Receipt, SlipKind
from vendingdesk.domain.sale import Order
from vendingdesk.domain.statement import Statement, StatementRow
from vendingdesk.journal import verify
from vendingdesk.receipts import PdfFiles
from vendingdesk.receipts.slip_file import SlipFile
from vendingdesk.receipts.statement_file import StatementFile

NOBODY = 2001


class Steps:
    """Hears how far it is; stops after so many calls."""

    def __init__(self, stop_after: int = 10**9) -> None:
        self.heard: list[tuple[int, int]] = []
        self._stop_after = stop_after

    def __call__(self, done: int, total: int) -> None:
        self.heard.append((done, total))
        if len(self.heard) >= self._stop_after:
            raise UserCancelled


def writing(till: Counter, files: PdfFiles | None = None) -> WriteStatements:
    return WriteStatements(
        till.journal,
        till.register,
        files or PdfFiles(),
        settings=till.settings,
        clock=till.clock,
        folder=till.folder / "statements",
        permits=till.permits,
    )


async def sold(till: Counter, count: int, meter: str = METER, at: datetime | None = None) -> list[Order]:
    """Sales of one moment, written as a till writes them."""
    at = at or till.clock.now()
    orders = []
    for number in range(count):
        order = Order(f"u{len(meter)}{at}{number}", "r", meter, "ama", "x", amount=Money(1000, Currency("USD")))
        await till.journal.prepare(order, at)
        await till.journal.sending(order.uid, at)
        await till.journal.conclude(order.uid, Issued((f"{number:020d}",)), at)
        orders.append(order)
    return orders


def files_in(till: Counter) -> list[str]:
    folder = till.folder / "statements"
    return sorted(each.name for each in folder.iterdir()) if folder.exists() else []


def words_of(path: Path) -> str:
    return " ".join(page.extract_text() for page in pypdf.PdfReader(path, strict=True).pages)


def today(till: Counter) -> date:
    return till.clock.now().date()


async def test_a_days_statement_has_every_sale_of_the_day_and_no_other(till: Counter) -> None:
    await sold(till, 2, at=till.clock.now() - timedelta(days=1))
    await sold(till, 450)
    steps = Steps()
    written = await writing(till).day(today(till), operator="ama", went=steps)
    assert (written.sales, written.path.name) == (450, f"sales-{today(till)}.pdf")
    assert steps.heard == [(200, 450), (400, 450), (450, 450)]
    text = words_of(written.path)
    assert text.count("Electricity credit") == 450 + 1
    assert "K01-000002" not in text
    assert "K01-000452" in text
    assert "4500.00 USD" in text
    assert written.pages == len(pypdf.PdfReader(written.path).pages)


async def test_a_meters_year_names_its_customer(till: Counter) -> None:
    await till.register.save(Customer(METER, "Okonkwo, Blessing", "Flat 12B"))
    await sold(till, 3)
    await sold(till, 1, "37000000017")
    year = today(till).year
    steps = Steps()
    written = await writing(till).year("0128 2444 0003 1", year, operator="ama", went=steps)
    assert (written.sales, written.path.name) == (3, f"meter-{METER}-{year}.pdf")
    text = words_of(written.path)
    assert "Okonkwo, Blessing" in text
    assert "Sold in the month: 3" in text


async def test_there_is_nothing_to_write_of_nothing(till: Counter) -> None:
    never = date(NOBODY, 1, 1)
    with pytest.raises(Refused, match="Nothing was sold on 2001-01-01"):
        await writing(till).day(never, operator="ama", went=Steps())
    with pytest.raises(Refused, match="Nothing was sold on"):
        await writing(till).slips(never, operator="ama", went=Steps())
    with pytest.raises(Refused, match="Nothing was sold to this meter here in 2001"):
        await writing(till).year(METER, NOBODY, operator="ama", went=Steps())
    assert files_in(till) == []


async def test_a_file_replaces_none(till: Counter) -> None:
    await sold(till, 1)
    for _ in range(3):
        await writing(till).day(today(till), operator="ama", went=Steps())
    name = f"sales-{today(till)}"
    assert files_in(till) == [f"{name}-2.pdf", f"{name}-3.pdf", f"{name}.pdf"]


async def test_a_folder_that_can_not_be_looked_at_is_said(till: Counter) -> None:
    await sold(till, 1)
    (till.folder / "statements").write_text("a file")
    with pytest.raises(EnvironmentFault, match="can't be read"):
        await writing(till).day(today(till), operator="ama", went=Steps())


@pytest.mark.parametrize(
    ("paper", "width"), [(PaperName.ROLL_58, 595), (PaperName.A4, 595), (PaperName.A5, 595), (PaperName.LETTER, 612)]
)
async def test_a_statement_is_on_a4_unless_the_shops_paper_is_letter(
    till: Counter, paper: PaperName, width: int
) -> None:
    await sold(till, 1)
    setup = replace(till.setup, printing=replace(till.setup.printing, paper=paper))
    till.settings = Settings(setup)
    written = await writing(till).day(today(till), operator="ama", went=Steps())
    assert round(float(pypdf.PdfReader(written.path).pages[0].mediabox.width)) == width


async def test_every_slip_of_a_day_is_counted_with_who_and_why(till: Counter) -> None:
    orders = await sold(till, AT_ONCE + 3)
    first = await till.journal.sale("K01-000001")
    assert first is not None
    await till.make_slip(first, operator="ama", medium="print")
    nothing = Order("n", "r", METER, "ama", "x", amount=Money(500, Currency("USD")))
    await till.journal.prepare(nothing, till.clock.now())
    await till.journal.conclude(nothing.uid, NothingSent(NotSentCause.UNREACHABLE), till.clock.now())
    steps = Steps()
    made = writing(till)
    written = await made.slips(today(till), operator="ben", went=steps)
    total = AT_ONCE + 4
    assert steps.heard == [(AT_ONCE, total), (total, total)]
    assert (written.sales, written.pages, made.counted) == (total, total, total)
    slips = [await till.journal.slips_of(order.uid) for order in (*orders, nothing)]
    assert [(slip.copy, slip.operator, slip.why) for slip in slips[0]] == [(1, "ama", ""), (2, "ben", "archive")]
    assert {(s.copy, s.operator, s.medium, s.why) for each in slips[1:] for s in each} == {
        (1, "ben", "pdf", "archive")
    }
    assert slips[-1][0].kind is SlipKind.CANCELLED
    pages = [page.extract_text() for page in pypdf.PdfReader(written.path).pages]
    assert "COPY 1" in pages[0]
    assert "archive" in pages[0]
    assert "Archive file" not in pages[0]
    assert "COPY" not in pages[1]
    assert "Archive file" in pages[1]  # nobody was given it, but it is not the customer's original either
    assert verify(till.folder).unbroken


async def test_a_key_change_has_one_slip_in_it_and_a_single_section_none(till: Counter) -> None:
    change = await complete(till)
    written = await writing(till).slips(today(till), operator="ben", went=Steps())
    assert (written.sales, written.pages) == (1, 1)
    assert len(await till.journal.slips_of(change.held[1].uid)) == 1
    assert await till.journal.slips_of(change.held[2].uid) == ()
    text = words_of(written.path)
    assert all(token[:4] in text for token in change.tokens)


async def test_a_sale_that_is_under_way_is_in_no_archive(till: Counter) -> None:
    await sold(till, 1)
    at = till.clock.now()
    for uid, meter in (("p", "37000000025"), ("s", "37000000033")):
        await till.journal.prepare(Order(uid, "r", meter, "a", "x", amount=Money(1, Currency("USD"))), at)
    await till.journal.sending("s", at)
    written = await writing(till).slips(today(till), operator="ben", went=Steps())
    assert written.sales == 1
    assert await till.journal.slips_of("s") == ()


async def test_what_is_stopped_leaves_no_file_and_what_was_counted_stays(till: Counter) -> None:
    orders = await sold(till, AT_ONCE * 2)
    made = writing(till)
    with pytest.raises(UserCancelled):
        await made.slips(today(till), operator="ben", went=Steps(stop_after=1))
    assert files_in(till) == []
    assert made.counted == AT_ONCE
    assert len(await till.journal.slips_of(orders[0].uid)) == 1
    assert await till.journal.slips_of(orders[-1].uid) == ()
    with pytest.raises(UserCancelled):
        await made.day(today(till), operator="ben", went=Steps(stop_after=1))
    assert files_in(till) == []


async def test_a_journal_that_fails_in_between_leaves_no_file(till: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    await sold(till, AT_ONCE + 1)
    page = till.journal.sales_of_day

    async def failing(day: date, *, after: int = 0, limit: int = 200):  # type: ignore[no-untyped-def]
        if after:
            raise EnvironmentFault(DISK_FULL)
        return await page(day, after=after, limit=limit)

    monkeypatch.setattr(till.journal, "sales_of_day", failing)
    made = writing(till)
    with pytest.raises(EnvironmentFault, match="disk is full"):
        await made.slips(today(till), operator="ben", went=Steps())
    assert files_in(till) == []
    assert made.counted == AT_ONCE


class Slow(PdfFiles):
    """The real files, whose first work waits until a test lets it go."""

    def __init__(self, at: str) -> None:
        self.at = at
        self.there, self.go = threading.Event(), threading.Event()

    def _wait(self, at: str) -> None:
        if at == self.at:
            self.there.set()
            assert self.go.wait(20)

    def slips(self, path: Path, *, title: str, paper: PaperName) -> SlipFile:
        self._wait("begin")
        slow, file = self, super().slips(path, title=title, paper=paper)
        add = file.add

        def waiting(receipts: Sequence[Receipt]) -> None:
            slow._wait("add")
            add(receipts)

        file.add = waiting  # type: ignore[method-assign]
        return file

    def statement(self, path: Path, statement: Statement, paper: PaperName) -> StatementFile:
        self._wait("begin")
        slow, file = self, super().statement(path, statement, paper)
        add = file.add

        def waiting(rows: Sequence[StatementRow]) -> None:
            slow._wait("add")
            add(rows)

        file.add = waiting  # type: ignore[method-assign]
        return file


@pytest.mark.parametrize("at", ["begin", "add"])
@pytest.mark.parametrize("kind", ["day", "slips"])
async def test_who_goes_away_leaves_no_file(till: Counter, at: str, kind: str) -> None:
    await sold(till, 3)
    files = Slow(at)
    task = asyncio.ensure_future(getattr(writing(till, files), kind)(today(till), operator="ben", went=Steps()))
    await asyncio.to_thread(files.there.wait, 20)
    task.cancel()
    asyncio.get_running_loop().call_later(0.05, files.go.set)
    with pytest.raises(asyncio.CancelledError):
        await task
    assert files_in(till) == []
