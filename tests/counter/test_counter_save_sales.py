"""The list that History shows as a file: whole or none, text stays text, a supervisor's leave is written down."""

import asyncio
import csv
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from counter.counter_parts import Counter
from openpyxl import load_workbook

from vendingdesk.counter import save_sales
from vendingdesk.counter.guard import Leave
from vendingdesk.counter.save_sales import SavedSales, SaveSales
from vendingdesk.counter.supervisors import Authority
from vendingdesk.domain.doubt import Settlement, Verdict
from vendingdesk.domain.errors import EnvironmentFault, NotAllowed, Refused, UserCancelled
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.outcome import DoubtCause, Issued, Unclear
from vendingdesk.domain.people import Person, Right, Role
from vendingdesk.domain.sale import Order, VendState
from vendingdesk.domain.sale_filter import SaleFilter
from vendingdesk.journal.export import COLUMNS, SaleRow
from vendingdesk.receipts.whole_file import WholeFile
from vendingdesk.tables import SpreadsheetFiles

USD = Currency("USD")
TOKEN = "00000795123412341234"
METER = "01282444000"


def unheard(_done: int, _total: int) -> None:
    """Nobody listens."""


@pytest.fixture
def saving(counter: Counter) -> SaveSales:
    counter.begin()
    return SaveSales(
        counter.find_sales,
        SaleRow(),
        SpreadsheetFiles(WholeFile),
        noting=counter.people_book,
        guard=counter.guard,
        clock=counter.clock,
        folder=counter.folder / "exports",
    )


async def sold(counter: Counter, count: int, **more: str) -> None:
    at = counter.clock.now()
    for number in range(count):
        order = Order(f"u{number}{more}", "r", METER, "Amina", "s", Money(1000 + number, USD), **more)
        await counter.journal.prepare(order, at)
        await counter.journal.sending(order.uid, at)
        await counter.journal.conclude(order.uid, Issued((TOKEN,)), at)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


async def test_the_list_has_the_exports_columns_newest_first(counter: Counter, saving: SaveSales) -> None:
    await sold(counter, 250, customer="=HYPERLINK(1)", place="@home")
    heard: list[tuple[int, int]] = []
    done = await saving(SaleFilter(), "csv", saving.folder, went=lambda *far: heard.append(far))
    day = counter.clock.now().date().isoformat()
    assert done == SavedSales(saving.folder / f"history-{day}.csv", 250)
    assert done.path.stat().st_mode & 0o777 == 0o600
    table = rows(done.path)
    assert tuple(table[0]) == COLUMNS
    assert [row["receipt_no"] for row in table] == [f"K01-{number:06d}" for number in range(250, 0, -1)]
    assert {row["meter"] for row in table} == {METER}
    assert {row["token"] for row in table} == {TOKEN}
    assert {(row["customer"], row["place"]) for row in table} == {("'=HYPERLINK(1)", "'@home")}
    assert heard[-1] == (250, 250)
    again = await saving(SaleFilter(), "csv", saving.folder, went=unheard)
    assert again.path.name == f"history-{day}-2.csv"


async def test_a_spreadsheet_keeps_long_numbers_as_text(counter: Counter, saving: SaveSales) -> None:
    await sold(counter, 3, customer="=1+1")
    done = await saving(SaleFilter(least=Money(1001, USD)), "xlsx", saving.folder, went=unheard)
    heads, *table = load_workbook(done.path).worksheets[0].values
    assert heads == COLUMNS
    cells = [dict(zip(heads, row, strict=True)) for row in table]
    assert [row["amount"] for row in cells] == ["10.02", "10.01"]
    assert {(row["meter"], row["token"], row["customer"]) for row in cells} == {(METER, TOKEN, "=1+1")}


async def test_nothing_that_fits_makes_no_file(counter: Counter, saving: SaveSales) -> None:
    await sold(counter, 1)
    with pytest.raises(Refused, match="nothing to save"):
        await saving(SaleFilter(person="nobody"), "csv", saving.folder, went=unheard)
    assert not saving.folder.exists()


