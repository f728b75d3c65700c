"""Closing is a request: what runs is waited for."""

import shutil
from collections.abc import Awaitable, Callable

from PySide6.QtWidgets import QApplication
from ui.ui_counter import LOST_AFTER, METER, RECHARGE, Counter, until
from ui.ui_gate import Gate
from ui.ui_waiting import OTHER, acknowledged, left, pressed

from vendingdesk import sts
from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.ui.session_end import SessionEnd

Open = Callable[..., Awaitable[Counter]]


async def waiting_for_a_token(open_counter: Open, slow: SimulatorServer) -> Counter:
    """A counter whose sale has been minted and not yet answered."""
    counter = await open_counter(server=slow)
    await counter.meter("0199000000026")
    counter.fill("sell.amount", "10")
    counter.click("sell.sell")
    await counter.agree()
    await until(lambda: slow.ledger.tokens)
    return counter


async def test_closing_waits_for_a_vend(open_counter: Open) -> None:
    with SimulatorServer(slow_factor=0.1) as slow:
        counter = await waiting_for_a_token(open_counter, slow)
        counter.window.close()
        counter.window.close()
        assert counter.window.isVisible()
        await until(lambda: "1 to go" in counter.text("main.message"))
        assert not counter.window.sell.isEnabled()
        assert counter.task is not None
        # Nobody has seen the token yet: the window stays with it, and can be closed when it has been seen.
        await until(lambda: counter.state == "ISSUED" and counter.window.sell.isEnabled())
        assert counter.text("result.token") == sts.group_token(slow.ledger.tokens[0])
        assert not counter.task.done()
        counter.window.close()
        await until(counter.task.done)
        again = await open_counter(server=slow)
        sale = await again.desk.history.sale("K01-000001")
        assert sale.tokens == tuple(slow.ledger.tokens)
        await again.end()


async def test_the_system_does_not_wait_for_eyes(open_counter: Open) -> None:
    with SimulatorServer(slow_factor=0.1) as slow:
        counter = await waiting_for_a_token(open_counter, slow)
        counter.window.close()
        counter.counter.request_close()  # a signal, while a person's close is still waiting
        assert counter.task is not None
        await until(counter.task.done)
        again = await open_counter(server=slow)
        assert (await again.desk.history.sale("K01-000001")).tokens == tuple(slow.ledger.tokens)
        await again.end()


async def test_closing_with_a_question_open_says_no_to_it(desk: Counter) -> None:
    await desk.meter(METER)
    desk.fill("sell.amount", "10")
    desk.click("sell.sell")
    await desk.asked()
    assert await desk.end() == 0
    assert desk.server.ledger.tokens == desk.server.ledger.tokens


async def test_a_second_counter_on_the_same_books_says_so(open_counter: Open) -> None:
    await open_counter()
    second = await open_counter(signed_in=False)
    await until(lambda: second.dialog.error.text() and not second.dialog.ok.isEnabled())
    assert "already" in second.dialog.error.text() or "another" in second.dialog.error.text().lower()
    second.dialog.set_working(False)
    assert not second.dialog.ok.isEnabled()
    second.dialog.reject()
    assert second.task is not None
    await until(second.task.done)


async def test_what_the_last_run_left_is_settled_and_said(open_counter: Open) -> None:
    first = await open_counter()
    await first.meter(METER)
    view = await first.desk.sell_credit.propose(METER, "10")
    sale = await first.building.journal.prepare(view.order, first.desk.clock.now())
    await first.building.journal.sending(sale.uid, first.desk.clock.now())
    await first.end()
    second = await open_counter()
    assert "The last run ended during a sale. 1 sale is in doubt" in second.text("main.message")
    await until(second.window.strip.doubts.isVisible)


async def test_the_count_goes_down_as_answers_come(slow: Counter, gate: Gate) -> None:
    await left(slow, gate, METER)
    await pressed(slow, OTHER)
    await until(lambda: gate.held == 2)
    slow.window.close()
    await until(lambda: "2 to go, 0 s." in slow.text("main.message"))
    assert slow.window.message.isEnabled()
    assert not slow.window.sell.isEnabled()
    assert not slow.find("nav.history").isEnabled()
    await until(lambda: "2 to go, 1 s." in slow.text("main.message"))
    gate.let_go()
    await until(lambda: "1 to go" in slow.text("main.message"))
    assert slow.task is not None
    assert not slow.task.done()
    gate.let_go()
    # The sale in front first, then the one that came late: each is seen before the window goes.
    await until(lambda: slow.state == "ISSUED" and slow.window.sell.isEnabled())
    assert "0151" in slow.text("result.detail") + slow.text("sell.meter")
    slow.window.close()
    await until(slow.window.late.isVisible)
    assert "0128 2444 0003 1" in slow.text("late.which")
    assert "then close again" in slow.text("main.message")
    await until(slow.window.late.isEnabled)
    await acknowledged(slow)
    slow.window.close()
    await until(slow.task.done)


async def test_a_late_doubt_is_seen_before_a_person_closes(slow: Counter, gate: Gate) -> None:
    await left(slow, gate, LOST_AFTER)
    gate.let_go()
    await until(slow.find("late.show").isVisible)
    slow.window.close()
    await until(lambda: slow.state == "IN_DOUBT")
    slow.window.close()  # looked at, but not said to be seen
    assert slow.task is not None
    await until(lambda: not slow.counter._leaving.under_way)
    assert not slow.task.done()
    await acknowledged(slow)
    slow.window.close()
    await until(slow.task.done)


