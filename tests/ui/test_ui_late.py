"""A slow vend frees the counter; its late answer can't be missed, and takes nothing from the sale that is typed."""

import shutil
from collections.abc import Awaitable, Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from ui.ui_counter import DWELL_MS, LOST_AFTER, METER, NOT_FOUND, RECHARGE, Counter, until
from ui.ui_gate import Gate
from ui.ui_waiting import OTHER, THIRD, acknowledged, left, pressed

from vendingdesk import sts
from vendingdesk.domain.outcome import RawAnswer

Open = Callable[..., Awaitable[Counter]]


async def test_at_the_soft_limit_the_counter_is_free(slow: Counter, gate: Gate) -> None:
    await slow.meter(METER)
    slow.fill("sell.amount", "10")
    QTest.keyClick(slow.window.sell.amount, Qt.Key.Key_Return)
    await slow.agree()
    await slow.active(slow.window)
    await until(lambda: slow.text("result.state") == "Still waiting. Do not press again.")
    for word in ("0128 2444 0003 1", "10.00 USD", "Okonkwo"):
        assert word in slow.text("result.detail")
    shown = [each for each in slow.result.findChildren(type(slow.find("result.next"))) if each.isVisible()]
    assert shown == [slow.find("result.next")]
    assert slow.result.busy.isVisible()
    assert not slow.window.tray.isVisible()
    slow.click("result.next")
    await until(slow.window.tray.isVisible)
    await until(slow.window.sell.form.isVisible)
    assert slow.text("sell.meter") == slow.text("sell.amount") == ""
    await until(slow.window.sell.meter.line.hasFocus)
    assert "1 waiting" in slow.text("status.waiting")
    for word in ("Still waiting", "0128 2444 0003 1", "10.00 USD", "Do not sell it again"):
        assert word in slow.text("late.text")
    assert not slow.find("late.show").isVisible()
    assert slow.window.tray._beat.isActive()
    row = slow.window.tray._rows[0].vend
    row._begun -= 41
    await until(lambda: "41 s" in slow.text("late.text") or "42 s" in slow.text("late.text"))
    for page in ("tokens", "meters", "history"):
        slow.click(f"nav.{page}")
        assert slow.window.tray.isVisible()
    assert slow.sent(RECHARGE) == 1


async def test_a_late_token_waits_for_a_person_and_takes_nothing_from_the_sale_that_is_typed(
    slow: Counter, gate: Gate
) -> None:
    await left(slow, gate, METER)
    await slow.meter(OTHER)
    slow.fill("sell.amount", "2")
    height = slow.window.sell.height()
    await until(lambda: gate.held)
    gate.let_go()
    await until(slow.find("late.show").isVisible)
    slow.type("5")
    assert slow.text("sell.amount") == "25"
    assert slow.window.sell.amount.hasFocus()
    assert slow.window.sell.height() == height  # nothing jumps under a finger
    assert slow.text("late.text").startswith("Late token: 0128 2444 0003 1")
    assert slow.text("status.waiting") == "1 to see"
    assert not slow.window.tray._beat.isActive()
    slow.press(Qt.Key.Key_Return)  # meant for the form
    dialog = await slow.asked()
    assert "0151 5299 2312 1" in slow.labels(dialog)
    dialog.reject()
    await slow.done()
    await slow.active(slow.window)
    assert slow.window.tray.isVisible()
    slow.press(Qt.Key.Key_F5)
    slow.press(Qt.Key.Key_F2)
    await slow.active(slow.window)
    slow.window.sell.amount.setFocus()
    slow.press(Qt.Key.Key_F12, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: slow.state == "ISSUED")
    assert slow.text("result.token") == sts.group_token(slow.server.ledger.tokens[-1])
    assert "0128 2444 0003 1" in slow.text("late.which")
    assert len(slow.window.findChildren(QLabel, "result.token")) == 1
    slow.press(Qt.Key.Key_Return)  # still the form's
    assert slow.state == "ISSUED"
    slow.click("result.copy")
    assert QApplication.clipboard().text() == slow.text("result.token")
    slow.click("result.pdf")
    await until(lambda: list(slow.slips.glob("*.pdf")))
    slow.window.late.result.next.setFocus()
    await acknowledged(slow)
    assert not slow.window.tray.isVisible()
    assert not slow.find("status.waiting").isVisible()
    assert slow.window.sell.amount.hasFocus()
    assert (slow.text("sell.meter"), slow.text("sell.amount")) == ("0151 5299 2312 1", "25")


async def test_a_late_token_that_was_only_looked_at_stays(slow: Counter, gate: Gate) -> None:
    await left(slow, gate, METER)
    await until(lambda: gate.held)
    gate.let_go()
    await until(slow.find("late.show").isVisible)
    slow.click("late.show")
    assert not slow.window.tray.isVisible()  # it is in front
    slow.press(Qt.Key.Key_F4)
    assert slow.window.tray.isVisible()
    assert slow.find("late.show").isVisible()
    slow.click("late.show")
    assert slow.state == "ISSUED"
    await acknowledged(slow)
    assert slow.window.meters.isVisible()
    assert not slow.window.tray.isVisible()


