"""A key change from the Tokens panel into the training meter, and what the counter's help says fits what it shows."""

import pytest
from ui.conftest import Open
from ui.ui_counter import METER, Counter
from ui.ui_training import Trainee

from vendingdesk.counter.setup import DeskSetup
from vendingdesk.wiring.demo import demo_setup


@pytest.fixture
async def demo(open_counter: Open) -> Counter:
    return await open_counter(setup=demo_setup(DeskSetup()))


OTHER = "0151529923121"  # the tests share a server, and a key change of its house stays


async def key_change(counter: Counter, meter: str) -> list[str]:
    """Ask for the next key revision; gives the four tokens as the server minted them."""
    before = len(counter.server.ledger.tokens)
    counter.click("nav.tokens")
    await counter.meter(meter, "tokens")
    counter.choose(3)
    counter.fill("tokens.reason", "Training")
    counter.click("tokens.issue")
    await counter.agree()
    assert await counter.done("tokens") == "ISSUED"
    return counter.server.ledger.tokens[before:]


async def test_four_tokens_in_any_order_then_only_the_new_key_s_tokens_fit(demo: Counter) -> None:
    assert await demo.sell(METER, "5") == "ISSUED"
    unused = demo.text("result.token")
    await demo.next_customer()
    tokens = await key_change(demo, METER)
    assert len(tokens) == 4
    trainee = await Trainee(demo).enter()
    revision = trainee.enter_token("806")
    shown = [trainee.enter_token(tokens[which]) for which in (2, 0, 3, 1)]
    assert shown == ["KEY 1/4", "KEY 2/4", "KEY 3/4", "NEW KEY"]
    assert "new ones do" in trainee.text("message")
    assert trainee.enter_token("806") != revision
    assert trainee.enter_token(unused) == "ERROR"
    demo.click("nav.sell")
    assert await demo.sell(METER, "5") == "ISSUED"
    assert trainee.enter_token(demo.find("result.token", within=demo.window.sell).text()).startswith("+")


async def test_a_new_meter_keeps_the_new_key(demo: Counter) -> None:
    tokens = await key_change(demo, OTHER)
    trainee = await Trainee(demo).enter()
    for token in tokens:
        trainee.enter_token(token)
    await trainee.renew()
    assert trainee.enter_token("806").startswith("2 ")