async def test_what_the_system_did_not_let_anybody_see_stands_there_at_the_next_start(
    slow: Counter, gate: Gate, open_counter: Open
) -> None:
    await left(slow, gate, METER)
    await pressed(slow, OTHER)
    await until(lambda: gate.held == 2)
    slow.counter.request_close()
    await until(lambda: "2 to go" in slow.text("main.message"))
    gate.let_go()
    gate.let_go()
    assert slow.task is not None
    await until(slow.task.done)
    never_entered = await open_counter(signed_in=False)
    await never_entered.end()
    again = await open_counter()
    assert again.text("main.message") == ("The last run ended before somebody saw 2 results: they stand above.")
    for _ in range(2):
        again.window.show_late(again.counter._vends.late[0])
        assert again.state == "ISSUED"
        await acknowledged(again)
    await again.end()
    assert (await open_counter()).text("main.message") == ""


async def test_a_late_token_that_nobody_saw_outlives_a_power_cut(
    slow: Counter, gate: Gate, open_counter: Open
) -> None:
    await left(slow, gate, METER)
    gate.let_go()
    await until(slow.find("late.show").isVisible)
    await until(lambda: slow.building.unseen.read() == ("K01-000001",))
    cut_off = slow.slips.parent.with_name("cut off")
    shutil.copytree(
        slow.slips.parent, cut_off, ignore=shutil.ignore_patterns("*.new")
    )  # the disk as it is at this moment
    slow.click("late.show")
    await acknowledged(slow)
    await until(lambda: slow.building.unseen.read() == ())
    await slow.end()
    again = await open_counter(folder=cut_off)
    assert "0128 2444 0003 1" in again.text("late.text")
    assert again.text("main.message") == ("The last run was cut off before somebody saw 1 result: it stands above.")


async def test_a_late_token_and_the_one_on_the_screen_are_both_named_after_a_power_cut(
    slow: Counter, gate: Gate, open_counter: Open
) -> None:
    await left(slow, gate, METER)
    gate.let_go()
    await until(slow.find("late.show").isVisible)
    await until(lambda: slow.building.unseen.read() == ("K01-000001",))
    await pressed(slow, OTHER)
    await until(lambda: gate.held == 1)
    gate.let_go()
    assert await slow.done() == "ISSUED"
    cut_off = slow.slips.parent.with_name("cut off")
    shutil.copytree(slow.slips.parent, cut_off, ignore=shutil.ignore_patterns("*.new"))
    (cut_off / "unseen").write_text("K01-000001")  # the power went before the second was noted
    slow.click("late.show")
    await acknowledged(slow)
    await slow.end()
    again = await open_counter(folder=cut_off)
    assert again.text("main.message") == (
        "The last run was cut off before somebody saw 1 result: it stands above. "
        "Its last token, K01-000002, has no slip: look in History."
    )


async def test_nothing_new_is_begun_while_closing(slow: Counter, gate: Gate) -> None:
    await left(slow, gate, METER)
    slow.fill("sell.meter", OTHER)
    slow.fill("sell.amount", "5")
    slow.window.sell.submit()  # its question would come after the closing began
    slow.window.close()
    await until(lambda: "sell: vend" not in slow.counter._tasks.running())
    assert slow.confirm is None
    assert slow.sent(RECHARGE) == 1
    gate.let_go()
    await until(lambda: slow.state == "ISSUED" and slow.window.late.isEnabled())
    await acknowledged(slow)
    assert slow.text("sell.amount") == "5"


async def test_a_yes_in_the_moment_of_closing_sends_nothing(desk: Counter) -> None:
    await desk.meter(METER)
    desk.fill("sell.amount", "10")
    desk.click("sell.sell")
    dialog = await desk.asked()
    desk.window.close()
    dialog.accept()
    assert desk.task is not None
    await until(desk.task.done)
    assert desk.sent(RECHARGE) == 0


class Session:
    """What a session manager is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def allowsInteraction(self) -> bool:  # noqa: N802 - Qt's name
        self.asked.append("interaction")
        return True

    def cancel(self) -> None:
        self.asked.append("cancel")


async def test_logging_off_waits_for_a_vend(slow: Counter, gate: Gate) -> None:
    await left(slow, gate, METER)
    session = Session()
    slow.window.findChild(SessionEnd).on_commit(session)
    assert session.asked == ["interaction", "cancel"]
    await until(lambda: "1 to go" in slow.text("main.message"))
    gate.let_go()
    assert slow.task is not None
    await until(slow.task.done)


async def test_logging_off_with_nothing_on_its_way_closes_at_once(desk: Counter) -> None:
    session = Session()
    desk.window.findChild(SessionEnd).on_commit(session)
    assert session.asked == []
    assert desk.task is not None
    await until(desk.task.done)


async def test_the_system_is_listened_to(desk: Counter) -> None:
    # A QSessionManager can't be made here: that somebody is connected is what there is to see.
    assert QApplication.instance().receivers("2commitDataRequest(QSessionManager&)") == 1
