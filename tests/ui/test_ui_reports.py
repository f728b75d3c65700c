"""Reports on the screen: what was sold stands there in sums and bars, and nobody sees it who may not."""

from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from ui.ui_counter import LOST_AFTER, Counter, until

from vendingdesk.domain.people import Person, Role
from vendingdesk.domain.report import Period, ReportKind, RowLook, cell_text
from vendingdesk.ui.main_window import SMALLEST


async def opened(desk: Counter) -> None:
    await desk.active(desk.window)
    desk.press(Qt.Key.Key_F12)
    await until(desk.window.reports.isVisible)
    await made(desk)


async def made(desk: Counter) -> None:
    await until(lambda: "reports: make" not in desk.counter._tasks.running())


def lines(desk: Counter) -> list[list[str]]:
    model = desk.window.reports.table.model_of_rows
    return [
        [model.index(row, column).data() for column in range(model.columnCount())] for row in range(len(model.rows))
    ]


async def choose(desk: Counter, kind: ReportKind) -> None:
    box = desk.find("reports.kind", QComboBox)
    box.setCurrentIndex(box.findData(kind))
    await made(desk)


async def test_what_was_sold_today_stands_there_by_result_and_in_bars(desk: Counter) -> None:
    await desk.sell(amount="10")
    await desk.next_customer()
    await desk.sell(LOST_AFTER, amount="5")
    await opened(desk)
    shown = lines(desk)
    assert ["Issued", "1", "10.00 USD"] in [line[:3] for line in shown]
    assert ["Held until it is known", "1", "5.00 USD"] in [line[:3] for line in shown]
    assert [line[:3] for line in shown if line[0] == "Sold"] == [["Sold", "1", "10.00 USD"]]
    chart = desk.window.reports.charts[0]
    assert chart.isVisible()
    assert chart.accessibleName() == "Sold by hour, USD"
    assert chart.accessibleDescription().endswith("10.00 USD")
    assert "Sales in doubt: 1." in desk.text("reports.notes")


async def test_each_report_can_be_chosen(desk: Counter) -> None:
    await desk.sell(LOST_AFTER, amount="5")
    await desk.desk.shifts.switch(on=True)
    await opened(desk)
    await until(lambda: desk.find("reports.kind", QComboBox).findData(ReportKind.SHIFT) == 1)
    for kind in ReportKind:
        await choose(desk, kind)
        report = desk.window.reports.report
        assert report is not None
        assert report.kind is kind
        assert report.rows or desk.text("reports.message") == report.empty
    await choose(desk, ReportKind.DOUBTS)
    assert lines(desk)[-1][7] == "In doubt: held"
    assert lines(desk)[0][0] == "Held: 1"


async def test_a_day_without_sales_says_what_to_do_and_days_can_be_typed(desk: Counter) -> None:
    await opened(desk)
    assert "Nothing was sold in this time." in desk.text("reports.message")
    assert not desk.window.reports.save.isEnabled()
    period = desk.find("reports.period", QComboBox)
    period.setCurrentIndex(period.count() - 1)
    desk.fill("reports.from", "2026-07-30")
    desk.fill("reports.to", "2026-07-29")
    desk.press(Qt.Key.Key_Return)
    assert desk.text("reports.message") == "The last day is before the first. Type them the other way round."
    desk.fill("reports.to", "tomorrow")
    desk.press(Qt.Key.Key_Return)
    assert "year-month-day" in desk.text("reports.message")
    desk.fill("reports.to", "2026-07-31")
    desk.press(Qt.Key.Key_Return)
    await made(desk)
    assert "Nothing was sold" in desk.text("reports.message")
    assert desk.window.reports.report is not None
    assert desk.window.reports.report.period.days == 2


async def test_a_shop_without_shifts_never_meets_them_here(desk: Counter) -> None:
    await opened(desk)
    await until(lambda: "reports: shifts" not in desk.counter._tasks.running())
    assert desk.find("reports.kind", QComboBox).findData(ReportKind.SHIFT) < 0


async def test_all_entries_stand_below_each_other_on_a_small_screen(desk: Counter) -> None:
    for name in ("shift", "reports"):
        desk.window._nav.offer(name, offered=True)
    desk.window._nav.add("training", "Training", "", desk.window._nav.update)
    assert desk.window._nav.minimumSizeHint().height() <= SMALLEST.height()


async def test_the_named_times_are_of_the_tills_own_day(desk: Counter) -> None:
    await opened(desk)
    today = desk.desk.clock.now().date()
    box, field = desk.find("reports.period", QComboBox), desk.window.reports.days
    wanted = [
        Period.day(today),
        Period.day(today - timedelta(days=1)),
        Period.week(today),
        Period.month(today),
        Period.month(today.replace(day=1) - timedelta(days=1)),
    ]
    for place, period in enumerate(wanted):
        box.setCurrentIndex(place)
        assert field.period() == period
    await made(desk)


async def test_who_may_see_no_totals_asks_and_who_takes_over_finds_none(desk: Counter) -> None:
    await desk.sell()
    await opened(desk)
    assert lines(desk)
    desk.desk.guard.stand(Person("Ann", frozenset({Role.CASHIER})), on=True)
    assert lines(desk) == []
    desk.click("reports.show")
    dialog = await desk.form("supervisor")
    dialog.reject()
    await made(desk)
    assert lines(desk) == []
    assert "supervisor" in desk.text("reports.message")
    desk.desk.guard.stand(Person("Eve", frozenset({Role.SUPERVISOR})), on=True)
    desk.click("reports.show")
    await made(desk)
    assert lines(desk)


async def test_what_is_shown_is_saved_as_a_file(desk: Counter, tmp_path: Path) -> None:
    await desk.sell(amount="10")
    await opened(desk)
    desk.click("reports.save")
    dialog = await desk.form("save_report")
    desk.fill("save_report.folder", str(tmp_path / "files"), dialog)
    for kind in ("pdf", "xlsx", "csv"):
        box = desk.find("save_report.kind", QComboBox, dialog)
        box.setCurrentIndex(box.findData(kind))
        dialog.ok.click()
        await until(lambda: not dialog._working)
        today = desk.desk.clock.now().date().isoformat()
        assert dialog.message.text() == f"Saved: {tmp_path / 'files' / f'report-day-{today}.{kind}'}"
    with (tmp_path / "files" / f"report-day-{today}.csv").open("rb") as file:
        assert b'"Sums","Sold","1","10.00","USD"' in file.read()
    dialog.reject()
    await until(lambda: "reports: save" not in desk.counter._tasks.running())
    assert desk.window.reports.save.isEnabled()


async def test_a_page_that_is_left_waits_for_no_report(desk: Counter) -> None:
    await opened(desk)
    desk.window.reports.reload()
    desk.press(Qt.Key.Key_F2)
    await made(desk)
    assert desk.window.sell.isVisible()


def test_a_cell_is_read_as_it_is_meant() -> None:
    assert cell_text(None) == ""
    assert cell_text(1234) == "1,234"
    assert RowLook.HELD
