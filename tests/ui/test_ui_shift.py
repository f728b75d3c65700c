"""The shift in the window: switched on, opened in place, cash moved, counted blind, closed."""

from collections.abc import Awaitable, Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from ui.ui_counter import LOST_AFTER, Counter, until
from ui.ui_people import AMINA, GRACE, PINS, sign_on, staffed
from ui.ui_printing import answer, copy_asked
from ui.ui_shift import F7, counted, idle, opened, put_off_backup, switched_on, to_shift

from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.people import Person, Role
from vendingdesk.domain.shift import CashKind
from vendingdesk.ui.scanner import SCANNER_GAP_MS
from vendingdesk.ui.slip_preview import SlipPreview

Open = Callable[..., Awaitable[Counter]]


async def test_a_shop_without_shifts_never_meets_them(desk: Counter) -> None:
    assert not desk.find("nav.shift").isVisible()
    assert not desk.find("status.shift").isVisible()
    assert not desk.find("sell.openshift").isVisible()
    desk.press(F7)
    assert desk.window.sell.isVisible()
    assert await desk.sell() == "ISSUED"


async def test_switched_on_in_the_settings_and_opened_where_it_is_missed(desk: Counter) -> None:
    desk.press(Qt.Key.Key_F10)
    await until(lambda: desk.window.settings.built)
    desk.find("settings.shifts").click()
    await until(lambda: desk.find("nav.shift").isVisible())
    assert desk.text("settings.shifts") == "Switch shifts off"
    assert desk.text("status.shift") == "No shift is open"
    desk.press(Qt.Key.Key_F2)
    desk.click("sell.openshift")
    dialog = await desk.form("openshift")
    await desk.enter("openshift.float", dialog)
    await until(lambda: "Count the float" in desk.text("openshift.float.fault"))
    desk.fill("openshift.float", "50", dialog)
    await desk.enter("openshift.float", dialog)
    await until(lambda: desk.text("status.shift").startswith("Shift open "))
    assert not desk.find("sell.openshift").isVisible()
    await desk.active(desk.window)
    assert await desk.sell() == "ISSUED"


async def test_nothing_is_sold_without_one(desk: Counter) -> None:
    await switched_on(desk)
    await desk.meter("0128244400031")
    desk.fill("sell.amount", "10")
    desk.window.sell.submit()
    assert desk.text("sell.message").startswith("Open a shift first")
    assert desk.find("sell.openshift").hasFocus()
    assert desk.confirm is None
    assert desk.sent("/api/v1/meter-recharge/recharge-token/0") == 0


async def test_a_shift_from_its_float_to_its_z(desk: Counter) -> None:
    closed: list[object] = []
    await opened(desk)
    desk.window.shift.closed.connect(closed.append)
    assert await desk.sell() == "ISSUED"
    await desk.next_customer()
    await to_shift(desk)
    assert desk.text("shift.state") == "Shift 1 is open"
    desk.click("shift.out")
    dialog = await desk.form("cashmove")
    desk.fill("cashmove.amount", "3.50", dialog)
    dialog.submit()
    await until(lambda: "Say what for" in desk.text("cashmove.reason.fault"))
    desk.fill("cashmove.reason", "Milk", dialog)
    dialog.submit()
    await idle(desk)
    assert "3.50 USD" in desk.text("shift.message")
    result = await counted(desk, n2000="2", n1000="1", n500="1", n100="1", n25="2")
    assert "Expected in the drawer: 56.50 USD" in desk.labels(result)
    assert desk.text("closeshift.difference") == "It is right."
    assert desk.find("closeshift.left").text() == "50.00"
    result.submit()
    await put_off_backup(desk)
    await until(lambda: "z-report-K01-0001.pdf" in desk.text("shift.message"))
    assert desk.text("shift.message").startswith("Shift 1 is closed. Its Z report: Saved")
    assert [z.expected.text for z in closed] == ["56.50"]
    assert (desk.slips / "z-report-K01-0001.pdf").exists() or await _saved(desk)
    assert desk.window.shift.model.rows[0].number == 1
    assert desk.desk.shifts.standing.suggested.text == "50.00"