async def test_a_click_on_the_late_token_leaves_the_cursor_in_the_sale_that_is_typed(
    slow: Counter, gate: Gate
) -> None:
    await left(slow, gate, METER)
    await slow.meter(OTHER)
    slow.fill("sell.amount", "2")
    await until(lambda: gate.held)
    gate.let_go()
    await until(slow.find("late.show").isVisible)
    slow.click("late.show")
    await acknowledged(slow)
    slow.type("5")
    assert slow.text("sell.amount") == "25"


async def test_three_wait_and_a_fourth_or_the_same_meter_is_refused(slow: Counter, gate: Gate) -> None:
    await left(slow, gate, METER)
    await slow.meter(METER)
    slow.fill("sell.amount", "20")
    slow.click("sell.sell")
    await until(lambda: slow.confirm is not None or slow.text("sell.message"))
    if slow.confirm is not None:
        await slow.agree()
    assert await slow.done() == ""
    assert slow.text("sell.message")
    assert slow.text("sell.amount") == "20"
    slow.window.sell.start_over()
    await left(slow, gate, OTHER)
    await left(slow, gate, THIRD)
    assert "3 waiting" in slow.text("status.waiting")
    for at, meter in enumerate(("0128 2444 0003 1", "0151 5299 2312 1", "0128 2487 8433 1")):
        assert meter in slow.text(f"late.text.{at}" if at else "late.text")
    gate.let_go(1)  # answers come in any order, and each stays where its sale stood
    await until(slow.find("late.show.1").isVisible)
    assert "Late token: 0151 5299 2312 1" in slow.text("late.text.1")
    assert slow.text("status.waiting") == "2 waiting · 1 to see"
    assert "F12" in slow.text("late.show.1")
    await slow.active(slow.window)
    slow.press(Qt.Key.Key_F12, Qt.KeyboardModifier.ControlModifier)
    assert "0151 5299 2312 1" in slow.text("late.which")
    assert slow.sent(RECHARGE) == 3


@pytest.mark.parametrize(
    ("meter", "says", "state", "headline"),
    [
        (LOST_AFTER, "Result unknown, keep the money", "IN_DOUBT", "Result unknown."),
        (NOT_FOUND, "Refused by the server, nothing sold", "REFUSED", "does not know this meter"),
    ],
)
async def test_a_late_doubt_and_a_late_refusal_are_shown_the_same_way(
    slow: Counter, gate: Gate, meter: str, says: str, state: str, headline: str
) -> None:
    await left(slow, gate, meter)
    await until(lambda: gate.held)
    gate.let_go()
    await until(slow.find("late.show").isVisible)
    assert slow.text("late.text").startswith(says)
    slow.click("late.show")
    assert slow.state == state
    assert headline in slow.text("result.state")
    assert slow.find("result.print").isVisible() == (state == "IN_DOUBT")
    if state == "IN_DOUBT":
        assert slow.text("result.print").startswith("Print hold slip")
        await until(slow.window.strip.doubts.isVisible)
    await acknowledged(slow)
    assert not slow.window.tray.isVisible()


async def test_another_page_takes_nothing_from_a_sale_that_is_waited_for(slow: Counter, gate: Gate) -> None:
    await pressed(slow, METER)
    slow.press(Qt.Key.Key_F5)
    assert slow.window.tray.isVisible()
    await until(lambda: gate.held)
    gate.let_go()
    await until(slow.find("late.show").isVisible)
    slow.press(Qt.Key.Key_F2)
    assert slow.window.sell.meter.line.hasFocus()
    assert slow.text("sell.meter") == ""
    assert slow.state == ""
    slow.click("late.show")
    assert slow.state == "ISSUED"


async def test_a_page_that_is_left_as_the_answer_comes_leaves_it_to_the_tray(slow: Counter, gate: Gate) -> None:
    await pressed(slow, METER)
    slow.counter._vends.answered.connect(lambda: slow.window.show_page("history"))
    await until(lambda: gate.held)
    gate.let_go()
    await until(slow.find("late.show").isVisible)
    await until(lambda: "sell: vend" not in slow.counter._tasks.running())
    assert slow.window.history.search.hasFocus()
    slow.click("late.show")
    assert slow.state == "ISSUED"
    slow.press(Qt.Key.Key_F2)
    assert slow.state == ""