async def test_more_than_a_spreadsheet_holds_is_refused_and_not_cut_off(
    counter: Counter, saving: SaveSales, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sold(counter, 4)
    monkeypatch.setattr(save_sales, "MOST_ROWS", 3)
    with pytest.raises(Refused, match="holds 3 sales, and these are 4"):
        await saving(SaleFilter(), "xlsx", saving.folder, went=unheard)
    assert (await saving(SaleFilter(), "csv", saving.folder, went=unheard)).sales == 4


async def stopped(saving: SaveSales, went: Callable[[int, int], None], error: type[BaseException]) -> None:
    with pytest.raises(error):
        await saving(SaleFilter(), "csv", saving.folder, went=went)
    assert not saving.folder.exists() or list(saving.folder.iterdir()) == []


async def test_what_is_stopped_leaves_no_file(counter: Counter, saving: SaveSales) -> None:
    await sold(counter, 3)

    def at_once(_done: int, _total: int) -> None:
        raise UserCancelled

    def later(done: int, _total: int) -> None:
        if done:
            raise UserCancelled

    await stopped(saving, at_once, UserCancelled)
    await stopped(saving, later, UserCancelled)


async def test_a_cancelled_beginning_leaves_no_file(counter: Counter, saving: SaveSales) -> None:
    await sold(counter, 3)
    begin, loop, here = saving._tables.begin, asyncio.get_running_loop(), asyncio.Event()

    class Slow:
        def begin(self, path: Path, headings: Sequence[str], *, title: str) -> object:
            loop.call_soon_threadsafe(here.set)
            return begin(path, headings, title=title)

    saving._tables = Slow()  # type: ignore[assignment]
    task = asyncio.create_task(saving(SaleFilter(), "csv", saving.folder, went=unheard))
    await here.wait()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert task.cancelled()
    assert list(saving.folder.iterdir()) == []


async def test_a_place_that_is_no_folder_is_said(counter: Counter, saving: SaveSales, tmp_path: Path) -> None:
    await sold(counter, 1)
    (tmp_path / "file").write_text("x")
    with pytest.raises(EnvironmentFault, match=r"."):
        await saving(SaleFilter(), "csv", tmp_path / "file", went=unheard)


async def test_a_sale_that_fits_no_more_when_it_is_written_is_left_out(counter: Counter, saving: SaveSales) -> None:
    at = counter.clock.now()
    order = Order("u", "r", METER, "Amina", "s", Money(1000, USD))
    await counter.journal.prepare(order, at)
    await counter.journal.sending(order.uid, at)
    await counter.journal.conclude(order.uid, Unclear(DoubtCause.TIMED_OUT), at)
    await sold(counter, 0)
    finding, ends = (
        counter.find_sales,
        Settlement(Verdict.LOST, "ben", at + timedelta(hours=1), "x", supervisor="Esi"),
    )
    further = finding.further

    async def settled_meanwhile(found: save_sales.FoundSales) -> list[int]:
        numbers = await further(found)
        await counter.journal.settle("u", ends)
        return numbers

    finding.further = settled_meanwhile  # type: ignore[method-assign]
    wanted = SaleFilter(states=frozenset({VendState.IN_DOUBT}))
    done = await saving(wanted, "csv", saving.folder, went=unheard)
    assert (done.sales, rows(done.path)) == (0, [])


async def test_a_cashier_needs_leave_and_both_names_are_written_down(counter: Counter, saving: SaveSales) -> None:
    await sold(counter, 2)
    counter.guard.stand(Person("Amina", frozenset({Role.CASHIER})), on=True)
    with pytest.raises(NotAllowed, match="Amina may not write lists"):
        await saving(SaleFilter(), "csv", saving.folder, went=unheard)
    assert not saving.folder.exists()
    leave = Leave(Authority("Esi", counter.clock.now()), frozenset({Right.EXPORT}))
    await saving(SaleFilter(), "csv", saving.folder, went=unheard, leave=leave)
    noted = await counter.journal.ask(
        lambda book: book._connection.execute("SELECT body FROM entry WHERE kind = 'allowed'").fetchall()
    )
    (body,) = noted[0]
    for word in (b"export", b"Amina", b"Esi", b"list of 2 sales"):
        assert word in body