async def _saved(desk: Counter) -> bool:
    await until((desk.slips / "z-report-K01-0001.pdf").exists)
    return True


async def test_enter_goes_from_note_to_note_and_the_sum_runs_along(desk: Counter) -> None:
    await opened(desk)
    await to_shift(desk)
    desk.click("shift.close")
    dialog = await desk.form("count")
    for pieces in ("", "", "2"):
        desk.type(pieces)
        await desk.enter(QApplication.focusWidget().objectName(), dialog)
    assert QApplication.focusWidget().objectName() == "count.1000"
    assert desk.text("count.total") == "40.00 USD"
    desk.fill("count.1", "1x", dialog)
    assert desk.text("count.total") == "–"
    dialog.submit()
    await until(lambda: "how many pieces" in desk.text("count.1.fault"))
    desk.fill("count.1", "-3", dialog)
    dialog.submit()
    await until(lambda: "less than nothing" in desk.text("count.1.fault"))
    dialog.reject()
    await idle(desk)
    assert desk.desk.shifts.standing.counts == ()


async def test_the_first_count_stands_whatever_is_counted_next(desk: Counter) -> None:
    await opened(desk)
    await to_shift(desk)
    result = await counted(desk, loose="49")
    assert desk.text("closeshift.difference") == "1.00 USD short"
    desk.click("closeshift.again", result)
    count = await desk.form("count")
    assert [line.text() for line in count.pieces.values()] == [""] * 10
    count.reject()
    await idle(desk)
    result = await counted(desk, loose="50")
    assert desk.text("closeshift.difference") == "It is right."
    assert "The first count was 49.00 USD" in desk.labels(result)
    result.submit()
    await until(lambda: "Say why" in desk.text("closeshift.reason.fault"))
    result.unexplained.setFocus()
    await until(lambda: result._pace.elapsed() > SCANNER_GAP_MS)
    desk.press(Qt.Key.Key_Return)
    assert result.unexplained.isChecked()
    assert not result.reason.isEnabled()
    desk.fill("closeshift.left", "51", result)
    result.submit()
    await until(lambda: "No more than that" in desk.text("closeshift.left.fault"))
    desk.fill("closeshift.left", "0", result)
    result.submit()
    await until(lambda: desk.desk.shifts.shift is None)
    z = await desk.desk.shifts.z(1)
    assert (z.counted.text, z.recounted.text, z.reason) == ("49.00", "50.00", "no explanation")
    await until(lambda: desk.window.shift.model.rows)
    assert desk.window.shift.model.index(0, 4).data() == "-1.00 USD (2 counts)"


async def test_a_sale_after_the_count_wants_another(desk: Counter) -> None:
    await opened(desk)
    await to_shift(desk)
    result = await counted(desk, loose="50")
    await desk.desk.shifts.move(CashKind.PAY_IN, "5", "change")
    result.submit()
    await until(lambda: "Cash moved since it was counted" in desk.text("closeshift.message"))
    result.recount.click()
    count = await desk.form("count")
    desk.fill("count.loose", "55", count)
    count.submit()
    result = await desk.form("closeshift")
    assert desk.text("closeshift.difference") == "It is right."
    result.submit()
    await until(lambda: desk.desk.shifts.shift is None)


async def preview(desk: Counter) -> SlipPreview:
    def there() -> list[SlipPreview]:
        return [each for each in desk.window.findChildren(SlipPreview) if each.isVisible()]

    await until(there)
    return there()[0]


async def test_an_x_is_looked_at_and_printed(desk: Counter) -> None:
    await opened(desk)
    await to_shift(desk)
    desk.click("shift.x")
    shown = await preview(desk)
    assert shown.windowTitle() == "X report K01 1"
    assert shown.pdf.isHidden()
    shown.reject()
    await idle(desk)
    assert not list(desk.slips.glob("x-report*"))
    desk.click("shift.x")
    (await preview(desk)).print.click()
    await idle(desk)
    await until(lambda: list(desk.slips.glob("x-report-K01-0001-*.pdf")))
    assert desk.find("shift.x").isEnabled()
    await until(lambda: "X report K01 1: Saved" in desk.text("shift.message"))


