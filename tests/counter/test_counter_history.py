"""The history: one sale by its number, what came after it, doubts."""

from datetime import datetime
from uuid import uuid4

import pytest
from counter.counter_parts import MAGIC, METER, NEIGHBOUR, Counter

from vendingdesk.counter.clock import SystemClock
from vendingdesk.domain.errors import Refused
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.sale import Order, VendState


async def write(counter: Counter, count: int) -> None:
    """Orders in the journal that were never sent, every third for the neighbour: quicker than selling."""
    for number in range(1, count + 1):
        meter = NEIGHBOUR if number % 3 == 0 else METER
        amount = Money(number, Currency("USD"))
        order = Order(str(uuid4()), str(uuid4()), meter, "demo", counter.server.url, amount)
        await counter.journal.prepare(order, counter.clock.now())


async def test_an_empty_journal_has_no_doubts(counter: Counter) -> None:
    assert await counter.history.doubts() == ()


async def test_one_by_its_number_however_it_is_typed(counter: Counter) -> None:
    await write(counter, 3)
    for typed in ("K01-000002", " k01-000002\n"):
        assert (await counter.history.sale(typed)).number == 2


@pytest.mark.parametrize("typed", ["K01-000004", "K02-000002", "2", "nonsense", "K01-٢", "K01-" + "9" * 1000])
async def test_a_number_that_is_not_there(counter: Counter, typed: str) -> None:
    await write(counter, 3)
    with pytest.raises(Refused) as refusal:
        await counter.history.sale(typed)
    assert str(refusal.value) == (
        f"There is no receipt {typed.upper()} in this journal. History and the export list them all."
    )


async def test_no_number_at_all(counter: Counter) -> None:
    with pytest.raises(Refused, match=r"There is no receipt \(empty\) in this journal"):
        await counter.history.sale("  ")


async def test_only_what_is_unknown_is_a_doubt(till: Counter) -> None:
    results = [await till.sell(meter) for meter in (MAGIC["panic"], METER, MAGIC["not-found"], MAGIC["lost-before"])]
    doubts = await till.history.doubts()
    assert [sale.uid for sale in doubts] == [results[3].sale.uid, results[0].sale.uid]
    assert {sale.state for sale in doubts} == {VendState.IN_DOUBT}


def test_the_clock_knows_its_offset() -> None:
    now = SystemClock().now()
    assert isinstance(now, datetime)
    assert now.utcoffset() == datetime.now().astimezone().utcoffset()


async def test_later_tokens_of_the_same_meter(till: Counter) -> None:
    first = (await till.sell()).sale
    assert await till.history.after(first) == ()
    await till.sell(NEIGHBOUR)
    await till.sell(MAGIC["not-found"])
    second = (await till.sell()).sale
    third = (await till.sell()).sale
    assert [sale.number for sale in await till.history.after(first)] == [third.number, second.number]
    assert await till.history.after(third) == ()
    refused = (await till.sell(MAGIC["not-found"])).sale
    assert await till.history.after(refused) == ()
