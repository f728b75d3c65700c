"""Bad input: one clear sentence in place, the form stays, nothing is sent that need not be."""

from collections.abc import Awaitable, Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from ui.ui_counter import METER, RECHARGE, Counter, until

from vendingdesk.simulator.server import SimulatorServer

Open = Callable[..., Awaitable[Counter]]


async def refused(desk: Counter) -> None:
    await until(lambda: "sell: vend" not in desk.counter._tasks.running())
    assert desk.confirm is None
    assert desk.sent(RECHARGE) == 0


AMOUNTS = {
    "": "Type the amount first.",
    "0": "above zero",
    "-5": "without a sign",
    "1e3": "in digits",
    "12.345": "two digits|2 digits",
    "10,50": "Use a point, not a comma: 10.50",
    "1,000": "without commas",
    "10000000": "more than this till sells at once",
    "9999999999": "too large",
    "ten": "in digits",
}


async def test_amounts_that_can_be_none(desk: Counter) -> None:
    await desk.meter(METER)
    for typed, sentence in AMOUNTS.items():
        desk.fill("sell.amount", typed)
        QTest.keyClick(desk.window.sell.amount, Qt.Key.Key_Return)
        await until(lambda: desk.text("sell.message"))
        said = desk.text("sell.message")
        assert any(part in said for part in sentence.split("|")), (typed, said)
        assert "\n" not in said
        await refused(desk)
        assert desk.text("sell.amount") == typed
        assert desk.window.sell.amount.hasFocus()
        assert desk.text("sell.meter") == "0128 2444 0003 1"
        assert desk.find("sell.sell").isEnabled()
        desk.window.sell.message.clear()


METERS = {
    "": "11 or 13 digits",
    "0128244400": "11 or 13 digits",
    "01282444000311": "11 or 13 digits",
    "O128244400031": "digits only",
    "0128244400032": "check digit is wrong",
}


async def test_meters_that_can_be_none(desk: Counter) -> None:
    for typed, sentence in METERS.items():
        desk.fill("sell.meter", typed)
        desk.fill("sell.amount", "10")
        QTest.keyClick(desk.window.sell.amount, Qt.Key.Key_Return)
        await refused(desk)
        assert sentence in desk.text("sell.meter.verdict"), typed
        assert desk.window.sell.meter.line.hasFocus()
        assert desk.text("sell.amount") == "10"
        desk.window.sell.meter.verdict.clear()
        QTest.keyClick(desk.window.sell.meter.line, Qt.Key.Key_Return)
        await until(lambda: desk.text("sell.meter.verdict"))
        assert sentence in desk.text("sell.meter.verdict"), typed


@pytest.mark.parametrize(
    ("meter", "state"),
    [
        pytest.param("0199000000141", "IN_DOUBT", id="a web page"),
        pytest.param("0199000000158", "IN_DOUBT", id="a gzip bomb"),
        pytest.param("0199000000166", "IN_DOUBT", id="two megabytes"),
        pytest.param("0199000000174", "IN_DOUBT", id="deep nesting"),
        pytest.param("0199000000182", "ISSUED", id="a thousand digits"),
    ],
)
async def test_answers_of_other_kinds(desk: Counter, meter: str, state: str) -> None:
    assert await desk.sell(meter) == state
    if state == "IN_DOUBT":
        assert desk.text("result.state") == "Result unknown."
        assert "may have been issued" in desk.text("result.detail")
        assert desk.text("result.token") == ""
    else:
        assert desk.text("result.token").replace(" ", "") == desk.server.ledger.tokens[-1]
    assert desk.sent(RECHARGE) == 1


async def test_a_server_that_went_away_costs_nothing(open_counter: Open) -> None:
    server = SimulatorServer(slow_factor=0.02)
    server.start()
    counter = await open_counter(server=server)
    port = server._port
    await counter.meter(METER)
    server.stop()
    counter.fill("sell.amount", "10")
    counter.click("sell.sell")
    await counter.agree()
    assert await counter.done() == "NOT_SENT"
    assert "Nothing was sent. The customer has not been charged." in counter.text("result.detail")
    assert counter.text("sell.amount") == "10"
    assert counter.find("sell.sell").isEnabled()
    with SimulatorServer(port=port, slow_factor=0.02) as back:
        counter.server = back
        counter._before = {}
        counter.click("result.again")
        await counter.agree()
        assert await counter.done() == "REFUSED"  # the new server has never heard of the session
        await counter.end()