async def test_a_z_printed_again_is_asked_a_reason(desk: Counter) -> None:
    await opened(desk)
    await to_shift(desk)
    (await counted(desk, loose="50")).submit()
    await until((desk.slips / "z-report-K01-0001.pdf").exists)
    await put_off_backup(desk)
    await idle(desk)
    desk.click("shift.print")
    asked = await copy_asked(desk)
    assert asked.which.text().startswith("It will be COPY 1 of Z report K01 1.")
    asked.reject()
    await idle(desk)
    assert await desk.desk.print_reports.next_copy(await desk.desk.shifts.z(1)) == 2
    desk.click("shift.print")
    await copy_asked(desk)
    assert not desk.window.findChildren(QPushButton, "copy.lost")
    await answer(desk, Qt.Key.Key_2)
    await until((desk.slips / "z-report-K01-0001-copy1.pdf").exists)
    await until(lambda: "Z report K01 1: Saved" in desk.text("shift.message"))
    assert "z-report-K01-0001-copy1.pdf" in desk.text("shift.message")
    await idle(desk)
    desk.click("shift.look")
    shown = await preview(desk)
    assert shown.windowTitle() == "Z report K01 1"
    shown.reject()
    await idle(desk)


async def test_a_cashier_sees_no_totals_and_asks_for_leave(desk: Counter) -> None:
    assert await desk.desk.supervisors.name("Grace", "2580", "2580", by="demo", introduced=None)
    await opened(desk)
    await to_shift(desk)
    (await counted(desk, loose="50")).submit()
    await until(lambda: desk.window.shift.model.rows)
    await put_off_backup(desk)
    await idle(desk)
    cells = [desk.window.shift.model.index(0, column).data() for column in (3, 4)]
    assert cells == ["0.00 USD", "0.00 USD"]
    desk.desk.guard.stand(Person("Ann", frozenset({Role.CASHIER})), on=True)
    assert [desk.window.shift.model.index(0, column).data() for column in (3, 4)] == ["···", "···"]
    desk.click("shift.look")
    asked = await desk.form("supervisor")
    assert "Ann does not see totals here" in desk.labels(asked)
    asked.reject()
    await idle(desk)
    desk.click("shift.look")
    asked = await desk.form("supervisor")
    desk.fill("supervisor.pin", "2580", asked)
    asked.submit()
    (await preview(desk)).reject()
    await idle(desk)
    desk.desk.guard.stand(None, on=False)


@pytest.mark.parametrize("at_once", [True, False])
async def test_money_is_given_back_where_the_doubt_was_settled(desk: Counter, *, at_once: bool) -> None:
    await opened(desk)
    assert await desk.sell(LOST_AFTER, "20") == "IN_DOUBT"
    await desk.next_customer()
    await desk.to_doubts(1)
    assert not desk.find("doubts.refund").isVisible()
    desk.click("doubts.lost")
    dialog = await desk.form("lost")
    desk.fill("lost.source", "The utility", dialog)
    desk.fill("lost.reference", "T1", dialog)
    dialog.submit()
    supervisor = await desk.form("supervisor")
    for key, text in (("new_name", "Grace"), ("new_pin", "2580"), ("new_again", "2580")):
        desk.fill(f"supervisor.{key}", text, supervisor)
    supervisor.submit()
    await until(lambda: desk.find("settled.refund").isVisible())
    assert desk.text("settled.refund").replace("&", "") == "Money given back: 20.00 USD"
    assert "Give 20.00 USD back" in desk.text("settled.detail")
    if at_once:
        desk.click("settled.refund")
        (await desk.form("refund")).submit()
        await until(lambda: "20.00 USD was given back." in desk.text("settled.detail"))
        assert "sell again" not in desk.text("settled.detail")
        await desk.active(desk.window)
        assert desk.find("settled.done").hasFocus()
        return
    desk.window.doubts.result.done.click()
    desk.click("doubts.ended")
    await until(lambda: desk.find("doubts.refund").isVisible())
    desk.click("doubts.refund")
    refund = await desk.form("refund")
    assert "Hand 20.00 USD from the drawer" in desk.labels(refund)
    desk.fill("refund.note", "Ama", refund)
    refund.submit()
    await until(lambda: "20.00 USD is written down as given back" in desk.text("doubts.message"))
    await until(lambda: not desk.find("doubts.refund").isVisible())
    assert (await desk.desk.shifts.x()).refunds.total.text == "20.00"


