"""History over many sales: scrolled, filtered, and right while sales come and change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from ui.ui_counter import METER, Counter, until
from ui.ui_history import METERS, PEOPLE, USD, write

from vendingdesk.domain.doubt import Settlement, Verdict
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.money import Money
from vendingdesk.domain.outcome import Issued
from vendingdesk.domain.people import Person, Role
from vendingdesk.domain.sale import Sale, VendState
from vendingdesk.domain.sale_filter import SaleFilter
from vendingdesk.domain.sale_search import NOTHING_SOLD, Known, Sold, sold
from vendingdesk.ui.export_dialog import SalesListDialog
from vendingdesk.ui.filter_choices import Options
from vendingdesk.ui.filter_words import sum_text
from vendingdesk.ui.history_page import HistoryPage
from vendingdesk.ui.sales_model import KEPT, UNREAD
from vendingdesk.ui.sales_table import SalesTable
from vendingdesk.ui.tasks import TaskRegistry

Open = Callable[..., Awaitable[Counter]]
SALES = 2_000


@pytest.fixture
async def many(open_counter: Open, tmp_path: Path) -> Counter:
    """A counter with a book of two thousand sales, History in front."""
    folder = tmp_path / "many"
    write(folder, SALES, newest=datetime.now().astimezone())
    counter = await open_counter(folder=folder)
    await counter.active(counter.window)
    counter.press(Qt.Key.Key_F5)
    await until(lambda: page_of(counter).settled)
    return counter


def page_of(counter: Counter) -> HistoryPage:
    page: HistoryPage = counter.window.history
    return page


def in_sight(page: HistoryPage) -> list[str]:
    """The receipt numbers of the rows that are seen whole."""
    table, model = page.table, page.model
    last = table.rowAt(table.viewport().height() - 1)
    rows = range(table.rowAt(0), (last if last >= 0 else model.rowCount()))
    assert all(model.sale(row) is not None for row in rows)
    return [str(model.data(model.index(row, 0))) for row in rows]


def choose(box: Options, text: str) -> None:
    """Choose an entry by the keyboard."""
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    for _ in range(box.findText(text)):
        QTest.keyClick(box, Qt.Key.Key_Down)
    assert box.currentText() == text


async def every(counter: Counter) -> tuple[Sale, ...]:
    return await counter.building.journal.sales(limit=10 * SALES)


async def meant(counter: Counter, wanted: SaleFilter) -> tuple[list[str], Sold]:
    """What a filter has to show."""
    sales = [sale for sale in await every(counter) if wanted.fits(sale)]
    return [sale.receipt_no for sale in sales], sum(map(sold, sales), NOTHING_SOLD)


def listed(page: HistoryPage) -> list[str]:
    model = page.model
    return [str(model.data(model.index(row, 0))) for row in range(model.rowCount())]


async def test_the_bar_covers_the_whole_book_and_any_place_is_read(many: Counter) -> None:
    page = page_of(many)
    bar, model = page.table.verticalScrollBar(), page.model
    assert model.rowCount() == SALES
    assert in_sight(page)[0] == "K01-002000"
    assert model.data(model.index(1000, 0)) == "K01-001000"
    assert model.data(model.index(1000, 2)) == UNREAD
    bar.setValue(1000)
    await until(lambda: page.settled)
    assert in_sight(page)[0] == "K01-001000"
    bar.setValue(bar.maximum())
    await until(lambda: page.settled)
    assert in_sight(page)[-1] in ("K01-000001", "K01-000002")
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_End)
    await until(lambda: page.detail.sale is not None and page.detail.sale.number == 1)
    QTest.keyClick(page.table, Qt.Key.Key_PageUp)
    await until(lambda: page.detail.sale is not None and page.detail.sale.number > 5)
    assert page.detail.sale is model.sale(page.table.currentIndex().row())


async def test_what_is_far_out_of_sight_is_let_go(many: Counter) -> None:
    page = page_of(many)
    for place in range(0, SALES, 20):
        page.table.verticalScrollBar().setValue(place)
        await until(lambda: page.settled)
    assert len(page.model.rows) <= KEPT
    page.table.verticalScrollBar().setValue(0)
    await until(lambda: page.settled)
    assert in_sight(page)[0] == "K01-002000"


async def test_a_sentence_says_how_many_what_was_sold_and_which(many: Counter) -> None:
    page = page_of(many)
    _numbers, whole = await meant(many, SaleFilter())
    expected = f"2,000 sales, {whole.count:,} sold: {sum_text(whole.paid[0])}"
    assert many.text("history.message") == expected
    choose(page.filter.day, "Today")
    choose(page.filter.person, PEOPLE[1])
    await until(lambda: page.settled)
    today = datetime.now().astimezone().date()
    numbers, some = await meant(many, SaleFilter(first=today, last=today, person=PEOPLE[1]))
    assert listed(page) == numbers
    said = many.text("history.message")
    assert said.startswith(f"{len(numbers):,} sale")
    assert said.endswith(f"today, {PEOPLE[1]}")
    assert not some.paid or sum_text(some.paid[0]) in said
    many.click("history.clear")
    await until(lambda: page.settled and page.model.rowCount() == SALES)
    assert (page.filter.day.currentText(), page.filter.person.currentText()) == ("Any day", "Everybody")
    assert not page.filter.clear.isEnabled()


async def test_every_condition_in_the_dialog(many: Counter) -> None:
    page = page_of(many)
    many.click("history.filter")
    dialog = await many.form("filter")
    many.fill("filter.first", "2026-07-30", dialog)
    many.fill("filter.last", "2026-07-01", dialog)
    many.fill("filter.meter", "12%", dialog)
    many.fill("filter.least", "ten", dialog)
    wrong = [
        ("last", "before the first", ""),
        ("meter", "digits alone", METERS[3][-1:]),
        ("least", "in digits", "10"),
    ]
    many.find("filter.first", within=dialog).setFocus()
    for field, says, right in wrong:
        many.find("filter.ok", within=dialog).click()
        await until(lambda: not dialog._working)
        fault = dialog._fields[field][1]
        assert fault.isVisible()
        assert says in fault.text()
        assert many.find(f"filter.{field}", within=dialog).hasFocus()
        many.fill(f"filter.{field}", right, dialog)
    many.fill("filter.first", "2020-01-01", dialog)
    many.fill("filter.most", "20", dialog)
    dialog.result_box.setCurrentIndex(dialog.result_box.findText("Refused"))
    await many.enter("filter.most", dialog)
    await until(lambda: page.settled and page.model.rowCount() < SALES)
    wanted = page.filter.wanted
    numbers, _sold = await meant(many, wanted)
    assert wanted.least == Money(1000, USD)
    assert numbers
    assert listed(page) == numbers
    assert "none sold, since 01 Jan 2020, Refused, meter …3…, 10.00 to 20.00 USD" in many.text("history.message")
    assert page.filter.day.currentText() == "since 01 Jan 2020"
    assert page.filter.result.currentText() == "Refused"
    many.click("history.filter")
    dialog = await many.form("filter")
    assert many.find("filter.least", within=dialog).text() == "10.00"
    dialog.reject()
    await until(page.filter.all.isEnabled)
    assert page.filter.wanted == wanted


@pytest.mark.parametrize("text", ["%", "_", "' OR 1=1 --", "*", '"', "K01-%", "١٢٣", "<b>1</b>"])
async def test_signs_that_mean_something_elsewhere_find_nothing(many: Counter, text: str) -> None:
    page = page_of(many)
    many.fill("history.search", text)
    await until(lambda: page.settled and page.filter.wanted.text != "")
    assert page.model.rowCount() == 0
    assert "Nothing found. Search by receipt number" in many.text("history.message")
    assert not page.detail.isVisible()


async def test_nothing_found_says_what_to_do(many: Counter) -> None:
    page = page_of(many)
    choose(page.filter.result, "Lost")
    await until(lambda: page.settled and not page.model.rowCount())
    assert many.text("history.message") == "Nothing found for: Lost. Change one of these, or press “Show all”."
    assert page.detail.sale is None
    many.click("history.clear")
    await until(lambda: page.settled and page.detail.isVisible())
    assert page.search.hasFocus()


async def test_a_day_to_come_is_empty_and_says_so(many: Counter) -> None:
    page = page_of(many)
    many.click("history.filter")
    dialog = await many.form("filter")
    many.fill("filter.first", "2199-01-01", dialog)
    many.find("filter.ok", within=dialog).click()
    await until(lambda: page.settled and not page.model.rowCount())
    assert "Nothing found for: since 01 Jan 2199" in many.text("history.message")


async def test_a_sale_made_meanwhile_moves_nothing_that_is_looked_at(many: Counter) -> None:
    page = page_of(many)
    bar, model = page.table.verticalScrollBar(), page.model
    bar.setValue(700)
    page.table.selectRow(705)
    await until(lambda: page.settled and page.detail.sale is not None and page.detail.sale.number == 1295)
    before, first = in_sight(page), page.table.currentIndex().row()
    result = await many.desk.sell_credit(await many.desk.sell_credit.propose(METER, "10"))
    await until(lambda: page.settled and model.rowCount() == SALES + 1)
    assert in_sight(page) == before
    assert page.table.currentIndex().row() == first + 1
    assert page.detail.sale is not None
    assert page.detail.sale.number == 1295
    bar.setValue(0)
    await until(lambda: page.settled)
    assert model.sale(0) == result.sale
    _numbers, whole = await meant(many, SaleFilter())
    assert f"2,001 sales, {whole.count:,} sold: {sum_text(whole.paid[0])}" == many.text("history.message")


async def test_nothing_is_read_again_but_what_changed(many: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(many)
    finder = many.building.journal.finder
    asked: list[tuple[int, ...]] = []
    ask = finder.sales

    async def watched(numbers: tuple[int, ...]) -> tuple[Sale, ...]:
        asked.append(tuple(numbers))
        return await ask(numbers)

    async def never(*_: object) -> None:
        raise AssertionError("the world is read again")

    monkeypatch.setattr(finder, "sales", watched)
    monkeypatch.setattr(finder, "begin", never)
    monkeypatch.setattr(finder, "step", never)
    for page_name in ("sell", "history"):
        many.window.show_page(page_name)
    await many.desk.sell_credit(await many.desk.sell_credit.propose(METER, "10"))
    await until(lambda: page.settled and page.model.rowCount() == SALES + 1)
    await until(lambda: page.model.sale(0) is not None and page.model.sale(0).state is VendState.ISSUED)
    assert set(asked) == {(SALES + 1,)}


async def test_a_doubt_that_ends_leaves_the_list_of_doubts(many: Counter) -> None:
    page, journal = page_of(many), many.building.journal
    choose(page.filter.result, "In doubt")
    await until(lambda: page.settled and 0 < page.model.rowCount() < 20)
    count = page.model.rowCount()
    first = page.detail.sale
    assert first is not None
    assert first.state is VendState.IN_DOUBT
    assert "none sold, In doubt" in many.text("history.message")
    ended = Settlement(Verdict.LOST, "ben", datetime.now().astimezone(), "call", supervisor="Esi")
    await journal.settle(first.uid, ended)
    await until(lambda: page.model.rowCount() == count - 1)
    assert page.detail.sale is not None
    assert page.detail.sale.number < first.number
    choose(page.filter.result, "Lost")
    await until(lambda: page.settled and listed(page) == [first.receipt_no])
    last = page.model.sale(0)
    assert last is not None
    assert last.settlement is not None


async def test_the_sale_in_front_is_shown_as_it_is_now(many: Counter) -> None:
    page, journal = page_of(many), many.building.journal
    proposal = await many.desk.sell_credit.propose(METER, "10")
    now = datetime.now().astimezone()
    sale = await journal.prepare(proposal.order, now)
    await until(lambda: page.model.rowCount() == SALES + 1)
    page.table.selectRow(0)
    await until(lambda: page.detail.sale is not None and page.detail.sale.number == sale.number)
    assert "Preparing" in many.labels(page.detail)
    await journal.sending(sale.uid, now)
    await until(lambda: "Waiting for the server" in many.labels(page.detail))
    await journal.conclude(sale.uid, Issued(("49335795123412341234",)), now + timedelta(seconds=1))
    await until(lambda: "4933 5795 1234 1234 1234" in many.labels(page.detail))
    assert page.table.currentIndex().row() == 0


async def test_the_last_row_that_goes_empties_the_page_and_the_next_fills_it(many: Counter) -> None:
    page, journal = page_of(many), many.building.journal
    choose(page.filter.result, "Preparing")
    await until(lambda: page.settled and not page.model.rowCount())
    now = datetime.now().astimezone()
    sale = await journal.prepare((await many.desk.sell_credit.propose(METER, "10")).order, now)
    await until(lambda: page.detail.isVisible() and page.model.rowCount() == 1)
    await journal.sending(sale.uid, now)
    await until(lambda: not page.detail.isVisible() and not page.model.rowCount())
    assert "Nothing found" in many.text("history.message")


async def test_today_goes_on_with_the_calendar(many: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(many)
    choose(page.filter.day, "Today")
    await until(lambda: page.settled)
    tomorrow = datetime.now().astimezone() + timedelta(days=1)
    many.window.show_page("sell")
    monkeypatch.setattr(many.building.clock, "now", lambda: tomorrow)
    many.window.show_page("history")
    await until(lambda: page.settled)
    assert page.filter.wanted == SaleFilter(first=tomorrow.date(), last=tomorrow.date())
    assert page.filter.day.currentText() == "Today"
    assert "Nothing found for: today." in many.text("history.message")


async def test_one_receipt_is_shown_whatever_is_filtered(many: Counter) -> None:
    page = page_of(many)
    choose(page.filter.result, "Lost")
    page.show_receipt("K01-000007")
    await until(lambda: page.settled and listed(page) == ["K01-000007"])
    assert page.search.text() == "K01-000007"
    assert page.filter.result.currentText() == "Any result"


async def test_a_disk_that_fails_is_said_and_looked_at_again(many: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object) -> None:
        raise EnvironmentFault("The disk is gone.")

    page, finder = page_of(many), many.building.journal.finder
    for name in ("sales", "step", "begin"):
        with monkeypatch.context() as broken:
            broken.setattr(finder, name, fail)
            page.message.clear()
            if name == "sales":
                page.table.verticalScrollBar().setValue(1500)
            else:
                many.fill("history.search", "K01-0000" if name == "step" else "K01-00001")
            await until(lambda: "disk is gone" in many.text("history.message"))
        many.window.show_page("sell")
        many.window.show_page("history")
        await until(lambda: page.settled and "sale" in many.text("history.message"))


async def test_a_cashier_sees_the_sales_but_no_totals(many: Counter) -> None:
    page = page_of(many)
    many.desk.guard.stand(Person("Amina", frozenset({Role.CASHIER})), on=True)
    assert many.text("history.message") == "2,000 sales"
    many.desk.guard.stand(Person("Esi", frozenset({Role.SUPERVISOR})), on=True)
    assert "sold: " in many.text("history.message")
    assert page.model.rowCount() == SALES


async def list_dialog(counter: Counter) -> SalesListDialog:
    counter.click("history.list")
    dialog = await counter.form("sales_list")
    assert isinstance(dialog, SalesListDialog)
    return dialog


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_the_list_is_saved_as_it_is_filtered(many: Counter, kind: str) -> None:
    page = page_of(many)
    choose(page.filter.result, "Refused")
    await until(lambda: page.settled and page.model.rowCount() < SALES)
    dialog = await list_dialog(many)
    assert "Which: Refused." in many.labels(dialog)
    dialog.kind.setCurrentIndex(dialog.kind.findData(kind))
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    await until(lambda: not dialog._working)
    [saved] = (many.slips.parent / "exports").iterdir()
    count = page.model.rowCount()
    assert dialog.message.text() == f"Saved: {saved} (sales: {count})"
    if kind == "csv":
        lines = saved.read_text(encoding="utf-8-sig").splitlines()
        numbers = [line.split(",")[0].strip('"') for line in lines[1:]]
    else:
        numbers = [row[0] for row in load_workbook(saved).worksheets[0].values][1:]
    assert numbers == listed(page)
    dialog.reject()
    await until(page.export.isEnabled)


async def test_saving_is_stopped_without_a_file(many: Counter) -> None:
    dialog = await list_dialog(many)
    assert "Which: all sales." in many.labels(dialog)
    dialog.kind.setCurrentIndex(dialog.kind.findData("csv"))
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    await until(lambda: " of 2,000 sales" in dialog.message.text())
    many.click("sales_list.stop", dialog)
    await until(lambda: not dialog._working)
    assert dialog.message.text() == "Stopped: no file was made."
    assert list((many.slips.parent / "exports").iterdir()) == []
    dialog.reject()


async def test_there_is_no_list_to_save_of_nothing(many: Counter) -> None:
    page = page_of(many)
    many.fill("history.search", "nothing like it")
    await until(lambda: page.settled and not page.model.rowCount())
    assert not page.export.isEnabled()


async def test_shift_and_payment_are_asked_where_a_shop_knows_them_and_fit_a_low_screen(many: Counter) -> None:
    page = page_of(many)
    many.click("history.filter")
    dialog = await many.form("filter")
    assert not dialog.findChildren(QWidget, "filter.shift.fault")
    assert not dialog.payment.isVisible()
    dialog.reject()
    await until(page.filter.all.isEnabled)
    page.filter._known |= Known(tenders=frozenset({"Card"}), shifts=True)
    many.click("history.filter")
    dialog = await many.form("filter")
    many.fill("filter.shift", "last", dialog)
    many.find("filter.ok", within=dialog).click()
    await until(lambda: not dialog._working)
    assert "number of the shift" in dialog._fields["shift"][1].text()
    assert dialog.height() < 560
    many.fill("filter.shift", "3", dialog)
    dialog.payment.setCurrentIndex(dialog.payment.findText("Cash"))
    many.find("filter.ok", within=dialog).click()
    await until(lambda: page.settled and page.filter.wanted == SaleFilter(in_cash=True, shift=3))
    assert "Nothing found for: paid in cash, shift 3." in many.text("history.message")
    many.click("history.filter")
    dialog = await many.form("filter")
    assert (dialog.payment.currentText(), dialog.shift.text()) == ("Cash", "3")
    dialog.reject()


async def test_a_book_that_is_being_closed_is_not_read_any_more(many: Counter) -> None:
    tasks = TaskRegistry(lambda name, error: pytest.fail(f"{name}: {error}"))
    table = SalesTable(many.desk.find_sales, tasks, "K01")
    table.resize(page_of(many).table.size())
    table.search(SaleFilter())
    await until(lambda: table.settled)
    await tasks.close()
    table.verticalScrollBar().setValue(1000)  # as a layout does that comes late
    await many.building.journal.prepare(
        (await many.desk.sell_credit.propose(METER, "10")).order, datetime.now().astimezone()
    )
    table.search(SaleFilter())
    await until(lambda: not table._look.isActive())
    assert table.sales.sale(1000) is None
    table.deleteLater()
