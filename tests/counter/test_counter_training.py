"""The training bench: which meters there are, how they are kept, and the exercise."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from vendingdesk.counter.exercise import Exercise, SoldToken, Step
from vendingdesk.counter.training import KeyOrigin, Keys, Training
from vendingdesk.domain.customer import Customer
from vendingdesk.domain.errors import Refused
from vendingdesk.simulator.fittings import changed, factory_fitting
from vendingdesk.sts import Fitting, amount_to_field, encode
from vendingdesk.sts.virtual_meter import TENTH, MeterStateError, VirtualMeter

METER, OTHER = "0128244400031", "0151529923121"
NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
NAIVE = NOW.replace(tzinfo=None)


def token_of(meter: str, tenths: int = 100, minute: int = 0, *, clear: bool = False) -> str:
    fitting = factory_fitting(meter)
    return encode(
        fitting.key,
        token_class=2 if clear else 0,
        subclass=1 if clear else 0,
        issued_at=NAIVE + timedelta(minutes=minute),
        base=fitting.base,
        amount_field=0xFFFF if clear else amount_to_field(tenths),
        random=3,
    )


class Shelf:
    """States in memory, as text, so that only plain JSON comes back."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def read(self, meter_number: str) -> object:
        return json.loads(self.kept.get(meter_number, "null"))

    def write(self, meter_number: str, state: Mapping[str, object]) -> None:
        self.kept[meter_number] = json.dumps(state)


class Books:
    """A register and a journal with nothing sold."""

    def __init__(self, *customers: Customer) -> None:
        self.customers = customers

    async def search(self, text: str, limit: int = 50) -> tuple[Customer, ...]:
        return self.customers[:limit]

    async def sales(self, **_: object) -> tuple[Any, ...]:
        return ()

    def now(self) -> datetime:
        return NOW


def training(shelf: Shelf, *customers: Customer, house: Callable[[str], Fitting | None] | None = None) -> Training:
    books: Any = Books(*customers)
    return Training(Keys(factory_fitting, house or (lambda _: None)), shelf, books, books, books)


def changed_by_the_house(meter: str) -> Fitting:
    return changed(factory_fitting(meter), 0)


async def test_a_new_meter_is_brought_from_the_factory() -> None:
    bench = await training(Shelf()).bring(METER)
    assert bench.meter.fitting == factory_fitting(METER)
    assert bench.meter.at == NAIVE
    assert bench.exercise.done == ()


async def test_a_meter_is_kept_as_it_was_at_the_call() -> None:
    shelf = Shelf()
    room = training(shelf)
    bench = await room.bring(METER)
    bench.meter.type_token(token_of(METER), NAIVE)
    keeping = room.keep(bench)
    bench.meter.type_token(token_of(METER, minute=1), NAIVE)  # after the call
    await keeping
    assert (await room.bring(METER)).meter.credit == 100 * TENTH
    await room.keep(bench)
    assert (await room.bring(METER)).meter.credit == 200 * TENTH


async def test_what_is_written_is_whole_before_it_is_read() -> None:
    room = training(Shelf())
    bench = await room.bring(METER)
    bench.meter.type_token(token_of(METER), NAIVE)
    bench.exercise.note_entered("", bench.meter.type_token(token_of(METER), NAIVE), bench.meter)
    import asyncio

    _, again = await asyncio.gather(room.keep(bench), room.bring(METER))
    assert again.meter.credit == 100 * TENTH
    assert again.exercise.done == (Step.AGAIN,)


@pytest.mark.parametrize(
    "kept",
    ["[]", "{}", '"x"', '{"meter": {}, "exercise": []}', '{"meter": {}, "exercise": [], "more": 1}'],
)
async def test_damage_is_an_error_of_its_own(kept: str) -> None:
    shelf = Shelf()
    shelf.kept[METER] = kept
    with pytest.raises(MeterStateError):
        await training(shelf).bring(METER)


@pytest.mark.parametrize("exercise", ["sell", ["dance"], [5], [["sell"]]])
async def test_a_damaged_exercise(exercise: object) -> None:
    shelf = Shelf()
    room = training(shelf)
    await room.keep(await room.bring(METER))
    shelf.kept[METER] = json.dumps(json.loads(shelf.kept[METER]) | {"exercise": exercise})
    with pytest.raises(MeterStateError, match="exercise"):
        await room.bring(METER)


async def test_another_meter_s_state_is_damage() -> None:
    shelf = Shelf()
    room = training(shelf)
    await room.keep(await room.bring(METER))
    shelf.kept[OTHER] = shelf.kept[METER]
    with pytest.raises(MeterStateError, match="meter_number"):
        await room.bring(OTHER)