async def test_a_session_that_ended_late_is_asked_for_when_somebody_looks(slow: Counter, gate: Gate) -> None:
    slow.server.faults.arm("session-expired", RECHARGE)
    await left(slow, gate, METER)
    await slow.meter(OTHER)
    slow.fill("sell.amount", "2")
    await until(lambda: gate.held)
    gate.let_go()
    await until(slow.find("late.show").isVisible)
    assert not slow.window.findChildren(type(slow.dialog))
    slow.type("5")
    assert slow.text("sell.amount") == "25"
    slow.press(Qt.Key.Key_F12, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: slow.window.findChildren(type(slow.dialog)))
    (again,) = slow.window.findChildren(type(slow.dialog))
    code = await slow.picture(again, after=1)
    slow.fill("signin.password", slow.server.password, again)
    slow.fill("signin.code", code, again)
    slow.click("signin.ok", again)
    await until(lambda: not slow.window.findChildren(type(slow.dialog)))
    assert slow.state == "REFUSED"
    await slow.active(slow.window)
    await acknowledged(slow)
    assert slow.text("sell.amount") == "25"


async def test_a_vend_survives_a_new_sign_in(slow: Counter, gate: Gate) -> None:
    await left(slow, gate, METER)
    slow.desk.session.end()
    await slow.meter(OTHER)
    slow.fill("sell.amount", "5")
    slow.click("sell.sell")
    await until(lambda: slow.window.findChildren(type(slow.dialog)))
    await until(lambda: gate.held)
    gate.let_go()
    await until(lambda: slow.window.tray._rows[0].vend.answered)
    (again,) = slow.window.findChildren(type(slow.dialog))
    await until(again.isVisible)
    again.reject()
    await until(lambda: not slow.window.findChildren(type(slow.dialog)))
    await slow.active(slow.window)
    slow.press(Qt.Key.Key_F12, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: slow.state == "ISSUED")


async def test_hammering_enter_does_not_leave_a_sale_unread(slow: Counter, gate: Gate) -> None:
    await pressed(slow, METER)
    following = slow.window.sell.result.next
    await slow.active(slow.window)
    await until(following.hasFocus)
    slow.press(Qt.Key.Key_Return)
    assert slow.state == "SENDING"
    await until(lambda: following.shown_for.elapsed() >= DWELL_MS)
    slow.press(Qt.Key.Key_Return)
    await until(slow.window.tray.isVisible)


async def test_a_bug_while_the_server_is_asked_is_a_doubt_on_the_screen(
    slow: Counter, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(slow.building.client, "vend", broken)
    assert await slow.sell() == "IN_DOUBT"
    assert "start it again" in slow.text("result.detail")
    assert "inside the program" in slow.text("main.message")
    assert not slow.find("result.print").isVisible()
    await slow.next_customer()


async def left_unfinished(first: Counter) -> None:
    """Two sales that the program was cut off in: one with its answer on disk, one without."""
    view = await first.desk.sell_credit.propose(METER, "10")
    now = first.desk.clock.now()
    for order in (view.order, (await first.desk.sell_credit.propose(OTHER, "5")).order):
        sale = await first.building.journal.prepare(order, now)
        await first.building.journal.sending(sale.uid, now)
        if order is view.order:
            body = (
                b'{"code":200,"data":{"clearTime":"","flowNo":"1","form":"12345678901234567890","meterId":"'
                + METER.encode()
                + b'","value":10},"msg":"Success"}'
            )
            await first.building.journal.answered(sale.uid, RawAnswer(200, body, now))


async def test_a_token_that_the_last_run_left_stands_above(open_counter: Open) -> None:
    first = await open_counter()
    await left_unfinished(first)
    await first.end()
    never_entered = await open_counter(signed_in=False)  # settles it, and shows it to nobody
    await until(lambda: never_entered.building.unseen.read() == ("K01-000001",))
    await never_entered.end()
    second = await open_counter()
    assert second.text("main.message") == "The last run ended before somebody saw 1 result: it stands above."
    second.click("late.show")
    assert second.text("result.token") == "1234 5678 9012 3456 7890"


async def test_it_is_said_what_was_found(open_counter: Open) -> None:
    first = await open_counter()
    await left_unfinished(first)
    await first.end()
    second = await open_counter()
    said = second.text("main.message")
    assert said.startswith(
        "The last run ended during 2 sales. 1 token was found in an answer on disk: it stands above."
    )
    assert "1 sale is in doubt" in said
    assert "The last run left a token that nobody has seen: 0128 2444 0003 1" in second.text("late.text")
    await until(second.window.strip.doubts.isVisible)
    assert second.window.sell.meter.line.hasFocus()
    second.click("late.show")
    assert second.text("result.token") == "1234 5678 9012 3456 7890"
    await acknowledged(second)
    assert second.window.sell.meter.line.hasFocus()


async def test_the_last_token_of_a_run_that_was_cut_off_is_named(desk: Counter, open_counter: Open) -> None:
    assert await desk.sell() == "ISSUED"
    await desk.next_customer()
    await until(lambda: desk.building.unseen.read() == ())
    cut_off = desk.slips.parent.with_name("cut off")
    shutil.copytree(
        desk.slips.parent, cut_off, ignore=shutil.ignore_patterns("*.new")
    )  # the disk as it is at this moment
    await desk.end()
    again = await open_counter(folder=cut_off)
    assert again.text("main.message") == (
        "The last run was cut off, and its last token, K01-000001, has no slip: look in History."
    )
