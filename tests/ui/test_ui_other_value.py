"""Another amount in the answer than was asked for: both numbers on the result, the card and in the History."""

from collections.abc import Awaitable, Callable

import pytest
from ui.ui_counter import Counter, until

from vendingdesk.counter.setup import DeskSetup, MoneyMeans
from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.simulator.vending import AccountKind

Open = Callable[..., Awaitable[Counter]]
OTHER_VALUE = "0199000000331"


@pytest.mark.parametrize(
    ("kind", "means", "asked"),
    [("currency", MoneyMeans.CURRENCY, "10.00 USD"), ("kwh", MoneyMeans.KWH, "10.0 kWh")],
)
async def test_both_numbers_are_said_wherever_the_sale_stands(
    open_counter: Open, kind: AccountKind, means: MoneyMeans, asked: str
) -> None:
    sentence = f"Please verify: {asked} was asked for, the server's answer says 11.00."
    with SimulatorServer(account_kind=kind) as server:
        counter = await open_counter(server=server, setup=DeskSetup(money_means=means))
        assert await counter.sell(OTHER_VALUE, "10") == "ISSUED"
        assert "PLEASE VERIFY" in counter.text("result.state")
        assert sentence in counter.text("result.detail")
        await counter.next_customer()
        await counter.meter(OTHER_VALUE)
        assert counter.text("sell.edit.verify").startswith(f"K01-000001: {sentence}")
        counter.window.show_page("history")
        await until(counter.window.history.detail.isVisible)
        assert sentence in counter.text("history.verify")


async def test_a_card_without_such_a_sale_says_nothing_of_it(desk: Counter) -> None:
    await desk.sell()
    await desk.next_customer()
    await desk.meter("0128244400031")
    assert not desk.find("sell.edit.verify").isVisible()
