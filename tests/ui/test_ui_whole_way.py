"""From the press to the light: sold in the window, read off the slip, typed into the meter, seen on its display.

Nothing is handed on inside the program: each token goes the way that it goes in a shop, over paper.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from ui.conftest import Open
from ui.ui_counter import METER, Counter, until
from ui.ui_training import Trainee

from vendingdesk.counter.setup import DeskSetup, MoneyMeans
from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.wiring.demo import demo_setup

DEMO = demo_setup(DeskSetup())
TOKEN_ON_PAPER = re.compile(r"\b\d{4} \d{4} \d{4}\s+\d{4} \d{4}\b")


class Shop:
    """A counter, a customer's meter, and the paper that goes from the one to the other."""

    def __init__(self, counter: Counter) -> None:
        self.counter = counter
        self.trainee = Trainee(counter)

    @property
    def light(self) -> str:
        """What the meter says of the supply."""
        return self.trainee.text("relay")

    @property
    def credit(self) -> float:
        """kWh on the meter's display when it rests."""
        return float(self.trainee.text("credit").removesuffix(" kWh"))

    async def slip(self, page: str = "sell") -> str:
        """Save the slip of the result in front as PDF and read it back."""
        before = set(self.counter.slips.glob("*.pdf"))
        within = self.counter.window.sell if page == "sell" else self.counter.window.tokens
        self.counter.click("result.pdf", within)
        await until(lambda: set(self.counter.slips.glob("*.pdf")) - before)
        await until(lambda: "slip: pdf" not in self.counter.counter._tasks.running())
        (made,) = set(self.counter.slips.glob("*.pdf")) - before
        return "\n".join(each.extract_text() for each in PdfReader(made).pages)

    async def sold(self, amount: str) -> str:
        """Sell, and come away with the slip's text."""
        assert await self.counter.sell(METER, amount) == "ISSUED"
        paper = await self.slip()
        await self.counter.next_customer()
        return paper

    def typed(self, token: str) -> str:
        """What the meter shows when the token was typed key by key."""
        self.trainee.touch(token.replace(" ", "").replace("\n", "") + "E")
        return self.trainee.text("display")


def tokens_on(paper: str) -> list[str]:
    return [re.sub(r"\s", "", found) for found in TOKEN_ON_PAPER.findall(paper)]


@pytest.fixture
async def shop(open_counter: Open) -> Shop:
    return Shop(await open_counter(setup=DEMO))


@pytest.fixture
async def shop_of_its_own(open_counter: Open) -> AsyncIterator[Shop]:
    """A shop whose server nobody else sells from: what is changed at it stays changed."""
    with SimulatorServer(slow_factor=0.02) as server:
        counter = await open_counter(setup=DEMO, server=server)
        yield Shop(counter)
        await counter.end()


@pytest.fixture
async def shop_in_kwh(open_counter: Open) -> AsyncIterator[Shop]:
    """A shop whose account at the server counts in kWh."""
    with SimulatorServer(account_kind="kwh", slow_factor=0.02) as server:
        counter = await open_counter(setup=replace(DEMO, money_means=MoneyMeans.KWH), server=server)
        yield Shop(counter)
        await counter.end()


async def test_from_the_counter_to_the_light(shop: Shop) -> None:
    paper = await shop.sold("10")
    assert "DEMO – NOT VALID ON ANY METER" in paper
    (token,) = tokens_on(paper)
    await shop.trainee.enter()
    assert (shop.credit, "off" in shop.light) == (0, True)
    bought = float(shop.counter.server.ledger.entries[-1].kwh)
    assert shop.typed(token) == f"+{bought:.1f} kWh"
    assert shop.credit == bought > 0
    assert "Power is on" in shop.light
    assert shop.typed(token) == "USED"
    assert shop.credit == bought


async def test_the_slip_promises_what_the_meter_gives(shop_in_kwh: Shop) -> None:
    shop = shop_in_kwh
    papers = [await shop.sold(amount) for amount in ("12.5", "0.1", "2000.1")]
    await shop.trainee.enter()
    for paper, energy in zip(papers, ("12.5", "0.1", "2000.4"), strict=True):
        (token,) = tokens_on(paper)
        assert f"{energy} kWh" in paper  # a token holds large amounts in steps, rounded up
        assert shop.typed(token) == f"+{energy} kWh"


async def test_a_key_change_over_paper(shop_of_its_own: Shop) -> None:
    shop = shop_of_its_own
    counter = shop.counter
    (old,) = tokens_on(await shop.sold("10"))
    counter.click("nav.tokens")
    await counter.meter(METER, "tokens")
    counter.choose(3)
    counter.fill("tokens.value", "0")
    counter.fill("tokens.reason", "The utility renews its keys")
    counter.click("tokens.issue")
    await counter.agree()
    assert await counter.done("tokens") == "ISSUED"
    paper = await shop.slip("tokens")
    assert "Enter 1, 2, 3, 4" in paper.replace("\n", " ")
    sections = tokens_on(paper)
    assert len(sections) == 4
    counter.click("nav.sell")
    (new,) = tokens_on(await shop.sold("20"))

    await shop.trainee.enter()
    assert shop.typed(new) == "ERROR"  # under a key that the meter has not got yet
    assert shop.typed(old).startswith("+")
    assert [shop.typed(token) for token in sections] == ["KEY 1/4", "KEY 2/4", "KEY 3/4", "NEW KEY"]
    before = shop.credit
    assert shop.typed(new).startswith("+")
    assert shop.credit > before


async def test_a_slip_of_the_finger_is_found_with_the_slip_in_hand(shop: Shop) -> None:
    (token,) = tokens_on(await shop.sold("10"))
    wrong = token[:7] + str(9 - int(token[7])) + token[8:]
    await shop.trainee.enter()
    assert shop.typed(wrong) in {"ERROR", "NOT FOR ME"}
    assert shop.credit == 0
    assert shop.typed(token).startswith("+")


async def test_the_counter_s_own_slip_file_is_the_paper(shop: Shop, tmp_path: Path) -> None:
    """What is on the screen, in the ledger and on paper is one and the same token."""
    assert await shop.counter.sell(METER, "10") == "ISSUED"
    on_screen = shop.counter.text("result.token").replace(" ", "")
    (on_paper,) = tokens_on(await shop.slip())
    assert on_paper == on_screen == shop.counter.server.ledger.tokens[-1]
    await shop.trainee.enter()
    QTest.keyClicks(shop.trainee.window.focusWidget() or shop.trainee.window, on_paper)
    QTest.keyClick(shop.trainee.window.focusWidget() or shop.trainee.window, Qt.Key.Key_Return)
    assert shop.trainee.text("display").startswith("+")
