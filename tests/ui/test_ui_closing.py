"""Closing is a request: what runs is waited for."""

from collections.abc import Awaitable, Callable

from ui.ui_counter import METER, Counter, until

from vendingdesk import sts
from vendingdesk.simulator.server import SimulatorServer

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
