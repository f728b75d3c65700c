"""Settings that say another unit than the books: nothing is sold until a person has set one of them right."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from counter.counter_parts import METER, SETUP, Counter, running

from vendingdesk.counter.authority import Authority
from vendingdesk.counter.books_unit import NEXT_START
from vendingdesk.counter.setup import DeskSetup, MoneyMeans
from vendingdesk.domain.errors import Refused
from vendingdesk.domain.money import Currency
from vendingdesk.domain.sales_unit import SalesUnit
from vendingdesk.journal.verification import verify
from vendingdesk.simulator.server import SimulatorServer

MONEY = replace(SETUP, currency=Currency("KWD", 3), money_means=MoneyMeans.CURRENCY)
OTHERS = [
    (replace(MONEY, currency=Currency("USD")), "10.000 KWD in this till’s books; its settings now make it 10.00 USD"),
    (replace(MONEY, currency=Currency("KWD")), "10.000 KWD in this till’s books; its settings now make it 10.00 KWD"),
    (replace(MONEY, money_means=MoneyMeans.KWH), "10.000 KWD in this till’s books; its settings now make it 10 kWh"),
]
OTHER = OTHERS[0][0]


@asynccontextmanager
async def till(server: SimulatorServer, folder: Path, setup: DeskSetup = MONEY) -> AsyncIterator[Counter]:
    async with running(Counter(server, folder, setup)) as counter:
        counter.begin()
        yield counter


def grace(counter: Counter) -> Authority:
    return Authority("Grace", counter.clock.now())


def written(folder: Path) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(folder / "journal.sqlite")) as file:
        asked = "SELECT body FROM entry WHERE kind = 'unit_set' ORDER BY seq"
        return [msgspec.json.decode(body) for (body,) in file.execute(asked)]


@pytest.mark.parametrize(("setup", "says"), OTHERS)
async def test_nothing_is_sold_in_another_unit_until_a_supervisor_confirms_it(
    server: SimulatorServer, tmp_path: Path, setup: DeskSetup, says: str
) -> None:
    async with till(server, tmp_path) as counter:
        assert counter.unit.problem == ""
        await counter.sell()
    async with till(server, tmp_path, setup) as counter:
        with pytest.raises(Refused, match=says):
            await counter.sell_credit.propose(METER, "10")
        with pytest.raises(Refused, match=says):
            await counter.shifts.open("0")
        told: list[str] = []
        counter.unit.when_changed(lambda: told.append(counter.unit.problem))
        await counter.unit.confirm(grace(counter))
        await counter.unit.confirm(grace(counter))
        assert (told, counter.unit.between) == ([""], None)
    async with till(server, tmp_path, setup) as counter:
        assert counter.unit.problem == ""
        await counter.sell()
    [entry] = written(tmp_path)
    assert entry == {
        "means": str(setup.money_means),
        "currency": setup.currency.code,
        "digits": setup.currency.exponent,
        "after": 1,
        "by": "demo",
        "allowed_by": "Grace",
    }
    assert verify(tmp_path).unbroken


async def test_where_nobody_stands_at_the_till_the_supervisor_alone_answers(
    server: SimulatorServer, tmp_path: Path
) -> None:
    async with till(server, tmp_path) as counter:
        await counter.sell()
    async with till(server, tmp_path, OTHER) as counter:
        counter.guard.stand(None, on=True)
        await counter.unit.confirm(grace(counter))
    assert [(entry["by"], entry["allowed_by"]) for entry in written(tmp_path)] == [("Grace", "Grace")]


async def test_it_is_not_confirmed_over_an_open_shift(server: SimulatorServer, tmp_path: Path) -> None:
    async with till(server, tmp_path) as counter:
        await counter.shifts.switch(on=True)
        await counter.shifts.open("10")
    async with till(server, tmp_path, OTHER) as counter:
        with pytest.raises(Refused, match=r"counted in KWD\. Close it first"):
            await counter.unit.confirm(grace(counter))
        assert counter.unit.problem
    assert written(tmp_path) == []


async def test_the_settings_page_writes_it_too_and_nothing_is_sold_before_the_next_start(
    server: SimulatorServer, tmp_path: Path
) -> None:
    async with till(server, tmp_path) as counter:
        await counter.sell()
        await counter.settings.keep_values({"presets": [1]}, about="presets")
        assert written(tmp_path) == []
        await counter.settings.keep_values({"currency": "USD"}, about="currency")
        assert counter.unit.problem == NEXT_START
        assert counter.unit.between is None
        with pytest.raises(Refused, match="changed for the next start"):
            await counter.sell_credit.propose(METER, "10")
        await counter.settings.keep_values({"currency_digits": 2}, about="digits")
    async with till(server, tmp_path, OTHER) as counter:
        assert counter.unit.problem == ""
        await counter.sell()
        await counter.settings.keep_values({"currency": "KES"}, about="currency")
        await counter.settings.keep_values({"currency": "USD"}, about="currency")
        assert counter.unit.problem == ""
    assert [(entry["currency"], entry["digits"]) for entry in written(tmp_path)] == [
        ("USD", 3), ("USD", 2), ("KES", 2), ("USD", 2),
    ]  # fmt: skip


async def test_what_was_wrong_can_be_set_right_on_the_settings_page_whatever_is_open(
    server: SimulatorServer, tmp_path: Path
) -> None:
    async with till(server, tmp_path) as counter:
        await counter.sell()
        await counter.shifts.switch(on=True)
        await counter.shifts.open("10")
    async with till(server, tmp_path, OTHER) as counter:
        with pytest.raises(Refused, match="Close it first"):
            await counter.settings.keep_values({"currency": "KES"}, about="currency")
        await counter.settings.keep_values({"currency": "KWD", "currency_digits": 3}, about="currency")
        assert counter.unit.problem == NEXT_START
    assert written(tmp_path) == []


async def test_what_the_settings_tell_names_both(server: SimulatorServer, tmp_path: Path) -> None:
    async with till(server, tmp_path) as counter:
        await counter.unit.kept("kwh", "KWD", 3, "Amina", "Grace")
        assert counter.unit.stands == SalesUnit("kwh", Currency("KWD", 3))
    assert [(entry["by"], entry["allowed_by"]) for entry in written(tmp_path)] == [("Amina", "Grace")]
