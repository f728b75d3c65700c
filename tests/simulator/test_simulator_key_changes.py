"""Key changes: four sections of one change, and the house that moves on with the meter."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from simulator.house_meter import FactoryMeter, key_of

from vendingdesk.simulator.fittings import changed, factory_fitting
from vendingdesk.simulator.magic import MAGIC_METERS
from vendingdesk.sts import TokenRejected

METER = "0128244400031"
SEVERAL = next(magic.number for magic in MAGIC_METERS if magic.name == "several-tokens")
LOST = next(magic.number for magic in MAGIC_METERS if magic.name == "no-form")
SECTIONS = (3, 4, 8, 9)


def section(till: Any, subclass: int, value: int = 0, meter: str = METER) -> str:
    answer = till.manage(subclass, value, meter).json()
    assert answer["data"]["value"] == f"{value}.00"
    return str(answer["data"]["form"])


def charged(till: Any, meter: str = METER) -> str:
    return str(till.charge(meter).json()["data"]["form"])


@pytest.mark.parametrize("order", [SECTIONS, (9, 8, 4, 3), (8, 3, 9, 4)])
def test_four_sections_in_any_order_and_then_the_new_key(till: Any, order: tuple[int, ...]) -> None:
    meter = FactoryMeter(METER)
    for subclass in order:
        assert meter.enter(section(till, subclass)).subclass == subclass
    assert (meter.key_revision, meter.tariff_index) == (2, "01")
    assert meter.key == key_of(METER, key_revision=2)
    token = charged(till)
    with pytest.raises(TokenRejected):
        FactoryMeter(METER).enter(token)
    meter.enter(token)
    assert meter.kwh > 0


@pytest.mark.parametrize(("value", "index"), [(1, "01"), (7, "07"), (99, "99")])
def test_a_change_of_the_tariff_index(till: Any, value: int, index: str) -> None:
    number = "01490819354"
    meter = FactoryMeter(number)
    assert meter.tariff_index == "02"
    for subclass in SECTIONS:
        meter.enter(section(till, subclass, value, number))
    assert (meter.key_revision, meter.tariff_index) == (1, index)
    assert meter.key == key_of(number, tariff_index=index)
    meter.enter(charged(till, number))


def test_until_the_last_section_credit_is_under_the_old_key(till: Any) -> None:
    meter = FactoryMeter(METER)
    for subclass in SECTIONS[:3]:
        meter.enter(section(till, subclass))
        meter.enter(charged(till))
    meter.enter(section(till, SECTIONS[3]))
    meter.enter(charged(till))


def test_a_section_asked_for_again_is_the_same_until_there_is_a_token_under_the_new_key(till: Any) -> None:
    first = section(till, 3)
    assert section(till, 3) == first
    assert charged(till)
    assert section(till, 3) == first
    rest = [section(till, subclass) for subclass in SECTIONS[1:]]
    assert len({first, *rest}) == 4
    assert [section(till, subclass) for subclass in SECTIONS] == [first, *rest]  # the last answer may be lost
    assert charged(till)
    assert section(till, 3) != first  # of the next change, under the new key


def test_another_value_after_a_whole_change_goes_on_from_the_new_key(till: Any) -> None:
    meter = FactoryMeter(METER)
    for value in (0, 12, 0):
        for subclass in SECTIONS:
            meter.enter(section(till, subclass, value))
    assert (meter.key_revision, meter.tariff_index) == (3, "12")
    meter.enter(charged(till))


def test_another_value_starts_another_change(till: Any) -> None:
    for subclass in SECTIONS[:3]:
        section(till, subclass, 0)
    meter = FactoryMeter(METER)
    meter.enter(section(till, 9, 5))
    meter.enter(charged(till))  # three of one change and one of another are no change
    for subclass in SECTIONS[:3]:
        meter.enter(section(till, subclass, 5))
    assert meter.tariff_index == "05"
    meter.enter(charged(till))


def test_meters_change_apart(till: Any) -> None:
    for subclass in SECTIONS:
        section(till, subclass)
    other = FactoryMeter("01490819354")
    other.enter(charged(till, "01490819354"))
    for subclass in SECTIONS:
        other.enter(section(till, subclass, 0, "01490819354"))
    assert (other.key_revision, other.tariff_index) == (2, "02")


def test_changes_follow_each_other_and_after_revision_9_comes_1(till: Any) -> None:
    meter = FactoryMeter(METER)
    revisions = []
    for _ in range(9):
        for subclass in SECTIONS:
            meter.enter(section(till, subclass))
        meter.enter(charged(till))
        revisions.append(meter.key_revision)
    assert revisions == [2, 3, 4, 5, 6, 7, 8, 9, 1]


def test_a_change_keeps_what_it_does_not_change() -> None:
    bakery = factory_fitting("0128251755673")
    assert (bakery.supply_group, bakery.key_revision, bakery.tariff_index) == ("203557", 2, "15")
    new = changed(bakery, 0)
    assert (new.supply_group, new.key_revision, new.tariff_index) == ("203557", 3, "15")
    new = changed(bakery, 99)
    assert (new.supply_group, new.key_revision, new.tariff_index) == ("203557", 2, "99")


def test_a_section_that_was_lost_on_its_way_counts(till: Any) -> None:
    """The server knows only what it minted: the till that got no form reads the token elsewhere."""
    meter = FactoryMeter(LOST)
    for subclass in SECTIONS:
        assert section(till, subclass, 0, LOST) == ""
        meter.enter(till.minted()[-1])
    charged(till, LOST)
    meter.enter(till.minted()[-1])


def test_several_sections_at_once_are_neighbours(till: Any) -> None:
    meter = FactoryMeter(SEVERAL)
    for subclass, both in ((3, [3, 4]), (8, [8, 9])):
        tokens = section(till, subclass, 0, SEVERAL).split(",")
        assert [meter.enter(token).subclass for token in tokens] == both
    assert meter.key_revision == 2
    for token in charged(till, SEVERAL).split(","):
        meter.enter(token)
    tokens = section(till, 9, 0, SEVERAL).split(",")
    assert [meter.enter(token).subclass for token in tokens] == [9, 3]


@pytest.mark.parametrize("before", range(5))
def test_a_restart_in_the_middle_of_a_change(open_till: Any, tmp_path: Path, before: int) -> None:
    meter = FactoryMeter(METER)
    till = open_till(state=tmp_path)
    tokens = [section(till, subclass) for subclass in SECTIONS[:before]]
    till.server.stop()
    again = open_till(state=tmp_path)
    assert [section(again, subclass) for subclass in SECTIONS[:before]] == tokens
    tokens += [section(again, subclass) for subclass in SECTIONS[before:]]
    for token in tokens:
        meter.enter(token)
    assert meter.key_revision == 2
    meter.enter(charged(again))


def test_every_order_of_sections_and_restarts_ends_at_one_key(open_till: Any, tmp_path: Path) -> None:
    meter = FactoryMeter(METER)
    for values in itertools.product((0, 12), repeat=2):
        for value in values:
            till = open_till(state=tmp_path)
            for subclass in SECTIONS:
                meter.enter(section(till, subclass, value))
            meter.enter(charged(till))
            till.server.stop()
    till = open_till(state=tmp_path)
    meter.enter(charged(till))
    assert (meter.key_revision, meter.tariff_index) == (5, "12")