async def test_a_new_meter_in_the_place_of_another_keeps_its_key_where_the_house_is_not_known() -> None:
    room = training(Shelf())
    bench = await room.bring(METER)
    bench.meter.type_token(token_of(METER), NAIVE)
    bench.meter.registers.fitting = replace(bench.meter.fitting, key_revision=4)
    again = await room.new_bench(METER, bench.meter)
    assert (again.meter.credit, again.meter.fitting.key_revision) == (0, 4)
    assert again.key_origin is KeyOrigin.KEPT
    other = await room.new_bench(METER)
    assert other.meter.fitting.key_revision == 1
    assert other.key_origin is KeyOrigin.FACTORY


async def test_a_new_meter_has_the_key_that_the_house_has_by_now() -> None:
    shelf = Shelf()
    shelf.kept[METER] = "[]"
    room = training(shelf, house=changed_by_the_house)
    before = VirtualMeter.from_factory(factory_fitting(METER), NAIVE + timedelta(days=1))
    for bench in (await room.new_bench(METER), await room.new_bench(METER, before)):
        assert bench.meter.fitting == changed_by_the_house(METER)
        assert bench.key_origin is KeyOrigin.HOUSE
    assert bench.meter.at == before.at


async def test_a_meter_that_nobody_visited_waits_for_its_key_change() -> None:
    shelf = Shelf()
    room = training(shelf, house=changed_by_the_house)
    bench = await room.bring(METER)
    assert bench.meter.fitting == factory_fitting(METER)
    assert bench.key_origin is KeyOrigin.BEHIND
    await room.keep(bench)
    assert (await room.bring(METER)).key_origin is KeyOrigin.KEPT
    same = await training(Shelf(), house=factory_fitting).bring(METER)
    assert same.key_origin is KeyOrigin.FACTORY


async def test_a_number_that_is_none_has_no_meter() -> None:
    good, bad = Customer(METER, name="A"), Customer("0128244400032", name="B")
    room = training(Shelf(), good, bad)
    assert await room.customers() == (good,)
    with pytest.raises(Refused, match="Choose another"):
        await room.new_bench("0128244400032")


# The exercise


def at_meter() -> tuple[VirtualMeter, Exercise]:
    meter = VirtualMeter.from_factory(factory_fitting(METER), NAIVE)
    exercise = Exercise(METER)
    sold = (SoldToken(token_of(METER), METER, True), SoldToken(token_of(OTHER), OTHER, True))
    exercise.note_sold(sold)
    return meter, exercise


def enter(meter: VirtualMeter, exercise: Exercise, token: str) -> None:
    exercise.note_entered(token, meter.type_token(token, meter.at), meter)


def test_a_sale_to_this_meter_counts_and_another_does_not() -> None:
    exercise = Exercise(METER)
    exercise.note_sold(
        (SoldToken(token_of(OTHER), OTHER, True), SoldToken(token_of(METER, clear=True), METER, False))
    )
    assert exercise.next_step is Step.SELL
    exercise.note_sold((SoldToken(token_of(METER), METER, True),))
    assert exercise.done == (Step.SELL,)


def test_two_groups_show_that_the_token_was_read() -> None:
    _meter, exercise = at_meter()
    for digits in (token_of(METER)[:7], token_of(OTHER)[:8]):
        exercise.note_typed(digits)
        assert Step.READ not in exercise.done
    exercise.note_typed(token_of(METER)[:8])
    assert Step.READ in exercise.done


def test_energy_must_run_down_after_the_token_came() -> None:
    meter, exercise = at_meter()
    exercise.note_time(meter)
    enter(meter, exercise, token_of(METER))
    assert exercise.next_step is Step.READ
    meter.connect_load(1000, meter.at)
    for minutes, watched in ((5, False), (6, True)):
        meter.pass_time(NAIVE + timedelta(minutes=minutes))
        exercise.note_time(meter)
        assert (Step.WATCH in exercise.done) is watched


def test_after_a_pause_the_energy_is_watched_anew() -> None:
    meter, _ = at_meter()
    meter.type_token(token_of(METER), NAIVE)
    meter.connect_load(1000, NAIVE)
    meter.pass_time(NAIVE + timedelta(hours=1))
    exercise = Exercise(METER, (Step.TYPE,))
    exercise.note_time(meter)
    assert Step.WATCH not in exercise.done
    meter.pass_time(NAIVE + timedelta(hours=2))
    exercise.note_time(meter)
    assert Step.WATCH in exercise.done


def test_a_typing_error_is_not_another_customer_s_token() -> None:
    meter, exercise = at_meter()
    enter(meter, exercise, "12345678901234567890")
    assert Step.OTHER not in exercise.done
    enter(meter, exercise, token_of(OTHER))
    assert Step.OTHER in exercise.done


def test_the_end() -> None:
    meter, exercise = at_meter()
    exercise.note_typed(token_of(METER))
    for token in (token_of(METER), token_of(METER), token_of(OTHER), token_of(METER, minute=2, clear=True)):
        enter(meter, exercise, token)
    enter(meter, exercise, "801")  # a register: nothing of the exercise
    assert set(Step) - set(exercise.done) == {Step.WATCH}
    assert Exercise(METER, Step).next_step is None