async def test_shifts_are_not_switched_off_while_one_is_open(desk: Counter) -> None:
    await opened(desk)
    desk.press(Qt.Key.Key_F10)
    await until(lambda: desk.window.settings.built)
    desk.find("settings.shifts").click()
    await until(lambda: "Close it first" in desk.text("settings.shifts.message"))
    assert desk.desk.shifts.on


async def test_shifts_are_switched_off_after_a_question_and_the_keyboard_stays(desk: Counter) -> None:
    await switched_on(desk)
    await desk.active(desk.window)
    desk.press(Qt.Key.Key_F10)
    await until(lambda: desk.window.settings.built)
    pressed = desk.find("settings.shifts")
    for yes in (False, True):
        pressed.setFocus()
        desk.press(Qt.Key.Key_Space)
        asked = await desk.form("sure")
        assert "no Z report" in desk.labels(asked)
        assert desk.window.focusWidget() is None
        (asked.ok if yes else asked.back).click()
        await until(pressed.isEnabled)
        await desk.active(desk.window)
        assert pressed.hasFocus()
        assert desk.desk.shifts.on is not yes


async def test_switched_off_the_page_is_gone_with_its_key(desk: Counter) -> None:
    await switched_on(desk)
    await to_shift(desk)
    assert desk.text("shift.state") == "No shift is open"
    await desk.desk.shifts.switch(on=False)
    assert desk.window.sell.isVisible()
    desk.press(F7)
    assert desk.window.sell.isVisible()


@pytest.mark.parametrize("size", [(1024, 600)])
async def test_every_dialog_fits_a_small_screen(open_counter: Open, size: tuple[int, int]) -> None:
    desk = await open_counter(setup=DeskSetup(denominations=tuple(str(worth) for worth in range(1, 21))))
    await opened(desk)
    await to_shift(desk)
    for name, form in (("in", "cashmove"), ("out", "cashmove"), ("drop", "cashmove"), ("close", "count")):
        desk.click(f"shift.{name}")
        dialog = await desk.form(form)
        assert dialog.width() <= size[0]
        assert dialog.height() <= size[1] - 30, name  # a title bar has to fit too
        dialog.reject()
        await idle(desk)
    result = await counted(desk, loose="7")
    assert result.height() <= size[1]
    result.reject()
    await idle(desk)


async def test_a_cashier_s_day_with_a_supervisor_for_what_is_not_hers(desk: Counter) -> None:
    await switched_on(desk)
    await staffed(desk, AMINA)
    await sign_on(desk, AMINA)
    desk.click("sell.openshift")
    dialog = await desk.form("openshift")
    desk.fill("openshift.float", "50", dialog)
    dialog.submit()
    await until(lambda: desk.desk.shifts.shift is not None)
    await to_shift(desk)
    desk.click("shift.out")
    dialog = await desk.form("cashmove")
    desk.fill("cashmove.amount", "5", dialog)
    desk.fill("cashmove.reason", "Milk", dialog)
    dialog.submit()
    asked = await desk.form("supervisor")
    assert "Amina may not pay cash out" in desk.labels(asked)
    assert "Pay-out · 5 USD · Milk" in desk.labels(asked)
    desk.fill("supervisor.pin", PINS[GRACE], asked)
    asked.submit()
    await until(lambda: "5.00 USD is written down" in desk.text("shift.message"))
    await idle(desk)
    assert desk.desk.guard.who == AMINA
    result = await counted(desk, loose="44")
    assert desk.text("closeshift.difference") == "1.00 USD short"
    desk.fill("closeshift.reason", "Change given wrongly", result)
    result.submit()
    await put_off_backup(desk)
    report = (await desk.desk.shifts.closed())[0]
    assert (report.opened_by, report.made_by, report.pay_outs.total.text) == (AMINA, AMINA, "5.00")
    assert desk.window.shift.model.index(0, 4).data() == "···"
    await until((desk.slips / "z-report-K01-0001.pdf").exists)
